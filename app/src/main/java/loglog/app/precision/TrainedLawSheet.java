package loglog.app.precision;

import java.util.Collection;
import java.util.Comparator;
import loglog.app.answers.LawsJson;
import loglog.laws.Interval;
import loglog.laws.precision.TrainedFit;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** The law of training with low precision, for people and programs. */
public final class TrainedLawSheet {
    private TrainedLawSheet() {}

    /** Bits in training, of a weight and of an input; 32 where nothing was rounded. */
    public record Rounding(double weights, double activations) {
        @Override
        public String toString() {
            return activations == 32
                    ? Format.level(weights) + " bits"
                    : "%s and %s bits".formatted(Format.level(weights), Format.level(activations));
        }
    }

    /**
     * Adds equation and parameters, and what some roundings leave of the params.
     *
     * @param json its node
     */
    public static void add(TrainedFit fit, Collection<Rounding> roundings, double level, Sheet sheet, ObjectNode json) {
        var weights = fit.gamma(level);
        var activations = fit.activationGamma(level);
        var factors = new StringBuilder();
        var latex = new StringBuilder();
        weights.ifPresent(_ -> {
            factors.append(" (1 - e^(-P/g))");
            latex.append(" (1 - e^{-P/\\gamma})");
        });
        activations.ifPresent(_ -> {
            factors.append(" (1 - e^(-Q/h))");
            latex.append(" (1 - e^{-Q/\\gamma_a})");
        });
        sheet.equation(
                "L = E + A (N%s)^-a + B D^-b".formatted(factors),
                "L = E + A \\left(N%s\\right)^{-\\alpha} + B D^{-\\beta}".formatted(latex));
        var table = TextTable.of("what", "value", Format.level(100 * level) + "% interval");
        json.put("rows", fit.rows()).put("cells", fit.cells()).put("rms", fit.rms());
        json.put("floor", fit.law().floor()).put("beta", fit.law().beta());
        weights.ifPresent(gamma -> {
            row(table, "gamma, bits", gamma);
            json.set("gamma", LawsJson.of(gamma));
        });
        activations.ifPresent(gamma -> {
            row(table, "gamma of activations, bits", gamma);
            json.set("activation_gamma", LawsJson.of(gamma));
        });
        row(table, "alpha, params", fit.alpha(level));
        json.set("alpha", LawsJson.of(fit.alpha(level)));
        var shares = json.putArray("effective_params_shares");
        roundings.stream()
                .distinct()
                .sorted(Comparator.comparingDouble(Rounding::weights).thenComparingDouble(Rounding::activations))
                .forEach(bits -> {
                    var share = fit.share(bits.weights, bits.activations, level);
                    row(table, "effective params at %s".formatted(bits), share);
                    var one = shares.addObject().put("bits", bits.weights).put("activation_bits", bits.activations);
                    one.set("share", LawsJson.of(share));
                });
        sheet.table(
                "training with %s (arXiv 2411.04330), %d runs of %d sizes and tokens, residuals %s of the loss; intervals are jackknifed over sizes and tokens:"
                        .formatted(
                                activations.isEmpty()
                                        ? "weights of P bits"
                                        : weights.isEmpty()
                                                ? "activations of Q bits"
                                                : "weights of P bits and activations of Q bits",
                                fit.rows(),
                                fit.cells(),
                                Format.percent(fit.rms())),
                table);
    }

    /** A row of a value and its interval, three digits each. */
    public static void row(TextTable table, String what, Interval of) {
        table.row(
                what,
                Format.digits(of.value(), 3),
                "%s to %s".formatted(Format.digits(of.low(), 3), Format.digits(of.high(), 3)));
    }
}
