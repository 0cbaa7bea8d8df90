package loglog.laws;

import java.util.List;
import java.util.Optional;

/**
 * {@code L = E + A / N^alpha + B / D^beta}, with N params and D tokens. Hoffmann et al. 2022 (arXiv 2203.15556,
 * equation 2); its published fit was not converged (Besiroglu et al. 2024, arXiv 2404.10102).
 */
public record Chinchilla() implements Law {
    /** Below it a term is flat over any range of scales that runs cover, and cannot be told from the floor. */
    static final double LEAST_EXPONENT = 0.005;

    static final double GREATEST_EXPONENT = 4;

    private static final List<LawParameter> PARAMETERS = List.of(
            LawParameter.coefficient("E"),
            LawParameter.coefficient("A"),
            LawParameter.coefficient("B"),
            LawParameter.exponent("alpha", LEAST_EXPONENT, GREATEST_EXPONENT),
            LawParameter.exponent("beta", LEAST_EXPONENT, GREATEST_EXPONENT));

    @Override
    public String name() {
        return "chinchilla";
    }

    @Override
    public String equation() {
        return "E + A / params^alpha + B / tokens^beta";
    }

    @Override
    public String source() {
        return "Hoffmann et al. 2022, arXiv 2203.15556, eq. 2";
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
        rows.power(1, p[4], phi[2]);
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        Powers.evaluate(p, 2, false, rows, value, gradient);
    }

    @Override
    public Optional<double[]> additive(double[] natural) {
        return Optional.of(natural);
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        return new double[] {
            p[0], Powers.toNatural(p[1], p[3], unit[0]), Powers.toNatural(p[2], p[4], unit[1]), p[3], p[4]
        };
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        return new double[] {
            p[0], Powers.toInternal(p[1], p[3], unit[0]), Powers.toInternal(p[2], p[4], unit[1]), p[3], p[4]
        };
    }
}
