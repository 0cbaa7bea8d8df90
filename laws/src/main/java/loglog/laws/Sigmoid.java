package loglog.laws;

import java.util.List;

/**
 * {@code y = low + rise / (1 + (mid / x)^k)}: a logistic curve in ln x, for accuracies and success rates that start at
 * chance and saturate. {@code mid} is the scale at which half of the rise is done; with k below zero the curve falls. Ruan
 * et al. 2024 (arXiv 2405.10938); Owen 2024 (arXiv 2401.04757).
 */
public record Sigmoid(String axis) implements Law {
    private static final List<LawParameter> PARAMETERS = List.of(
            LawParameter.coefficient("low"),
            LawParameter.coefficient("rise"),
            LawParameter.shape("mid", -80, 80),
            LawParameter.shape("k", -30, 30));

    @Override
    public String name() {
        return "sigmoid";
    }

    @Override
    public String equation() {
        return "low + rise / (1 + (mid / " + axis + ")^k)";
    }

    @Override
    public String source() {
        return "Owen 2024, arXiv 2401.04757";
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
    public double[][] bounds(Scales rows) {
        var bounds = Law.super.bounds(rows);
        double margin = 2 * (rows.max(0) - rows.min(0)) + 1;
        bounds[2] = new double[] {rows.min(0) - margin, rows.max(0) + margin};
        return bounds;
    }

    @Override
    public double[][] searchBox(Scales rows) {
        double margin = 0.5 * (rows.max(0) - rows.min(0)) + 0.1;
        return new double[][] {{rows.min(0) - margin, rows.max(0) + margin}, {-6, 6}};
    }

    @Override
    public void basis(double[] p, Scales rows, double[][] phi) {
        double[] log = rows.log()[0];
        for (int i = 0; i < rows.n(); i++) {
            phi[0][i] = 1;
            phi[1][i] = logistic(p[3] * (log[i] - p[2]));
        }
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        double[] log = rows.log()[0];
        for (int i = 0; i < rows.n(); i++) {
            double phi = logistic(p[3] * (log[i] - p[2]));
            value[i] = p[0] + p[1] * phi;
            if (gradient != null) {
                double slope = p[1] * phi * (1 - phi);
                gradient[0][i] = 1;
                gradient[1][i] = phi;
                gradient[2][i] = -slope * p[3];
                gradient[3][i] = slope * (log[i] - p[2]);
            }
        }
    }

    static double logistic(double z) {
        return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        return new double[] {p[0], p[1], unit[0] * Math.exp(p[2]), p[3]};
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        return new double[] {p[0], p[1], Math.log(p[2] / unit[0]), p[3]};
    }
}
