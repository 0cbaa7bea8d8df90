package loglog.models.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import loglog.engine.Device;
import loglog.models.transformer.ColumnTransformer;
import loglog.models.transformer.Model;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;

/**
 * Completions of many prompts at once, on all lanes of a model's device. Sample i of a prompt is a function of the model, the
 * prompt, its number, the seed and i alone: the same bits for any number of prompts, samples and threads. Each prompt is computed
 * once, and its keys and values go to all its samples; a column whose sample has ended takes up the next one.
 *
 * <p>Takes its memory from the device once, so keep one for as long as its model. The weights may change between calls.
 */
public final class BatchSampler {
    /** Bytes of prompts' keys and values at once; more prompts than that come one wave after another. */
    private static final long WAVE_BYTES = 256 << 20;

    private final Model model;
    private final Device device;
    private final int vocabulary;
    private final int longest;
    private final ColumnTransformer.Weights weights;
    private final List<ColumnLane> lanes = new ArrayList<>();

    /**
     * Takes the memory.
     *
     * @param vocabulary tokens that may be chosen: those below it
     * @param longest tokens of a prompt and its completion together, at most the model's context
     * @throws DataException where that is more
     */
    public BatchSampler(Model model, int vocabulary, int longest) {
        this(model, vocabulary, longest, columns(model));
    }

    BatchSampler(Model model, int vocabulary, int longest, int columns) {
        if (longest > model.config().context()) {
            throw new DataException(
                    "samples: found prompts and completions of %d tokens, expected at most the model's %d"
                            .formatted(longest, model.config().context()));
        }
        this.model = model;
        this.vocabulary = vocabulary;
        this.longest = longest;
        device = model.device();
        weights = new ColumnTransformer.Weights(model);
        for (int lane = 0; lane < device.lanes(); lane++) {
            lanes.add(new ColumnLane(model, new ColumnTransformer(model, weights, columns, longest), vocabulary));
        }
    }

    /** One vector, where there are 16 elements in one: with more, keys and values leave a core's cache. */
    private static int columns(Model model) {
        return Math.max(16, model.device().kernels(0).columns().multiple());
    }

    /**
     * Samples.
     *
     * @param samples of each prompt
     * @param maxTokens of a completion
     * @param ends tokens that end one
     * @throws DataException where a prompt is empty, too long, or has a token that the model does not have; where the logits are no
     *     numbers
     */
    public Samples sample(List<Prompt> prompts, int samples, int maxTokens, Sampling sampling, int... ends) {
        if (samples < 1 || maxTokens < 1) {
            throw new DataException(
                    "samples: found %d of %d tokens, expected at least one of each".formatted(samples, maxTokens));
        }
        var isEnd = new boolean[model.config().vocabulary()];
        for (int end : ends) {
            isEnd[end] = true;
        }
        var jobs = new ArrayList<List<ColumnLane.Job>>();
        for (var prompt : prompts) {
            require(prompt, maxTokens);
            var its = new ArrayList<ColumnLane.Job>();
            for (int i = 0; i < samples; i++) {
                its.add(new ColumnLane.Job.Sample(sampling, prompt.number(), i, maxTokens, isEnd));
            }
            jobs.add(its);
        }
        double flops = run(prompts, jobs);
        long tokens = 0;
        var completions = new ArrayList<List<Samples.Completion>>();
        for (var its : jobs) {
            var completed = new ArrayList<Samples.Completion>();
            for (var job : its) {
                var completion = ((ColumnLane.Job.Sample) job).completion();
                tokens += completion.tokens().length + (completion.ended() ? 1 : 0);
                completed.add(completion);
            }
            completions.add(completed);
        }
        return new Samples(completions, promptTokens(prompts), tokens, flops);
    }

    /**
     * The model's log-probabilities, in nats, of each token of given completions, after the prompt and what is before it.
     *
     * @param completions of each prompt
     * @throws DataException as {@link #sample}
     */
    public List<List<float[]>> logProbabilities(List<Prompt> prompts, List<List<int[]>> completions) {
        var jobs = jobs(prompts, completions, ColumnLane.Job.Score::new);
        run(prompts, jobs);
        return each(jobs, job -> ((ColumnLane.Job.Score) job).logProbabilities());
    }

