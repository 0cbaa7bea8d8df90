package loglog.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import loglog.laws.rates.SuccessRate;
import loglog.models.generation.Sampling;
import loglog.runs.Json;
import loglog.tasks.ExactTask;
import loglog.tasks.HashSplit.Side;
import loglog.tasks.TaskModel;
import loglog.tasks.TaskProblem;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model writes to problems when the likeliest token is taken each time.
 *
 * @param answers the final answer of each; empty where there is none
 * @param right which are right
 */
public record GreedyAnswers(List<String> answers, boolean[] right) {
    private static final Sampling GREEDY = new Sampling(0, 0, 1, 0);

    /** The test problems that {@link PolicyMeasure} has too; a finite task may have fewer. */
    public static List<TaskProblem> test(ExactTask task, int problems) {
        return LongStream.range(0, Math.min(problems, task.count(Side.TEST)))
                .mapToObj(i -> task.problem(0, i, Side.TEST))
                .toList();
    }

    /** Whole solutions; empty where a model did not come to an end. */
    public static List<String> solutions(TaskModel model, List<TaskProblem> problems) {
        var numbers = LongStream.range(0, problems.size()).boxed().toList();
        return model.sample(numbers, problems, 1, GREEDY).completions().stream()
                .map(List::getFirst)
                .map(of -> of.ended() || !model.task().ends() ? model.text(of) : "")
                .toList();
    }

    /** Asks a model. */
    public static GreedyAnswers of(TaskModel model, List<TaskProblem> problems) {
        var task = model.task();
        var numbers = LongStream.range(0, problems.size()).boxed().toList();
        var written = model.sample(numbers, problems, 1, GREEDY).completions();
        var answers = new ArrayList<String>();
        var right = new boolean[problems.size()];
        for (int i = 0; i < right.length; i++) {
            var text = model.text(written.get(i).getFirst());
            var verdict = task.judge(problems.get(i), text);
            right[i] = verdict.right();
            answers.add(verdict.parsed() ? task.answer(text) : "");
        }
        return new GreedyAnswers(answers, right);
    }

    /** How many are right. */
    public SuccessRate rate() {
        long successes = 0;
        for (boolean one : right) {
            successes += one ? 1 : 0;
        }
        return new SuccessRate(successes, right.length);
    }

    /** 1 for each that is right, 0 for each that is not. */
    public double[] scores() {
        var scores = new double[right.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = right[i] ? 1 : 0;
        }
        return scores;
    }

    /** The share of problems to which both gave the same answer. */
    public double agreement(GreedyAnswers other) {
        int same = 0;
        for (int i = 0; i < right.length; i++) {
            same += answers.get(i).equals(other.answers.get(i)) ? 1 : 0;
        }
        return same / (double) right.length;
    }

    /** As a run's folder keeps it. */
    public ObjectNode json() {
        var json = Json.MAPPER.createObjectNode();
        var digits = new StringBuilder();
        for (boolean one : right) {
            digits.append(one ? '1' : '0');
        }
        json.put("right", digits.toString());
        answers.forEach(json.putArray("answers")::add);
        return json;
    }

    /** Reads what {@link #json} wrote. */
    public static GreedyAnswers read(ObjectNode json) {
        var digits = json.path("right").asString("");
        var right = new boolean[digits.length()];
        for (int i = 0; i < right.length; i++) {
            right[i] = digits.charAt(i) == '1';
        }
        var answers = new ArrayList<String>();
        json.path("answers").forEach(a -> answers.add(a.asString("")));
        return new GreedyAnswers(List.copyOf(answers), right);
    }
}
