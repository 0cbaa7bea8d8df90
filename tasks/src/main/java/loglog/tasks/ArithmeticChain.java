package loglog.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import loglog.engine.KeyedRandom;
import loglog.runs.DataException;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code 3+5*2-4=}, evaluated from left to right modulo a prime. A factor is never 0, so that every answer is equally likely and
 * stays so until the last step: who skips one step knows nothing of the answer, and chance is 1 / p.
 *
 * @param steps operations of a problem, one of these for each, equally often
 * @param modulus p, a prime
 * @param every the result of each such step is written, and the last one: 1 for all, as many as there are steps for the answer
 *     alone
 * @param called whether each step is typed into a {@link DisplayCalculator}, which writes the results
 */
public record ArithmeticChain(List<Integer> steps, int modulus, int every, boolean called) implements ExactTask {
    static final String NAME = "chain";
    static final int MOST_STEPS = 256;
    static final int MOST_MODULUS = 997;

    /** Positions for so many tokens more than a problem of the longest kind has, such as for steps that are done again. */
    private static final int ROOM = 16;

    private static final String STEPS = "steps";
    private static final String DIRECT = "direct";
    private static final String CALCULATOR = "calculator";
    private static final String EVERY = "every ";
    private static final String SEPARATOR = ";";
    private static final String OPERATIONS = "+-*";
    private static final Pattern PROMPT = Pattern.compile("\\d+([-+*]\\d+)+=");
    private static final Pattern OPERATION = Pattern.compile("[-+*]\\d+");

