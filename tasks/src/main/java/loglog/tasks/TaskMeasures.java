package loglog.tasks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.models.generation.BatchSampler;
import loglog.models.generation.Prompt;
import loglog.models.generation.Sampling;
import loglog.models.training.Measures;
import loglog.models.transformer.Model;
import loglog.tasks.HashSplit.Side;

/**
 * Answers the test problems greedily and judges each.
 *
 * <p>{@code accuracy} is {@code successes} of {@code trials} final answers that are right, {@code whole} the share of problems
 * with every step right, {@code step_error} the share of steps that are wrong among those whose steps before are right.
 */
final class TaskMeasures implements Measures {
    private static final Sampling GREEDY = new Sampling(0, 0, 1, 0);

    private final ExactTask task;
    private final List<TaskProblem> problems = new ArrayList<>();
    private final List<int[]> prompts = new ArrayList<>();
    private BatchSampler sampler;

    TaskMeasures(ExactTask task, int count) {
        this.task = task;
        var vocabulary = task.vocabulary();
        for (int i = 0; i < count; i++) {
            problems.add(task.problem(TaskData.TEST_SEED, i, Side.TEST));
            prompts.add(vocabulary.encode(problems.getLast().prompt()));
        }
    }

    @Override
    public Map<String, Double> of(Model model) {
        if (sampler == null) {
            sampler = new BatchSampler(model, task.vocabulary().pad(), task.longest());
        }
        var written = CalculatedSamples.of(sampler, task, Prompt.numbered(prompts), 1, GREEDY);
        var verdicts = new ArrayList<Verdict>();
        for (int i = 0; i < problems.size(); i++) {
            var text = TaskModel.text(task, written.completions().get(i).getFirst());
            verdicts.add(task.judge(problems.get(i), text));
        }
        return summary(verdicts);
    }

    private Map<String, Double> summary(List<Verdict> verdicts) {
        double trials = verdicts.size();
        double right = verdicts.stream().filter(Verdict::right).count();
        double whole = verdicts.stream().filter(Verdict::whole).count();
        long wrong = verdicts.stream().filter(v -> v.firstWrong().isPresent()).count();
        long steps = wrong + verdicts.stream().mapToLong(Verdict::stepsRight).sum();
        var measured = new LinkedHashMap<String, Double>();
        measured.put(TaskKind.ACCURACY.name(), right / trials);
        measured.put("successes", right);
        measured.put("trials", trials);
        measured.put("chance", task.chance());
        measured.put("whole", whole / trials);
        measured.put("step_error", wrong / (double) steps);
        return measured;
    }
}
