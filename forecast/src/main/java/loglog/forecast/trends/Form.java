package loglog.forecast.trends;

/** A law of growth against the calendar: how the power of ten of a quantity depends on the date t. */
public enum Form {
    /** a + b t: the same growth each year. */
    EXPONENTIAL("exponential", 2),
    /** a + k log10(t - t0), with t0 before the first row: growth that slows down. */
    POWER_LAW("power-law", 3),
    /** a - k log10(tc - t), with tc after the last row: growth that speeds up and has no value from tc on. */
    HYPERBOLIC("hyperbolic", 3),
    /** a + b t + c max(0, t - tb): one growth up to a break, another after it. */
    TWO_SLOPES("two-slopes", 4);

    private final String words;
    private final int parameters;

    Form(String words, int parameters) {
        this.words = words;
        this.parameters = parameters;
    }

    /** Its name as commands take it. */
    public String words() {
        return words;
    }

    /** How many parameters are fitted. */
    public int parameters() {
        return parameters;
    }
}
