package loglog.forecast.horizons;

/**
 * Success against the length of a task: 1 / (1 + exp(-(intercept + slope log2(minutes)))), arXiv 2503.14499, section 4.
 *
 * @param slope change of the log-odds of success for each doubling of the length
 * @param intercept log-odds of success at a minute
 * @param between log2 minutes in the gap between the successes and the failures, where one length parts them
 */
public record SuccessCurve(Status status, double slope, double intercept, double between) {
    /** What the runs determine. */
    public enum Status {
        /** A curve that falls with the length. */
        FITTED("fitted"),
        /** All shorter tasks succeed and all longer ones fail: a step, whose place is known to the gap between them. */
        STEP("a step"),
        /** No success at all: every horizon lies below the tasks. */
        NO_SUCCESS("no success"),
        /** No failure at all: every horizon lies above the tasks. */
        NO_FAILURE("no failure"),
        /** Longer tasks succeed no less often: there is no horizon. */
        RISES("success does not fall with length");

        private final String words;

        Status(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    static SuccessCurve without(Status status) {
        return new SuccessCurve(status, Double.NaN, Double.NaN, Double.NaN);
    }

    /**
     * The length of the tasks that are done with a success rate.
     *
     * @param success between 0 and 1
     * @return log2 of minutes; infinite below or above all tasks, NaN where there is no horizon
     */
    public double log2Horizon(double success) {
        return switch (status) {
            case FITTED -> (Math.log(success / (1 - success)) - intercept) / slope;
            case STEP -> between;
            case NO_SUCCESS -> Double.NEGATIVE_INFINITY;
            case NO_FAILURE -> Double.POSITIVE_INFINITY;
            case RISES -> Double.NaN;
        };
    }

    /** The same in minutes. */
    public double horizon(double success) {
        return Math.pow(2, log2Horizon(success));
    }

    /** Success at a length in minutes; NaN where no curve was fitted. */
    public double at(double minutes) {
        return 1 / (1 + Math.exp(-(intercept + slope * Math.log(minutes) / Math.log(2))));
    }
}
