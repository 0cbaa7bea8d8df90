package loglog.laws;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How far a question lies beyond the rows, and in which direction. Compute is the direction where params and tokens grow
 * together, and where each is inside its range but both together are not; the more one of them makes up the way alone, the
 * more the direction is its own axis. All of it changes smoothly with the question.
 *
 * @param shares each axis's part in the direction, adding up to 1
 * @param distance the natural logarithm of how far, 0 inside
 */
record ExtrapolationDistance(Map<String, Double> shares, double distance) {
    /**
     * Measures.
     *
     * @param largest scale of the rows on each axis
     * @param axes that the laws read
     * @param asked the scales in question by axis
     */
    static ExtrapolationDistance of(Map<String, Double> largest, Collection<String> axes, Map<String, Double> asked) {
        double furthest = 0;
        double second = 0;
        double sum = 0;
        for (var axis : axes) {
            double beyond = beyond(axis, largest, asked);
            sum += beyond;
            second = Math.max(second, Math.min(beyond, furthest));
            furthest = Math.max(furthest, beyond);
        }
        boolean mixes = axes.size() > 1 && largest.containsKey("flops") && asked.containsKey("flops");
        double flops = mixes ? beyond("flops", largest, asked) : 0;
        double together = flops > 0 ? 1 - Math.min(1, (furthest - second) / flops) : 0;
        var shares = new LinkedHashMap<String, Double>();
        for (var axis : axes) {
            double of = sum > 0 ? beyond(axis, largest, asked) / sum : 1.0 / axes.size();
            shares.merge(axis, (1 - together) * of, Double::sum);
        }
        if (mixes) {
            shares.merge("flops", together, Double::sum);
        }
        return new ExtrapolationDistance(shares, (1 - together) * furthest + together * flops);
    }

    /** The axis with the largest share. */
    String axis() {
        return shares.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** How far a question lies beyond the rows on one axis: the natural logarithm of its ratio to the largest row. */
    static double beyond(String axis, Map<String, Double> largest, Map<String, Double> asked) {
        return Math.max(0, Math.log(asked.get(axis) / largest.get(axis)));
    }

    /** The scales of all rows by axis, with 6 params tokens for flops where they have none. */
    static Map<String, double[]> scales(Observations rows) {
        var scales = new LinkedHashMap<String, double[]>();
        for (var axis : rows.axes()) {
            scales.put(axis, rows.axis(axis));
        }
        if (!scales.containsKey("flops") && scales.containsKey("params") && scales.containsKey("tokens")) {
            var flops = new double[rows.size()];
            for (int i = 0; i < flops.length; i++) {
                flops[i] = 6 * scales.get("params")[i] * scales.get("tokens")[i];
            }
            scales.put("flops", flops);
        }
        return scales;
    }

    /** The scales of one point by axis, with flops as {@link #scales}. */
    static Map<String, Double> point(Map<String, Double> scales) {
        var point = new LinkedHashMap<>(scales);
        if (scales.containsKey("params") && scales.containsKey("tokens")) {
            point.putIfAbsent("flops", 6 * scales.get("params") * scales.get("tokens"));
        }
        return point;
    }

    /** Each row's scales by axis, with flops as {@link #scales}. */
    static List<Map<String, Double>> points(Observations rows) {
        var scales = scales(rows);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> {
                    Map<String, Double> point = new LinkedHashMap<>();
                    scales.forEach((axis, column) -> point.put(axis, column[i]));
                    return point;
                })
                .toList();
    }

    static Map<String, Double> largest(Map<String, double[]> scales) {
        var largest = new LinkedHashMap<String, Double>();
        scales.forEach(
                (axis, column) -> largest.put(axis, Arrays.stream(column).max().orElseThrow()));
        return largest;
    }
}
