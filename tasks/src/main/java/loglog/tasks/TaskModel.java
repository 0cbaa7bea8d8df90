package loglog.tasks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.models.generation.BatchSampler;
import loglog.models.generation.Prompt;
import loglog.models.generation.Samples;
import loglog.models.generation.Sampling;
import loglog.models.transformer.Model;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.ShardedSafetensors;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.Sums;

/** A model that was trained on a task, and writes solutions. Closing it gives its memory back. */
public final class TaskModel implements AutoCloseable {
    private final ExactTask task;
    private final Device device;
    private final Model model;
    private final BatchSampler sampler;

    private TaskModel(ExactTask task, Device device, Model model) {
        this.task = task;
        this.device = device;
        this.model = model;
        sampler = new BatchSampler(model, task.vocabulary().size() - 1, task.positions());
    }

    /**
     * Loads a run's newest checkpoint.
     *
     * @param lanes threads
     * @throws DataException where the folder holds no run on a task, or its model cannot be used
     */
    public static TaskModel load(Path run, int lanes) {
        var task = TaskKind.taskOf(run);
        var folder = new RunFolder(run)
                .newestCheckpoint()
                .orElseThrow(() -> DataException.in(run, "found no checkpoint, expected the run's model"));
        var config = HfConfig.read(folder);
        if (config.vocabulary() != task.vocabulary().size() || config.context() < task.positions()) {
            throw DataException.in(
                    folder,
                    "found a model of %d tokens and %d positions, expected %d and %d, as its task has",
                    config.vocabulary(),
                    config.context(),
                    task.vocabulary().size(),
                    task.positions());
        }
        Device device = null;
        try (var weights = ShardedSafetensors.open(folder)) {
            HfWeights.read(config, weights); // before any memory is taken for them
            Sums.checkWeights(folder);
            device = Devices.open(Devices.CPU, lanes, Precision.FLOAT32);
            var model = new Model(device, config, 0);
            model.load(weights, "");
            return new TaskModel(task, device, model);
        } catch (RuntimeException e) {
            if (device != null) {
                device.close();
            }
            throw e;
        }
    }

    public ExactTask task() {
        return task;
    }

    /** A copy of the model, on the same device, with a head for one score that is zero everywhere. */
    Model withScores() {
        var copy = new Model(device, model.config(), 0, 1);
        for (var stored : model.stored()) {
            device.kernels(0).write(stored.floats(), copy.parameters().get(stored.name()));
        }
        return copy;
    }

    /** Trained ones. */
    public long params() {
        return model.params();
    }

    /**
     * Writes solutions to many problems.
     *
     * @param numbers of the problems, which key their random numbers
     * @param samples of each
     */
    public Samples sample(List<Long> numbers, List<TaskProblem> problems, int samples, Sampling sampling) {
        return solve(numbers, problems.stream().map(TaskProblem::prompt).toList(), samples, sampling);
    }

    /**
     * Writes solutions to problems that are prompts alone.
     *
     * @param numbers that key their random numbers
     */
    Samples solve(List<Long> numbers, List<String> texts, int samples, Sampling sampling) {
        return CalculatedSamples.of(sampler, task, prompts(numbers, texts), samples, sampling);
    }

    /**
     * Goes on with texts.
     *
     * @param numbers that key their random numbers
     * @param most tokens to write
     */
    public Samples goOn(List<Long> numbers, List<String> texts, int samples, int most, Sampling sampling) {
        return sampler.sample(prompts(numbers, texts), samples, most, sampling, ends());
    }

    private List<Prompt> prompts(List<Long> numbers, List<String> texts) {
        var prompts = new ArrayList<Prompt>();
        for (int i = 0; i < texts.size(); i++) {
            prompts.add(new Prompt(numbers.get(i), task.vocabulary().encode(texts.get(i))));
        }
        return prompts;
    }

    private int[] ends() {
        return task.ends() ? new int[] {task.vocabulary().end()} : new int[0];
    }

    /** What a sample says, with its end where it has one. */
    public String text(Samples.Completion completion) {
        return text(task, completion);
    }

    static String text(ExactTask task, Samples.Completion completion) {
        var vocabulary = task.vocabulary();
        var text = vocabulary.decode(completion.tokens(), 0, completion.tokens().length);
        return completion.ended() ? text + vocabulary.words().get(vocabulary.end()) : text;
    }

    /**
     * The log-probability of each whole sample, nats, its end included: by which a model that has no verifier can choose.
     *
     * @param completions of each problem
     */
    public List<double[]> logLikelihoods(
            List<Long> numbers, List<TaskProblem> problems, List<List<Samples.Completion>> completions) {
        var tokens = completions.stream()
                .map(of -> of.stream().map(this::withEnd).toList())
                .toList();
        return sampler
                .logProbabilities(
                        prompts(
                                numbers,
                                problems.stream().map(TaskProblem::prompt).toList()),
                        tokens)
                .stream()
                .map(of -> of.stream().mapToDouble(TaskModel::sum).toArray())
                .toList();
    }

    /** What was written, the token that ended it included. */
    int[] withEnd(Samples.Completion completion) {
        if (!completion.ended()) {
            return completion.tokens();
        }
        var tokens = java.util.Arrays.copyOf(completion.tokens(), completion.tokens().length + 1);
        tokens[tokens.length - 1] = task.vocabulary().end();
        return tokens;
    }

    private static double sum(float[] logs) {
        double sum = 0;
        for (float log : logs) {
            sum += log;
        }
        return sum;
    }

    @Override
    public void close() {
        device.close();
    }
}
