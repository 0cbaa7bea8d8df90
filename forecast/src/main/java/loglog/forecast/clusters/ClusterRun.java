package loglog.forecast.clusters;

import java.util.Optional;
import loglog.forecast.Estimate;
import loglog.forecast.facts.Uncertain;

/**
 * A training run on a cluster of one kind of chip: of FLOP, days and the cluster's size two are given, the third follows.
 *
 * <pre>FLOP = chips x peak x utilization x seconds</pre>
 *
 * <p>Intervals are those of draws of all that is not known exactly; the values are those with everything at its median.
 *
 * @param flops of the run
 * @param chips a number of chips, not rounded
 * @param siteMw what the site must be able to deliver
 * @param averageMw what it draws during the run
 * @param energyGwh of the run
 * @param systemUsd chips, servers and network; NaN where no price is known
 * @param buildingUsd the site
 * @param capitalUsd both
 * @param energyUsd electricity of the run
 * @param depreciationUsd what the systems lose in value during the run
 * @param runUsd both
 */
public record ClusterRun(
        Estimate flops,
        Estimate days,
        Estimate chips,
        Estimate siteMw,
        Estimate averageMw,
        Estimate energyGwh,
        Estimate systemUsd,
        Estimate buildingUsd,
        Estimate capitalUsd,
        Estimate energyUsd,
        Estimate depreciationUsd,
        Estimate runUsd) {
    /** How large the cluster is, where that is given. */
    public sealed interface Size {
        record Chips(double count) implements Size {}

        record Megawatts(double site) implements Size {}

        /** Capital: systems and building. */
        record Usd(double capital) implements Size {}
    }

    /**
     * What is asked: exactly two are present.
     *
     * @param days of computing without a pause
     */
    public record Asked(Optional<Uncertain> flops, Optional<Double> days, Optional<Size> size) {
        public Asked {
            if ((flops.isPresent() ? 1 : 0) + (days.isPresent() ? 1 : 0) + (size.isPresent() ? 1 : 0) != 2) {
                throw new IllegalArgumentException("found not two of three: " + flops + days + size);
            }
        }
    }

    /** One draw. */
    private record Sample(Cluster cluster, double flops, double days, double chips) {
        double siteMw() {
            return chips * cluster.siteWatts() / MEGA;
        }

        double energyGwh() {
            return siteMw() * cluster.load() * days * HOURS / KILO;
        }

        double energyUsd() {
            return energyGwh() * MEGA * cluster.usdPerKwh();
        }

        double depreciationUsd() {
            return chips * cluster.systemUsd() * -Math.expm1(-cluster.depreciation() * days / DAYS * Math.log(10));
        }
    }

    private static final double SECONDS = 86_400;
    private static final double HOURS = 24;
    private static final double DAYS = 365.25;
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;

    /**
     * Answers with 4,000 draws.
     *
     * @param precision that the chip has a peak in
     * @param level of the intervals
     */
    public static ClusterRun of(
            Asked asked, Accelerator chip, NumericFormat precision, Catalog catalog, long seed, double level) {
        var drawn = Sampled.of(d -> sample(asked, Cluster.of(chip, precision, catalog, seed, d), seed, d), level);
        return new ClusterRun(
                drawn.estimate(Sample::flops),
                drawn.estimate(Sample::days),
                drawn.estimate(Sample::chips),
                drawn.estimate(Sample::siteMw),
                drawn.estimate(sample -> sample.siteMw() * sample.cluster().load()),
                drawn.estimate(Sample::energyGwh),
                drawn.estimate(sample -> sample.chips() * sample.cluster().systemUsd()),
                drawn.estimate(sample -> sample.chips() * sample.cluster().buildingUsd()),
                drawn.estimate(sample -> sample.chips() * sample.cluster().capitalUsd()),
                drawn.estimate(Sample::energyUsd),
                drawn.estimate(Sample::depreciationUsd),
                drawn.estimate(sample -> sample.energyUsd() + sample.depreciationUsd()));
    }

    private static Sample sample(Asked asked, Cluster cluster, long seed, int draw) {
        var flops = asked.flops().map(f -> Cluster.draw(f, seed, Cluster.FLOPS, draw));
        var chips = asked.size().map(size -> switch (size) {
            case Size.Chips(double count) -> count;
            case Size.Megawatts(double site) -> site * MEGA / cluster.siteWatts();
            case Size.Usd(double capital) -> capital / cluster.capitalUsd();
        });
        double perDay = cluster.flopsPerSecond() * SECONDS;
        if (flops.isPresent() && asked.days().isPresent()) {
            double days = asked.days().get();
            return new Sample(cluster, flops.get(), days, flops.get() / (perDay * days));
        }
        return flops.isPresent()
                ? new Sample(cluster, flops.get(), flops.get() / (perDay * chips.orElseThrow()), chips.get())
                : new Sample(
                        cluster,
                        perDay * chips.orElseThrow() * asked.days().orElseThrow(),
                        asked.days().get(),
                        chips.get());
    }
}
