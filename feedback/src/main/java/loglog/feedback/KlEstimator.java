package loglog.feedback;

/**
 * What one sample of p says of KL(p || q), from r = log q - log p of it (Schulman 2020, joschu.net/blog/kl-approx.html): {@code k1 =
 * -r}, unbiased and often negative; {@code k2 = r^2 / 2}, biased; {@code k3 = e^r - r - 1}, unbiased and never negative.
 */
public enum KlEstimator {
    K1,
    K2,
    K3;

    /** The estimate from the log-probabilities of a sample of p. */
    public double of(double p, double q) {
        double r = q - p;
        return switch (this) {
            case K1 -> -r;
            case K2 -> r * r / 2;
            case K3 -> StrictMath.expm1(r) - r;
        };
    }

    /** Its slope by p's log-probability. */
    public double slope(double p, double q) {
        double r = q - p;
        return switch (this) {
            case K1 -> 1;
            case K2 -> -r;
            case K3 -> -StrictMath.expm1(r);
        };
    }
}
