package loglog.forecast.clusters;

import java.util.Optional;
import java.util.OptionalDouble;
import loglog.forecast.Estimate;

/**
 * A fleet of chips that decodes: how many tokens a second each chip gives where each sequence has a given speed, and so how many chips a
 * number of tokens a day takes, or what a number of chips gives.
 *
 * <p>A step gives each of the B sequences of a batch on g chips a token. It takes the longer of computing, 2 active B / (g peak
 * utilization), and of reading all weights and the batch's keys and values, (params bytes + B context kv) / (g bandwidth share). B is
 * the largest batch whose step is short enough and that fits the memory beside the weights; of g = 1, 2, 4, ... chips those are taken that
 * give most tokens a chip. Time on the wires between chips, prompts and speculation are left out.
 *
 * @param chipsPerCopy chips that hold one copy of the model
 * @param batch sequences that a copy decodes at a time
 * @param tokensPerSecond of each chip while it decodes
 * @param workers how many sequences the fleet decodes at a time
 * @param siteMw what the site must be able to deliver
 * @param usdPerMillion tokens: electricity and the systems' loss of value; NaN where no price is known
 */
public record Fleet(
        NumericFormat precision,
        int chipsPerCopy,
        double batch,
        Estimate tokensPerSecond,
        Estimate chips,
        Estimate tokensPerDay,
        Estimate workers,
        Estimate siteMw,
        Estimate usdPerMillion) {
    /**
     * A model as decoding sees it.
     *
     * @param params all of them, which the memory holds
     * @param active params that a token is computed with
     * @param kvBytes bytes in 16 bits of the keys and values of one token of context
     */
    public record Model(double params, double active, double kvBytes) {}

    /**
     * How it is used.
     *
     * @param context tokens of a sequence's context, on average
     * @param speed tokens a second of each sequence
     * @param occupancy the share of the time in which the fleet decodes
     * @param domain the most chips that hold one copy
     */
    public record Use(double context, double speed, double occupancy, int domain) {}

    /** How large the fleet is. */
    public sealed interface Size {
        record Chips(double count) implements Size {}

        record TokensPerDay(double tokens) implements Size {}

        /** Sequences at a time. */
        record Workers(double count) implements Size {}
    }

    private static final double SECONDS_PER_DAY = 86_400;
    private static final double MEGA = 1e6;
    private static final double JOULES_PER_KWH = 3.6e6;
    private static final double YEAR = 365.25 * SECONDS_PER_DAY;

    /** One draw. */
    private record Sample(Cluster cluster, double perChip, double chips) {}

    /** What is asked, of whom. */
    private record Case(Model model, Use use, Accelerator chip, NumericFormat precision) {
        /** The largest batch that g chips bear; less than 1 where they bear none. */
        double batch(int g, Cluster cluster, double share) {
            double step = 1 / use.speed();
            double weights = model.params() * precision.bytes();
            // Keys and values are kept in no less than 8 bits.
            double sequence = use.context() * model.kvBytes() * Math.max(precision.bytes(), 1) / 2;
            double computed = g * cluster.flopsPerSecond() * step / (2 * model.active());
            double read = (g * chip.bandwidth() * share * step - weights) / sequence;
            double held = (g * chip.memory() - weights) / sequence;
            return Math.min(computed, Math.min(read, held));
        }

        double perChip(int g, Cluster cluster, double share) {
            double batch = batch(g, cluster, share);
            return batch < 1 ? 0 : batch * use.speed() / g;
        }

        /** The chips of a copy that give most tokens each. */
        int best(Cluster cluster, double share) {
            int best = 1;
            for (int g = 2; g <= use.domain(); g *= 2) {
                best = perChip(g, cluster, share) > perChip(best, cluster, share) ? g : best;
            }
            return best;
        }
    }

    /**
     * Answers with 4,000 draws.
     *
     * @param precision of the weights, which the chip has a peak in
     * @param level of the intervals
     * @return empty where no copy of the model is so fast, with everything at its median
     */
    public static Optional<Fleet> of(
            Model model,
            Use use,
            Size size,
            Accelerator chip,
            NumericFormat precision,
            Catalog catalog,
            long seed,
            double level) {
        var asked = new Case(model, use, chip, precision);
        var middle = Cluster.of(chip, precision, catalog, seed, -1);
        double share = Cluster.draw(catalog, Assumption.DECODE_BANDWIDTH, seed, -1);
        // Chosen for the medians; the batch that these chips bear is what is not known.
        int chips = asked.best(middle, share);
        double batch = asked.batch(chips, middle, share);
        if (batch < 1) {
            return Optional.empty();
        }
        var drawn = Sampled.of(
                d -> {
                    var cluster = Cluster.of(chip, precision, catalog, seed, d);
                    double reached = Cluster.draw(catalog, Assumption.DECODE_BANDWIDTH, seed, d);
                    return sample(use, size, cluster, asked.perChip(chips, cluster, reached));
                },
                level);
        return Optional.of(new Fleet(
                precision,
                chips,
                batch,
                drawn.estimate(Sample::perChip),
                drawn.estimate(Sample::chips),
                drawn.estimate(s -> s.chips() * s.perChip() * SECONDS_PER_DAY * use.occupancy()),
                drawn.estimate(s -> s.chips() * s.perChip() / use.speed()),
                drawn.estimate(s -> s.chips() * s.cluster().siteWatts() / MEGA),
                drawn.estimate(s -> usdPerSecond(s.cluster()) * MEGA / (s.perChip() * use.occupancy()))));
    }

    /** Tokens a second of each chip, with everything at its median; empty where no copy is so fast. */
    public static OptionalDouble median(
            Model model, Use use, Accelerator chip, NumericFormat precision, Catalog catalog) {
        var asked = new Case(model, use, chip, precision);
        var middle = Cluster.of(chip, precision, catalog, 0, -1);
        double share = Cluster.draw(catalog, Assumption.DECODE_BANDWIDTH, 0, -1);
        double perChip = asked.perChip(asked.best(middle, share), middle, share);
        return perChip > 0 ? OptionalDouble.of(perChip) : OptionalDouble.empty();
    }

    private static Sample sample(Use use, Size size, Cluster cluster, double perChip) {
        return new Sample(
                cluster,
                perChip,
                switch (size) {
                    case Size.Chips(double count) -> count;
                    case Size.TokensPerDay(double tokens) -> tokens / (SECONDS_PER_DAY * use.occupancy() * perChip);
                    case Size.Workers(double count) -> count * use.speed() / perChip;
                });
    }

    /** Of one chip: electricity, and what its system loses in value at first. */
    private static double usdPerSecond(Cluster cluster) {
        return cluster.siteWatts() * cluster.load() / JOULES_PER_KWH * cluster.usdPerKwh()
                + cluster.systemUsd() * cluster.depreciation() * Math.log(10) / YEAR;
    }
}
