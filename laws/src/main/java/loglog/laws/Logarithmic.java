package loglog.laws;

import java.util.List;

/**
 * {@code L = a - b ln x}: a straight line on a logarithmic axis, as playing strength against training compute (Jones
 * 2021, arXiv 2104.03113) and answer quality against thinking time are usually drawn.
 */
public record Logarithmic(String axis) implements Law {
    private static final List<LawParameter> PARAMETERS = List.of(LawParameter.free("a"), LawParameter.free("b"));

    @Override
    public String name() {
        return "logarithmic";
    }

    @Override
    public String equation() {
        return "a - b ln(" + axis + ")";
    }

    @Override
    public String source() {
        return "Jones 2021, arXiv 2104.03113";
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
    public void basis(double[] p, Scales rows, double[][] phi) {
        for (int i = 0; i < rows.n(); i++) {
            phi[0][i] = 1;
            phi[1][i] = -rows.log()[0][i];
        }
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        double[] log = rows.log()[0];
        for (int i = 0; i < rows.n(); i++) {
            value[i] = p[0] - p[1] * log[i];
            if (gradient != null) {
                gradient[0][i] = 1;
                gradient[1][i] = -log[i];
            }
        }
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        return new double[] {p[0] + p[1] * Math.log(unit[0]), p[1]};
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        return new double[] {p[0] - p[1] * Math.log(unit[0]), p[1]};
    }
}
