package loglog.laws;

import java.util.Arrays;

/**
 * The step of a {@link Solver}: minimizes {@code sum_i w_i rho(r_i + J_i d) + lambda / 2 sum_j (s_j d_j)^2} over
 * {@code d} within bounds, with Huber's rho. Newton's method with an exact line search ends after few steps, since the
 * function is convex and quadratic in pieces (Madsen and Nielsen 1990); a bound is an active set.
 */
final class LinearHuber {
    private static final int MAX_NEWTON = 60;
    /**
     * Rows on the linear part have no curvature; a little of what iteratively reweighted least squares would give them
     * keeps Newton's matrix regular while few rows are on the quadratic part.
     */
    private static final double BORROWED_CURVATURE = 0.01;

    /** The step need not be exact: Newton's steps end when one foresees this share of what the steps gained so far. */
    private static final double SHARE_OF_GAIN = 1e-2;

    private static final double LINE_TOLERANCE = 0.2;

    private final int m;
    private final double[] shifted;
    private final double[] change;
    private final double[] slope;
    private final double[][] hessian;
    private final double[] newton;
    private final double[] scale;
    private final boolean[] fixed;
    /** At a bound that the last direction pointed out of, although the slope points in: fixed until something moves. */
    private final boolean[] held;

    private final double[] low;
    private final double[] high;
    private final double[] pull;
    private final double[] curvature;
    private final double[] curved;
    private final int[] inside;
    private final double[][] reweighted;
    private double[] residual;
    private double[][] jacobian;
    private double[] weight;
    private int n;
    private double width;

    LinearHuber(int m, int capacity) {
        this.m = m;
        shifted = new double[capacity];
        change = new double[capacity];
        slope = new double[m];
        hessian = new double[m][m];
        newton = new double[m];
        scale = new double[m];
        fixed = new boolean[m];
        held = new boolean[m];
        low = new double[m];
        high = new double[m];
        pull = new double[capacity];
        curvature = new double[capacity];
        curved = new double[capacity];
        inside = new int[capacity];
        reweighted = new double[m][m];
    }

    /**
     * @param jacobian {@code jacobian[parameter][row]}
     * @param width of the quadratic part
     * @param p where the linearization was made; {@code p + d} stays in the bounds
     */
    void load(
            double[] residual,
            double[][] jacobian,
            double[] weight,
            int n,
            double width,
            double[] p,
            double[][] bounds) {
        this.residual = residual;
        this.jacobian = jacobian;
        this.weight = weight;
        this.n = n;
        this.width = width;
        for (int i = 0; i < n; i++) {
            double share = width / Math.abs(residual[i]);
            curvature[i] = weight[i] * Math.min(1, share);
        }
        for (int j = 0; j < m; j++) {
            low[j] = bounds[j][0] - p[j];
            high[j] = bounds[j][1] - p[j];
            for (int i = 0; i < n; i++) {
                curved[i] = curvature[i] * jacobian[j][i];
            }
            for (int k = 0; k <= j; k++) {
                reweighted[j][k] = dot(curved, jacobian[k]);
            }
            scale[j] = Math.sqrt(reweighted[j][j]);
        }
    }

    /**
     * Solves for the damping {@code lambda}.
     *
     * @param d out: the step
     * @return by how much the linear model's penalty falls
     */
    double solve(double lambda, double[] d) {
        for (int j = 0; j < m; j++) {
            d[j] = 0;
        }
        System.arraycopy(residual, 0, shifted, 0, n);
        Arrays.fill(held, false);
        boolean anyHeld = false;
        double start = penalty();
        double gained = 0;
        for (int iteration = 0; iteration < MAX_NEWTON; iteration++) {
            derivatives(lambda, d);
            boolean anyFree = false;
            for (int j = 0; j < m; j++) {
                fixed[j] = held[j]
                        || scale[j] == 0
                        || (d[j] <= low[j] && slope[j] > 0)
                        || (d[j] >= high[j] && slope[j] < 0);
                anyFree |= !fixed[j];
            }
            if (!anyFree || !DenseSolver.solve(hessian, slope, fixed, newton)) {
                break;
            }
            double descent = 0;
            double longest = Double.POSITIVE_INFINITY;
            int blocking = -1;
            for (int j = 0; j < m; j++) {
                newton[j] = fixed[j] ? 0 : -newton[j];
                descent += slope[j] * newton[j];
                double room = newton[j] > 0 ? high[j] - d[j] : newton[j] < 0 ? low[j] - d[j] : 0;
                if (newton[j] != 0 && room / newton[j] < longest) {
                    longest = Math.max(0, room / newton[j]);
                    blocking = j;
                }
            }
            if (!(-descent > Math.max(1e-14 * start, SHARE_OF_GAIN * gained))) {
                if (anyHeld) {
                    Arrays.fill(held, false);
                    anyHeld = false;
                    continue;
                }
                break;
            }
            if (longest == 0) {
                held[blocking] = true;
                anyHeld = true;
                continue;
            }
            if (anyHeld) {
                Arrays.fill(held, false);
                anyHeld = false;
            }
            direction();
            double t = lineSearch(descent, longest, lambda, d);
            gained -= 0.5 * t * descent;
            for (int j = 0; j < m; j++) {
                d[j] += t * newton[j];
            }
            if (t == longest && blocking >= 0) {
                d[blocking] = newton[blocking] > 0 ? high[blocking] : low[blocking];
            }
            for (int i = 0; i < n; i++) {
                shifted[i] += t * change[i];
            }
        }
        return start - penalty();
    }

