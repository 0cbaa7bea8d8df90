package loglog.laws;

import java.util.List;

/**
 * {@code L = ((N_c / N)^(alpha_N / alpha_D) + D_c / D)^alpha_D}: no irreducible loss, and params and tokens bottleneck
 * each other. Kaplan et al. 2020 (arXiv 2001.08361, equation 1.5). Internally {@code (A N^-p + B / D)^q} with
 * {@code q = alpha_D} and {@code p = alpha_N / alpha_D}.
 */
public record Kaplan() implements Law {
    private static final List<LawParameter> PARAMETERS = List.of(
            LawParameter.coefficient("N_c"),
            LawParameter.coefficient("D_c"),
            LawParameter.exponent("alpha_N", 0.01, 20),
            LawParameter.exponent("alpha_D", 0.005, 4));

    @Override
    public String name() {
        return "kaplan";
    }

    @Override
    public String equation() {
        return "((N_c / params)^(alpha_N / alpha_D) + D_c / tokens)^alpha_D";
    }

    @Override
    public String source() {
        return "Kaplan et al. 2020, arXiv 2001.08361, eq. 1.5";
    }

    @Override
    public List<String> axes() {
        return List.of("params", "tokens");
    }

    @Override
    public List<LawParameter> parameters() {
        return PARAMETERS;
    }

    @Override
    public double[][] searchBox(Scales rows) {
        return new double[][] {{0.2, 5}, {0.02, 1.5}};
    }

    @Override
    public double linear(double y, double[] p) {
        return Math.pow(y, 1 / p[3]);
    }

    @Override
    public double linearSlope(double y, double[] p) {
        return Math.pow(y, 1 / p[3]) / p[3];
    }

    @Override
    public void basis(double[] p, Scales rows, double[][] phi) {
        rows.power(0, p[2], phi[0]);
        rows.power(1, 1, phi[1]);
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        double[] logN = rows.log()[0];
        double[] logD = rows.log()[1];
        if (gradient == null) {
            for (int i = 0; i < rows.n(); i++) {
                double sum = p[0] * Math.exp(-p[2] * logN[i]) + p[1] * Math.exp(-logD[i]);
                value[i] = Math.exp(p[3] * Math.log(sum));
            }
            return;
        }
        rows.power(0, p[2], gradient[0]);
        rows.power(1, 1, gradient[1]);
        for (int i = 0; i < rows.n(); i++) {
            double sum = p[0] * gradient[0][i] + p[1] * gradient[1][i];
            double logSum = Math.log(sum);
            value[i] = Math.exp(p[3] * logSum);
            double bySum = p[3] * value[i] / sum;
            gradient[0][i] *= bySum;
            gradient[1][i] *= bySum;
            gradient[2][i] = -p[0] * gradient[0][i] * logN[i];
            gradient[3][i] = value[i] * logSum;
        }
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        return new double[] {unit[0] * Math.pow(p[0], 1 / p[2]), unit[1] * p[1], p[2] * p[3], p[3]};
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        double ratio = p[2] / p[3];
        return new double[] {Math.pow(p[0] / unit[0], ratio), p[1] / unit[1], ratio, p[3]};
    }
}
