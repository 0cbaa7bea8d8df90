package loglog.training;

/**
 * A law of params and tokens that was measured elsewhere: {@code floor + a / params^alpha + b / tokens^beta}.
 *
 * @param source in words
 */
public record Prior(double floor, double a, double b, double alpha, double beta, String source) {
    /** In the order of the law's parameters. */
    public double[] parameters() {
        return new double[] {floor, a, b, alpha, beta};
    }
}
