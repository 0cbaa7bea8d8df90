package loglog.tasks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import loglog.engine.KeyedRandom;
import loglog.runs.DataException;

/**
 * Tells training problems from test problems by a hash of the problem itself, never by its number: the same problem is on the
 * same side wherever it comes up.
 */
public final class HashSplit {
    /** Which problems. */
    public enum Side {
        TRAINING,
        TEST
    }

    /** Of the problems of a task that draws them. */
    public static final double TEST_SHARE = 0.1;

    /** With a tenth on the rarer side, one in 10^45 draws fails on a task that has problems on both. */
    private static final int MOST_DRAWS = 1000;

    private HashSplit() {}

    /** Uniform in [0, 1), from the text alone. */
    static double place(String problem) {
        return KeyedRandom.of(0, 0, problem).uniform(0);
    }

    static Side side(String problem) {
        return place(problem) < TEST_SHARE ? Side.TEST : Side.TRAINING;
    }

    /**
     * The problem of a number on one side: the first of its draws that is.
     *
     * @throws DataException where the task has so few problems that none is on that side
     */
    static TaskProblem draw(String task, long seed, long index, Side side, Function<KeyedRandom, TaskProblem> draw) {
        for (int i = 0; i < MOST_DRAWS; i++) {
            var problem =
                    draw.apply(new KeyedRandom(KeyedRandom.of(seed, index, task).bits(i)));
            if (side(problem.prompt()) == side) {
                return problem;
            }
        }
        throw new DataException("%s: found no %s problem in %d draws, expected a task with more problems"
                .formatted(task, side.name().toLowerCase(java.util.Locale.ROOT), MOST_DRAWS));
    }

    /**
     * A finite task's problems, cut by the order of their hashes: the training side has just its share of the groups.
     *
     * @param group of problems that stay on one side, by number
     */
    static Pool cut(List<TaskProblem> problems, LongFunction<String> group, double trainingShare) {
        var groups = new ArrayList<String>();
        for (int i = 0; i < problems.size(); i++) {
            groups.add(group.apply(i));
        }
        var order = groups.stream()
                .distinct()
                .sorted(Comparator.comparingDouble(HashSplit::place).thenComparing(Comparator.naturalOrder()))
                .toList();
        // The rest of the hashes' order is the test side, as it is for tasks that draw their problems.
        int test = order.size() - (int) Math.round(trainingShare * order.size());
        var onTest = new java.util.HashSet<>(order.subList(0, test));
        var training = new ArrayList<TaskProblem>();
        var tests = new ArrayList<TaskProblem>();
        for (int i = 0; i < problems.size(); i++) {
            (onTest.contains(groups.get(i)) ? tests : training).add(problems.get(i));
        }
        return new Pool(List.copyOf(training), List.copyOf(tests));
    }

    /**
     * The problems of a finite task.
     *
     * @param training gone through over and over, each time in another order
     * @param test in order
     */
    record Pool(List<TaskProblem> training, List<TaskProblem> test) {
        TaskProblem problem(long seed, long index, Side side) {
            if (side == Side.TEST) {
                return test.get((int) (index % test.size()));
            }
            int n = training.size();
            return training.get(place(KeyedRandom.of(seed, index / n, "order"), n, (int) (index % n)));
        }

        /** Where a number of an epoch stands in its order: a Feistel network over the next power of four, walked until it fits. */
        private static int place(KeyedRandom keys, int n, int index) {
            int half = 1;
            while (1L << 2 * half < n) {
                half++;
            }
            int mask = (1 << half) - 1;
            int at = index;
            do {
                int left = at >>> half;
                int right = at & mask;
                for (int round = 0; round < 12; round++) {
                    int next = left ^ (int) (keys.bits(round * 65_537L + right) >>> 33) & mask;
                    left = right;
                    right = next;
                }
                at = left << half | right;
            } while (at >= n);
            return at;
        }
    }
}
