package loglog.pages.report;

/**
 * A color of the palette.
 *
 * @param byValue whether it is a step of the color axis; otherwise it is a series' own
 */
record Tint(boolean byValue, int index) {
    /** The color of a series; of the first where it has none of its own. */
    static Tint series(int color) {
        return new Tint(false, color < 0 ? 0 : color % Palette.SERIES);
    }

    /** The color of a fraction of the color axis. */
    static Tint value(double fraction) {
        return new Tint(true, Palette.step(fraction));
    }

    /** Its class in a page's style. */
    String style() {
        return (byValue ? "v" : "s") + index;
    }
}
