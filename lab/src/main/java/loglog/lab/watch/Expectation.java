package loglog.lab.watch;

/** What a run's training loss should be at each point of its way. */
sealed interface Expectation permits ExpectedCurve, OwnLaw {
    /** Tokens from which it says something: not of the warm-up. */
    double from();

    /** The loss at a number of tokens, nats per token. */
    double loss(double tokens);

    /** How far the logarithm of the loss may stay off it without a reason. */
    double tolerance(double tokens);

    /**
     * The standard deviation of the logarithm of one row's loss.
     *
     * @param width tokens that the row is the mean of
     */
    double noise(double width);

    /** Takes a row of the run itself into account, one that is not off. */
    default void seen(double tokens, double loss) {}

    /** What it comes from, to end the clause "off what ...". */
    String words();
}
