package loglog.pages.report;

/**
 * A colour of the palette.
 *
 * @param byValue whether it is a step of the colour axis; otherwise it is a series' own
 */
record Tint(boolean byValue, int index) {
    /** The colour of a series; of the first where it has none of its own. */
    static Tint series(int colour) {
        return new Tint(false, colour < 0 ? 0 : colour % Palette.SERIES);
    }

    /** The colour of a fraction of the colour axis. */
    static Tint value(double fraction) {
        return new Tint(true, Palette.step(fraction));
    }

    /** Its class in a page's style. */
    String style() {
        return (byValue ? "v" : "s") + index;
    }
}
