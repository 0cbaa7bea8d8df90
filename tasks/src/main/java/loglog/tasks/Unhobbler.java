package loglog.tasks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import loglog.models.generation.Samples;
import loglog.models.generation.Sampling;
import loglog.tasks.HashSplit.Side;
import loglog.tasks.Unhobbled.Way;

/** Asks a model test problems, the longest that its task has, as it is and with what may help it. */
public final class Unhobbler {
    /** Of the problems that are asked: others than each run is measured on. */
    private static final long PROBLEMS_SEED = 2;

    private static final Sampling GREEDY = new Sampling(0, 0, 1, 0);

    private final TaskModel model;
    private final ExactTask task;
    private final Unhobbling how;
    private final List<TaskProblem> problems;
    private final List<Long> numbers;
    private final Sampling sampling;

    /** @param seed of the samples */
    public Unhobbler(TaskModel model, Unhobbling how, long seed) {
        this.model = model;
        this.how = how;
        task = model.task();
        long all = task.count(Side.TEST);
        problems = LongStream.range(0, all)
                .mapToObj(i -> task.problem(PROBLEMS_SEED, i, Side.TEST))
                .filter(task::isLongest)
                .limit(how.problems())
                .toList();
        numbers = LongStream.range(0, problems.size()).boxed().toList();
        sampling = new Sampling(1, 0, 1, seed);
    }

    /** What came of it. */
    public Unhobbled ask() {
        var ways = new LinkedHashMap<String, Way>();
        var greedy = model.sample(numbers, problems, 1, GREEDY);
        ways.put(
                Unhobbled.GREEDY,
                way(answers(greedy).stream().map(List::getFirst).toList(), greedy, 1));
        var drawn = model.sample(numbers, problems, Math.max(how.votes(), how.redos() + 1), sampling);
        voteAndRedo(drawn, ways);
        if (problems.stream().anyMatch(p -> task.pieces(p).size() > 1)) {
            ways.put(Unhobbled.MEMORY, inPieces(1, GREEDY));
            ways.put(Unhobbled.MEMORY_VOTE, inPieces(how.votes(), sampling));
        }
        return new Unhobbled(how, task.format(), ways);
    }

    /** Votes and redos look at the same samples, the first ones. */
    private void voteAndRedo(Samples drawn, Map<String, Way> ways) {
        var answers = answers(drawn);
        int samples = answers.getFirst().size();
        var voted = answers.stream()
                .map(of -> commonest(of.subList(0, how.votes())))
                .toList();
        ways.put(Unhobbled.VOTE, way(voted, drawn, how.votes() / (double) samples));
        var confirmed = new ArrayList<String>();
        long written = 0;
        for (var of : answers) {
            int at = 1;
            while (at < how.redos() && !of.get(at).equals(of.get(at - 1))) {
                at++;
            }
            confirmed.add(of.get(at));
            written += at + 1;
        }
        ways.put(Unhobbled.REDO, way(confirmed, drawn, written / ((double) samples * answers.size())));
    }

    /** @param share of the samples that were needed */
    private Way way(List<String> answers, Samples drawn, double share) {
        double n = problems.size();
        return new Way(right(answers), (drawn.promptTokens() + share * drawn.tokens()) / n, share * drawn.flops() / n);
    }

    private boolean[] right(List<String> answers) {
        var right = new boolean[problems.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = answers.get(i).equals(problems.get(i).answer());
        }
        return right;
    }

    /** Each sample's answer, as the problem's answer is written; what is none is the empty text. */
    private List<List<String>> answers(Samples drawn) {
        return IntStream.range(0, drawn.completions().size())
                .mapToObj(i -> drawn.completions().get(i).stream()
                        .map(completion -> answer(i, model.text(completion)))
                        .toList())
                .toList();
    }

    private String answer(int problem, String text) {
        var verdict = task.judge(problems.get(problem), text);
        return verdict.right() ? problems.get(problem).answer() : verdict.parsed() ? task.answer(text) : "";
    }

    /** Of as many votes for several the first that was given. */
    static String commonest(List<String> answers) {
        var counts = new LinkedHashMap<String, Integer>();
        answers.forEach(answer -> counts.merge(answer, 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /**
     * Calls the model once for each piece of a problem, with the value that it wrote into its file before; what is no value ends the
     * attempt.
     */
    private Way inPieces(int samples, Sampling how) {
        var pieces = problems.stream().map(task::pieces).toList();
        var file = new String[problems.size()];
        double tokens = 0;
        double flops = 0;
        for (int step = 0; ; step++) {
            var asked = new ArrayList<Integer>();
            for (int i = 0; i < file.length; i++) {
                boolean goesOn = step < pieces.get(i).size();
                if (goesOn && (step == 0 || file[i].matches("\\d+"))) {
                    asked.add(i);
                } else if (goesOn) {
                    file[i] = "";
                }
            }
            if (asked.isEmpty()) {
                return new Way(right(List.of(file)), tokens / file.length, flops / file.length);
            }
            int now = step;
            var texts = asked.stream()
                    .map(i -> (now == 0 ? "" : file[i]) + pieces.get(i).get(now))
                    .toList();
            var keys = asked.stream().map(i -> (now + 1L) * file.length + i).toList();
            var drawn = model.solve(keys, texts, samples, how);
            tokens += drawn.promptTokens() + drawn.tokens();
            flops += drawn.flops();
            for (int j = 0; j < texts.size(); j++) {
                var part = task.read(texts.get(j));
                file[asked.get(j)] = commonest(drawn.completions().get(j).stream()
                        .map(completion -> {
                            var text = model.text(completion);
                            return task.judge(part, text).parsed() ? task.answer(text) : "";
                        })
                        .toList());
            }
        }
    }
}
