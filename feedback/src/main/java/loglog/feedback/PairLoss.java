package loglog.feedback;

/**
 * What a reward model loses on a pair: {@code -log sigmoid(chosen - rejected)} (Bradley and Terry 1952; Stiennon et al. 2020, arXiv
 * 2009.01325). It knows differences alone: a constant added to all scores changes nothing.
 *
 * @param loss in nats
 * @param slope by the chosen answer's score; by the rejected one's it is the negative
 */
public record PairLoss(double loss, double slope) {
    /** From the two scores. */
    public static PairLoss of(double chosen, double rejected) {
        double x = chosen - rejected;
        return new PairLoss(PreferenceLoss.softplus(-x), PreferenceLoss.sigmoid(x) - 1);
    }
}
