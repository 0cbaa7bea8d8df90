package loglog.tasks;

import java.util.ArrayList;
import java.util.List;
import loglog.models.generation.Sampling;

/** Search step by step: of m candidates for each step an exact judge keeps one that is right; where none is, the problem is lost. */
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
}
