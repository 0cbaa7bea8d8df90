package loglog.laws;

import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code L = A x^-alpha}, a straight line on log-log axes. Either sign of alpha: a loss that falls, an optimal size
 * that grows. Hestness et al. 2017 (arXiv 1712.00409), Kaplan et al. 2020 (arXiv 2001.08361, equations 1.1 to 1.3).
 */
public record PowerLaw(String axis) implements Law {
    private static final List<LawParameter> PARAMETERS =
            List.of(LawParameter.coefficient("A"), LawParameter.exponent("alpha", -6, 6));

    @Override
    public String name() {
        return "power";
    }

    @Override
    public String equation() {
        return "A / " + axis + "^alpha";
    }

    @Override
    public String source() {
        return "Kaplan et al. 2020, arXiv 2001.08361, eq. 1.1";
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
        return new double[][] {{-3, 3}};
    }

    @Override
    public void basis(double[] p, Scales rows, double[][] phi) {
        rows.power(0, p[1], phi[0]);
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        double[] phi = gradient == null ? value : gradient[0];
        rows.power(0, p[1], phi);
        double[] log = rows.log()[0];
        for (int i = 0; i < rows.n(); i++) {
            value[i] = p[0] * phi[i];
            if (gradient != null) {
                gradient[1][i] = -value[i] * log[i];
            }
        }
    }

    @Override
    public OptionalDouble reaching(double[] natural, double metric) {
        return OptionalDouble.of(Math.pow(natural[0] / metric, 1 / natural[1]));
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        return new double[] {Powers.toNatural(p[0], p[1], unit[0]), p[1]};
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        return new double[] {Powers.toInternal(p[0], p[1], unit[0]), p[1]};
    }
}
