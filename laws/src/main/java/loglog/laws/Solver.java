package loglog.laws;

import java.util.Arrays;

/**
 * Minimizes a penalty on residuals over the parameters of a law, within bounds, from a given start.
 *
 * <p>Each iteration linearizes the residuals and solves what is left, a Huber regression within bounds and a trust
 * region, exactly ({@link LinearHuber}); so robust penalties converge as fast as Gauss-Newton does on squares. The
 * damping is Levenberg and Marquardt's, scaled by each parameter's weight in the fit (Moré 1978).
 *
 * <p>An instance owns its workspace, for use by one thread, and allocates nothing while it iterates.
 */
final class Solver {
    private static final int MAX_ITERATIONS = 300;
    /** Ends when the model foresees no gain above this share of the objective. */
    static final double TIGHT = 1e-13;

    /**
     * Enough where only the spread of many fits counts: a share g of the objective moves a parameter by about sqrt(2 n g)
     * of its standard error, here below a thousandth for 240 rows. A quarter fewer iterations.
     */
    static final double LOOSE = 1e-9;

    /** The logarithm's series has an error of reach^20 / 21 here, 3e-18. */
    private static final double SERIES_REACH = 0.14;

    private final double tolerance;
    private final Law law;
    private final Penalty penalty;
    private final boolean logResiduals;
    private final int m;
    private final double[] value;
    private double[][] gradient;
    private double[][] trialGradient;
    private double[] residual;
    private double[] trialResidual;
    private final double[] trial;
    private final double[] step;
    private final LinearHuber linear;
    private final PowerCache cache;
    private final double[] inverseObserved;
    private Scales rows;
    private double[] target;
    private double[] weight;
    private double[] noisiness;
    private double[][] bounds;
    private boolean converged;

    Solver(Law law, Penalty penalty, boolean logResiduals, int capacity) {
        this(law, penalty, logResiduals, capacity, TIGHT);
    }

    Solver(Law law, Penalty penalty, boolean logResiduals, int capacity, double tolerance) {
        this.tolerance = tolerance;
        this.law = law;
        this.penalty = penalty;
        this.logResiduals = logResiduals;
        this.m = law.parameters().size();
        this.value = new double[capacity];
        this.gradient = new double[m][capacity];
        this.trialGradient = new double[m][capacity];
        this.residual = new double[capacity];
        this.trialResidual = new double[capacity];
        this.trial = new double[m];
        this.step = new double[m];
        this.linear = new LinearHuber(m, capacity);
        this.cache = new PowerCache(law.axes().size(), capacity);
        this.inverseObserved = new double[capacity];
    }

    /** Sets data without standard errors. */
    void load(Scales rows, double[] target, double[] weight, double[][] bounds) {
        load(rows, target, weight, null, bounds);
    }

    /**
     * Sets the data.
     *
     * @param target the metric's logarithm, or the metric, as the residuals are
     * @param weight how often each row counts
     * @param noisiness what each row's residual is divided by; null for nothing
     * @param bounds of the internal parameters
     */
    void load(Scales rows, double[] target, double[] weight, double[] noisiness, double[][] bounds) {
        this.noisiness = noisiness;
        cache.forget();
        this.rows = new Scales(rows.n(), rows.log(), cache);
        this.target = target;
        if (logResiduals) {
            for (int i = 0; i < rows.n(); i++) {
                inverseObserved[i] = Math.exp(-target[i]);
            }
        }
        this.weight = weight;
        this.bounds = bounds;
    }

    /** Whether the last {@link #minimize} reached a minimum. */
    boolean converged() {
        return converged;
    }

    /** The objective at {@code p}; infinite where the law is not positive and residuals are logarithmic. */
    double objective(double[] p) {
        return objective(p, penalty.width(), null, trialResidual);
    }

    /**
     * Moves {@code p} to a minimum and returns the objective there.
     *
     * @param p in: the start; out: the minimum
     */
    double minimize(double[] p) {
        return minimize(p, MAX_ITERATIONS);
    }

    double minimize(double[] p, int maxIterations) {
        clampToBounds(p);
        double width = penalty.width();
        if (penalty instanceof Penalty.Absolute) {
            // The corner of |r| is rounded less and less, each time from the last minimum.
            for (double rounded = 1e-2; rounded > width; rounded /= 10) {
                minimize(p, rounded, maxIterations);
            }
        }
        double objective = minimize(p, width, maxIterations);
        return penalty instanceof Penalty.Absolute ? objective(p) : objective;
    }

