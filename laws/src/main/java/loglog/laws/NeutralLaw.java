package loglog.laws;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * What a design of runs can tell of a law's form, whatever the fit made of it: standard errors by linearization at a law
 * of that form that falls as the fit does, with both terms of the same size and slope amid the runs. There two terms that the
 * runs cannot tell apart have parallel derivatives.
 *
 * @param seOfA standard error of a = beta / (alpha + beta)
 * @param seOfOptimum of ln(N_opt) at the runs' mean log compute
 * @param seOfFloor of E, as a share of the reducible loss; 0 for a law without
 * @param ofParams of ln(coefficient) and ln(exponent) of the term of params, the coefficient amid the runs; Kaplan's
 *     coefficients go with its exponents and count as 0
 * @param ofTokens likewise
 */
record NeutralLaw(double seOfA, double seOfOptimum, double seOfFloor, double[] ofParams, double[] ofTokens) {
    /** Below this eigenvalue of the correlation matrix a direction is not seen at all. */
    private static final double LEAST_EIGENVALUE = 1e-9;

    /** Few rows that a law passes through exactly are no measurement of their noise. */
    private static final double LEAST_NOISE = 1e-4;

    private static final double LEAST_EXPONENT = 0.1;
    private static final double GREATEST_EXPONENT = 1;

    /** Of published fits, where compute does not vary. */
    private static final double USUAL_EXPONENT = 0.35;

    private static final double STEP = 1e-5;

    static NeutralLaw of(Fit fit, RunsLine line) {
        // Data without end: what repeats are worth does not enter a and b.
        var law = fit.law() instanceof SharedExponent || fit.law() instanceof Kaplan ? fit.law() : new Chinchilla();
        var p = parameters(fit, law, line);
        int n = fit.n();
        var value = new double[n];
        var byParameter = new double[p.length][n];
        double[] unit = {line.params(), line.tokens()};
        law.evaluate(p, Scales.of(fit.observations().scales(law.axes()), unit), value, byParameter);
        boolean logs = fit.criterion().logResiduals();
        int floor = law instanceof Kaplan ? -1 : 0;
        // All parameters in logarithms, the floor in units of the reducible loss.
        var by = p.clone();
        if (floor == 0) {
            by[0] = p[1] + p[2];
        }
        for (int j = 0; j < p.length; j++) {
            for (int i = 0; i < n; i++) {
                byParameter[j][i] *= by[j] / (logs ? value[i] : 1);
            }
        }
        double sigma = Math.max(Covariance.noise(fit), LEAST_NOISE * (logs ? 1 : Quantiles.mean(value)));
        sigma *= Math.sqrt(Covariance.priceOfRobustness(fit.criterion().penalty(), sigma));
        var errors = new Errors(byParameter, sigma);
        int exponent = p.length - 1;
        boolean kaplan = law instanceof Kaplan;
        int ofParams = law instanceof SharedExponent ? exponent : exponent - 1;
        return new NeutralLaw(
                errors.of(gradient(p, floor, q -> exponent(terms(law, q)))),
                errors.of(gradient(p, floor, q -> optimum(terms(law, q)))),
                kaplan ? 0 : errors.of(unit(p, 0)),
                new double[] {kaplan ? 0 : errors.of(unit(p, 1)), errors.of(unit(p, ofParams))},
                new double[] {kaplan ? 0 : errors.of(unit(p, 2)), errors.of(unit(p, exponent))});
    }

    boolean losesParams(double widest) {
        return Math.max(ofParams[0], ofParams[1]) > widest;
    }

    boolean losesTokens(double widest) {
        return Math.max(ofTokens[0], ofTokens[1]) > widest;
    }

    /** Whether both exponents are lost: of a law that has one, that one. */
    boolean losesBoth(double widest) {
        return Math.min(ofParams[1], ofTokens[1]) > widest;
    }

    private static double[] unit(double[] p, int at) {
        var vector = new double[p.length];
        vector[at] = 1;
        return vector;
    }

    /** A, B, alpha and beta of the two terms whose sum the optimum makes least. */
    private static double[] terms(Law law, double[] p) {
        return switch (law) {
            case Kaplan _ -> new double[] {p[0], p[1], p[2], 1};
            case SharedExponent _ -> new double[] {p[1], p[2], p[3], p[3]};
            default -> new double[] {p[1], p[2], p[3], p[4]};
        };
    }

    private static double exponent(double[] terms) {
        return terms[3] / (terms[2] + terms[3]);
    }

    /** ln(N_opt) at the compute where ln(N) + ln(D) = 0, Hoffmann et al.'s G. */
    private static double optimum(double[] terms) {
        return Math.log(terms[2] * terms[0] / (terms[3] * terms[1])) / (terms[2] + terms[3]);
    }

