package loglog.pages.plot;

/**
 * An axis of a chart.
 *
 * @param title what it shows, with the unit: "training compute [FLOP]"
 * @param low the least value shown; NaN to let the data decide
 * @param high the greatest value shown; NaN to let the data decide
 */
public record Axis(String title, Scale scale, double low, double high) {
    public static Axis log(String title) {
        return new Axis(title, Scale.LOG, Double.NaN, Double.NaN);
    }

    public static Axis linear(String title) {
        return new Axis(title, Scale.LINEAR, Double.NaN, Double.NaN);
    }

    /** Whether its values are written as powers of ten however small they are: FLOP, so that compute reads one way. */
    public boolean inPowers() {
        return title != null && title.contains("[FLOP]");
    }

    /** Whether its values are places in a list: between two of them is none. */
    public boolean inPlaces() {
        return title != null && title.endsWith(", in order");
    }

    /** Whether its values are years, which are written with all their digits. */
    public boolean inYears() {
        return title != null && title.contains("[year]");
    }

    /** The same axis from low to high, whatever the data are. */
    public Axis range(double low, double high) {
        return new Axis(title, scale, low, high);
    }
}
