package loglog.laws;

/** What there is to spend, as compute. */
public sealed interface Budget {

    /** The compute it buys, FLOP. */
    double flops();

    /** Compute as such. */
    record Compute(double flops) implements Budget {
        public Compute {
            positive("flops", flops);
        }
    }

    /**
     * Chips for a time.
     *
     * @param chips how many
     * @param days for how long
     * @param peakFlopsPerSecond of one chip, in the number format trained in
     * @param utilization the share of the peak that the model's own FLOP reach (MFU), above 0 and at most 1
     */
    record Cluster(double chips, double days, double peakFlopsPerSecond, double utilization) implements Budget {
        public Cluster {
            positive("chips", chips);
            positive("days", days);
            positive("peak FLOP/s", peakFlopsPerSecond);
            share(utilization);
        }

        @Override
        public double flops() {
            return chips * days * 86400 * peakFlopsPerSecond * utilization;
        }
    }

    /**
     * Money for rented chips.
     *
     * @param usdPerChipHour the price of one chip
     * @param peakFlopsPerSecond of one chip
     * @param utilization the share of the peak that the model's own FLOP reach
     */
    record Money(double usd, double usdPerChipHour, double peakFlopsPerSecond, double utilization) implements Budget {
        public Money {
            positive("usd", usd);
            positive("usd per chip hour", usdPerChipHour);
            positive("peak FLOP/s", peakFlopsPerSecond);
            share(utilization);
        }

        @Override
        public double flops() {
            return usd / usdPerChipHour * 3600 * peakFlopsPerSecond * utilization;
        }
    }

    private static void positive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("%s: found %s, expected a positive number".formatted(what, value));
        }
    }

    private static void share(double utilization) {
        if (!(utilization > 0 && utilization <= 1)) {
            throw new IllegalArgumentException(
                    "utilization: found %s, expected a share above 0 and at most 1".formatted(utilization));
        }
    }
}
