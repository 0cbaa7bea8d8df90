package loglog.laws;

/**
 * The least loss against compute: a law of one scale as it is, a law of params and tokens along its optimum at
 * {@code C = 6 N D}.
 */
final class Frontier {
    private Frontier() {}

    /** Beyond it nothing is reached: no law is meant there. */
    private static final double GREATEST = 1e60;

    static double loss(Law law, double[] natural, double flops) {
        return law.axes().size() == 1
                ? law.value(natural, flops)
                : Optimum.at(law, natural, flops).loss();
    }

    /** The compute that reaches a loss; infinite where none does. The law is taken to fall with compute. */
    static double needed(Law law, double[] natural, double loss) {
        var closed = law.reaching(natural, loss);
        if (closed.isPresent()) {
            return closed.getAsDouble();
        }
        return law.axes().size() == 1
                ? bisect(law, natural, loss)
                : Optimum.reaching(law, natural, loss, LifetimeCost.TRAINING, new UniqueData.Unlimited())
                        .map(Allocation::flops)
                        .orElse(Double.POSITIVE_INFINITY);
    }

    private static double bisect(Law law, double[] natural, double loss) {
        double low = 0;
        double high = Math.log(GREATEST);
        if (!(law.value(natural, GREATEST) < loss)) {
            return Double.POSITIVE_INFINITY;
        }
        while (high - low > 1e-10) {
            double middle = 0.5 * (low + high);
            if (law.value(natural, Math.exp(middle)) > loss) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(high);
    }
}
