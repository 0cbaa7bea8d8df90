package loglog.engine;

/** What a score s, one for a token or one for each class, loses against its target y. */
public enum ScoreLoss {
    /** {@code (s - y)^2}: regression. */
    SQUARED,
    /** {@code log(1 + e^s) - y s}, for y from 0 to 1: s is the log-odds of yes. */
    LOGISTIC,
    /** Cross-entropy of {@code softmax(s)} with the class of number y. */
    CLASS,
    /**
     * {@code s} itself, whatever y: with weights that were computed from scores elsewhere it has the gradient of any loss of them, a
     * pair's for example (Bradley and Terry).
     */
    LINEAR
}
