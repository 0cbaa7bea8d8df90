package loglog.tasks;

import java.util.List;
import loglog.engine.KeyedRandom;
import loglog.runs.DataException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A segment of random symbols, others between, then {@code =}: the segment is to be written again. It asks for nothing but a
 * look back over a distance (induction: Olsson et al. 2022, arXiv 2209.11895).
 *
 * @param symbols that there are
 * @param length of the segment, in symbols
 * @param gap symbols between it and the sign
 */
public record RepeatTask(int symbols, int length, int gap) implements ExactTask {
    static final String NAME = "repeat";
    static final int MOST = 1000;

    public RepeatTask {
        if (symbols < 2 || symbols > MOST || length < 1 || length > MOST || gap < 0 || gap > MOST) {
            throw new DataException(
                    "repeat: found %d symbols, length %d and gap %d, expected at least 2 symbols and a length of 1, and at most %d of each"
                            .formatted(symbols, length, gap, MOST));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Vocabulary vocabulary() {
        return Vocabulary.ofNumbers(symbols, "=");
    }

    @Override
    public TaskProblem problem(long seed, long index, HashSplit.Side side) {
        return HashSplit.draw(NAME, seed, index, side, this::draw);
    }

    private TaskProblem draw(KeyedRandom random) {
        var numbers = new String[length + gap];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Integer.toString((int) (random.uniform(i) * symbols));
        }
        return repeat(List.of(numbers));
    }

    private TaskProblem repeat(List<String> numbers) {
        var segment = numbers.subList(0, length);
        var answer = String.join(" ", segment);
        return new TaskProblem(String.join(" ", numbers) + "=", answer, segment, answer + Vocabulary.END);
    }

    @Override
    public double chance() {
        return Math.pow(symbols, -length);
    }

    @Override
    public int longest() {
        return 2 * length + gap + 2;
    }

    @Override
    public int longestSolution() {
        return length + 1;
    }

    @Override
    public int positions() {
        return longest();
    }

    @Override
    public String separator() {
        return " ";
    }

    @Override
    public String answer(String written) {
        return String.join(" ", parts(written));
    }

    @Override
    public Verdict judge(TaskProblem problem, String written) {
        var found = StepJudge.judge(problem, written, " ");
        boolean right = found.parsed() && written.equals(problem.solution());
        return new Verdict(found.parsed(), right, found.stepsRight(), found.steps());
    }

    @Override
    public TaskProblem read(String prompt) {
        var text = prompt.endsWith("=") ? prompt.substring(0, prompt.length() - 1) : prompt;
        var numbers = List.of(text.strip().split(" +"));
        if (numbers.size() != length + gap
                || !numbers.stream().allMatch(n -> n.matches("\\d{1,4}") && Integer.parseInt(n) < symbols)) {
            throw new DataException("found %s, expected %d numbers from 0 to %d with blanks between them"
                    .formatted(prompt.isBlank() ? "nothing" : prompt, length + gap, symbols - 1));
        }
        return repeat(
                numbers.stream().map(n -> Integer.toString(Integer.parseInt(n))).toList());
    }

    @Override
    public void write(ObjectNode to) {
        to.putObject(NAME).put("symbols", symbols).put("length", length).put("gap", gap);
    }
}