    public ArithmeticChain {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.stream().anyMatch(k -> k < 1 || k > MOST_STEPS)) {
            throw new DataException(
                    "chain: steps: found %s, expected numbers from 1 to %d".formatted(steps, MOST_STEPS));
        }
        if (modulus > MOST_MODULUS || !isPrime(modulus)) {
            throw new DataException(
                    "chain: modulus: found %d, expected a prime up to %d".formatted(modulus, MOST_MODULUS));
        }
        if (every < 1) {
            throw new DataException("chain: every: found %d, expected at least 1".formatted(every));
        }
    }

    /** Whose results the model writes itself. */
    public ArithmeticChain(List<Integer> steps, int modulus, int every) {
        this(steps, modulus, every, false);
    }

    /** With every step written. */
    public static ArithmeticChain written(int steps, int modulus) {
        return new ArithmeticChain(List.of(steps), modulus, 1);
    }

    /** With the answer alone. */
    public static ArithmeticChain direct(int steps, int modulus) {
        return new ArithmeticChain(List.of(steps), modulus, MOST_STEPS);
    }

    private static boolean isPrime(int n) {
        for (int d = 2; d * d <= n; d++) {
            if (n % d == 0) {
                return false;
            }
        }
        return n > 1;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Vocabulary vocabulary() {
        return Vocabulary.ofNumbers(modulus, "+", "-", "*", "=", SEPARATOR);
    }

    /** Of the longest problem. */
    public int most() {
        return steps.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    @Override
    public TaskProblem problem(long seed, long index, HashSplit.Side side) {
        return HashSplit.draw(NAME, seed, index, side, this::draw);
    }

    private TaskProblem draw(KeyedRandom random) {
        int k = steps.get(below(random, 0, steps.size()));
        var prompt = new StringBuilder(4 * k + 4);
        int value = below(random, 1, modulus);
        prompt.append(value);
        var written = new ArrayList<String>(k);
        for (int i = 1; i <= k; i++) {
            char operation = OPERATIONS.charAt(below(random, 2 * i, OPERATIONS.length()));
            int operand =
                    operation == '*' ? 1 + below(random, 2 * i + 1, modulus - 1) : below(random, 2 * i + 1, modulus);
            prompt.append(operation).append(operand);
            value = apply(value, operation, operand);
            if (i % every == 0 || i == k) {
                written.add(Integer.toString(value));
            }
        }
        return problem(prompt.append('=').toString(), written);
    }

    private TaskProblem problem(String prompt, List<String> written) {
        var solution = called ? typed(prompt, written) : String.join(SEPARATOR, written);
        return new TaskProblem(prompt, written.getLast(), written, solution + Vocabulary.END);
    }

    /** Each operation and its operand, then what the calculator shows. */
    private static String typed(String prompt, List<String> results) {
        var typed = new StringBuilder();
        int step = 0;
        int from = 0;
        for (var operation : OPERATION.matcher(prompt).results().toList()) {
            typed.append(prompt, from, operation.end())
                    .append(DisplayCalculator.CALL)
                    .append(results.get(step++));
            from = operation.end();
        }
        return typed.toString();
    }

    private static int below(KeyedRandom random, int index, int bound) {
        return (int) (random.uniform(index) * bound);
    }

    private int apply(int value, char operation, int operand) {
        return new DisplayCalculator(modulus).compute(value, operation, operand);
    }

    @Override
    public double chance() {
        return 1.0 / modulus;
    }

    @Override
    public int longest() {
        return 2 * most() + 2 + longestSolution();
    }

    @Override
    public int longestSolution() {
        return called ? 4 * most() + 2 : 2 * Math.ceilDiv(most(), every);
    }

    @Override
    public int positions() {
        return Math.max(4 * most() + ROOM, longest());
    }

    @Override
    public int operations(TaskProblem problem) {
        return vocabulary().encode(problem.prompt()).length / 2 - 1; // a number, an operation and a number for each, =
    }

    @Override
    public Verdict judge(TaskProblem problem, String written) {
        if (!called) {
            return StepJudge.judge(problem, written, SEPARATOR);
        }
        boolean ends = written.contains(Vocabulary.END);
        return StepJudge.judge(
                problem, String.join(SEPARATOR, parts(written)) + (ends ? Vocabulary.END : ""), SEPARATOR);
    }

    /** Of what was typed, what the calculator showed. */
    @Override
    public List<String> parts(String written) {
        if (!called) {
            return ExactTask.super.parts(written);
        }
        int end = written.indexOf(Vocabulary.END);
        var typed = (end < 0 ? written : written.substring(0, end)).split(DisplayCalculator.CALL, -1);
        return typed.length == 1
                ? List.of(typed[0])
                : Arrays.stream(typed)
                        .skip(1)
                        .map(part -> OPERATION.split(part, -1)[0])
                        .toList();
    }

    @Override
    public Optional<DisplayCalculator> calculator() {
        return called ? Optional.of(new DisplayCalculator(modulus)) : Optional.empty();
    }

    /** As many operations each as the shortest problems have. */
    @Override
    public List<String> pieces(TaskProblem problem) {
        int fewest = steps.stream().mapToInt(Integer::intValue).min().orElseThrow();
        var pieces = new ArrayList<String>();
        var operations = OPERATION
                .matcher(problem.prompt())
                .results()
                .map(MatchResult::group)
                .toList();
        var first = problem.prompt().substring(0, problem.prompt().indexOf(operations.getFirst()));
        for (int i = 0; i < operations.size(); i += fewest) {
            var piece = String.join("", operations.subList(i, Math.min(operations.size(), i + fewest)));
            pieces.add((i == 0 ? first : "") + piece + "=");
        }
        return pieces;
    }

    @Override
    public boolean isLongest(TaskProblem problem) {
        return OPERATION.matcher(problem.prompt()).results().count() == most();
    }

    @Override
    public TaskProblem read(String prompt) {
        var text = prompt.replace(" ", "");
        text = text.endsWith("=") ? text : text + "=";
        if (!PROMPT.matcher(text).matches()) {
            throw new DataException("found %s, expected numbers from 0 to %d with +, - or * between them, such as %s"
                    .formatted(prompt.isBlank() ? "nothing" : prompt, modulus - 1, "3+5*2-4="));
        }
        var tokens = vocabulary().encode(text);
        var vocabulary = vocabulary();
        int k = tokens.length / 2 - 1;
        if (k > most()) {
            throw new DataException(
                    "found %d steps, expected at most %d, which the model was trained on".formatted(k, most()));
        }
        int value = tokens[0];
        var written = new ArrayList<String>();
        for (int i = 1; i <= k; i++) {
            value = apply(value, vocabulary.words().get(tokens[2 * i - 1]).charAt(0), tokens[2 * i]);
            if (i % every == 0 || i == k) {
                written.add(Integer.toString(value));
            }
        }
        return problem(text, written);
    }

    @Override
    public void write(ObjectNode to) {
        var chain = to.putObject(NAME);
        if (steps.size() == 1) {
            chain.put("steps", steps.getFirst());
        } else {
            steps.forEach(chain.putArray("steps")::add);
        }
        chain.put("modulus", modulus).put("format", format());
    }

    @Override
    public String format() {
        return called ? CALCULATOR : every == 1 ? STEPS : every >= most() ? DIRECT : EVERY + every;
    }

    @Override
    public ArithmeticChain in(String format) {
        return new ArithmeticChain(steps, modulus, every(format), format.equals(CALCULATOR));
    }

    private static int every(String format) {
        var found = Pattern.compile(EVERY + "([1-9]\\d{0,2})").matcher(format);
        return switch (format) {
            case STEPS, CALCULATOR -> 1;
            case DIRECT -> MOST_STEPS;
            default -> {
                if (!found.matches()) {
                    throw new DataException("format: found %s, expected steps, direct, calculator, or such as every 2"
                            .formatted(format));
                }
                yield Integer.parseInt(found.group(1));
            }
        };
    }
}
