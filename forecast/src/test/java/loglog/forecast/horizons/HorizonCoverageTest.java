package loglog.forecast.horizons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import loglog.forecast.Coverage;
import loglog.forecast.Estimate;
import loglog.forecast.horizons.HierarchicalBootstrap.Levels;
import loglog.forecast.horizons.RawRuns.Agent;
import loglog.forecast.horizons.RawRuns.Attempts;
import loglog.forecast.horizons.RawRuns.Task;
import loglog.forecast.trends.Selection;
import loglog.forecast.trends.Trend;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agents whose curve is known: it is found again, and 90% intervals hold it about nine times in ten. */
@Tag("slow")
class HorizonCoverageTest {
    private static final Levels LEVELS = Levels.FAMILIES;
    private static final int TRIALS = Integer.getInteger("loglog.trials", 120);
    private static final double SLOPE = -0.7;
    private static final double P50 = 30;
    private static final double INTERCEPT = 0.7 * Math.log(P50) / Math.log(2);

    static AgentHorizon horizon(RawRuns runs, int agent, int resamples, double level, long seed) {
        var fitted = HierarchicalBootstrap.fit(runs, 0);
        var draws = HierarchicalBootstrap.resample(runs, fitted, 0, LEVELS, resamples, seed);
        var of = runs.agents().get(agent);
        return new AgentHorizon(
                of.name(),
                of.year(),
                of.runs(),
                of.successes(),
                1,
                1440,
                fitted.get(agent),
                draws[agent],
                Trend.widened(level, runs.families()));
    }

    private static boolean holds(Estimate estimate, double truth) {
        return estimate.low() <= truth && truth <= estimate.high();
    }

    @ParameterizedTest
    @CsvSource({"40,1,8,0", "30,3,6,0", "40,2,6,1"})
    void theIntervalOfAHorizonHolds(int families, int perFamily, int perTask, double spread) {
        int half = 0;
        int eighty = 0;
        double truth = P50;
        double truth80 = P50 * Math.pow(2, Math.log(4) / SLOPE);
        if (spread > 0) { // the curve of all tasks is flatter than that of one: found from very many
            var curve = HierarchicalBootstrap.fit(
                            Simulated.runs(Simulated.tasks(8_000, 2, 1), SLOPE, INTERCEPT, spread, 4, 1), 0)
                    .getFirst();
            truth = curve.horizon(0.5);
            truth80 = curve.horizon(0.8);
        }
        for (int s = 0; s < TRIALS; s++) {
            var runs = Simulated.runs(Simulated.tasks(families, perFamily, s), SLOPE, INTERCEPT, spread, perTask, s);
            var agent = horizon(runs, 0, 200, 0.9, s);
            half += holds(agent.horizon(0.5), truth) ? 1 : 0;
            eighty += holds(agent.horizon(0.8), truth80) ? 1 : 0;
        }
        var of = "%d families of %d tasks, spread %s".formatted(families, perFamily, spread);
        Coverage.check("horizon at 50%, " + of, half, TRIALS);
        Coverage.check("horizon at 80%, " + of, eighty, TRIALS);
    }

    @Test
    void theIntervalOfADoublingTimeHolds() {

        int held = 0;
        int agents = 9;
        for (int s = 0; s < TRIALS; s++) {
            var tasks = Simulated.tasks(30, 2, s);
            var random = loglog.forecast.CounterRandom.sequence(s, 95, 0);
            var all = new ArrayList<Agent>();
            var years = new double[agents];
            for (int a = 0; a < agents; a++) {
                years[a] = 2020 + 5.0 * a / (agents - 1);
                double log2 = 2 + (years[a] - 2020) * 365.25 / 250 + 0.4 * random.normal();
                all.add(Simulated.agent("a" + a, years[a], tasks, SLOPE, -SLOPE * log2, 0.7, 5, s, 1000L * s + a));
            }
            var runs = new RawRuns(tasks, 30, all);
            var fitted = HierarchicalBootstrap.fit(runs, 0);
            var draws = HierarchicalBootstrap.resample(runs, fitted, 0, LEVELS, 200, s);
            var log2 = fitted.stream().mapToDouble(c -> c.log2Horizon(0.5)).toArray();
            var drawn = IntStream.range(0, agents)
                    .mapToObj(a -> java.util.Arrays.stream(draws[a])
                            .mapToDouble(c -> c.log2Horizon(0.5))
                            .toArray())
                    .toArray(double[][]::new);
            var rows = HorizonTrend.agents(
                    years,
                    java.util.Arrays.stream(log2).map(v -> Math.pow(2, v)).toArray());
            var trend = HorizonTrend.of(new Selection(rows, Selection.Best.ALL), log2, drawn, 0.9, 200, s)
                    .orElseThrow();
            held += holds(trend.doublingDays(), 250) ? 1 : 0;
        }
        Coverage.check("doubling time of 9 agents", held, TRIALS);
    }

