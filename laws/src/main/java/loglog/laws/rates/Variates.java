package loglog.laws.rates;

import java.util.SplittableRandom;

/** Random numbers of the distributions that posteriors of rates have. */
final class Variates {
    private Variates() {}

    /** A gamma variate of this shape, above 0, and scale 1 (Marsaglia and Tsang 2000, ACM TOMS 26:363). */
    static double gamma(double shape, SplittableRandom random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1 / 3d;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = 1 + c * x;
            if (v > 0) {
                v = v * v * v;
                if (Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
                    return d * v;
                }
            }
        }
    }

    /** A rate as likely as its successes make it, under Jeffreys' prior: beta(s + 1/2, f + 1/2). */
    static double rate(SuccessRate of, SplittableRandom random) {
        double right = gamma(of.successes() + 0.5, random);
        return right / (right + gamma(of.trials() - of.successes() + 0.5, random));
    }
}
