package loglog.tasks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import loglog.laws.rates.BestOfN;
import loglog.laws.rates.MajorityVote;
import loglog.models.generation.Samples;
import loglog.models.generation.Sampling;
import loglog.tasks.HashSplit.Side;

/** Asks a model test problems in every way that costs more tokens: once, many times, step by step, cut short, forced on. */
public final class Thinker {
    /** Of the problems that are asked: others than each run is measured on. */
    private static final long PROBLEMS_SEED = 1;

    private static final Sampling GREEDY = new Sampling(0, 0, 1, 0);
    private static final int[] CANDIDATES = {1, 2, 4, 8};

    /** How often an answer that has ended is forced to go on. */
    private static final int[] MORE = {1, 2, 4};

    /** Where nearer to all or none of the samples are right, a verifier has nothing to choose from. */
    private static final double LEAST_TO_CHOOSE = 0.02;

    /** Votes of more take long to count exactly and change little. */
    private static final int MOST_VOTES = 65;

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
     * @param modal the share of problems whose most frequent answer is right: what a vote of all of them gives
     */
    public record Drawn(long[] whole, double modal, long tokens, double flops) {}

    /** Draws samples and counts those with every step right; the first ones are the same however many there are. */
    public Drawn draw(int samples) {
        var drawn = model.sample(numbers, problems, samples, sampling);
        var whole = new long[problems.size()];
        double modal = 0;
        for (int i = 0; i < whole.length; i++) {
            var problem = problems.get(i);
            var answers = new LinkedHashMap<String, Long>();
            for (var completion : drawn.completions().get(i)) {
                var text = model.text(completion);
                var verdict = task.judge(problem, text);
                whole[i] += verdict.whole() ? 1 : 0;
                count(answers, problem, verdict, text);
            }
            modal += modal(answers, problem.answer());
        }
        return new Drawn(whole, modal / whole.length, drawn.tokens() + drawn.promptTokens(), drawn.flops());
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
        var modal = new double[n];
        var isRight = new boolean[n][known];
        var greedily = new int[n];
        var voted = new double[n][];
        var chosen = new double[n][];
        for (int i = 0; i < n; i++) {
            var problem = problems.get(i);
            greedily[i] = task.judge(problem, text(greedy, i)).right() ? 1 : 0;
            var samples = drawn.completions().get(i);
            var answers = new LinkedHashMap<String, Long>();
            for (int j = 0; j < known; j++) {
                var text = model.text(samples.get(j));
                var verdict = task.judge(problem, text);
                isRight[i][j] = verdict.right();
                whole[i] += verdict.whole() ? 1 : 0;
                count(answers, problem, verdict, text);
            }
            modal[i] = modal(answers, problem.answer());
            voted[i] = vote(answers, problem.answer(), votes);
            chosen[i] = highest(isRight[i], likelihoods.get(i), best);
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
                IntStream.of(greedily).sum(),
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
                IntStream.of(forced).mapToLong(after -> forced(greedy, after)).toArray(),
                Optional.of(answers(greedy, greedily, modal)),
                verified(drawn, isRight, best));
    }

    private void count(LinkedHashMap<String, Long> answers, TaskProblem problem, Verdict verdict, String written) {
        answers.merge(verdict.right() ? problem.answer() : "not " + task.answer(written), 1L, Long::sum);
    }

    private static double modal(LinkedHashMap<String, Long> answers, String right) {
        var counts = answers.values().stream().mapToDouble(Long::doubleValue).toArray();
        int at = List.copyOf(answers.keySet()).indexOf(right);
        return at < 0 ? 0 : MajorityVote.plateau(counts, at);
    }

    private Thought.Answers answers(Samples greedy, int[] right, double[] modal) {
        var on = hasSteps(task) ? goneOn(greedy) : List.<Gone>of();
        return new Thought.Answers(
                problems.stream().mapToInt(task::operations).toArray(),
                problems.stream().mapToInt(p -> p.steps().size()).toArray(),
                right,
                modal,
                on.isEmpty() ? new int[0] : MORE,
                on.stream().mapToLong(Gone::right).toArray(),
                on.stream()
                        .mapToDouble(g -> g.tokens() / (double) problems.size())
                        .toArray());
    }

    private record Gone(long right, long tokens) {}

