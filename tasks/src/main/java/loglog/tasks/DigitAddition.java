package loglog.tasks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import loglog.engine.KeyedRandom;
import loglog.runs.DataException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sums of two numbers of so many digits, leading zeros written, a token a digit. The formats are those of Lee et al. 2023
 * (arXiv 2307.03381): the order of the answer's digits decides how hard it is, since a carry comes from the right.
 */
public record DigitAddition(int digits, Format notation) implements ExactTask {
    static final String NAME = "addition";
    static final int MOST_DIGITS = 17; // so that sums fit into 64 bits

    private static final Pattern PROMPT = Pattern.compile("(\\d+)\\+(\\d+)=");
    private static final String SEPARATOR = ";";

    /** How the answer is written. */
    public enum Format {
        /** The most significant digit first: {@code 0579.} */
        PLAIN,
        /** The least significant digit first: {@code 9750.} */
        REVERSED,
        /** From the right, each digit and what is carried, then the sum: {@code 90;70;50;0579.} */
        STEPS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public DigitAddition {
        if (digits < 1 || digits > MOST_DIGITS) {
            throw new DataException("addition: digits: found %d, expected 1 to %d".formatted(digits, MOST_DIGITS));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Vocabulary vocabulary() {
        return Vocabulary.ofCharacters(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), "+", "=", SEPARATOR);
    }

    @Override
    public TaskProblem problem(long seed, long index, HashSplit.Side side) {
        return HashSplit.draw(NAME, seed, index, side, this::draw);
    }

    private TaskProblem draw(KeyedRandom random) {
        return sum((long) (random.uniform(0) * bound()), (long) (random.uniform(1) * bound()));
    }

    private long bound() {
        return Math.round(Math.pow(10, digits));
    }

    private TaskProblem sum(long a, long b) {
        var prompt = padded(a, digits) + "+" + padded(b, digits) + "=";
        var answer = padded(a + b, digits + 1);
        return switch (notation) {
            case PLAIN -> new TaskProblem(prompt, answer, List.of(answer), answer + Vocabulary.END);
            case REVERSED -> {
                var written = new StringBuilder(answer).reverse().toString();
                yield new TaskProblem(prompt, answer, List.of(written), written + Vocabulary.END);
            }
            case STEPS -> {
                var steps = steps(a, b);
                steps.add(answer);
                yield new TaskProblem(prompt, answer, steps, String.join(SEPARATOR, steps) + Vocabulary.END);
            }
        };
    }

    private List<String> steps(long a, long b) {
        var steps = new ArrayList<String>();
        long carry = 0;
        for (int i = 0; i < digits; i++) {
            long sum = a % 10 + b % 10 + carry;
            carry = sum / 10;
            steps.add("%d%d".formatted(sum % 10, carry));
            a /= 10;
            b /= 10;
        }
        return steps;
    }

    private static String padded(long value, int digits) {
        var text = Long.toString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    /** The most likely sum, 10^n - 1, comes up once in 10^n problems. */
    @Override
    public double chance() {
        return Math.pow(10, -digits);
    }

    @Override
    public int longest() {
        return 2 * digits + 2 + longestSolution();
    }

    @Override
    public int longestSolution() {
        return digits + 2 + (notation == Format.STEPS ? 3 * digits : 0);
    }

    @Override
    public int positions() {
        return 7 * digits + 4; // more than the longest format has
    }

    @Override
    public Verdict judge(TaskProblem problem, String written) {
        if (notation != Format.REVERSED) {
            return StepJudge.judge(problem, written, SEPARATOR);
        }
        var found = StepJudge.judge(problem, written, SEPARATOR);
        boolean right = found.parsed() && found.stepsRight() == 1;
        return new Verdict(found.parsed(), right, found.stepsRight(), 1);
    }

    @Override
    public TaskProblem read(String prompt) {
        var text = prompt.replace(" ", "");
        var found = PROMPT.matcher(text.endsWith("=") ? text : text + "=");
        if (!found.matches()
                || Collections.max(
                                List.of(found.group(1).length(), found.group(2).length()))
                        > digits) {
            throw new DataException("found %s, expected a sum of two numbers of up to %d digits, such as 12+7="
                    .formatted(prompt.isBlank() ? "nothing" : prompt, digits));
        }
        return sum(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)));
    }

    @Override
    public void write(ObjectNode to) {
        to.putObject(NAME).put("digits", digits).put("format", format());
    }

    @Override
    public String format() {
        return notation.word();
    }

    @Override
    public DigitAddition in(String wanted) {
        for (var one : Format.values()) {
            if (one.word().equals(wanted)) {
                return new DigitAddition(digits, one);
            }
        }
        throw new DataException("format: found %s, expected plain, reversed or steps".formatted(wanted));
    }
}
