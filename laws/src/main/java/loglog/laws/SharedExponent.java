package loglog.laws;

import java.util.List;
import java.util.Optional;

/**
 * {@code L = E + A / N^alpha + B / D^alpha}: Chinchilla with one exponent, so that the optimal tokens per parameter are
 * the same at every budget. With C = 6ND and M = D/N it is {@code E + (a M^eta + b M^-eta) C^-eta}, eta = alpha / 2:
 * Gadre et al. 2024 (arXiv 2403.08540, section 3).
 */
public record SharedExponent() implements Law {
    private static final List<LawParameter> PARAMETERS = List.of(
            LawParameter.coefficient("E"),
            LawParameter.coefficient("A"),
            LawParameter.coefficient("B"),
            LawParameter.exponent("alpha", Chinchilla.LEAST_EXPONENT, Chinchilla.GREATEST_EXPONENT));

    @Override
    public String name() {
        return "shared-exponent";
    }

    @Override
    public String equation() {
        return "E + A / params^alpha + B / tokens^alpha";
    }

    @Override
    public String source() {
        return "Gadre et al. 2024, arXiv 2403.08540, section 3";
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
    public void basis(double[] p, Scales rows, double[][] phi) {
        Powers.fill(phi[0], rows.n(), 1);
        rows.power(0, p[3], phi[1]);
        rows.power(1, p[3], phi[2]);
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        Powers.evaluate(p, 2, true, rows, value, gradient);
    }

    @Override
    public Optional<double[]> additive(double[] p) {
        return Optional.of(new double[] {p[0], p[1], p[2], p[3], p[3]});
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        return new double[] {p[0], Powers.toNatural(p[1], p[3], unit[0]), Powers.toNatural(p[2], p[3], unit[1]), p[3]};
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        return new double[] {p[0], Powers.toInternal(p[1], p[3], unit[0]), Powers.toInternal(p[2], p[3], unit[1]), p[3]
        };
    }
}
