package loglog.laws.rates;

/**
 * The chance of one problem's counts under a Kumaraswamy distribution of its rate: Gauss and Legendre's rule over the logit of
 * the rate, where the counts' likelihood is, and the mass beyond where that is flat.
 */
final class CountQuadrature {
    private static final int NODES = 64;

    /** The likelihood is lost below the peak's e^-50. */
    private static final double LOST = 50;

    /** Where all samples fail, or none, rates within this share of 1 / n of the end cannot be told from the end. */
    private static final double FLAT = 1e-4;

    private static final double[][] LEGENDRE = legendre();

    private final double peak;
    private final double[] logWeight = new double[NODES];
    private final double[] logRate = new double[NODES];
    private final double lowest;
    private final double highest;
    private final boolean massBelow;
    private final boolean massAbove;

    static CountQuadrature[] of(SampleCounts counts) {
        var all = new CountQuadrature[counts.entries()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new CountQuadrature(counts.samples(i), counts.successes(i));
        }
        return all;
    }

    private CountQuadrature(double n, double c) {
        massBelow = c == 0;
        massAbove = c == n;
        double middle = Math.log((c + 0.5) / (n - c + 0.5));
        double flat = Math.log(n / FLAT);
        peak = massBelow || massAbove ? 0 : log(n, c, Math.log(c / (n - c)));
        double low = massBelow ? -flat : edge(n, c, middle, -1);
        double high = massAbove ? flat : edge(n, c, middle, 1);
        for (int i = 0; i < NODES; i++) {
            double z = (low + high) / 2 + (high - low) / 2 * LEGENDRE[0][i];
            logRate[i] = logistic(z);
            // the density in the logit has the factor p (1 - p)
            logWeight[i] = log(n, c, z) - peak + Math.log((high - low) / 2 * LEGENDRE[1][i]) + logistic(-z);
        }
        lowest = logistic(low);
        highest = logistic(high);
    }

    private double edge(double n, double c, double from, int direction) {
        double inside = from;
        double step = 1;
        while (log(n, c, inside + direction * step) > peak - LOST) {
            inside += direction * step;
            step *= 2;
        }
        double outside = inside + direction * step;
        for (int i = 0; i < 40; i++) {
            double middle = (inside + outside) / 2;
            if (log(n, c, middle) > peak - LOST) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return outside;
    }

    private static double log(double n, double c, double z) {
        return c * logistic(z) + (n - c) * logistic(-z);
    }

    private static double logistic(double z) {
        return z > 0 ? -Math.log1p(Math.exp(-z)) : z - Math.log1p(Math.exp(z));
    }

    /** ln of the expected {@code p^c (1 - p)^(n - c)}. */
    double log(double a, double b) {
        double scale = a * b;
        double sum = 0;
        for (int i = 0; i < NODES; i++) {
            double power = a * logRate[i];
            sum += scale * Math.exp(logWeight[i] + power + (b - 1) * Math.log(-Math.expm1(power)));
        }
        if (massBelow) {
            sum += -Math.expm1(b * Math.log1p(-Math.exp(a * lowest)));
        }
        if (massAbove) {
            sum += Math.exp(b * Math.log(-Math.expm1(a * highest)));
        }
        return peak + Math.log(sum);
    }

    private static double[][] legendre() {
        var nodes = new double[NODES];
        var weights = new double[NODES];
        for (int i = 0; i < NODES; i++) {
            double x = Math.cos(Math.PI * (i + 0.75) / (NODES + 0.5));
            double slope = 0;
            for (int step = 0; step < 20; step++) {
                double now = 1;
                double before = 0;
                for (int j = 0; j < NODES; j++) {
                    double next = ((2 * j + 1) * x * now - j * before) / (j + 1);
                    before = now;
                    now = next;
                }
                slope = NODES * (x * now - before) / (x * x - 1);
                x -= now / slope;
            }
            nodes[i] = x;
            weights[i] = 2 / ((1 - x * x) * slope * slope);
        }
        return new double[][] {nodes, weights};
    }
}
