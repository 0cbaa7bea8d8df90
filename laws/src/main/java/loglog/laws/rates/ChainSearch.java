package loglog.laws.rates;

/**
 * Closed forms of search in a chain of K steps, each wrong with a chance e: candidates at every step with a judge of steps,
 * against whole chains with a judge of answers. Both spend m K, or n K, steps of tokens.
 */
public final class ChainSearch {
    private ChainSearch() {}

    /** {@code (1 - e^m)^K}: of m candidates at each of K steps an exact judge keeps a right one. */
    public static double byStep(double error, int candidates, int steps) {
        return Math.exp(steps * Math.log1p(-Math.pow(error, candidates)));
    }

    /** {@code 1 - (1 - (1 - e)^K)^n}: at least one of n whole chains is right. */
    public static double byChain(double error, int samples, int steps) {
        double right = Math.exp(steps * Math.log1p(-error));
        return -Math.expm1(samples * Math.log1p(-right));
    }

    /** How many whole chains reach what a search with m candidates a step does; both in units of K steps. */
    public static double chainsFor(double error, int candidates, int steps) {
        double right = Math.exp(steps * Math.log1p(-error));
        return Math.log(-Math.expm1(steps * Math.log1p(-Math.pow(error, candidates)))) / Math.log1p(-right);
    }
}
