package loglog.web;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import loglog.runs.FileStamp;
import loglog.runs.RunFolder;
import loglog.runs.reader.MetricRows;
import loglog.runs.reader.StoredRun;

/** Curves of runs, kept in memory as long as their files stay the same; those that were not asked for the longest go first. */
final class CurveShelf {
    /** Numbers that are kept: 128 MB. */
    private static final long MOST = 16L << 20;

    private record Key(Path run, String x, String y) {}

    private record Kept(FileStamp stamp, Curve curve) {}

    /** What a file's rows name. */
    private record Named(FileStamp stamp, List<String> names) {}

    /**
     * A run's values over one of its scales.
     *
     * @param x ascending
     * @param y NaN where a value was measured that is no number
     */
    record Curve(double[] x, double[] y) {
        /**
         * The exponential moving average, corrected for its beginning.
         *
         * @param weight of what was before, from 0 to below 1
         */
        Curve smoothed(double weight) {
            var smooth = new double[y.length];
            double sum = 0;
            double total = 0;
            for (int i = 0; i < y.length; i++) {
                if (Double.isNaN(y[i])) {
                    smooth[i] = Double.NaN;
                } else {
                    sum = weight * sum + (1 - weight) * y[i];
                    total = weight * total + 1 - weight;
                    smooth[i] = sum / total;
                }
            }
            return new Curve(x, smooth);
        }
    }

    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Path, Named> named = new HashMap<>();
    private long size;

    /** A run's curve as it is now; without points where the run has no such rows. */
    Curve curve(StoredRun run, String x, String y) {
        var key = new Key(run.folder(), x, y);
        var stamp = FileStamp.of(new RunFolder(run.folder()).metricsFile());
        synchronized (this) {
            var known = kept.get(key);
            if (known != null && known.stamp.equals(stamp)) {
                return known.curve;
            }
        }
        var rows = run.metrics(x, y);
        var curve = curve(rows, x, y);
        synchronized (this) {
            keep(key, new Kept(stamp, curve));
            named.put(run.folder(), new Named(stamp, rows.names()));
        }
        return curve;
    }

    private void keep(Key key, Kept fresh) {
        var old = kept.put(key, fresh);
        size += 2L * fresh.curve.x.length - (old == null ? 0 : 2L * old.curve.x.length);
        var oldest = kept.values().iterator();
        while (size > MOST && oldest.hasNext()) {
            size -= 2L * oldest.next().curve.x.length;
            oldest.remove();
        }
    }

    private static Curve curve(MetricRows rows, String xName, String yName) {
        var column = rows.find(yName);
        var x = new double[rows.rows()];
        var y = new double[rows.rows()];
        int n = 0;
        boolean ascending = true;
        for (int row = 0; column != null && row < rows.rows(); row++) {
            double at = rows.number(xName, row);
            if (column.kind(row) == MetricRows.Kind.NOTHING || !Double.isFinite(at)) {
                continue;
            }
            double value = column.number(row);
            ascending &= n == 0 || at >= x[n - 1];
            x[n] = at;
            y[n++] = Double.isFinite(value) ? value : Double.NaN;
        }
        var curve = new Curve(Arrays.copyOf(x, n), Arrays.copyOf(y, n));
        return ascending ? curve : sorted(curve);
    }

    private static Curve sorted(Curve curve) {
        var order = IntStream.range(0, curve.x.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> curve.x[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new Curve(
                Arrays.stream(order).mapToDouble(i -> curve.x[i]).toArray(),
                Arrays.stream(order).mapToDouble(i -> curve.y[i]).toArray());
    }

    /** The names of what a run measured; where one of its curves was read they are known. */
    List<String> measures(StoredRun run) {
        var stamp = FileStamp.of(new RunFolder(run.folder()).metricsFile());
        synchronized (this) {
            var known = named.get(run.folder());
            if (known != null && known.stamp.equals(stamp)) {
                return known.names;
            }
        }
        var names = run.metrics("step").names();
        synchronized (this) {
            named.put(run.folder(), new Named(stamp, names));
        }
        return names;
    }
}
