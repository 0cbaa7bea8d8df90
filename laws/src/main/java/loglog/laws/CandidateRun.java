package loglog.laws;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run that could be made.
 *
 * @param scales by axis, all that the law reads, positive
 * @param flops what it costs, FLOP, positive; its place on the axis of compute too, where the scales name none
 */
public record CandidateRun(Map<String, Double> scales, double flops) {

    public CandidateRun {
        scales = Map.copyOf(scales);
        scales.forEach((axis, scale) -> positive(axis, scale));
        positive("flops", flops);
    }

    private static void positive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    "%s of a planned run: found %s, expected a positive number".formatted(what, value));
        }
    }

    /**
     * Runs that were made and runs that are planned in one table of the law's axes and compute, whose metric is not to be
     * read. Compute is 6 params tokens of all, unless the target names its own.
     */
    static Observations table(Law law, Observations made, List<CandidateRun> planned, Map<String, Double> target) {
        var axes = new LinkedHashSet<>(law.axes());
        boolean counted = target.containsKey("flops");
        if (counted) {
            axes.add("flops");
        }
        check(law, target, "the target's scales");
        planned.forEach(run -> check(law, run.withFlops(), "a planned run's scales"));
        var madeScales = made.size() == 0 ? Map.<String, double[]>of() : ExtrapolationDistance.scales(made);
        var ones = new double[made.size() + planned.size()];
        Arrays.fill(ones, 1);
        var table = Observations.of(ones);
        for (var axis : axes) {
            var known = made.size() == 0 ? new double[0] : madeScales.get(axis);
            if (known == null) {
                throw new IllegalArgumentException("No axis %s; there are %s".formatted(axis, made.axes()));
            }
            table = table.with(
                    axis,
                    Stream.concat(
                                    Arrays.stream(known).boxed(),
                                    planned.stream().map(run -> run.withFlops().get(axis)))
                            .mapToDouble(Double::doubleValue)
                            .toArray());
        }
        return table;
    }

    private Map<String, Double> withFlops() {
        var all = new LinkedHashMap<>(scales);
        all.putIfAbsent("flops", flops);
        return all;
    }

    private static void check(Law law, Map<String, Double> scales, String whose) {
        for (var axis : law.axes()) {
            if (!scales.containsKey(axis)) {
                throw new IllegalArgumentException("No %s in %s; %s needs it".formatted(axis, whose, law.equation()));
            }
        }
    }
}
