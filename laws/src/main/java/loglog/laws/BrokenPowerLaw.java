package loglog.laws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code L = E + b x^-c0 prod_i (1 + (x / d_i)^(1 / f_i))^(-c_i f_i)}: straight pieces on log-log axes, joined smoothly.
 * At {@code d_i} the slope turns by {@code c_i}; {@code f_i} is how gradually. Caballero et al. 2022 (arXiv 2210.14891,
 * equation 1). Internally {@code d} and {@code f} are logarithms.
 *
 * @param axis the scale
 * @param breaks the number of breaks, at least one
 */
public record BrokenPowerLaw(String axis, int breaks) implements Law {
    private static final int FIRST_BREAK = 3;

    public BrokenPowerLaw {
        if (breaks < 1) {
            throw new IllegalArgumentException("A broken power law needs at least one break, not " + breaks);
        }
    }

    @Override
    public String name() {
        return breaks == 1 ? "broken" : "broken" + breaks;
    }

    @Override
    public String equation() {
        var text = new StringBuilder("E + b %s^-c0".formatted(axis));
        for (int i = 1; i <= breaks; i++) {
            text.append(" (1 + (%1$s/d%2$d)^(1/f%2$d))^(-c%2$d f%2$d)".formatted(axis, i));
        }
        return text.toString();
    }

    @Override
    public String source() {
        return "Caballero et al. 2022, arXiv 2210.14891, eq. 1";
    }

    @Override
    public List<String> axes() {
        return List.of(axis);
    }

    @Override
    public List<LawParameter> parameters() {
        var parameters = new ArrayList<LawParameter>();
        parameters.add(LawParameter.coefficient("E"));
        parameters.add(LawParameter.coefficient("b"));
        parameters.add(LawParameter.shape("c0", -3, 4));
        for (int i = 1; i <= breaks; i++) {
            parameters.add(LawParameter.shape("c" + i, -4, 4));
            parameters.add(LawParameter.shape("d" + i, -80, 80));
            parameters.add(LawParameter.shape("f" + i, Math.log(0.02), Math.log(5)));
        }
        return parameters;
    }

    @Override
    public double[][] bounds(Scales rows) {
        var bounds = Law.super.bounds(rows);
        for (int i = 0; i < breaks; i++) {
            bounds[FIRST_BREAK + 3 * i + 1] = new double[] {rows.min(0), rows.max(0)};
        }
        return bounds;
    }

    @Override
    public double[][] searchBox(Scales rows) {
        var box = new double[1 + 3 * breaks][];
        box[0] = new double[] {-0.1, 1};
        for (int i = 0; i < breaks; i++) {
            box[1 + 3 * i] = new double[] {-1, 1};
            box[2 + 3 * i] = new double[] {rows.min(0), rows.max(0)};
            box[3 + 3 * i] = new double[] {Math.log(0.05), Math.log(2)};
        }
        return box;
    }

    @Override
    public void basis(double[] p, Scales rows, double[][] phi) {
        for (int i = 0; i < rows.n(); i++) {
            phi[0][i] = 1;
            phi[1][i] = Math.exp(exponent(p, rows.log()[0][i]));
        }
    }

    private double exponent(double[] p, double x) {
        double exponent = -p[2] * x;
        for (int b = FIRST_BREAK; b < p.length; b += 3) {
            double f = Math.exp(p[b + 2]);
            exponent -= p[b] * f * softplus((x - p[b + 1]) / f);
        }
        return exponent;
    }

    private static double softplus(double z) {
        return z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        double[] log = rows.log()[0];
        for (int i = 0; i < rows.n(); i++) {
            double x = log[i];
            double phi = Math.exp(exponent(p, x));
            double reducible = p[1] * phi;
            value[i] = p[0] + reducible;
            if (gradient == null) {
                continue;
            }
            gradient[0][i] = 1;
            gradient[1][i] = phi;
            gradient[2][i] = -reducible * x;
            for (int b = FIRST_BREAK; b < p.length; b += 3) {
                double f = Math.exp(p[b + 2]);
                double z = (x - p[b + 1]) / f;
                double done = Sigmoid.logistic(z);
                double softplus = softplus(z);
                gradient[b][i] = -reducible * f * softplus;
                gradient[b + 1][i] = reducible * p[b] * done;
                gradient[b + 2][i] = -reducible * p[b] * f * (softplus - z * done);
            }
        }
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        var natural = p.clone();
        natural[1] = Powers.toNatural(p[1], p[2], unit[0]);
        // Breaks have no order of their own; the smallest scale goes first.
        var order = IntStream.range(0, breaks)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[FIRST_BREAK + 3 * i + 1]))
                .toList();
        for (int i = 0; i < breaks; i++) {
            int from = FIRST_BREAK + 3 * order.get(i);
            int to = FIRST_BREAK + 3 * i;
            natural[to] = p[from];
            natural[to + 1] = unit[0] * Math.exp(p[from + 1]);
            natural[to + 2] = Math.exp(p[from + 2]);
        }
        return natural;
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        var internal = p.clone();
        internal[1] = Powers.toInternal(p[1], p[2], unit[0]);
        for (int b = FIRST_BREAK; b < p.length; b += 3) {
            internal[b + 1] = Math.log(p[b + 1] / unit[0]);
            internal[b + 2] = Math.log(p[b + 2]);
        }
        return internal;
    }
}
