package loglog.feedback;

/** How the log-odds of an answer's steps become one score of it (Lightman et al. 2023, arXiv 2305.20050, appendix F). */
public enum StepScore {
    /** The probability that every step is right. */
    PRODUCT,
    /** That of the worst step. */
    MINIMUM,
    /** That of the last one, which an outcome model has alone. */
    LAST;

    /** From log-odds, one a step or more. */
    public double of(double... logOdds) {
        double product = 0;
        double least = Double.POSITIVE_INFINITY;
        for (double odds : logOdds) {
            double log = -PreferenceLoss.softplus(-odds);
            product += log;
            least = Math.min(least, log);
        }
        return switch (this) {
            case PRODUCT -> StrictMath.exp(product);
            case MINIMUM -> StrictMath.exp(least);
            case LAST -> PreferenceLoss.sigmoid(logOdds[logOdds.length - 1]);
        };
    }
}
