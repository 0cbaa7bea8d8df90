package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BudgetsTest {
    private static final double[] FACTORS = {1, 3, 10, 30, 100};

    /** Fifteen runs of each of five budgets, their compute off by a normal error of this many percent. */
    private static double[] jittered(double percent, long seed) {
        var random = new SplittableRandom(seed);
        var flops = new double[75];
        for (int i = 0; i < 75; i++) {
            flops[i] = 1e18 * FACTORS[i / 15] * Math.exp(percent / 100 * random.nextGaussian());
        }
        return flops;
    }

    @Test
    void budgetsThatRunsMeetToWithinPercentsAreFoundWhole() {
        for (double percent : new double[] {0, 0.01, 1, 5, 8, 10}) {
            for (long seed = 1; seed <= 20; seed++) {
                var budgets = Budgets.of(jittered(percent, seed));
                assertThat(budgets).as("%s%%, seed %s", percent, seed).hasSize(5);
                for (int b = 0; b < 5; b++) {
                    int which = b;
                    assertThat(budgets.get(b))
                            .hasSize(15)
                            .satisfies(rows -> assertThat(Arrays.stream(rows)).allMatch(row -> row / 15 == which));
                }
            }
        }
    }

    @Test
    void aCutAtHalfAnOrderOfMagnitudeOrMoreSplitsNoBudget() {
        for (double percent : new double[] {0, 0.01, 1, 5, 8, 10}) {
            for (long seed = 1; seed <= 20; seed++) {
                cutsBetweenBudgets(jittered(percent, seed), "%s%%, seed %s".formatted(percent, seed));
            }
        }
    }

    private static void cutsBetweenBudgets(double[] flops, String which) {
        for (int halves = 1; halves <= 4; halves++) {
            double cut = Budgets.cut(Budgets.largest(flops) / Math.pow(10, 0.5 * halves), flops);
            long hidden = Arrays.stream(flops).filter(c -> c >= cut).count();
            assertThat(hidden).as("%s, %s OOM", which, 0.5 * halves).isEqualTo(15 * halves);
        }
    }

    /** The smaller the model, the more its run costs by 6 params tokens beyond what was budgeted: up to 44%. */
    @Test
    void norDoesOneOfBudgetsWhoseRunsScatterToOneSide() {
        var flops = new double[75];
        for (int i = 0; i < 75; i++) {
            flops[i] = 1e18 * FACTORS[i / 15] * (1 + 0.44 * Math.pow(i % 15 / 14.0, 3));
        }
        assertThat(Budgets.of(flops)).hasSize(5).allMatch(rows -> rows.length == 15);
        cutsBetweenBudgets(flops, "one side");
    }

    @Test
    void strayRunsBetweenBudgetsMoveNone() {
        var flops = Arrays.copyOf(jittered(2, 1), 79);
        double[] stray = {1.8e18, 2.3e18, 1.4e18, 5.5e18};
        System.arraycopy(stray, 0, flops, 75, 4);
        var buckets = IsoFlopBucket.group(flops, IsoFlop.DEFAULT_TOLERANCE);
        assertThat(buckets).hasSize(5);
        for (int b = 0; b < 5; b++) {
            double mean = Math.exp(Arrays.stream(buckets.get(b))
                    .mapToDouble(i -> Math.log(flops[i]))
                    .average()
                    .orElseThrow());
            assertThat(mean / (1e18 * FACTORS[b])).isCloseTo(1, offset(0.03));
        }
    }

    /** As a published sweep has it: by 6 params tokens the smallest models of a budget of 3e20 cost a third more than it. */
    @Test
    void aBudgetWhoseRunsScatterToOneSideKeepsThem() {
        double[] flops = {
            2.43e20, 2.8e20, 2.8e20, 2.8e20, 2.81e20, 2.82e20, 2.86e20, 2.92e20, 2.98e20, 3.13e20, 3.28e20, 3.64e20,
            4.04e20
        };
        var bucket = IsoFlopBucket.group(flops, IsoFlop.DEFAULT_TOLERANCE).getFirst();
        assertThat(bucket).hasSize(12).startsWith(1).endsWith(12);
        double mean = Math.exp(Arrays.stream(bucket)
                .mapToDouble(i -> Math.log(flops[i]))
                .average()
                .orElseThrow());
        assertThat(mean).isCloseTo(3.04e20, offset(0.03e20));
    }

    /** As a published sweep has it: budgets of 1.8e19 and 3e19, whose smallest models cost up to 44% more by 6 params tokens. */
    @Test
    void aBudgetThatReachesTheNextOneDoesNotSwallowIt() {
        double[] flops = {
            1.71e19, 1.71e19, 1.72e19, 1.74e19, 1.76e19, 1.77e19, 1.79e19, 1.81e19, 1.88e19, 1.92e19, 1.97e19, 2.03e19,
            2.18e19, 2.29e19, 2.43e19, 2.81e19, 2.82e19, 2.84e19, 2.86e19, 2.92e19, 2.98e19, 3.13e19, 3.28e19, 3.64e19,
            4.04e19
        };
        assertThat(IsoFlopBucket.group(flops, IsoFlop.DEFAULT_TOLERANCE))
                .extracting(bucket -> bucket.length)
                .containsExactly(15, 10);
    }

    @Test
    void noBudgetOfAPublishedSweepIsLost() {
        for (var name : List.of("marin_comma", "marin_dclm")) {
            var flops = published(name);
            assertThat(IsoFlopBucket.group(flops, IsoFlop.DEFAULT_TOLERANCE))
                    .as(name)
                    .extracting(bucket -> bucket.length)
                    .containsExactly(5, 10, 15, 10, 15, 15, 15);
        }
    }

    /** Half an order of magnitude below 3e20 is 9.5e19: the budget of 9e19 is the last that is fitted, not the first that is hidden. */
    @Test
    void aBudgetThatLiesAsFarBelowTheLargestAsIsHiddenIsFitted() {
        for (var name : List.of("marin_comma", "marin_dclm")) {
            var flops = published(name);
            double largest = Budgets.largest(flops);
            var hidden = DoubleStream.of(0.05, 0.5, 1, 1.5)
                    .map(oom -> Budgets.cut(largest / Math.pow(10, oom), flops))
                    .mapToLong(cut -> Arrays.stream(flops).filter(c -> c >= cut).count())
                    .boxed()
                    .toList();
            assertThat(hidden).as(name).containsExactly(15L, 30L, 45L, 70L);
        }
    }

    private static double[] published(String name) {
        var rows = ReferenceData.table("forecasts/" + name + ".csv");
        var params = ReferenceData.column(rows, "params");
        var tokens = ReferenceData.column(rows, "tokens");
        var flops = new double[rows.size()];
        Arrays.setAll(flops, i -> 6 * params[i] * tokens[i]);
        return flops;
    }

    /** The run of 2.43e20 is the smallest model of the budget of 1.8e20, not of 3e20, and 1.8e19 and 3e19 are two. */
    @Test
    void theBudgetsOfAPublishedSweepAreItsOwn() {
        double[] budgets = {3e18, 9e18, 1.8e19, 3e19, 9e19, 1.8e20, 3e20};
        for (var name : List.of("marin_comma", "marin_dclm")) {
            var flops = published(name);
            var found = Budgets.of(flops);
            assertThat(found).as(name).hasSize(budgets.length);
            for (int b = 0; b < budgets.length; b++) {
                double budget = budgets[b];
                assertThat(found.get(b))
                        .as("%s, %s", name, budget)
                        .satisfies(rows -> assertThat(Arrays.stream(rows))
                                .allMatch(row -> flops[row] > 0.9 * budget && flops[row] < 1.36 * budget));
            }
            assertThat(Holdout.along("flops", flops, Observations.of(flops).with("flops", flops)))
                    .as("%s: cuts above 9e19 and 1.8e20", name)
                    .extracting(cut -> cut.train().size())
                    .containsExactly(55, 70);
        }
    }

    /** Budgets a factor of 1.67 apart, each run's compute above the budget by up to 35%, as those of small models are. */
    @Test
    void budgetsThatNearlyTouchAreNotTakenForOne() {
        for (int each = 8; each <= 15; each++) {
            int runs = each;
            var flops = new double[5 * runs];
            for (int i = 0; i < flops.length; i++) {
                double share = (i % runs) / (runs - 1.0);
                flops[i] = 1e18 * Math.pow(1.67, i / runs) * (1 + 0.35 * Math.pow(share, 3));
            }
            var found = Budgets.of(flops);
            assertThat(found).as("%s runs each", runs).hasSize(5);
            for (int b = 0; b < 5; b++) {
                int which = b;
                assertThat(found.get(b))
                        .hasSize(runs)
                        .satisfies(rows -> assertThat(Arrays.stream(rows)).allMatch(row -> row / runs == which));
            }
        }
    }

    @Test
    void levelsAreBudgetsAndTheStepsOfAnEvenLadder() {
        assertThat(Budgets.levels(jittered(8, 1))).hasSize(5);
        var ladder = new double[20];
        for (int i = 0; i < 20; i++) {
            ladder[i] = 1e8 * Math.pow(1.12, i);
        }
        assertThat(Budgets.levels(ladder)).hasSize(20);
    }

    @Test
    void rowsSpreadEvenlyAreCutWhereItWasAsked() {
        var flops = new double[200];
        for (int i = 0; i < 200; i++) {
            flops[i] = 1e18 * Math.pow(1000, i / 199.0);
        }
        assertThat(Budgets.cut(1e20, flops)).isEqualTo(1e20);
        assertThat(Budgets.largest(flops)).isCloseTo(1e21, offset(1e12));
    }

    @Test
    void theBudgetsOfAPublishedFigureAreNotSmeared() {
        var flops = ReferenceData.chinchilla().axis("flops");
        var middles = IsoFlopBucket.group(flops, IsoFlop.DEFAULT_TOLERANCE).stream()
                .mapToDouble(rows -> flops[rows[rows.length / 2]])
                .toArray();
        for (double budget : List.of(6e18, 1e19, 3e19, 6e19, 1e20, 3e20, 6e20, 1e21, 3e21)) {
            assertThat(Arrays.stream(middles)
                            .map(m -> Math.abs(Math.log(m / budget)))
                            .min()
                            .orElseThrow())
                    .as("%s", budget)
                    .isLessThan(0.13);
        }
    }
}
