package loglog.laws;

import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code L = E + A x^-alpha}: a power law above an irreducible loss E. Henighan et al. 2020 (arXiv 2010.14701, equation 1.1).
 */
public record PowerLawWithFloor(String axis) implements Law {
    private static final List<LawParameter> PARAMETERS = List.of(
            LawParameter.coefficient("E"),
            LawParameter.coefficient("A"),
            LawParameter.exponent("alpha", Chinchilla.LEAST_EXPONENT, Chinchilla.GREATEST_EXPONENT));

    @Override
    public String name() {
        return "power-floor";
    }

    @Override
    public String equation() {
        return "E + A / " + axis + "^alpha";
    }

    @Override
    public String source() {
        return "Henighan et al. 2020, arXiv 2010.14701, eq. 1.1";
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
        Powers.fill(phi[0], rows.n(), 1);
        rows.power(0, p[2], phi[1]);
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        Powers.evaluate(p, 1, false, rows, value, gradient);
    }

    @Override
    public OptionalDouble reaching(double[] natural, double metric) {
        return OptionalDouble.of(
                metric > natural[0]
                        ? Math.pow(natural[1] / (metric - natural[0]), 1 / natural[2])
                        : Double.POSITIVE_INFINITY);
    }

    @Override
    public double[] natural(double[] p, double[] unit) {
        return new double[] {p[0], Powers.toNatural(p[1], p[2], unit[0]), p[2]};
    }

    @Override
    public double[] internal(double[] p, double[] unit) {
        return new double[] {p[0], Powers.toInternal(p[1], p[2], unit[0]), p[2]};
    }
}
