package loglog.feedback;

import java.util.Locale;
import loglog.runs.DataException;

/**
 * What a policy loses on a pair of which one answer was chosen, from the log-probabilities of both under it and under its
 * reference. With {@code h = (log p(chosen) - log q(chosen)) - (log p(rejected) - log q(rejected))}:
 *
 * <ul>
 *   <li>DPO (Rafailov et al. 2023, arXiv 2305.18290, equation 7): {@code -log sigmoid(beta h)}, of which label smoothing e takes
 *       {@code -(1 - e) log sigmoid(beta h) - e log sigmoid(-beta h)};
 *   <li>IPO (Azar et al. 2023, arXiv 2310.12036, equation 17): {@code (h - 1 / (2 beta))^2}.
 * </ul>
 *
 * @param beta how much a difference of log-probabilities counts; above zero
 * @param labelSmoothing share of the choices that are taken to be wrong; 0 for none, and for IPO
 */
public record PreferenceLoss(Form form, double beta, double labelSmoothing) {
    /** The published losses. */
    public enum Form {
        DPO,
        IPO
    }

    public PreferenceLoss {
        if (!(beta > 0 && Double.isFinite(beta))) {
            throw new DataException("--beta: found %s, expected a number above 0".formatted(beta));
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 0.5) || form == Form.IPO && labelSmoothing > 0) {
            throw new DataException("--label-smoothing: found %s for %s, expected a share from 0 to less than 0.5%s"
                    .formatted(
                            labelSmoothing,
                            form.name().toLowerCase(Locale.ROOT),
                            form == Form.IPO ? ", and 0 for ipo" : ""));
        }
    }

    /** A loss without label smoothing. */
    public PreferenceLoss(Form form, double beta) {
        this(form, beta, 0);
    }

    /**
     * Of one pair.
     *
     * @param loss in nats for DPO, in nats squared for IPO
     * @param slope of the loss by the chosen answer's log-probability; by the rejected one's it is the negative
     * @param margin h
     */
    public record Value(double loss, double slope, double margin) {}

    /** From log-probabilities of whole answers, in nats. */
    public Value of(double chosen, double rejected, double referenceChosen, double referenceRejected) {
        double h = chosen - referenceChosen - (rejected - referenceRejected);
        return switch (form) {
            case DPO -> {
                double x = beta * h;
                double loss = (1 - labelSmoothing) * softplus(-x) + labelSmoothing * softplus(x);
                yield new Value(loss, beta * (sigmoid(x) - (1 - labelSmoothing)), h);
            }
            case IPO -> {
                double off = h - 1 / (2 * beta);
                yield new Value(off * off, 2 * off, h);
            }
        };
    }

    /** {@code log(1 + e^x)}. */
    static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : 1 - 1 / (1 + StrictMath.exp(x));
    }
}
