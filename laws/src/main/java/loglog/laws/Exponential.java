package loglog.laws;

import java.util.List;

/** {@code L = A exp(-k x)}: the metric changes by a constant share for each unit of the axis. k of either sign. */
public record Exponential(String axis) implements Law {
    private static final List<LawParameter> PARAMETERS =
            List.of(LawParameter.coefficient("A"), LawParameter.shape("k", -1e4, 1e4));

    @Override
    public String name() {
        return "exponential";
    }

    @Override
    public String equation() {
        return "A exp(-k " + axis + ")";
    }

    @Override
    public String source() {
        return "the standard alternative to a power law: Clauset, Shalizi and Newman 2009, arXiv 0706.1062";
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
    public double[][] searchBox(Scales rows) {
        // A change by a factor of e^6 over the rows, either way.
        double range = Math.exp(rows.max(0)) - Math.exp(rows.min(0));
        double k = range > 0 ? 6 / range : 1;
        return new double[][] {{-k, k}};
    }

    @Override
    public void basis(double[] p, Scales rows, double[][] phi) {
        double[] log = rows.log()[0];
        for (int i = 0; i < rows.n(); i++) {
            phi[0][i] = Math.exp(-p[1] * Math.exp(log[i]));
        }
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        double[] log = rows.log()[0];
        for (int i = 0; i < rows.n(); i++) {
            double x = Math.exp(log[i]);
            double phi = Math.exp(-p[1] * x);
            value[i] = p[0] * phi;
            if (gradient != null) {
                gradient[0][i] = phi;
                gradient[1][i] = -value[i] * x;
            }
        }
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        return new double[] {p[0], p[1] / unit[0]};
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        return new double[] {p[0], p[1] * unit[0]};
    }
}
