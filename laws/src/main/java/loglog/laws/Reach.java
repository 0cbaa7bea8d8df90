package loglog.laws;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How far a question lies beyond the rows.
 *
 * @param axis on which it lies furthest, of the laws' own; compute, where no one axis makes up most of the way
 * @param distance the natural logarithm of its ratio to the largest row, 0 inside
 */
record Reach(String axis, double distance) {
    /** Of the way in ln(compute); equal steps in params and tokens make up half each. */
    private static final double MOST_OF_THE_WAY = 0.4;

    /**
     * Measures.
     *
     * @param largest scale of the rows on each axis
     * @param axes that the laws read
     * @param asked the scales in question by axis
     * @param rehearsed whether extrapolation along an axis can be tried on the rows; where it can on none, all count
     */
    static Reach of(
            Map<String, Double> largest,
            Collection<String> axes,
            Map<String, Double> asked,
            Predicate<String> rehearsed) {
        var tried = among(largest, axes, asked, rehearsed);
        return tried != null ? tried : among(largest, axes, asked, axis -> true);
    }

    private static Reach among(
            Map<String, Double> largest,
            Collection<String> axes,
            Map<String, Double> asked,
            Predicate<String> rehearsed) {
        Reach furthest = null;
        for (var axis : axes) {
            double beyond = beyond(axis, largest, asked);
            if ((furthest == null || beyond > furthest.distance) && rehearsed.test(axis)) {
                furthest = new Reach(axis, beyond);
            }
        }
        // Compute mixes directions, and serves where each axis is inside its range but both together are not.
        if (largest.containsKey("flops") && asked.containsKey("flops")) {
            double beyond = beyond("flops", largest, asked);
            if ((furthest == null || furthest.distance < MOST_OF_THE_WAY * beyond) && rehearsed.test("flops")) {
                return new Reach("flops", beyond);
            }
        }
        return furthest;
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
