package loglog.laws;

/** What the laws made of power-law terms share: {@code floor + sum_t c_t x_t^-e_t}, terms on any axes. */
final class Powers {
    private Powers() {}

    static void fill(double[] column, int n, double value) {
        for (int i = 0; i < n; i++) {
            column[i] = value;
        }
    }

    /**
     * Values and gradients of {@code p[0] + sum_t p[1 + t] x_t^-p[1 + terms + e(t)]} with one term an axis.
     *
     * @param shared whether all terms have the one exponent {@code p[1 + terms]}
     */
    static void evaluate(double[] p, int terms, boolean shared, Scales rows, double[] value, double[][] gradient) {
        int n = rows.n();
        fill(value, n, p[0]);
        if (gradient != null) {
            fill(gradient[0], n, 1);
            if (shared) {
                fill(gradient[1 + terms], n, 0);
            }
        }
        for (int t = 0; t < terms; t++) {
            int e = 1 + terms + (shared ? 0 : t);
            addTerm(p[1 + t], p[e], rows, t, value, gradient, 1 + t, e, shared);
        }
    }

    private static void addTerm(
            double c,
            double e,
            Scales rows,
            int axis,
            double[] value,
            double[][] gradient,
            int ic,
            int ie,
            boolean add) {
        double[] log = rows.log()[axis];
        int n = rows.n();
        if (gradient == null) {
            for (int i = 0; i < n; i++) {
                value[i] += c * Math.exp(-e * log[i]);
            }
            return;
        }
        double[] phi = gradient[ic];
        double[] byExponent = gradient[ie];
        rows.power(axis, e, phi);
        if (!add) {
            fill(byExponent, n, 0);
        }
        for (int i = 0; i < n; i++) {
            double term = c * phi[i];
            value[i] += term;
            byExponent[i] -= term * log[i];
        }
    }

    /** The coefficient of {@code (x/unit)^-e} as the coefficient of {@code x^-e}. */
    static double toNatural(double c, double exponent, double unit) {
        return c * Math.exp(exponent * Math.log(unit));
    }

    static double toInternal(double c, double exponent, double unit) {
        return c * Math.exp(-exponent * Math.log(unit));
    }
}
