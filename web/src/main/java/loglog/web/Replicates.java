package loglog.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import loglog.runs.reader.StoredRun;
import loglog.web.CurveShelf.Curve;

/**
 * Runs of which all but the seed was asked alike, as one curve: their mean where all of them have values, and a band from the least
 * to the greatest of what they show.
 *
 * @param name of the group: that of its first run, its seed left out
 * @param members places in the list of runs
 */
record Replicates(String name, List<Integer> members) {
    /** What names begin with that replicates share; a program's command is none of them, as it has the run's own name in it. */
    private static final List<String> SHARED =
            List.of("study", "recipe", "model_", "data_", "settings_", "params", "tokens", "kind", "role");

    /**
     * A group's curve on the grid of places of {@link PixelColumns}.
     *
     * @param mean of the members; NaN where not all have a value
     * @param low least that a member has in the column
     * @param high greatest
     */
    record Band(double[] mean, double[] low, double[] high) {}

    /** The groups, in the order of their first runs; a run without replicates is a group of its own. */
    static List<Replicates> of(List<StoredRun> runs) {
        var groups = new LinkedHashMap<Map<String, String>, List<Integer>>();
        for (int i = 0; i < runs.size(); i++) {
            groups.computeIfAbsent(asked(runs.get(i)), _ -> new ArrayList<>()).add(i);
        }
        return groups.values().stream()
                .map(members ->
                        new Replicates(name(runs.get(members.getFirst()), members.size()), List.copyOf(members)))
                .toList();
    }

    private static Map<String, String> asked(StoredRun run) {
        var asked = new TreeMap<String, String>();
        run.asked().forEach((name, value) -> {
            if (SHARED.stream().anyMatch(name::startsWith)) {
                asked.put(name, String.valueOf(value));
            }
        });
        asked.put("study", String.valueOf(run.study()));
        return asked;
    }

    private static String name(StoredRun run, int members) {
        return members == 1 ? run.name() : run.name().replaceFirst("[-_.]?seed[-_=]?\\d+$", "");
    }

    /**
     * The band of some curves, a value for each column of pixels.
     *
     * @param curves of the members
     */
    static Band band(List<Curve> curves, double from, double to, boolean log, int columns) {
        var band = new Band(new double[columns], new double[columns], new double[columns]);
        Arrays.fill(band.low, Double.NaN);
        Arrays.fill(band.high, Double.NaN);
        for (var curve : curves) {
            add(curve, band, from, to, log, columns);
        }
        for (int c = 0; c < columns; c++) {
            band.mean[c] /= curves.size();
            if (Double.isNaN(band.mean[c])) {
                band.low[c] = Double.NaN;
                band.high[c] = Double.NaN;
            }
        }
        return band;
    }

    private static void add(Curve curve, Band band, double from, double to, boolean log, int columns) {
        double left = log ? Math.log(from) : from;
        double width = ((log ? Math.log(to) : to) - left) / columns;
        int i = 0;
        for (int c = 0; c < columns; c++) {
            double center = left + width * (c + 0.5);
            double end = left + width * (c + 1);
            double at = log ? Math.exp(center) : center;
            double edge = log ? Math.exp(end) : end;
            double before = left + width * c;
            for (; i < curve.x().length && curve.x()[i] < edge; i++) {
                if (curve.x()[i] >= (log ? Math.exp(before) : before)) {
                    widen(band, c, curve.y()[i]);
                }
            }
            double value = at(curve, i, at, log);
            band.mean[c] += value;
            widen(band, c, value);
        }
    }

    private static void widen(Band band, int c, double value) {
        if (!Double.isNaN(value)) {
            band.low[c] = Double.isNaN(band.low[c]) ? value : Math.min(band.low[c], value);
            band.high[c] = Double.isNaN(band.high[c]) ? value : Math.max(band.high[c], value);
        }
    }

    /** The line's value at a place; NaN outside the curve. */
    private static double at(Curve curve, int near, double x, boolean log) {
        int b = near;
        while (b > 0 && curve.x()[b - 1] >= x) {
            b--;
        }
        while (b < curve.x().length && curve.x()[b] < x) {
            b++;
        }
        if (b == curve.x().length || b == 0 && curve.x()[0] > x) {
            return Double.NaN;
        }
        if (curve.x()[b] == x || b == 0) {
            return curve.y()[b];
        }
        double x0 = curve.x()[b - 1];
        double x1 = curve.x()[b];
        double share = log && x0 > 0 ? Math.log(x / x0) / Math.log(x1 / x0) : (x - x0) / (x1 - x0);
        return curve.y()[b - 1] + share * (curve.y()[b] - curve.y()[b - 1]);
    }
}
