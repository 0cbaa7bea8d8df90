package loglog.laws.feedback;

/**
 * How the gold score follows the distance {@code d = sqrt(KL)} from the first policy, KL in nats, while a proxy's score is
 * optimized (Gao, Schulman and Hilton 2022, arXiv 2210.10760, equations 1 and 2). The gold score is 0 at d = 0.
 */
public enum OveroptimizationForm {
    /** The best of n samples by the proxy: {@code d (alpha - beta d)}. */
    BEST_OF_N("best-of-n", "d (alpha - beta d)", "R(d) = d\\,(\\alpha - \\beta d)") {
        @Override
        double second(double d) {
            return -d * d;
        }

        @Override
        double peak(double ratio) {
            return ratio / 2;
        }
    },
    /** Reinforcement learning against the proxy: {@code d (alpha - beta ln d)}. */
    REINFORCEMENT("rl", "d (alpha - beta ln d)", "R(d) = d\\,(\\alpha - \\beta \\ln d)") {
        @Override
        double second(double d) {
            return d == 0 ? 0 : -d * Math.log(d);
        }

        @Override
        double peak(double ratio) {
            return Math.exp(ratio - 1);
        }
    };

    private final String words;
    private final String equation;
    private final String latex;

    OveroptimizationForm(String words, String equation, String latex) {
        this.words = words;
        this.equation = equation;
        this.latex = latex;
    }

    /** As options and files name it. */
    public String words() {
        return words;
    }

    /** In plain text. */
    public String equation() {
        return equation;
    }

    /** For pages. */
    public String latex() {
        return latex;
    }

    /** What beta is multiplied by. */
    abstract double second(double d);

    /** Where the gold score is highest, from alpha / beta, for a beta above 0. */
    abstract double peak(double ratio);

    /** The gold score. */
    public double gold(double alpha, double beta, double d) {
        return alpha * d + beta * second(d);
    }

    /** The d of the highest gold score: infinite where it never falls, 0 where it falls at once. */
    public double peak(double alpha, double beta) {
        return beta > 0 ? Math.max(0, peak(alpha / beta)) : Double.POSITIVE_INFINITY;
    }
}
