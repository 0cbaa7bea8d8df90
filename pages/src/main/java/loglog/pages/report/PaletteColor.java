package loglog.pages.report;

/**
 * A color of the palette.
 *
 * @param byValue whether it is a step of the color axis; otherwise it is a series' own
 */
record PaletteColor(boolean byValue, int index) {
    /** The color of a series; of the first where it has none of its own. */
    static PaletteColor series(int color) {
        return new PaletteColor(false, color < 0 ? 0 : color % Palette.SERIES);
    }

    /** The color of a fraction of the color axis. */
    static PaletteColor value(double fraction) {
        return new PaletteColor(true, Palette.step(fraction));
    }

    /** Its class in a page's style. */
    String style() {
        return (byValue ? "v" : "s") + index;
    }
}
