package loglog.laws;

/**
 * What a fit minimises: the sum over rows of a penalty on each residual.
 *
 * <p>Huber's is {@code r^2 / 2} up to {@code delta} and {@code delta (|r| - delta / 2)} beyond (Huber 1964); on log
 * residuals with delta 1e-3 it is what Hoffmann et al. 2022 (arXiv 2203.15556) and Besiroglu et al. 2024 (arXiv
 * 2404.10102) use.
 */
public sealed interface Penalty {

    /** Quadratic near zero, linear in the tails. */
    record Huber(double delta) implements Penalty {
        public Huber {
            if (!(delta > 0) || Double.isInfinite(delta)) {
                throw new IllegalArgumentException("Huber's delta must be positive and finite, not " + delta);
            }
        }
    }

    /** {@code r^2 / 2}. */
    record Squared() implements Penalty {}

    /** {@code |r|}: least absolute deviations. */
    record Absolute() implements Penalty {}

    /** The penalty of one residual. */
    default double of(double r) {
        double size = Math.abs(r);
        return switch (this) {
            case Huber(double delta) -> size <= delta ? r * r / 2 : delta * (size - delta / 2);
            case Squared() -> r * r / 2;
            case Absolute() -> size;
        };
    }

    /** The derivative, bounded for robust penalties: how strongly one residual pulls. */
    default double influence(double r) {
        return switch (this) {
            case Huber(double delta) -> Math.clamp(r, -delta, delta);
            case Squared() -> r;
            case Absolute() -> Math.signum(r);
        };
    }

    /**
     * The width of the quadratic part for the solver. An absolute penalty is solved as Huber's with a width far below
     * any residual that data can resolve.
     */
    default double width() {
        return switch (this) {
            case Huber(double delta) -> delta;
            case Squared() -> Double.MAX_VALUE;
            case Absolute() -> 1e-7;
        };
    }
}
