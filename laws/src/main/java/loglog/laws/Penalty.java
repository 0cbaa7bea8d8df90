package loglog.laws;

/**
 * What a fit minimizes: the sum over rows of a penalty on each residual.
 *
 * <p>Huber's is {@code r^2 / 2} up to {@code delta} and {@code delta (|r| - delta / 2)} beyond (Huber 1964); on log
 * residuals with delta 1e-3 it is what Hoffmann et al. 2022 (arXiv 2203.15556) and Besiroglu et al. 2024 (arXiv
 * 2404.10102) use.
 */
public sealed interface Penalty {

    /** The penalty of one residual. */
    double of(double r);

    /** The derivative, bounded for robust penalties: how strongly one residual pulls. */
    double influence(double r);

    /** The width of the quadratic part for the solver. */
    double width();

    /** Quadratic near zero, linear in the tails. */
    record Huber(double delta) implements Penalty {
        public Huber {
            if (!(delta > 0) || Double.isInfinite(delta)) {
                throw new IllegalArgumentException("Huber's delta must be positive and finite, not " + delta);
            }
        }

        @Override
        public double of(double r) {
            double size = Math.abs(r);
            return size <= delta ? r * r / 2 : delta * (size - delta / 2);
        }

        @Override
        public double influence(double r) {
            return Math.clamp(r, -delta, delta);
        }

        @Override
        public double width() {
            return delta;
        }
    }

    /** {@code r^2 / 2}. */
    record Squared() implements Penalty {
        @Override
        public double of(double r) {
            return r * r / 2;
        }

        @Override
        public double influence(double r) {
            return r;
        }

        @Override
        public double width() {
            return Double.MAX_VALUE;
        }
    }

    /**
     * {@code |r|}: least absolute deviations. Solved as Huber's with a width far below any residual that data can
     * resolve.
     */
    record Absolute() implements Penalty {
        @Override
        public double of(double r) {
            return Math.abs(r);
        }

        @Override
        public double influence(double r) {
            return Math.signum(r);
        }

        @Override
        public double width() {
            return 1e-7;
        }
    }
}
