package loglog.tasks;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/** Judges solutions whose steps stand one after another with a sign between them, the final answer last. */
final class StepJudge {
    private StepJudge() {}

    /** Of a task whose steps have to be the reference's, to the letter. */
    static Verdict judge(TaskProblem problem, String written, String separator) {
        return judge(problem, written, separator, Vocabulary.END, String::equals);
    }

    /**
     * Judges what was written.
     *
     * @param same whether what was written (second) says what the reference (first) says
     */
    static Verdict judge(
            TaskProblem problem, String written, String separator, String ending, BiPredicate<String, String> same) {
        var reference = problem.steps();
        boolean ends = written.contains(ending);
        var found = parts(written, separator, ending);
        boolean parsed = ends && found.stream().noneMatch(String::isBlank);
        int right = 0;
        int comparable = Math.min(reference.size(), found.size());
        // A step that is not followed by anything may be cut off: it counts where the end was written.
        int whole = ends ? comparable : Math.min(comparable, found.size() - 1);
        while (right < whole && same.test(reference.get(right), found.get(right))) {
            right++;
        }
        boolean answer = parsed && same.test(problem.answer(), found.getLast());
        return new Verdict(parsed, answer, right, reference.size());
    }

    /** The steps up to the end, where there is one. */
    static List<String> parts(String written, String separator, String ending) {
        int end = written.indexOf(ending);
        return List.of((end < 0 ? written : written.substring(0, end)).split(Pattern.quote(separator), -1));
    }
}
