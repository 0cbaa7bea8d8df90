package loglog.hex.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import loglog.engine.KeyedRandom;
import loglog.hex.game.Game;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;
import loglog.hex.search.SearchSettings.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeSearchTest {
    /**
     * Two moves, then two more, and the game ends: first 0 then 0 is won for the first player, 0 then 1 lost, 1 then any is
     * drawn. It is no Hex: a search knows {@link Game} alone.
     */
    private record TwoPly(boolean endsAtOnce) implements Game {
        @Override
        public int moves() {
            return 2;
        }

        @Override
        public int longest() {
            return 2;
        }

        @Override
        public int words() {
            return 2;
        }

        @Override
        public int inputs() {
            return 2;
        }

        @Override
        public void start(long[] positions, int at) {
            positions[at] = 0;
            positions[at + 1] = 0;
        }

        @Override
        public boolean isLegal(long[] positions, int at, int move) {
            return move == 0 || move == 1;
        }

        @Override
        public void legal(long[] positions, int at, long[] to) {
            to[0] = 0b11;
        }

        @Override
        public float play(long[] from, int fromAt, int move, long[] to, int toAt) {
            long ply = from[fromAt];
            long first = ply == 0 ? move : from[fromAt + 1];
            to[toAt] = ply + 1;
            to[toAt + 1] = first;
            if (endsAtOnce) {
                return move == 0 ? -1 : 1;
            }
            return ply == 0 ? GOES_ON : first == 1 ? 0 : move == 0 ? -1 : 1;
        }

        @Override
        public void observe(long[] positions, int at, float[] to, int toAt) {
            to[toAt] = positions[at];
            to[toAt + 1] = positions[at + 1];
        }

        @Override
        public int turned(int move, int s) {
            return move;
        }

        @Override
        public int symmetries() {
            return 1;
        }
    }

    /** An evaluator that gives every move of a row the same prior, and says of every position how good it is. */
    private static void say(float[] outputs, int row, int moves, double value, double... prior) {
        int at = row * (moves + 2);
        for (int move = 0; move < moves; move++) {
            outputs[at + move] = prior.length > 0 ? (float) prior[move] : 1f / moves;
        }
        outputs[at + moves] = (float) (1 + value) / 2;
        outputs[at + moves + 1] = (float) (1 - value) / 2;
    }

    private static TreeSearch search(Game game, SearchSettings settings, PositionEvaluator evaluator, long[] position) {
        var search = new TreeSearch(game, settings, 1, null);
        search.begin(0, position, 0, KeyedRandom.of(7, 0, "test"), false);
        run(game, search, evaluator);
        return search;
    }

    private static void run(Game game, TreeSearch search, PositionEvaluator evaluator) {
        var inputs = new float[game.inputs()];
        var outputs = new float[game.moves() + 2];
        while (search.next(0, inputs, 0)) {
            evaluator.evaluate(inputs, 1, outputs);
            search.take(0, outputs, 0);
        }
    }

    private static SearchSettings puct(int simulations, double c) {
        return new SearchSettings(Rule.PUCT, simulations, c, 0);
    }

    private static long[] start(Game game) {
        var position = new long[game.words()];
        game.start(position, 0);
        return position;
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void valuesHaveTheSignOfWhoMovesOnATwoPlyTree(Rule rule) {
        var game = new TwoPly(false);
        var search =
                search(game, new SearchSettings(rule, 2000, 0.5, 0), (_, _, out) -> say(out, 0, 2, 0), start(game));
        // After move 0 the other player has a move that wins for them; after move 1 all is drawn.
        assertThat(search.value(0, 0)).isLessThan(-0.5f);
        assertThat(search.value(0, 1)).isEqualTo(0, within(0.02f));
        assertThat(search.best(0)).isEqualTo(1);
        assertThat(search.value(0)).isBetween(-0.2, 0.0);
        assertThat(search.visits(0, 0) + search.visits(0, 1)).isEqualTo(2000);
    }

    @Test
    void withAGreatConstantVisitsFollowThePriorAndWithNoneTheBetterMove() {
        var game = new TwoPly(true);
        PositionEvaluator evaluator = (_, _, out) -> say(out, 0, 2, 0, 0.8, 0.2);
        var high = search(game, puct(1000, 1e5), evaluator, start(game));
        assertThat(high.visits(0, 0)).isBetween(795, 805);
        var low = search(game, puct(1000, 0), evaluator, start(game));
        assertThat(low.visits(0, 1)).isGreaterThanOrEqualTo(998);
        var policy = new float[2];
        var regularized = search(game, new SearchSettings(Rule.REGULARIZED, 1000, 1000, 0), evaluator, start(game));
        regularized.policy(0, policy, 0);
        assertThat(policy[0]).isEqualTo(0.8f, within(0.02f));
        search(game, new SearchSettings(Rule.REGULARIZED, 1000, 0.01, 0), evaluator, start(game))
                .policy(0, policy, 0);
        assertThat(policy[1]).isGreaterThan(0.99f);
    }

    /** minigo #379: with sqrt(sum N), not sqrt(1 + sum N), nor sqrt of the parent's visits with its own evaluation. */
    @Test
    void puctTakesTheRootOfTheSumOfTheMovesVisits() {
        var game = new TwoPly(true);
        double c = 3;
        var search = new TreeSearch(game, puct(60, c), 1, null);
        search.begin(0, start(game), 0, KeyedRandom.of(1, 0, "test"), false);
        run(game, search, (_, _, out) -> say(out, 0, 2, 0.5, 0.9, 0.1));
        // The same by hand: move 0 loses, move 1 wins; what was not tried counts as the position's value.
        double[] prior = {0.9, 0.1};
        double[] worth = {-1, 1};
        int[] visits = {0, 0};
        for (int i = 0; i < 60; i++) {
            double[] score = new double[2];
            for (int move = 0; move < 2; move++) {
                double q = visits[move] == 0 ? 0.5 : worth[move];
                score[move] = q + c * prior[move] * Math.sqrt(visits[0] + visits[1]) / (1 + visits[move]);
            }
            visits[i == 0 || score[0] > score[1] ? 0 : 1]++;
        }
        assertThat(search.visits(0, 0)).isEqualTo(visits[0]).isGreaterThan(3);
        assertThat(search.visits(0, 1)).isEqualTo(visits[1]).isGreaterThan(3);
    }

    /** The regularized policy is where its objective is greatest: no other policy is better (arXiv 2007.12509, equation 7). */
    @Test
    void theRegularizedPolicySumsToOneAndMaximizesItsObjective() {
        var hex = new Hex(3);
        var random = new Random(2);
        var settings = new SearchSettings(Rule.REGULARIZED, 50, 1, 0);
        var search = search(hex, settings, (_, _, out) -> say(out, 0, 9, random.nextDouble(-1, 1)), start(hex));
        var best = new float[9];
        search.policy(0, best, 0);
        double sum = 0;
        for (float p : best) {
            sum += p;
        }
        assertThat(sum).isEqualTo(1, within(1e-4));
        double lambda = Math.sqrt(50) / (9 + 50);
        double greatest = objective(search, best, lambda);
        for (int i = 0; i < 200; i++) {
            var other = best.clone();
            int from = random.nextInt(9);
            int to = random.nextInt(9);
            float moved = other[from] * random.nextFloat(0.3f);
            other[from] -= moved;
            other[to] += moved;
            assertThat(objective(search, other, lambda)).isLessThanOrEqualTo(greatest + 1e-4);
        }
    }

    private static double objective(TreeSearch search, float[] policy, double lambda) {
        double sum = 0;
        for (int move = 0; move < 9; move++) {
            sum += policy[move] * search.value(0, move)
                    - lambda * search.prior(0, move) * Math.log(search.prior(0, move) / policy[move]);
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void withExactValuesASearchFindsAWinningMoveWheneverThereIsOne(int n) {
        var hex = new Hex(n);
        var solver = new HexSolver(hex);
        var random = new Random(n);
        int won = 0;
        for (int i = 0; i < 60; i++) {
            var position = start(hex);
            int stones = random.nextInt(n * n - 4);
            boolean goesOn = true;
            for (int s = 0; s < stones && goesOn; s++) {
                int move;
                do {
                    move = random.nextInt(n * n);
                } while (!hex.isLegal(position, 0, move));
                goesOn = Float.isNaN(hex.play(position, 0, move, position, 0));
            }
            if (!goesOn || !solver.wins(position, 0)) {
                continue;
            }
            won++;
            PositionEvaluator exact = (in, _, out) -> {
                var seen = new long[4];
                for (int cell = 0; cell < n * n; cell++) {
                    seen[0] |= (in[cell] > 0 ? 1L : 0) << cell;
                    seen[1] |= (in[n * n + cell] > 0 ? 1L : 0) << cell;
                    seen[2] |= (in[cell] > 0 ? 1L : 0) << hex.transposed(cell);
                    seen[3] |= (in[n * n + cell] > 0 ? 1L : 0) << hex.transposed(cell);
                }
                say(out, 0, n * n, solver.wins(seen, 0) ? 1 : -1);
            };
            var search = search(hex, puct(2 * n * n, 1.5), exact, position);
            assertThat(solver.wins(position, 0, search.best(0))).isTrue();
            int visits = 0;
            for (int move = 0; move < n * n; move++) {
                visits += search.visits(0, move);
                assertThat(search.visits(0, move) == 0 || hex.isLegal(position, 0, move))
                        .isTrue();
            }
            assertThat(visits).isEqualTo(2 * n * n);
        }
        assertThat(won).isGreaterThan(20);
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void aSimulationAllocatesNothing(Rule rule) {
        var hex = new Hex(5);
        var settings = new SearchSettings(rule, 400, 1.5, 0.2);
        var search = new TreeSearch(hex, settings, 1, null);
        var position = start(hex);
        var random = KeyedRandom.of(1, 0, "test");
        var inputs = new float[hex.inputs()];
        var outputs = new float[hex.moves() + 2];
        say(outputs, 0, 25, 0.1);
        // Before it is compiled, each vector is an object; how soon it is hangs on what else the machine does. The
        // counter
        // itself takes a little.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        long simulations;
        long allocated;
        do {
            simulations = 0;
            allocated = allocatedBytes();
            for (int i = 0; i < 20; i++) {
                search.begin(0, position, 0, random, false);
                while (search.next(0, inputs, 0)) {
                    search.take(0, outputs, 0);
                    simulations++;
                }
            }
            allocated = allocatedBytes() - allocated;
        } while (allocated >= simulations && System.nanoTime() < deadline);
        assertThat(allocated).isLessThan(simulations);
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
