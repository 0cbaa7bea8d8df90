package loglog.tasks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.engine.Tensor;
import loglog.models.training.Measures;
import loglog.models.transformer.CachedTransformer;
import loglog.models.transformer.Model;
import loglog.tasks.HashSplit.Side;

/**
 * Answers the test problems greedily and judges each.
 *
 * <p>{@code accuracy} is {@code successes} of {@code trials} final answers that are right, {@code whole} the share of problems
 * with every step right, {@code step_error} the share of steps that are wrong among those whose steps before are right.
 */
final class TaskMeasures implements Measures {
    private final ExactTask task;
    private final int problems;
    private CachedTransformer[] writers;

    TaskMeasures(ExactTask task, int problems) {
        this.task = task;
        this.problems = problems;
    }

    @Override
    public Map<String, Double> of(Model model) {
        var device = model.device();
        if (writers == null) {
            writers = new CachedTransformer[device.lanes()];
            for (int lane = 0; lane < writers.length; lane++) {
                writers[lane] = new CachedTransformer(
                        model, Math.min(task.positions(), task.longest()), Math.min(task.positions(), task.longest()));
            }
        }
        var verdicts = new Verdict[problems];
        Device.Work work = (k, lane) -> {
            for (int i = lane; i < problems; i += device.lanes()) {
                var problem = task.problem(TaskData.TEST_SEED, i, Side.TEST);
                verdicts[i] = task.judge(
                        problem,
                        written(k, writers[lane], problem, model.config().vocabulary()));
            }
        };
        device.run(work);
        return summary(verdicts);
    }

    private Map<String, Double> summary(Verdict[] verdicts) {
        long right = Arrays.stream(verdicts).filter(Verdict::right).count();
        long whole = Arrays.stream(verdicts).filter(Verdict::whole).count();
        long steps = 0;
        long wrong = 0;
        for (var verdict : verdicts) {
            steps += verdict.stepsRight() + verdict.firstWrong().stream().count();
            wrong += verdict.firstWrong().stream().count();
        }
        var measured = new LinkedHashMap<String, Double>();
        measured.put("accuracy", right / (double) problems);
        measured.put("successes", (double) right);
        measured.put("trials", (double) problems);
        measured.put("chance", task.chance());
        measured.put("whole", whole / (double) problems);
        measured.put("step_error", wrong / (double) steps);
        return measured;
    }

    private String written(Kernels k, CachedTransformer writer, Problem problem, int words) {
        var vocabulary = task.vocabulary();
        var prompt = vocabulary.encode(problem.prompt());
        var written = new int[task.longestSolution()];
        var logits = new float[words];
        writer.truncate(0);
        Tensor next = writer.append(k, prompt, 0, prompt.length);
        for (int i = 0; ; i++) {
            k.read(next, logits);
            int token = 0;
            for (int j = 1; j < words; j++) {
                token = logits[j] > logits[token] ? j : token;
            }
            written[i] = token;
            if (token == vocabulary.end() || i + 1 == written.length) {
                return vocabulary.decode(written, 0, i + 1);
            }
            next = writer.append(k, written, i, 1);
        }
    }
}
