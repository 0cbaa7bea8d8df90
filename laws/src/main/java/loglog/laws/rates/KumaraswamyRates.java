package loglog.laws.rates;

/**
 * Rates of a Kumaraswamy distribution, whose distribution function is {@code 1 - (1 - p^a)^b}: a left tail of exponent a as a
 * beta's, another middle. What both say alike does not hang on the form.
 *
 * @param a the left tail's exponent, above 0
 * @param b above 0
 */
public record KumaraswamyRates(double a, double b) implements RateMixture {
    private static final double LEAST = -9;
    private static final double MOST = 16;

    /** Nodes and step of the trapezoidal rule on the logit of the distribution function, exact to 1e-12 here. */
    private static final int NODES = 401;

    private static final double STEP = 0.2;

    /** @throws IllegalArgumentException for a number out of its range */
    public KumaraswamyRates {
        if (!(a > 0) || !(b > 0)) {
            throw new IllegalArgumentException("found a = %s, b = %s".formatted(a, b));
        }
    }

    @Override
    public double survival(double k) {
        double sum = 0;
        for (int i = 0; i < NODES; i++) {
            double z = STEP * (i - NODES / 2);
            double u = 1 / (1 + Math.exp(-z));
            double above = 1 / (1 + Math.exp(z));
            // p with 1 - (1 - p^a)^b = u
            double power = -Math.expm1(Math.log(above) / b);
            double p = Math.exp(Math.log(power) / a);
            sum += STEP * u * above * Math.exp(k * Math.log1p(-p));
        }
        return sum;
    }

    @Override
    public double tailExponent() {
        return a;
    }

    @Override
    public double logLikelihood(SampleCounts counts) {
        return logLikelihood(counts, CountQuadrature.of(counts));
    }

    private double logLikelihood(SampleCounts counts, CountQuadrature[] quadratures) {
        double sum = 0;
        for (int i = 0; i < quadratures.length; i++) {
            sum += counts.weight(i) * quadratures[i].log(a, b);
        }
        return sum;
    }

    /** By maximum likelihood. */
    public static KumaraswamyRates fit(SampleCounts counts) {
        return fit(counts, CountQuadrature.of(counts), BetaRates.fit(counts));
    }

    static KumaraswamyRates fit(SampleCounts counts, CountQuadrature[] quadratures, RateMixture near) {
        var start = switch (near) {
            case BetaRates beta -> new double[] {Math.log(beta.a()), Math.log(beta.b())};
            case KumaraswamyRates same -> new double[] {Math.log(same.a), Math.log(same.b)};
        };
        var best = Simplex.minimize(p -> -of(p).logLikelihood(counts, quadratures), start, 0.3);
        return of(best);
    }

    private static KumaraswamyRates of(double[] p) {
        return new KumaraswamyRates(Math.exp(Math.clamp(p[0], LEAST, MOST)), Math.exp(Math.clamp(p[1], LEAST, MOST)));
    }
}
