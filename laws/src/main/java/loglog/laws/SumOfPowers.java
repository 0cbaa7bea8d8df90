package loglog.laws;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code L = E + sum_j A_j / x_j^alpha_j} over any axes: the additive form of Chinchilla's law with more of them (for
 * example batch size, context length, feedback samples). Parameters are named after their axes: {@code A_params},
 * {@code alpha_params}. Rosenfeld et al. 2019 (arXiv 1909.12673) for two axes.
 */
public record SumOfPowers(List<String> axes) implements Law {

    public SumOfPowers {
        axes = List.copyOf(axes);
        if (axes.isEmpty()) {
            throw new IllegalArgumentException("A sum of powers needs at least one axis");
        }
    }

    @Override
    public String name() {
        return "sum";
    }

    @Override
    public String equation() {
        var text = new StringBuilder("E");
        for (var axis : axes) {
            text.append(" + A_%1$s / %1$s^alpha_%1$s".formatted(axis));
        }
        return text.toString();
    }

    @Override
    public String source() {
        return "Rosenfeld et al. 2019, arXiv 1909.12673; Hoffmann et al. 2022, arXiv 2203.15556, eq. 2";
    }

    @Override
    public List<LawParameter> parameters() {
        var parameters = new ArrayList<LawParameter>();
        parameters.add(LawParameter.coefficient("E"));
        for (var axis : axes) {
            parameters.add(LawParameter.coefficient("A_" + axis));
        }
        for (var axis : axes) {
            parameters.add(
                    LawParameter.exponent("alpha_" + axis, Chinchilla.LEAST_EXPONENT, Chinchilla.GREATEST_EXPONENT));
        }
        return parameters;
    }

    @Override
    public void basis(double[] p, Scales rows, double[][] phi) {
        Powers.fill(phi[0], rows.n(), 1);
        for (int t = 0; t < axes.size(); t++) {
            rows.power(t, p[1 + axes.size() + t], phi[1 + t]);
        }
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        Powers.evaluate(p, axes.size(), false, rows, value, gradient);
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        var natural = p.clone();
        for (int t = 0; t < axes.size(); t++) {
            natural[1 + t] = Powers.toNatural(p[1 + t], p[1 + axes.size() + t], unit[t]);
        }
        return natural;
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        var internal = p.clone();
        for (int t = 0; t < axes.size(); t++) {
            internal[1 + t] = Powers.toInternal(p[1 + t], p[1 + axes.size() + t], unit[t]);
        }
        return internal;
    }
}