    /** By the logarithms of the parameters; the floor moves nothing. */
    private static double[] gradient(double[] p, int floor, ToDoubleFunction<double[]> of) {
        var gradient = new double[p.length];
        for (int j = floor + 1; j < p.length; j++) {
            var above = p.clone();
            var below = p.clone();
            above[j] *= Math.exp(STEP);
            below[j] *= Math.exp(-STEP);
            gradient[j] = (of.applyAsDouble(above) - of.applyAsDouble(below)) / (2 * STEP);
        }
        return gradient;
    }

    /** Internal parameters, in units of the runs' means. */
    private static double[] parameters(Fit fit, Law law, RunsLine line) {
        var fitted = fit.fitted();
        double loss = Quantiles.mean(fitted);
        double share =
                law instanceof Kaplan ? 1 : Math.clamp(1 - fit.parameters().getOrDefault("E", 0.0) / loss, 0.1, 0.95);
        double half = share * loss / 2;
        var exponents = exponents(fit.observations(), fitted, share * loss, line);
        double floor = loss - 2 * half;
        return switch (law) {
            case Kaplan _ -> {
                // Its logarithm falls half as fast by each scale as the exponents say, as that of a sum of two equal
                // terms.
                double q = exponents[1];
                double inner = Math.pow(loss, 1 / q) / 2;
                yield new double[] {inner, inner, exponents[0] / q, q};
            }
            case SharedExponent _ -> new double[] {floor, half, half, Math.sqrt(exponents[0] * exponents[1])};
            default -> new double[] {floor, half, half, exponents[0], exponents[1]};
        };
    }

    /**
     * Exponents with which the reducible loss falls along compute as fitted. On a thin line of runs the terms are alike along the
     * line, wherever it leads; else their exponents are the same, and the slope is that of compute: along a budget, where many
     * tables are widest, the loss hardly changes.
     */
    private static double[] exponents(Observations runs, double[] fitted, double reducible, RunsLine line) {
        double c = line.alongParams();
        double s = line.alongTokens();
        boolean thin = line.across() < 0.1 * line.spread() && c > 0.1 && s > 0.1;
        var params = runs.axis("params");
        var tokens = runs.axis("tokens");
        var along = new double[fitted.length];
        for (int i = 0; i < along.length; i++) {
            double n = Math.log(params[i] / line.params());
            double d = Math.log(tokens[i] / line.tokens());
            along[i] = thin ? c * n + s * d : 0.5 * (n + d);
        }
        double squares = LocalInformation.dot(along, along);
        double slope = squares < 1e-3 * along.length
                ? USUAL_EXPONENT
                : -LocalInformation.dot(along, fitted) / squares / reducible;
        return new double[] {clamp(thin ? slope / c : slope), clamp(thin ? slope / s : slope)};
    }

    private static double clamp(double exponent) {
        return Math.clamp(exponent, LEAST_EXPONENT, GREATEST_EXPONENT);
    }

    /** Standard errors of linear functions of the parameters. */
    private static final class Errors {
        private final double[] norm;
        private final double[][] values;
        private final double[][] vectors;
        private final double sigma;

        Errors(double[][] jacobian, double sigma) {
            int m = jacobian.length;
            this.sigma = sigma;
            this.norm = Arrays.stream(jacobian)
                    .mapToDouble(column -> Math.sqrt(LocalInformation.dot(column, column)))
                    .toArray();
            this.values = new double[m][m];
            for (int j = 0; j < m; j++) {
                for (int k = 0; k < m; k++) {
                    double product = norm[j] * norm[k];
                    values[j][k] = product > 0 ? LocalInformation.dot(jacobian[j], jacobian[k]) / product : 0;
                }
            }
            this.vectors = Eigen.symmetric(values);
        }

        /** Of a function with these derivatives; infinite where it moves along a direction that the rows do not see. */
        double of(double[] gradient) {
            double greatest = Arrays.stream(norm).max().orElseThrow();
            double variance = 0;
            for (int e = 0; e < norm.length; e++) {
                double component = 0;
                for (int j = 0; j < norm.length; j++) {
                    if (gradient[j] != 0 && !(norm[j] > 0)) {
                        return Double.POSITIVE_INFINITY;
                    }
                    component += norm[j] > 0 ? gradient[j] / norm[j] * vectors[j][e] : 0;
                }
                if (values[e][e] >= LEAST_EIGENVALUE) {
                    variance += component * component / values[e][e];
                } else if (Math.abs(component) * Math.sqrt(norm.length) > 1e-6 / greatest) {
                    return Double.POSITIVE_INFINITY;
                }
            }
            return sigma * Math.sqrt(variance);
        }
    }
}
