package loglog.laws;

import java.util.List;
import loglog.words.Format;

/**
 * A law of losses that bends where it nears the loss of a model that has learned almost nothing: {@code L = (L_0^-2 +
 * K^-2)^(-1/2)} with K the law and L_0 the ceiling, for language models the entropy of single tokens. It is a smoothly
 * broken power law whose first arm is flat (Caballero et al. 2022, arXiv 2210.14891, equation 1 with c_0 = 0), in as many
 * scales as K has, with the break where K reaches the ceiling and with its sharpness given.
 *
 * <p>Small models on little data live near the ceiling: K's straight line holds there only after the bend is taken out.
 *
 * @param law below the ceiling
 * @param ceiling the loss that it does not exceed, in the metric's units
 */
public record BelowCeiling(Law law, double ceiling) implements Law {
    /** A metric above this share of the ceiling counts as this share while a fit is sought. */
    static final double NEAREST = 0.999;

    public BelowCeiling {
        if (!(ceiling > 0) || Double.isInfinite(ceiling)) {
            throw new IllegalArgumentException("ceiling: found %s, expected a positive number".formatted(ceiling));
        }
        if (law instanceof BelowCeiling) {
            throw new IllegalArgumentException("A ceiling below a ceiling");
        }
    }

    @Override
    public String name() {
        return law.name() + "-below-ceiling";
    }

    @Override
    public String equation() {
        var clauses = law.equation().split(", (?=[\\w']+ = )", 2); // what its letters mean stays behind it
        return "(%s^-2 + (%s)^-2)^(-1/2)%s"
                .formatted(Format.trimmed(ceiling, 3), clauses[0], clauses.length == 1 ? "" : ", " + clauses[1]);
    }

    @Override
    public String source() {
        return law.source() + "; bent as in Caballero et al. 2022, arXiv 2210.14891, eq. 1";
    }

    @Override
    public List<String> axes() {
        return law.axes();
    }

    @Override
    public List<LawParameter> parameters() {
        return law.parameters();
    }

    @Override
    public double[] units(double[][] scales) {
        return law.units(scales);
    }

    @Override
    public double[][] bounds(Scales rows) {
        return law.bounds(rows);
    }

    @Override
    public double[][] searchBox(Scales rows) {
        return law.searchBox(rows);
    }

    @Override
    public double[] natural(double[] internal, double[] unit) {
        return law.natural(internal, unit);
    }

    @Override
    public double[] internal(double[] natural, double[] unit) {
        return law.internal(natural, unit);
    }

    @Override
    public void basis(double[] p, Scales rows, double[][] phi) {
        law.basis(p, rows, phi);
    }

    @Override
    public double linear(double y, double[] p) {
        return law.linear(unbent(y), p);
    }

    @Override
    public double linearSlope(double y, double[] p) {
        double k = unbent(y);
        double ratio = k / Math.min(y, NEAREST * ceiling);
        return law.linearSlope(k, p) * ratio * ratio; // d ln K / d ln y = (K / y)^2
    }

    /** What the law has to be for the metric to be y. */
    private double unbent(double y) {
        double below = Math.min(y, NEAREST * ceiling);
        return 1 / Math.sqrt(1 / (below * below) - 1 / (ceiling * ceiling));
    }

    @Override
    public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
        law.evaluate(p, rows, value, gradient);
        double flat = 1 / (ceiling * ceiling);
        for (int i = 0; i < rows.n(); i++) {
            double k = value[i];
            value[i] = 1 / Math.sqrt(flat + 1 / (k * k));
            if (gradient != null) {
                double ratio = value[i] / k;
                for (var column : gradient) {
                    column[i] *= ratio * ratio * ratio;
                }
            }
        }
    }
}