    private double penalty() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double size = Math.abs(shifted[i]);
            double quadratic = Math.min(size, width);
            sum += weight[i] * quadratic * (size - 0.5 * quadratic);
        }
        return sum;
    }

    /**
     * Slope and curvature. Only rows on the quadratic part have any curvature, and they are few for a robust penalty; what
     * the others borrow is that of the first iteration.
     */
    private void derivatives(double lambda, double[] d) {
        int quadratic = 0;
        for (int i = 0; i < n; i++) {
            double clipped = Math.max(-width, Math.min(width, shifted[i]));
            pull[i] = weight[i] * clipped;
            inside[quadratic] = i;
            quadratic += clipped == shifted[i] ? 1 : 0;
        }
        double borrowed = BORROWED_CURVATURE * (n - quadratic) / n;
        for (int j = 0; j < m; j++) {
            double damping = lambda * scale[j] * scale[j];
            slope[j] = damping * d[j] + dot(pull, jacobian[j]);
            for (int k = 0; k <= j; k++) {
                hessian[j][k] = borrowed * reweighted[j][k];
            }
            hessian[j][j] += damping;
        }
        for (int j = 0; j < m; j++) {
            double[] column = jacobian[j];
            for (int q = 0; q < quadratic; q++) {
                curved[q] = weight[inside[q]] * column[inside[q]];
            }
            for (int k = 0; k <= j; k++) {
                double[] other = jacobian[k];
                double sum = 0;
                for (int q = 0; q < quadratic; q++) {
                    sum += curved[q] * other[inside[q]];
                }
                hessian[j][k] += sum;
            }
        }
    }

    /** Four sums at a time, since one addition waits for the last. */
    private double dot(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < n; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private void direction() {
        for (int i = 0; i < n; i++) {
            change[i] = 0;
        }
        for (int j = 0; j < m; j++) {
            double u = newton[j];
            if (u != 0) {
                double[] column = jacobian[j];
                for (int i = 0; i < n; i++) {
                    change[i] += u * column[i];
                }
            }
        }
    }

    /** Where the derivative along the direction vanishes: Newton on a monotone piecewise linear function, bracketed. */
    private double lineSearch(double descent, double longest, double lambda, double[] d) {
        double dampingSlope = 0;
        double dampingCurvature = 0;
        for (int j = 0; j < m; j++) {
            double damping = lambda * scale[j] * scale[j];
            dampingSlope += damping * d[j] * newton[j];
            dampingCurvature += damping * newton[j] * newton[j];
        }
        for (int i = 0; i < n; i++) {
            curved[i] = weight[i] * change[i];
        }
        double below = 0;
        double above = longest;
        double t = Math.min(1, longest);
        for (int iteration = 0; iteration < 40; iteration++) {
            double slopeAtT = dampingSlope + t * dampingCurvature;
            double curvatureAtT = dampingCurvature;
            for (int i = 0; i < n; i++) {
                double s = shifted[i] + t * change[i];
                double clipped = Math.max(-width, Math.min(width, s));
                slopeAtT += curved[i] * clipped;
                curvatureAtT += clipped == s ? curved[i] * change[i] : 0;
            }
            if (Math.abs(slopeAtT) <= LINE_TOLERANCE * -descent || (slopeAtT < 0 && t == longest)) {
                return t;
            }
            if (slopeAtT < 0) {
                below = t;
            } else {
                above = t;
            }
            double next = curvatureAtT > 0 ? t - slopeAtT / curvatureAtT : Double.NaN;
            if (!(next > below && next < above)) {
                next = above == Double.POSITIVE_INFINITY ? 4 * t : 0.5 * (below + above);
            }
            if (above == longest && next >= longest) {
                next = longest;
            }
            t = next;
        }
        return below;
    }
}
