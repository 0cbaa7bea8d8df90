package loglog.laws.rates;

/**
 * A chain of steps, all of which have to be right.
 *
 * @param step the chance that a step goes wrong at the first try, above 0 and below 1
 * @param detection the chance that a wrong try is noticed, 0 to 1
 * @param retries how often a step is tried again; infinite for as often as it takes
 */
public record Chain(double step, double detection, double retries) {
    /** @throws IllegalArgumentException for a number out of its range */
    public Chain {
        if (!isPossible(step, detection, retries)) {
            throw new IllegalArgumentException(
                    "found error %s, detection %s, retries %s".formatted(step, detection, retries));
        }
    }

    /** Whether all three are in their ranges. */
    public static boolean isPossible(double step, double detection, double retries) {
        return step > 0 && step < 1 && detection >= 0 && detection <= 1 && retries >= 0;
    }

    /** Steps that nobody checks. */
    public static Chain of(double error) {
        return new Chain(error, 0, 0);
    }

    /**
     * The chance that a step is right in the end: (1 - e) (1 + ec + (ec)^2 + ...), a term for each try. A try that is wrong and not
     * noticed, and one that is noticed after the last retry, end the chain; checks never find fault with what is right.
     */
    public double reliability() {
        double again = step * detection;
        return (1 - step) * (Double.isInfinite(retries) ? 1 : 1 - Math.pow(again, retries + 1)) / (1 - again);
    }

    /** ln of it, with its digits where it is nearly 1. */
    private double log() {
        double again = step * detection;
        return Math.log1p(-step)
                - Math.log1p(-again)
                + (Double.isInfinite(retries) ? 0 : Math.log1p(-Math.pow(again, retries + 1)));
    }

    /** The chance that so many steps are all right. */
    public double success(double steps) {
        return Math.exp(steps * log());
    }

    /** How many steps are all right with a chance: the horizon, ten times as long for each nine of a step's reliability. */
    public double horizon(double success) {
        double log = log();
        return log == 0 ? Double.POSITIVE_INFINITY : Math.log(success) / log;
    }

    /** How many times longer the horizon is than without detection; about 1 / (1 - c) for rare errors and many retries. */
    public double lengthened() {
        return Math.log1p(-step) / log();
    }

    /** The reliability of each step, unchecked, with which so many are all right with a chance. */
    public static double needed(double steps, double success) {
        return Math.pow(success, 1 / steps);
    }

    /** The nines of a reliability: 2 for 99%. */
    public static double nines(double reliability) {
        return -Math.log10(1 - reliability);
    }

    /** The error of a majority of three independent tries, 3e^2 - 2e^3: voting at temperature 0 repeats one try and gains nothing. */
    public static double voteOfThree(double error) {
        return error * error * (3 - 2 * error);
    }

    /**
     * The error left where a step is written, checked and written again as long as a fault is noticed:
     * {@code e (1 - d) / (1 - e d)}.
     *
     * @param error of a try
     * @param detection the chance d that a wrong try is noticed; what is right is never found at fault
     */
    public static double verifyAndRedo(double error, double detection) {
        return error * (1 - detection) / (1 - error * detection);
    }

    /**
     * The error of a chain of K operations whose every j-th intermediate result is written: {@code 1 - (1 - e(j))^(K/j)}.
     *
     * @param error e(j), of a written step that hides j operations
     * @param operations K
     * @param hidden j, the operations between two written results
     */
    public static double errorOfThought(double error, int operations, int hidden) {
        return -Math.expm1((double) operations / hidden * Math.log1p(-error));
    }
}
