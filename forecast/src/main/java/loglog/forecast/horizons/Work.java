package loglog.forecast.horizons;

/** Stretches of a person's working time, as arXiv 2503.14499 and the AI 2027 timelines forecast count them. */
public enum Work {
    DAY("day", 8),
    WEEK("week", 40),
    MONTH("month", 167),
    YEAR("year", 2000);

    private final String words;
    private final double hours;

    Work(String words, double hours) {
        this.words = words;
        this.hours = hours;
    }

    public String words() {
        return words;
    }

    public double hours() {
        return hours;
    }

    public double minutes() {
        return 60 * hours;
    }
}
