package loglog.laws;

import java.util.ArrayList;
import java.util.List;

/**
 * Chinchilla's law where tokens repeat: {@code L = E + A / N'^alpha + B / D'^beta} with effective tokens
 * {@code D' = U_D (1 + R_D (1 - exp(-(D / U_D - 1) / R_D)))} for {@code U_D} unique ones, and, where
 * {@code excessParams}, effective params {@code N' = U_N (1 + R_N (1 - exp(-(N / U_N - 1) / R_N)))}, {@code U_N} being
 * the params that are compute-optimal for {@code U_D}. {@code R_D} and {@code R_N} say after how many repetitions the
 * value has decayed. Muennighoff et al. 2023 (arXiv 2305.16264, equations 5 and 6).
 *
 * @param excessParams whether params beyond the optimum for the unique tokens are worth less, too
 */
public record DataConstrained(boolean excessParams) implements Law {
    private static final int E = 0;
    private static final int A = 1;
    private static final int B = 2;
    private static final int ALPHA = 3;
    private static final int BETA = 4;
    private static final int RD = 5;
    private static final int RN = 6;

    @Override
    public String name() {
        return excessParams ? "data-constrained" : "repeated-tokens";
    }

    @Override
    public String equation() {
        return excessParams
                ? "E + A / N'^alpha + B / D'^beta,"
                        + " N' = N_U (1 + R_N (1 - exp(-(params / N_U - 1) / R_N))),"
                        + " N_U = (alpha A / (beta B) unique_tokens^beta)^(1 / alpha),"
                        + " D' = unique_tokens (1 + R_D (1 - exp(-(tokens / unique_tokens - 1) / R_D)))"
                : "E + A / params^alpha + B / D'^beta,"
                        + " D' = unique_tokens (1 + R_D (1 - exp(-(tokens / unique_tokens - 1) / R_D)))";
    }

    @Override
    public String source() {
        return "Muennighoff et al. 2023, arXiv 2305.16264, eq. 5 and 6";
    }

    @Override
    public List<String> axes() {
        return List.of("params", "tokens", "unique_tokens");
    }

    @Override
    public List<LawParameter> parameters() {
        var parameters = new ArrayList<>(new Chinchilla().parameters());
        parameters.add(LawParameter.shape("R_D", Math.log(1e-2), Math.log(1e4)));
        if (excessParams) {
            parameters.add(LawParameter.shape("R_N", Math.log(1e-2), Math.log(1e4)));
        }
        return parameters;
    }

    @Override
    public double[] units(double[][] scales) {
        var units = Law.super.units(scales);
        units[2] = units[1]; // both count tokens, and the law divides one by the other
        return units;
    }

    @Override
    public double[][] searchBox(Scales rows) {
        var box = new double[parameters().size() - 3][];
        box[0] = new double[] {0.05, 1.2};
        box[1] = new double[] {0.05, 1.2};
        for (int s = 2; s < box.length; s++) {
            box[s] = new double[] {Math.log(0.5), Math.log(200)};
        }
        return box;
    }

    @Override
    public void basis(double[] p, Scales rows, double[][] phi) {
        for (int i = 0; i < rows.n(); i++) {
            var effective = effective(p, rows, i);
            phi[0][i] = 1;
            phi[1][i] = Math.exp(-p[ALPHA] * effective.logParams);
            phi[2][i] = Math.exp(-p[BETA] * effective.logTokens);
        }
    }

    /** Effective params and tokens of a row, as logarithms, and the derivatives of these logarithms. */
    private record Effective(
            double logParams, double byUnit, double byRn, double logUnit, double logTokens, double byRd, double logU) {}

    private Effective effective(double[] p, Scales rows, int i) {
        double logN = rows.log()[0][i];
        double logD = rows.log()[1][i];
        double logU = Math.min(rows.log()[2][i], logD);
        double rd = Math.exp(p[RD]);
        double worth = worth(logD - logU, rd);
        double logTokens = logU + Math.log(worth);
        double byRd = worthByR(logD - logU, rd) * rd / worth;

        // The law's own optimum, alpha A N^-alpha = beta B D^-beta; unknown until the coefficients are.
        double logUnit = excessParams && p[A] > 0 && p[B] > 0
                ? (Math.log(p[ALPHA] * p[A]) - Math.log(p[BETA] * p[B]) + p[BETA] * logU) / p[ALPHA]
                : Double.POSITIVE_INFINITY;
        if (logUnit >= logN) {
            return new Effective(logN, 0, 0, 0, logTokens, byRd, logU);
        }
        double rn = Math.exp(p[RN]);
        double worthN = worth(logN - logUnit, rn);
        double decay = Math.exp(-Math.expm1(logN - logUnit) / rn);
        double byUnit = 1 - decay * Math.exp(logN - logUnit) / worthN;
        return new Effective(
                logUnit + Math.log(worthN),
                byUnit,
                worthByR(logN - logUnit, rn) * rn / worthN,
                logUnit,
                logTokens,
                byRd,
                logU);
    }

    /** {@code 1 + R (1 - exp(-(ratio - 1) / R))}: how many times its unique part a quantity is worth. */
    private static double worth(double logRatio, double r) {
        return 1 - r * Math.expm1(-Math.expm1(logRatio) / r);
    }

    private static double worthByR(double logRatio, double r) {
        double z = Math.expm1(logRatio) / r;
        return -Math.expm1(-z) - z * Math.exp(-z);
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        for (int i = 0; i < rows.n(); i++) {
            var effective = effective(p, rows, i);
            double phiN = Math.exp(-p[ALPHA] * effective.logParams);
            double phiD = Math.exp(-p[BETA] * effective.logTokens);
            double byN = p[A] * phiN;
            double byD = p[B] * phiD;
            value[i] = p[E] + byN + byD;
            if (gradient == null) {
                continue;
            }
            gradient[E][i] = 1;
            gradient[A][i] = phiN;
            gradient[B][i] = phiD;
            gradient[ALPHA][i] = -byN * effective.logParams;
            gradient[BETA][i] = -byD * effective.logTokens;
            gradient[RD][i] = -byD * p[BETA] * effective.byRd;
            if (excessParams) {
                // Through the optimum for the unique tokens, which moves with A, B, alpha and beta.
                double byUnit = -byN * p[ALPHA] * effective.byUnit;
                gradient[RN][i] = -byN * p[ALPHA] * effective.byRn;
                if (byUnit != 0) {
                    gradient[A][i] += byUnit / (p[ALPHA] * p[A]);
                    gradient[B][i] -= byUnit / (p[ALPHA] * p[B]);
                    gradient[ALPHA][i] += byUnit * (1 / p[ALPHA] - effective.logUnit) / p[ALPHA];
                    gradient[BETA][i] += byUnit * (effective.logU - 1 / p[BETA]) / p[ALPHA];
                }
            }
        }
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        var natural = p.clone();
        natural[A] = Powers.toNatural(p[A], p[ALPHA], unit[0]);
        natural[B] = Powers.toNatural(p[B], p[BETA], unit[1]);
        for (int r = RD; r < p.length; r++) {
            natural[r] = Math.exp(p[r]);
        }
        return natural;
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        var internal = p.clone();
        internal[A] = Powers.toInternal(p[A], p[ALPHA], unit[0]);
        internal[B] = Powers.toInternal(p[B], p[BETA], unit[1]);
        for (int r = RD; r < p.length; r++) {
            internal[r] = Math.log(p[r]);
        }
        return internal;
    }
}