    /**
     * The scores after each token of given completions, [tokens, labels], of a model that has a head for them.
     *
     * @param completions of each prompt
     * @throws DataException as {@link #sample}, and where the model has no such head
     */
    public List<List<float[]>> scores(List<Prompt> prompts, List<List<int[]>> completions) {
        if (model.labels() == 0) {
            throw new DataException("model: found no head for scores (%s)".formatted(HfConfig.SCORE));
        }
        var jobs = jobs(prompts, completions, completion -> new ColumnLane.Job.Judge(completion, model.labels()));
        run(prompts, jobs);
        return each(jobs, job -> ((ColumnLane.Job.Judge) job).scores());
    }

    private List<List<ColumnLane.Job>> jobs(
            List<Prompt> prompts, List<List<int[]>> completions, Function<int[], ColumnLane.Job> make) {
        var jobs = new ArrayList<List<ColumnLane.Job>>();
        for (int i = 0; i < prompts.size(); i++) {
            var its = new ArrayList<ColumnLane.Job>();
            for (var completion : completions.get(i)) {
                require(prompts.get(i), completion.length);
                requireKnown(completion);
                its.add(make.apply(completion));
            }
            jobs.add(its);
        }
        return jobs;
    }

    private static List<List<float[]>> each(List<List<ColumnLane.Job>> jobs, Function<ColumnLane.Job, float[]> result) {
        return jobs.stream().map(its -> its.stream().map(result).toList()).toList();
    }

    private static long promptTokens(List<Prompt> prompts) {
        return prompts.stream().mapToLong(prompt -> prompt.tokens().length).sum();
    }

    private void require(Prompt prompt, int more) {
        int length = prompt.tokens().length;
        if (length < 1 || length + (long) more > longest) {
            throw new DataException(
                    "prompt %d: found %d tokens, and %d more to come, expected at least 1 and at most %d together"
                            .formatted(prompt.number(), length, more, longest));
        }
        requireKnown(prompt.tokens());
    }

    private void requireKnown(int[] tokens) {
        for (int token : tokens) {
            if (token < 0 || token >= model.config().vocabulary()) {
                throw new DataException("tokens: found %d, expected one of the model's vocabulary of %d"
                        .formatted(token, model.config().vocabulary()));
            }
        }
    }

    private double run(List<Prompt> prompts, List<List<ColumnLane.Job>> jobs) {
        device.run((k, lane) -> weights.prepare(k.columns(), lane, device.lanes()));
        double flops = 0;
        int from = 0;
        while (from < prompts.size()) {
            long bytes = 0;
            int to = from;
            while (to < prompts.size() && (to == from || bytes < WAVE_BYTES)) {
                int length = prompts.get(to).tokens().length;
                bytes += Float.BYTES
                        * ((long) ColumnTransformer.cacheSize(model, length)
                                + model.config().vocabulary());
                to++;
            }
            flops += wave(prompts.subList(from, to), jobs.subList(from, to));
            from = to;
        }
        return flops;
    }

    private double wave(List<Prompt> prompts, List<List<ColumnLane.Job>> jobs) {
        var read = prompts.stream()
                .map(prompt -> new ColumnLane.Read(model, prompt.tokens()))
                .toList();
        var next = new AtomicInteger();
        device.run((k, lane) -> lanes.get(lane).read(k, read, next));
        var queue = new ArrayList<ColumnLane.Work>();
        for (int i = 0; i < jobs.size(); i++) {
            for (var job : jobs.get(i)) {
                queue.add(new ColumnLane.Work(read.get(i), job));
            }
        }
        next.set(0);
        device.run((k, lane) -> lanes.get(lane).complete(k, queue, next));
        return flops(read) + queue.stream().mapToDouble(this::flops).sum();
    }

    private double flops(List<ColumnLane.Read> read) {
        var transformer = lanes.getFirst().transformer();
        double flops = 0;
        for (var prompt : read) {
            flops += transformer.flops(0, prompt.tokens().length) + transformer.headFlops();
        }
        return flops;
    }

    /** Of the tokens that were run through the model: all but the last chosen. */
    private double flops(ColumnLane.Work work) {
        var transformer = lanes.getFirst().transformer();
        int run = Math.max(0, work.job().chosen() - 1);
        return transformer.flops(work.prompt().tokens().length, run) + run * (double) transformer.headFlops();
    }
}
