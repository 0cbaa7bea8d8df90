package loglog.laws;

import java.util.List;

/**
 * {@code ln L = a + b ln x + c (ln x)^2}: a parabola on log-log axes, the local form of any smooth law, and the test of
 * whether a straight line is enough.
 */
public record LogLogQuadratic(String axis) implements Law {
    private static final List<LawParameter> PARAMETERS =
            List.of(LawParameter.free("a"), LawParameter.free("b"), LawParameter.free("c"));

    @Override
    public String name() {
        return "quadratic";
    }

    @Override
    public String equation() {
        return "exp(a + b ln(%1$s) + c ln(%1$s)^2)".formatted(axis);
    }

    @Override
    public String source() {
        return "second-order expansion on log-log axes; Hoffmann et al. 2022, arXiv 2203.15556, section 3.2";
    }

    @Override
    public List<String> axes() {
        return List.of(axis);
    }

    @Override
    public List<LawParameter> parameters() {
        return PARAMETERS;
    }

    @Override
    public double linear(double y, double[] p) {
        return Math.log(y);
    }

    @Override
    public double linearSlope(double y, double[] p) {
        return 1;
    }

    @Override
    public void basis(double[] p, Scales rows, double[][] phi) {
        for (int i = 0; i < rows.n(); i++) {
            double x = rows.log()[0][i];
            phi[0][i] = 1;
            phi[1][i] = x;
            phi[2][i] = x * x;
        }
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        double[] log = rows.log()[0];
        for (int i = 0; i < rows.n(); i++) {
            double x = log[i];
            value[i] = Math.exp(p[0] + x * (p[1] + x * p[2]));
            if (gradient != null) {
                gradient[0][i] = value[i];
                gradient[1][i] = value[i] * x;
                gradient[2][i] = value[i] * x * x;
            }
        }
    }

    // With u = ln(unit): a' + b' (x - u) + c' (x - u)^2 = (a' - b' u + c' u^2) + (b' - 2 c' u) x + c' x^2.
    @Override
    public double[] natural(double[] p, double[] unit) {
        return shifted(p, Math.log(unit[0]));
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        return shifted(p, -Math.log(unit[0]));
    }

    private static double[] shifted(double[] p, double u) {
        return new double[] {p[0] - p[1] * u + p[2] * u * u, p[1] - 2 * p[2] * u, p[2]};
    }
}