    private double minimize(double[] p, double width, int maxIterations) {
        double lambda = 1e-6;
        double objective = objective(p, width, gradient, residual);
        converged = false;
        if (!Double.isFinite(objective)) {
            return Double.POSITIVE_INFINITY;
        }
        for (int iteration = 0; iteration < maxIterations; iteration++) {
            linear.load(residual, gradient, weight, rows.n(), width, p, bounds);
            boolean accepted = false;
            while (!accepted) {
                double foreseen = linear.solve(lambda, step);
                if (!(foreseen > tolerance * objective) || objective == 0) {
                    converged = true;
                    return objective;
                }
                for (int j = 0; j < m; j++) {
                    trial[j] = Math.clamp(p[j] + step[j], bounds[j][0], bounds[j][1]);
                }
                // With its gradient: nearly every trial is accepted and becomes the next iteration's start.
                double reached = objective(trial, width, trialGradient, trialResidual);
                double gain = objective - reached;
                if (gain > 1e-4 * foreseen) {
                    accepted = true;
                    if (gain > 0.75 * foreseen) {
                        lambda = Math.max(lambda / 10, 1e-10);
                    } else if (gain < 0.25 * foreseen) {
                        lambda *= 4;
                    }
                    System.arraycopy(trial, 0, p, 0, m);
                    objective = reached;
                    swap();
                } else {
                    lambda = Math.max(lambda * 10, 1e-5);
                    if (lambda > 1e12) {
                        // No step helps although the model sees one: the end of what doubles resolve.
                        converged = foreseen < 1e-8 * objective;
                        return objective;
                    }
                }
            }
        }
        return objective;
    }

    private void swap() {
        var r = residual;
        residual = trialResidual;
        trialResidual = r;
        var g = gradient;
        gradient = trialGradient;
        trialGradient = g;
    }

    private void clampToBounds(double[] p) {
        for (int j = 0; j < m; j++) {
            p[j] = Math.clamp(p[j], bounds[j][0], bounds[j][1]);
        }
    }

    private double objective(double[] p, double width, double[][] wantedGradient, double[] r) {
        int n = rows.n();
        law.evaluate(p, rows, value, wantedGradient);
        if (logResiduals) {
            logResiduals(n, r);
            if (wantedGradient != null) {
                for (int i = 0; i < n; i++) {
                    value[i] = 1 / value[i];
                }
                for (double[] column : wantedGradient) {
                    for (int i = 0; i < n; i++) {
                        column[i] *= value[i];
                    }
                }
            }
        } else {
            for (int i = 0; i < n; i++) {
                r[i] = value[i] - target[i];
            }
        }
        if (noisiness != null) {
            standardize(n, r, wantedGradient);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double size = Math.abs(r[i]);
            sum += weight[i] * (size <= width ? 0.5 * size * size : width * (size - 0.5 * width));
        }
        if (penalty instanceof Penalty.Absolute && width == penalty.width()) {
            sum /= width;
        }
        return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
    }

    private void standardize(int n, double[] r, double[][] wantedGradient) {
        for (int i = 0; i < n; i++) {
            r[i] /= noisiness[i];
        }
        if (wantedGradient != null) {
            for (double[] column : wantedGradient) {
                for (int i = 0; i < n; i++) {
                    column[i] /= noisiness[i];
                }
            }
        }
    }

    /**
     * {@code ln(value / observed) = 2 artanh((q - 1) / (q + 1))} by its series where the ratio q is near 1, as nearly
     * always: a loop without calls, where {@link Math#log} took 15 to 20 ns a row (see {@link PowerCache}).
     */
    private void logResiduals(int n, double[] r) {
        double farthest = 0;
        for (int i = 0; i < n; i++) {
            double q = value[i] * inverseObserved[i];
            double t = (q - 1) / (q + 1);
            farthest = Math.max(farthest, Math.abs(t));
            double u = t * t;
            double high = 1 / 11d + u * (1 / 13d + u * (1 / 15d + u * (1 / 17d + u / 19)));
            r[i] = 2 * t * (1 + u * (1 / 3d + u * (1 / 5d + u * (1 / 7d + u * (1 / 9d + u * high)))));
        }
        if (!(farthest < SERIES_REACH)) {
            for (int i = 0; i < n; i++) {
                r[i] = Math.log(value[i]) - target[i];
            }
        }
    }

    /** The residuals at {@code p}, value minus observation over noisiness, and their derivatives by each parameter. */
    void linearize(double[] p, double[] residuals, double[][] jacobian) {
        objective(p, penalty.width(), jacobian, residuals);
    }

    /** Capacity check for callers that reuse one solver for many resamples. */
    int capacity() {
        return value.length;
    }

    static double[] ones(int n) {
        var ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }
}
