package loglog.laws;

/** How a fit ended. */
public enum Status {
    /** A minimum inside all bounds, with every parameter determined by the data. */
    CONVERGED("converged"),
    /** A minimum at the edge of what a parameter may be: the data want a law that this one cannot be. */
    AT_BOUND("at a bound"),
    /** Some combination of parameters does not change the fit: their values mean nothing one by one. */
    NOT_IDENTIFIABLE("not identifiable"),
    /** Fewer distinct points than the law needs; nothing was fitted. */
    TOO_FEW_POINTS("too few points"),
    /** The iterations ran out before the minimum was reached. */
    NOT_CONVERGED("not converged");

    private final String words;

    Status(String words) {
        this.words = words;
    }

    /** As people read it. */
    public String words() {
        return words;
    }
}
