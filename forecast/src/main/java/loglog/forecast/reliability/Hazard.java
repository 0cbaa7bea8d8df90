package loglog.forecast.reliability;

/**
 * How the chance of success falls with the length T of a task. Each has a horizon at one half, h, and all but the first a shape k, which is
 * how much the spread of hazards stretches it.
 */
public enum Hazard {
    /** 2^(-T/h): the same chance of failing in every minute, in every task. */
    CONSTANT("one hazard", false) {
        @Override
        public double success(double ratio, double shape) {
            return Math.exp(-Math.log(2) * ratio);
        }

        @Override
        public double ratio(double success, double shape) {
            return -Math.log(success) / Math.log(2);
        }
    },
    /**
     * (1 + (2^k - 1) T/h)^(-1/k): each task has a constant hazard of its own, gamma distributed over the tasks with variance k (Lomax;
     * Vaupel, Manton and Stallard 1979). k to 0 is one hazard.
     */
    SPREAD("a spread of hazards", true) {
        @Override
        public double success(double ratio, double shape) {
            return Math.exp(-Math.log1p(Math.expm1(shape * Math.log(2)) * ratio) / shape);
        }

        @Override
        public double ratio(double success, double shape) {
            return Math.expm1(-shape * Math.log(success)) / Math.expm1(shape * Math.log(2));
        }
    },
    /** 2^(-(T/h)^k): a hazard that changes as a task goes on, falling for k below 1 (Weibull). */
    WEIBULL("a hazard that falls", true) {
        @Override
        public double success(double ratio, double shape) {
            return Math.exp(-Math.log(2) * Math.pow(ratio, shape));
        }

        @Override
        public double ratio(double success, double shape) {
            return Math.pow(-Math.log(success) / Math.log(2), 1 / shape);
        }
    },
    /** 1 / (1 + (T/h)^k): the logistic curve on log T of arXiv 2503.14499. */
    LOGISTIC("logistic", true) {
        @Override
        public double success(double ratio, double shape) {
            return 1 / (1 + Math.pow(ratio, shape));
        }

        @Override
        public double ratio(double success, double shape) {
            return Math.pow(1 / success - 1, 1 / shape);
        }
    };

    private final String words;
    private final boolean shaped;

    Hazard(String words, boolean shaped) {
        this.words = words;
        this.shaped = shaped;
    }

    public String words() {
        return words;
    }

    /** Whether it has a shape. */
    public boolean isShaped() {
        return shaped;
    }

    /**
     * The chance of success.
     *
     * @param ratio of the task's length to the horizon at one half
     * @param shape k, above 0; a constant hazard has none
     */
    public abstract double success(double ratio, double shape);

    /** The length at which the chance of success is so large, in horizons at one half. */
    public abstract double ratio(double success, double shape);

    /** How many times longer the horizon at 50% is than that at 80%: 3.106 for one hazard. */
    public double halfToEighty(double shape) {
        return 1 / ratio(0.8, shape);
    }

    /**
     * The shape that gives a ratio of the horizons at 50% and 80%.
     *
     * @return NaN where none does: a spread only lengthens the ratio, which is 3.106 without any
     */
    public double shape(double halfToEighty) {
        return switch (this) {
            case CONSTANT -> Double.NaN;
            case LOGISTIC -> halfToEighty > 1 ? Math.log(4) / Math.log(halfToEighty) : Double.NaN;
            case WEIBULL -> halfToEighty > 1 ? Math.log(CONSTANT.halfToEighty(0)) / Math.log(halfToEighty) : Double.NaN;
            case SPREAD -> {
                double low = 1e-6;
                double high = 60;
                if (!(halfToEighty > halfToEighty(low)) || !(halfToEighty < halfToEighty(high))) {
                    yield Double.NaN;
                }
                for (int i = 0; i < 80; i++) {
                    double middle = (low + high) / 2;
                    if (halfToEighty(middle) < halfToEighty) {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                yield low;
            }
        };
    }
}