    /**
     * Budget forcing (Muennighoff et al. 2025, arXiv 2501.19393): where a solution ends, its end is taken back and another step
     * begun, so often.
     */
    private List<Gone> goneOn(Samples greedy) {
        var end = task.vocabulary().words().get(task.vocabulary().end());
        var written = new ArrayList<String>();
        for (int i = 0; i < problems.size(); i++) {
            written.add(text(greedy, i));
        }
        long tokens = greedy.tokens();
        var gone = new ArrayList<Gone>();
        for (int times = 1; times <= MORE[MORE.length - 1]; times++) {
            var going = new ArrayList<Integer>();
            var texts = new ArrayList<String>();
            int most = task.longestSolution();
            for (int i = 0; i < problems.size(); i++) {
                var text = written.get(i);
                if (!text.endsWith(end)) {
                    continue; // it wrote all that it may
                }
                var begun = text.substring(0, text.length() - end.length()) + task.separator();
                int room = task.positions()
                        - task.vocabulary().encode(problems.get(i).prompt() + begun).length;
                if (room >= StepSearch.longestStep(task, problems)) {
                    written.set(i, begun);
                    going.add(i);
                    texts.add(problems.get(i).prompt() + begun);
                    most = Math.min(most, room);
                }
            }
            if (!going.isEmpty()) {
                var more = model.goOn(going.stream().map(numbers::get).toList(), texts, 1, most, GREEDY);
                tokens += more.tokens();
                for (int j = 0; j < going.size(); j++) {
                    written.set(going.get(j), written.get(going.get(j)) + text(more, j));
                }
            }
            int now = times;
            if (IntStream.of(MORE).anyMatch(m -> m == now)) {
                long right = IntStream.range(0, problems.size())
                        .filter(i -> task.judge(problems.get(i), written.get(i)).right())
                        .count();
                gone.add(new Gone(right, tokens));
            }
        }
        return gone;
    }

    private Optional<Thought.Verified> verified(Samples drawn, boolean[][] isRight, int[] best) {
        int known = isRight[0].length;
        double right = 0;
        for (var of : isRight) {
            for (boolean one : of) {
                right += one ? 1.0 / (isRight.length * (double) known) : 0;
            }
        }
        if (!hasSteps(task) || !task.isCheap() || right < LEAST_TO_CHOOSE || right > 1 - LEAST_TO_CHOOSE) {
            return Optional.empty();
        }
        var verifier = Verifier.train(model);
        var scores = verifier.scores(
                problems.stream().map(TaskProblem::prompt).toList(),
                drawn.completions().stream()
                        .map(its -> its.stream().map(model::withEnd).toList())
                        .toList());
        var chosen = new double[problems.size()][];
        double above = 0;
        double pairs = 0;
        for (int i = 0; i < chosen.length; i++) {
            var score = scores.get(i);
            chosen[i] = highest(isRight[i], score, best);
            for (int a = 0; a < known; a++) {
                for (int b = 0; b < known; b++) {
                    if (isRight[i][a] && !isRight[i][b]) {
                        pairs++;
                        above += score[a] > score[b] ? 1 : score[a] == score[b] ? 0.5 : 0;
                    }
                }
            }
        }
        var searches = IntStream.of(CANDIDATES)
                .mapToObj(m -> StepSearch.of(model, verifier, problems, m, sampling))
                .toList();
        return Optional.of(new Thought.Verified(
                verifier.flops(),
                pairs == 0 ? 0.5 : above / pairs,
                chosen,
                searches.stream().mapToLong(StepSearch.Found::solved).toArray(),
                searches.stream()
                        .mapToDouble(s -> s.tokens() / (double) problems.size())
                        .toArray()));
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

    private static double[] highest(boolean[] right, double[] score, int[] best) {
        var values = IntStream.range(0, right.length)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> score[j]))
                .mapToDouble(j -> right[j] ? 1 : 0)
                .toArray();
        return IntStream.of(best).mapToDouble(b -> BestOfN.mean(values, b)).toArray();
    }

    private static int[] odd(int most) {
        return IntStream.iterate(1, v -> v <= most, v -> v == 1 ? 3 : 2 * v - 1).toArray();
    }

    private static int[] doubling(int most) {
        return IntStream.iterate(1, v -> v <= most, v -> 2 * v).toArray();
    }
}
