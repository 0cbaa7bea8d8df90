package loglog.tasks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import loglog.runs.DataException;
import tools.jackson.databind.node.ObjectNode;

/**
 * All pairs {@code a+b=} modulo p, of which a share is learned and the rest, all of it, is the test (Power et al. 2022, arXiv
 * 2201.02177). Where the operation commutes, {@code a+b} and {@code b+a} are on the same side: a model that has learned that
 * they are equal would otherwise know half of the test.
 */
public record ModularTable(int modulus, Operation operation, double share) implements ExactTask {
    static final String NAME = "modular";
    static final int MOST_MODULUS = 997;

    private static final Map<ModularTable, HashSplit.Pool> POOLS = new HashMap<>();

    /** The operations. */
    public enum Operation {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*");

        private final String sign;

        Operation(String sign) {
            this.sign = sign;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private int of(int a, int b, int modulus) {
            return Math.floorMod(
                    switch (this) {
                        case ADD -> a + b;
                        case SUBTRACT -> a - b;
                        case MULTIPLY -> a * b;
                    },
                    modulus);
        }
    }

    public ModularTable {
        if (modulus < 2 || modulus > MOST_MODULUS) {
            throw new DataException("modular: modulus: found %d, expected 2 to %d".formatted(modulus, MOST_MODULUS));
        }
        if (!(share > 0 && share < 1)) {
            throw new DataException("modular: share: found %s, expected a share between 0 and 1".formatted(share));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Vocabulary vocabulary() {
        return Vocabulary.ofNumbers(modulus, operation.sign, "=");
    }

    /** Of its operation. */
    String sign() {
        return operation.sign;
    }

    private HashSplit.Pool pool() {
        synchronized (POOLS) {
            return POOLS.computeIfAbsent(this, ModularTable::table);
        }
    }

    private HashSplit.Pool table() {
        var problems = new ArrayList<TaskProblem>();
        for (int a = 0; a < modulus; a++) {
            for (int b = 0; b < modulus; b++) {
                problems.add(pair(a, b));
            }
        }
        boolean commutes = operation != Operation.SUBTRACT;
        var pool = HashSplit.cut(
                problems,
                i -> {
                    long a = i / modulus;
                    long b = i % modulus;
                    return commutes && a > b ? b + operation.sign + a : a + operation.sign + b;
                },
                share);
        if (pool.training().isEmpty() || pool.test().isEmpty()) {
            throw new DataException("modular: share: found %s of %d pairs, which leaves one side empty, expected both"
                    .formatted(share, problems.size()));
        }
        return pool;
    }

    private TaskProblem pair(int a, int b) {
        var answer = Integer.toString(operation.of(a, b, modulus));
        return new TaskProblem(a + operation.sign + b + "=", answer, List.of(answer), answer);
    }

    @Override
    public TaskProblem problem(long seed, long index, HashSplit.Side side) {
        return pool().problem(seed, index, side);
    }

    @Override
    public long count(HashSplit.Side side) {
        return side == HashSplit.Side.TEST
                ? pool().test().size()
                : pool().training().size();
    }

    /** Of sums and differences every result has its p pairs; a product is 0 most often, by the table. */
    @Override
    public double chance() {
        if (operation != Operation.MULTIPLY) {
            return 1.0 / modulus;
        }
        var counts = new int[modulus];
        for (int a = 0; a < modulus; a++) {
            for (int b = 0; b < modulus; b++) {
                counts[a * b % modulus]++;
            }
        }
        return java.util.Arrays.stream(counts).max().orElseThrow() / (double) (modulus * modulus);
    }

    @Override
    public int longest() {
        return 5;
    }

    @Override
    public int longestSolution() {
        return 1;
    }

    @Override
    public int positions() {
        return 5;
    }

    @Override
    public boolean ends() {
        return false;
    }

    @Override
    public Verdict judge(TaskProblem problem, String written) {
        return StepJudge.judge(problem, written + Vocabulary.END, ";");
    }

    @Override
    public TaskProblem read(String prompt) {
        var text = prompt.replace(" ", "");
        var found = Pattern.compile("(\\d{1,3})" + Pattern.quote(operation.sign) + "(\\d{1,3})=?")
                .matcher(text);
        if (!found.matches()
                || Integer.parseInt(found.group(1)) >= modulus
                || Integer.parseInt(found.group(2)) >= modulus) {
            throw new DataException("found %s, expected two numbers from 0 to %d with %s between them"
                    .formatted(prompt.isBlank() ? "nothing" : prompt, modulus - 1, operation.sign));
        }
        return pair(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
    }

    @Override
    public void write(ObjectNode to) {
        to.putObject(NAME)
                .put("modulus", modulus)
                .put("operation", operation.word())
                .put("share", share);
    }
}
