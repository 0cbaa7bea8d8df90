package loglog.forecast.horizons;

import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.IntStream;
import loglog.forecast.trends.DatedRows;
import loglog.forecast.trends.GrowthCurve;
import loglog.forecast.trends.Selection;
import loglog.forecast.trends.Trend;
import loglog.laws.Fitted;
import loglog.words.Format;

/** The trend of agents' horizons at one success rate. */
public final class HorizonTrend {
    /** Agents that a trend is fitted to at least. */
    public static final int LEAST_AGENTS = 4;

    private HorizonTrend() {}

    /**
     * Agents by the horizon that decides which is best, each named by its number, as {@link #of} reads them.
     *
     * @param years each agent's release
     * @param minutes each agent's horizon at one half
     */
    public static DatedRows agents(double[] years, double[] minutes) {
        var numbers = IntStream.range(0, years.length);
        return DatedRows.of(
                years,
                minutes,
                numbers.mapToObj(Integer::toString).toArray(String[]::new),
                IntStream.range(0, years.length).toArray());
    }

    /**
     * An exponential through the horizons of the chosen agents.
     *
     * <p>Its interval has two parts: agents scatter about it, which resamples of agents show; and another choice of tasks would have moved
     * all agents' horizons together, which resamples of tasks show, each with the same tasks for all agents. What a resample of tasks
     * moves in one agent alone is in the scatter of the agents already, so the scatter counts without it: both together would hold the
     * truth always (docs/horizons.md has the coverage).
     *
     * @param chosen of {@link #agents}
     * @param log2 each agent's horizon, log2 of minutes; one that is not finite is left out
     * @param draws the same by agent and resample of tasks; null where only the agents are drawn
     * @return none where fewer than {@link #LEAST_AGENTS} have a horizon, or all are of one date
     */
    public static Fitted<Trend> of(
            Selection chosen, double[] log2, double[][] draws, double level, int resamples, long seed) {
        var rows = chosen.rows();
        var kept = IntStream.range(0, rows.size())
                .filter(i -> Double.isFinite(log2[number(rows, i)]))
                .toArray();
        var used = rows.select(kept);
        var values = IntStream.range(0, used.size())
                .mapToDouble(i -> Math.pow(2, log2[number(used, i)]))
                .toArray();
        if (used.size() < LEAST_AGENTS || used.dates() < 3) {
            return Fitted.none(
                    "found %s with a horizon and a date on %s, expected at least %d on 3",
                    Format.of(used.size(), "agent"), Format.of(used.dates(), "date"), LEAST_AGENTS);
        }
        var fitted = new DatedRows(used.years(), values, used.names(), used.groups());
        var ofAgents = new ArrayList<GrowthCurve>();
        for (var resample : chosen.resamples(resamples, seed)) {
            curve(resample.rows(), resample.weights(), log2).ifPresent(ofAgents::add);
        }
        double widening = Trend.widening(level, used.size());
        if (draws != null) {
            return Fitted.of(
                    together(Trend.drawn(fitted, ofAgents, level, level, seed), widening, used, log2, draws, seed));
        }
        return Fitted.of(Trend.drawn(fitted, ofAgents, level, Trend.widened(level, used.size()), seed));
    }

    /** Through the agents that have a horizon. */
    private static Optional<GrowthCurve> curve(DatedRows rows, int[] weights, double[] log2) {
        var logs = new double[rows.size()];
        var counts = weights.clone();
        for (int i = 0; i < logs.length; i++) {
            double log = log2[number(rows, i)];
            logs[i] = Double.isFinite(log) ? log * Math.log10(2) : 0;
            counts[i] = Double.isFinite(log) ? weights[i] : 0;
        }
        return Trend.exponential(rows.years(), logs, counts);
    }

    private static Trend together(
            Trend alone, double widening, DatedRows used, double[] log2, double[][] draws, long seed) {
        int n = used.size();
        int count = draws[number(used, 0)].length;
        var moved = new ArrayList<GrowthCurve>();
        double own = 0;
        int tried = 0;
        for (int r = 0; r < count; r++) {
            var shift = new double[log2.length];
            var once = new int[n];
            for (int i = 0; i < n; i++) {
                int agent = number(used, i);
                shift[agent] = draws[agent][r] - log2[agent];
                once[i] = 1;
            }
            var curve = curve(used, once, shift).orElse(null);
            if (curve == null) {
                continue;
            }
            moved.add(curve);
            double squares = 0;
            int finite = 0;
            for (int i = 0; i < n; i++) {
                double log = shift[number(used, i)] * Math.log10(2);
                if (Double.isFinite(log)) {
                    squares += Math.pow(log - curve.at(used.years()[i]), 2);
                    finite++;
                }
            }
            if (finite > 2) {
                own += squares / (finite - 2);
                tried++;
            }
        }
        double scatter = alone.scatter() * alone.scatter();
        double rest = widening * (tried == 0 || scatter == 0 ? 1 : Math.sqrt(Math.max(0, 1 - own / tried / scatter)));
        var point = alone.curve();
        var curves = new ArrayList<GrowthCurve>();
        for (int r = 0; r < Math.min(moved.size(), alone.draws().size()); r++) {
            var agents = alone.draws().get(r);
            var tasks = moved.get(r);
            curves.add(new GrowthCurve(
                    point.form(),
                    point.a() + rest * (agents.at(point.place()) - point.a()) + tasks.at(point.place()),
                    point.b() + rest * (agents.b() - point.b()) + tasks.b(),
                    0,
                    point.place()));
        }
        return Trend.drawn(alone.rows(), curves, alone.level(), alone.level(), seed);
    }

    private static int number(DatedRows rows, int row) {
        return Integer.parseInt(rows.names()[row]);
    }
}