    /** Runs of a task go together, tasks of a family, too: whoever draws runs alone has too narrow an interval. */
    @Test
    void familiesAndTasksWidenTheInterval() {
        var tasks = Simulated.tasks(10, 6, 3);
        var runs = Simulated.runs(tasks, SLOPE, INTERCEPT, 1.5, 8, 3);
        var apart = new RawRuns(
                IntStream.range(0, tasks.size())
                        .mapToObj(
                                t -> new Task(tasks.get(t).id(), t, tasks.get(t).minutes()))
                        .toList(),
                tasks.size(),
                runs.agents());
        assertThat(width(horizon(runs, 0, 400, 0.9, 1))).isGreaterThan(1.25 * width(horizon(apart, 0, 400, 0.9, 1)));
    }

    /** METR's way draws at every level what the level above has in it already, and is wider. */
    @Test
    void drawingTasksAndRunsTooIsWider() {
        var runs = Simulated.runs(Simulated.tasks(30, 3, 3), SLOPE, INTERCEPT, 0, 6, 3);
        var fitted = HierarchicalBootstrap.fit(runs, 0);
        var all = HierarchicalBootstrap.resample(runs, fitted, 0, Levels.FAMILIES_TASKS_RUNS, 400, 1)[0];
        var published = new AgentHorizon("a", Double.NaN, 1, 1, 1, 1440, fitted.getFirst(), all, 0.9);
        assertThat(width(published)).isGreaterThan(1.2 * width(horizon(runs, 0, 400, 0.9, 1)));
    }

    private static double width(AgentHorizon horizon) {
        return Math.log(horizon.horizon(0.5).high() / horizon.horizon(0.5).low());
    }

    private static RawRuns of(double[] minutes, double[][] success) {
        var tasks = IntStream.range(0, minutes.length)
                .mapToObj(t -> new Task("t" + t, t, minutes[t]))
                .toList();
        var attempts = IntStream.range(0, minutes.length)
                .mapToObj(t -> new Attempts(
                        t,
                        success[t],
                        java.util.Arrays.stream(success[t]).map(_ -> 0.1).toArray()))
                .toList();
        return new RawRuns(tasks, minutes.length, List.of(new Agent("a", Double.NaN, attempts)));
    }

    @Test
    void whatHasNoHorizonSaysSo() {
        double[] minutes = {1, 10, 100};
        var never = horizon(of(minutes, new double[][] {{0, 0}, {0}, {0}}), 0, 50, 0.9, 1);
        assertThat(never.curve().status()).isEqualTo(SuccessCurve.Status.NO_SUCCESS);
        assertThat(never.place(0.5)).isEqualTo(AgentHorizon.Place.BELOW);
        var always = horizon(of(minutes, new double[][] {{1, 1}, {1}, {1}}), 0, 50, 0.9, 1);
        assertThat(always.place(0.8)).isEqualTo(AgentHorizon.Place.ABOVE);
        var step = horizon(of(minutes, new double[][] {{1, 1}, {1}, {0}}), 0, 50, 0.9, 1);
        assertThat(step.curve().status()).isEqualTo(SuccessCurve.Status.STEP);
        assertThat(step.curve().horizon(0.5)).isCloseTo(Math.sqrt(1000), within(1e-9));
        var rises = horizon(of(minutes, new double[][] {{0, 1}, {1, 1}, {1, 1}}), 0, 50, 0.9, 1);
        assertThat(rises.curve().status()).isEqualTo(SuccessCurve.Status.RISES);
        assertThat(rises.place(0.5)).isEqualTo(AgentHorizon.Place.NONE);
        var rare = horizon(
                of(minutes, new double[][] {{0, 0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 0}}),
                0,
                50,
                0.9,
                1);
        assertThat(rare.place(0.5)).isEqualTo(AgentHorizon.Place.BELOW);
        assertThat(rare.isMeasured()).isFalse();
    }

    @Test
    void aFractionIsASuccessAndAFailureWithItsShares() {
        double[] minutes = {1, 10, 100, 1000};
        var parts = of(minutes, new double[][] {{1, 0.75}, {0.5}, {0.75}, {0.25}});
        var whole = HierarchicalBootstrap.fit(
                        of(minutes, new double[][] {{1, 1, 1, 1, 1, 1, 1, 0}, {1, 1, 0, 0}, {1, 1, 1, 0}, {1, 0, 0, 0}
                        }),
                        0)
                .getFirst();
        var fitted = HierarchicalBootstrap.fit(parts, 0).getFirst();
        assertThat(fitted.slope()).isCloseTo(whole.slope(), within(1e-9));
        assertThat(fitted.intercept()).isCloseTo(whole.intercept(), within(1e-9));
    }

    /** Two lengths, whose success rates the curve goes through: a closed form. */
    @Test
    void twoLengthsGiveTheClosedForm() {
        var curve = HierarchicalBootstrap.fit(of(new double[] {1, 16}, new double[][] {{1, 1, 1, 0}, {1, 0, 0, 0}}), 0)
                .getFirst();
        assertThat(curve.slope()).isCloseTo(-2 * Math.log(3) / 4, within(1e-9));
        assertThat(curve.horizon(0.5)).isCloseTo(4, within(1e-9));
        assertThat(curve.horizon(0.75)).isCloseTo(1, within(1e-9));
        assertThat(curve.horizon(0.25)).isCloseTo(16, within(1e-8));
    }
}
