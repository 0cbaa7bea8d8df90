package loglog.tasks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import loglog.laws.rates.BestOfN;
import loglog.laws.rates.MajorityVote;
import loglog.models.generation.Samples;
import loglog.models.generation.Sampling;
import loglog.tasks.HashSplit.Side;

/** Asks a model test problems in every way that costs more tokens: once, many times, step by step, cut short. */
public final class Thinker {
    /** Of the problems that are asked: others than each run is measured on. */
    private static final long PROBLEMS_SEED = 1;

    private static final Sampling GREEDY = new Sampling(0, 0, 1, 0);
    private static final int[] CANDIDATES = {1, 2, 4, 8};

    /** Votes of more take long to count exactly and change little. */
    private static final int MOST_VOTES = 81;

    private final TaskModel model;
    private final ExactTask task;
    private final List<TaskProblem> problems;
    private final List<Long> numbers;
    private final Sampling sampling;

    /** @param seed of the samples */
    public Thinker(TaskModel model, int count, long seed) {
        this.model = model;
        task = model.task();
        int there = (int) Math.min(count, task.count(Side.TEST));
        problems = IntStream.range(0, there)
                .mapToObj(i -> task.problem(PROBLEMS_SEED, i, Side.TEST))
                .toList();
        numbers = LongStream.range(0, there).boxed().toList();
        sampling = new Sampling(1, 0, 1, seed);
    }

    /** Whether solutions show steps that the model wrote: of an answer alone, chance makes samples right that know nothing. */
    public static boolean hasSteps(ExactTask task) {
        return task.calculator().isEmpty()
                && task.problem(PROBLEMS_SEED, 0, Side.TEST).steps().size() > 1;
    }

    /**
     * Successes of so many samples of each problem, with what they cost.
     *
     * @param whole samples of each problem with every step right
     */
    public record Drawn(long[] whole, long tokens, double flops) {}

    /** Draws samples and counts those with every step right; the first ones are the same however many there are. */
    public Drawn draw(int samples) {
        var drawn = model.sample(numbers, problems, samples, sampling);
        var whole = new long[problems.size()];
        for (int i = 0; i < whole.length; i++) {
            for (var completion : drawn.completions().get(i)) {
                whole[i] += task.judge(problems.get(i), model.text(completion)).whole() ? 1 : 0;
            }
        }
        return new Drawn(whole, drawn.tokens() + drawn.promptTokens(), drawn.flops());
    }

    /** Everything but the samples that are to be forecast. */
    public Thought think(int known) {
        int n = problems.size();
        var greedy = model.sample(numbers, problems, 1, GREEDY);
        var drawn = model.sample(numbers, problems, known, sampling);
        double sampleFlops = (drawn.flops() - greedy.flops()) / ((double) n * (known - 1));
        double promptFlops = Math.max(0, greedy.flops() / n - sampleFlops);
        var likelihoods = model.logLikelihoods(numbers, problems, drawn.completions());
        int[] votes = odd(Math.min(known, MOST_VOTES));
        int[] best = doubling(known);
        var whole = new long[n];
        var voted = new double[n][];
        var chosen = new double[n][];
        long right = 0;
        for (int i = 0; i < n; i++) {
            var problem = problems.get(i);
            right += task.judge(problem, text(greedy, i)).right() ? 1 : 0;
            var samples = drawn.completions().get(i);
            var answers = new LinkedHashMap<String, Long>();
            var isRight = new boolean[known];
            for (int j = 0; j < known; j++) {
                var text = model.text(samples.get(j));
                var verdict = task.judge(problem, text);
                isRight[j] = verdict.right();
                whole[i] += verdict.whole() ? 1 : 0;
                answers.merge(verdict.right() ? problem.answer() : "not " + task.answer(text), 1L, Long::sum);
            }
            voted[i] = vote(answers, problem.answer(), votes);
            chosen[i] = likeliest(isRight, likelihoods.get(i), best);
        }
        var searches = new ArrayList<StepSearch.Found>();
        if (hasSteps(task)) {
            for (int m : CANDIDATES) {
                searches.add(StepSearch.of(model, problems, m, sampling));
            }
        }
        int[] forced = hasSteps(task) ? doubling(longest()) : new int[0];
        return new Thought(
                n,
                known,
                problems.stream().mapToInt(p -> p.steps().size()).average().orElseThrow(),
                right,
                greedy.tokens() / (double) n,
                promptFlops,
                sampleFlops,
                drawn.tokens() / ((double) n * known),
                whole,
                votes,
                voted,
                best,
                chosen,
                searches.isEmpty() ? new int[0] : CANDIDATES,
                searches.stream().mapToLong(StepSearch.Found::solved).toArray(),
                searches.stream().mapToDouble(s -> s.tokens() / (double) n).toArray(),
                error(searches),
                forced,
                IntStream.of(forced).mapToLong(after -> forced(greedy, after)).toArray());
    }

    private String text(Samples samples, int problem) {
        return model.text(samples.completions().get(problem).getFirst());
    }

    private int longest() {
        return problems.stream().mapToInt(p -> p.steps().size()).max().orElseThrow();
    }

    private static double error(List<StepSearch.Found> searches) {
        double tried = searches.stream().mapToLong(StepSearch.Found::tried).sum();
        return searches.isEmpty()
                ? 0
                : searches.stream().mapToLong(StepSearch.Found::wrong).sum() / tried;
    }

    /** Problems whose result after so many steps is the answer, where fewer were written that of the last. */
    private long forced(Samples greedy, int after) {
        long right = 0;
        for (int i = 0; i < problems.size(); i++) {
            var parts = task.parts(text(greedy, i));
            right += parts.get(Math.min(after, parts.size()) - 1)
                            .equals(problems.get(i).answer())
                    ? 1
                    : 0;
        }
        return right;
    }

    private static double[] vote(LinkedHashMap<String, Long> answers, String rightAnswer, int[] votes) {
        var counts = answers.values().stream().mapToLong(Long::longValue).toArray();
        int right = List.copyOf(answers.keySet()).indexOf(rightAnswer);
        return IntStream.of(votes)
                .mapToDouble(v -> right < 0 ? 0 : MajorityVote.of(counts, right, v))
                .toArray();
    }

    private static double[] likeliest(boolean[] right, double[] likelihood, int[] best) {
        var values = IntStream.range(0, right.length)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> likelihood[j]))
                .mapToDouble(j -> right[j] ? 1 : 0)
                .toArray();
        return IntStream.of(best).mapToDouble(b -> BestOfN.mean(values, b)).toArray();
    }

    private static int[] odd(int most) {
        return IntStream.iterate(1, v -> v <= most, v -> 3 * v).toArray();
    }

    private static int[] doubling(int most) {
        return IntStream.iterate(1, v -> v <= most, v -> 2 * v).toArray();
    }
}
