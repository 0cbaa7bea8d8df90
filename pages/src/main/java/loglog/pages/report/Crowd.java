package loglog.pages.report;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;

/**
 * A chart without the points that a page cannot hold: of those that lie close together one is drawn for all.
 *
 * @param chart with the points that stay
 * @param shown how many stay
 * @param all how many there were
 * @param within pixels, of the figure as wide as a page has it, that lie at most between a point and one that is drawn
 */
record Crowd(Chart chart, int shown, int all, int within) {
    /** A mark takes some hundred characters of a page. */
    static final int MOST = 2000;

    private static final double GROWTH = 1.3;

    /** The same chart where it has few points. */
    static Crowd of(Chart chart, Frame frame) {
        int all = count(chart);
        if (all <= MOST) {
            return new Crowd(chart, all, all, 0);
        }
        for (double cell = 2; ; cell *= GROWTH) {
            var thinner = thinned(chart, frame, cell);
            int shown = count(thinner);
            // Few cells and still too many: a chart of thousands of layers, of which each keeps its ends.
            if (shown <= MOST || cell > frame.width()) {
                return new Crowd(thinner, shown, all, (int) Math.ceil(cell * Math.sqrt(2)));
            }
        }
    }

    private static int count(Chart chart) {
        return chart.layers().stream()
                .mapToInt(layer -> switch (layer) {
                    case Layer.Points points -> points.x().length;
                    case Layer.Bars bars -> bars.x().length;
                    default -> 0;
                })
                .sum();
    }

    private static Chart thinned(Chart chart, Frame frame, double cell) {
        var layers = chart.layers().stream()
                .map(layer -> switch (layer) {
                    case Layer.Points p -> {
                        var kept = kept(p.x(), p.y(), frame, cell);
                        yield new Layer.Points(
                                p.name(),
                                pick(p.x(), kept),
                                pick(p.y(), kept),
                                pick(p.values(), kept),
                                p.labels() == null
                                        ? null
                                        : Arrays.stream(kept)
                                                .mapToObj(i -> p.labels()[i])
                                                .toArray(String[]::new),
                                p.more().stream()
                                        .map(c -> new Layer.Column(c.name(), pick(c.values(), kept)))
                                        .toList());
                    }
                    case Layer.Bars b -> {
                        var kept = kept(b.x(), b.y(), frame, cell);
                        yield new Layer.Bars(
                                b.name(),
                                pick(b.x(), kept),
                                pick(b.y(), kept),
                                pick(b.low(), kept),
                                pick(b.high(), kept),
                                b.across());
                    }
                    default -> layer;
                })
                .toList();
        return new Chart(chart.title(), chart.x(), chart.y(), chart.color(), List.copyOf(layers));
    }

    /** The first point of each cell, and those that stand out on either side; what has no place is left out. */
    private static int[] kept(double[] x, double[] y, Frame frame, double cell) {
        var taken = new HashSet<Long>();
        var kept = new TreeSet<Integer>();
        var ends = new int[] {-1, -1, -1, -1};
        for (int i = 0; i < x.length; i++) {
            double px = frame.px(x[i]);
            double py = frame.py(y[i]);
            if (!Double.isFinite(px) || !Double.isFinite(py)) {
                continue;
            }
            if (taken.add((long) Math.floor(px / cell) << 32 ^ (long) Math.floor(py / cell) & 0xffffffffL)) {
                kept.add(i);
            }
            ends[0] = ends[0] < 0 || x[i] < x[ends[0]] ? i : ends[0];
            ends[1] = ends[1] < 0 || x[i] > x[ends[1]] ? i : ends[1];
            ends[2] = ends[2] < 0 || y[i] < y[ends[2]] ? i : ends[2];
            ends[3] = ends[3] < 0 || y[i] > y[ends[3]] ? i : ends[3];
        }
        Arrays.stream(ends).filter(i -> i >= 0).forEach(kept::add);
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private static double[] pick(double[] values, int[] kept) {
        return values == null
                ? null
                : Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
    }

    /** What is left out, in a sentence; null where nothing is. */
    String says() {
        return shown == all
                ? null
                : "%d of %d points are drawn; each of the others lies within %d pixels of one."
                        .formatted(shown, all, within);
    }
}
