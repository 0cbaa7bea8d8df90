package loglog.pages.report;

/**
 * How the figures in files look.
 *
 * @param widthMm of the whole figure, in millimeters; heightMm likewise
 * @param font the family of its letters: Helvetica, Times, Courier, or for SVG and PNG any other
 * @param points the size of its letters, in points of 1/72 inch
 * @param title whether its title stands over it
 * @param dpi pixels for each inch of a PNG
 */
public record Look(double widthMm, double heightMm, String font, double points, boolean title, int dpi) {
    /** Two columns of most journals wide. */
    public static final Look USUAL = new Look(180, 115, "Helvetica", 8, true, 300);

    static final double POINTS_PER_MM = 72 / 25.4;

    /** The drawing's own unit: letters are {@link TextStyle#TICK} of them high, as a page's are of pixels. */
    private double pointsPerUnit() {
        return points / TextStyle.TICK.size;
    }

    /** The drawing's width in its own units. */
    int width() {
        return Math.max(1, (int) Math.round(widthMm * POINTS_PER_MM / pointsPerUnit()));
    }

    int height() {
        return Math.max(1, (int) Math.round(width() * heightMm / widthMm));
    }

    /** Points for each unit, so that the width is exact. */
    double scale() {
        return widthMm * POINTS_PER_MM / width();
    }

    /** The exact size in points, to a thousandth. */
    double widthPoints() {
        return widthMm * POINTS_PER_MM;
    }

    double heightPoints() {
        return heightMm * POINTS_PER_MM;
    }
}
