package loglog.laws;

import java.util.List;

/**
 * A law with its parameters as loss against params and tokens, under what is known of the unique data. Not for use by
 * two threads at once.
 */
final class LossSurface {
    private final Law law;
    private final double[] internal;
    private final UniqueData data;
    private final double[][] log;
    private final double[] value = new double[1];
    private final Scales rows;
    private final int paramsAxis;
    private final int tokensAxis;
    private final int uniqueAxis;

    /**
     * @param natural the law's parameters
     * @throws IllegalArgumentException where the law is not one of params and tokens (and unique tokens)
     */
    LossSurface(Law law, double[] natural, UniqueData data) {
        check(law);
        var axes = law.axes();
        this.law = law;
        this.data = data;
        this.paramsAxis = axes.indexOf("params");
        this.tokensAxis = axes.indexOf("tokens");
        this.uniqueAxis = axes.indexOf("unique_tokens");
        this.log = new double[axes.size()][1];
        this.rows = new Scales(1, log);
        this.internal = law.internal(natural, Solver.ones(axes.size()));
    }

    static void check(Law law) {
        var axes = law.axes();
        if (!axes.contains("params")
                || !axes.contains("tokens")
                || !List.of("params", "tokens", "unique_tokens").containsAll(axes)) {
            throw new IllegalArgumentException(
                    "Planning needs a law of params and tokens; %s is one of %s".formatted(law.name(), axes));
        }
    }

    double loss(double params, double tokens) {
        log[paramsAxis][0] = Math.log(params);
        double unique = switch (data) {
            case UniqueData.Unlimited() -> tokens;
            case UniqueData.Once(double u) -> Math.min(u, tokens);
            case UniqueData.Repeated(double u) -> Math.min(u, tokens);
        };
        if (uniqueAxis >= 0) {
            log[uniqueAxis][0] = Math.log(unique);
            log[tokensAxis][0] = Math.log(tokens);
        } else if (data instanceof UniqueData.Repeated) {
            log[tokensAxis][0] = Math.log(effective(tokens, unique));
        } else {
            log[tokensAxis][0] = Math.log(tokens);
        }
        law.evaluate(internal, rows, value, null);
        return value[0];
    }

    /** The most tokens that may be trained on. */
    double greatestTokens() {
        return data instanceof UniqueData.Once(double tokens) ? tokens : Double.POSITIVE_INFINITY;
    }

    /** What the tokens are worth in unique ones: arXiv 2305.16264, equation 5. */
    private static double effective(double tokens, double unique) {
        double r = UniqueData.PUBLISHED_R_D;
        return unique * (1 - r * Math.expm1(-(tokens / unique - 1) / r));
    }
}
