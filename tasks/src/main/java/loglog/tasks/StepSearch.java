package loglog.tasks;

import java.util.ArrayList;
import java.util.List;
import loglog.models.generation.Sampling;

/**
 * Search step by step: of m candidates for each step a judge keeps one. An exact judge keeps one that is right, and where none is,
 * the problem is lost; a verifier keeps the one that it thinks best.
 */
final class StepSearch {
    /**
     * What came of it.
     *
     * @param solved problems
     * @param tokens of all candidates
     * @param tried candidates
     * @param wrong ones among them
     */
    record Found(long solved, long tokens, long tried, long wrong) {}

    private StepSearch() {}

    static Found of(TaskModel model, List<TaskProblem> problems, int candidates, Sampling sampling) {
        var task = model.task();
        var vocabulary = task.vocabulary();
        var end = vocabulary.words().get(vocabulary.end());
        var alive = new ArrayList<Integer>();
        var texts = new ArrayList<String>();
        for (int i = 0; i < problems.size(); i++) {
            alive.add(i);
            texts.add(problems.get(i).prompt());
        }
        long solved = 0;
        long tokens = 0;
        long tried = 0;
        long wrong = 0;
        for (int step = 0; !alive.isEmpty(); step++) {
            var wanted = new ArrayList<String>();
            var numbers = new ArrayList<Long>();
            int most = 1;
            for (int i : alive) {
                var steps = problems.get(i).steps();
                wanted.add(steps.get(step) + (step + 1 == steps.size() ? end : task.separator()));
                numbers.add((step + 1L) * problems.size() + i);
                most = Math.max(most, vocabulary.encode(wanted.getLast()).length);
            }
            var drawn = model.goOn(numbers, alive.stream().map(texts::get).toList(), candidates, most, sampling);
            var left = new ArrayList<Integer>();
            for (int j = 0; j < alive.size(); j++) {
                boolean found = false;
                for (var completion : drawn.completions().get(j)) {
                    var text = model.text(completion);
                    boolean right = text.startsWith(wanted.get(j));
                    found |= right;
                    tried++;
                    wrong += right ? 0 : 1;
                    tokens += vocabulary.encode(wanted.get(j)).length;
                }
                int problem = alive.get(j);
                if (found && wanted.get(j).endsWith(end)) {
                    solved++;
                } else if (found) {
                    texts.set(problem, texts.get(problem) + wanted.get(j));
                    left.add(problem);
                }
            }
            alive = left;
        }
        return new Found(solved, tokens, tried, wrong);
    }

    /** With a verifier for a judge; solved are those whose answer is right. */
    static Found of(TaskModel model, Verifier verifier, List<TaskProblem> problems, int candidates, Sampling sampling) {
        var task = model.task();
        var vocabulary = task.vocabulary();
        int longest = longestStep(task, problems);
        var written = new ArrayList<String>();
        var alive = new ArrayList<Integer>();
        for (int i = 0; i < problems.size(); i++) {
            written.add("");
            alive.add(i);
        }
        long tokens = 0;
        for (int step = 0; !alive.isEmpty(); step++) {
            var numbers = new ArrayList<Long>();
            var texts = new ArrayList<String>();
            for (int i : alive) {
                numbers.add((step + 1L) * problems.size() + i);
                texts.add(problems.get(i).prompt() + written.get(i));
            }
            var candidatesOf = new ArrayList<List<String>>();
            var encoded = new ArrayList<List<int[]>>();
            for (var its :
                    model.goOn(numbers, texts, candidates, longest, sampling).completions()) {
                var steps =
                        its.stream().map(c -> firstStep(task, model.text(c))).toList();
                candidatesOf.add(steps);
                encoded.add(steps.stream().map(vocabulary::encode).toList());
            }
            var scores = verifier.scores(texts, encoded);
            var left = new ArrayList<Integer>();
            for (int j = 0; j < alive.size(); j++) {
                int best = 0;
                for (int c = 0; c < candidates; c++) {
                    best = scores.get(j)[c] > scores.get(j)[best] ? c : best;
                    tokens += encoded.get(j).get(c).length;
                }
                int problem = alive.get(j);
                var chosen = candidatesOf.get(j).get(best);
                written.set(problem, written.get(problem) + chosen);
                int room = task.longestSolution() - vocabulary.encode(written.get(problem)).length;
                if (chosen.endsWith(task.separator()) && room >= longest) {
                    left.add(problem);
                }
            }
            alive = left;
        }
        long solved = 0;
        for (int i = 0; i < problems.size(); i++) {
            solved += task.judge(problems.get(i), written.get(i)).right() ? 1 : 0;
        }
        return new Found(solved, tokens, 0, 0);
    }

    /** Tokens of the longest step of the problems, with what stands after it. */
    static int longestStep(ExactTask task, List<TaskProblem> problems) {
        var vocabulary = task.vocabulary();
        return problems.stream()
                .flatMap(p -> p.steps().stream())
                .mapToInt(step -> vocabulary.encode(step + task.separator()).length)
                .max()
                .orElseThrow();
    }

    /** Up to the first separator, and with it; all of it where there is none. */
    private static String firstStep(ExactTask task, String text) {
        int end = text.indexOf(task.separator());
        return end < 0 ? text : text.substring(0, end + task.separator().length());
    }
}
