package loglog.pages.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a figure's lines and areas look, on a page and in an image. */
enum Ink {
    GRID("grid", Colour.FAINT, 1, 0),
    AXIS("axis", Colour.SOFT, 1, 0),
    BAND("band", Colour.TINT, 0, 0.16),
    LINE("line", Colour.TINT, 2.2, 0),
    FINE("fine", Colour.TINT, 1.2, 0),
    FINEST("finest", Colour.TINT, 0.7, 0),
    DASHED("line", Colour.TINT, 2.2, 0, 7, 5),
    SURFACE("surface", Colour.TINT, 0, 0.22),
    CONTOUR("contour", Colour.TINT, 1.4, 0),
    POINT("point", Colour.TINT, 0.6, 0.72),
    /** A point over a surface, whose shades would swallow it. */
    POINT_OVER("over", Colour.TINT, 0.8, 1),
    BAR("bar", Colour.TINT, 1.4, 0),
    RULE("rule", Colour.SOFT, 1.2, 0, 2, 3),
    SPOT("spot", Colour.INK, 1.6, 0);

    /** The page's colours, and the tint of what is drawn. */
    enum Colour {
        PAGE,
        INK,
        SOFT,
        FAINT,
        TINT;

        /** Its variable in a page's style. */
        String variable() {
            return this == TINT ? "var(--c)" : "var(--" + name().toLowerCase(java.util.Locale.ROOT) + ")";
        }
    }

    /** The class in a page's style. */
    final String style;

    final Colour colour;
    /** The stroke's width; 0 for none. */
    final double width;
    /** The opacity of the filling; 0 for none. */
    final double filled;
    /** Lengths drawn and left out along a stroke; empty for a whole one. */
    final double[] dashes;

    Ink(String style, Colour colour, double width, double filled, double... dashes) {
        this.style = style;
        this.colour = colour;
        this.width = width;
        this.filled = filled;
        this.dashes = dashes;
    }

    /** The stroke's colour: what is filled has the page's, so that neighbours stay apart. */
    Colour stroke() {
        return this == POINT_OVER ? Colour.INK : filled > 0 ? Colour.PAGE : colour;
    }

    /** Whether it is the stroke of a curve, whose corners are round. */
    boolean isCurve() {
        return this == LINE || this == DASHED || this == FINE || this == FINEST || this == CONTOUR;
    }

    static String css() {
        return Arrays.stream(values()).map(Ink::rule).collect(Collectors.joining("\n", "", "\n"));
    }

    private String rule() {
        var selector = switch (this) {
            case POINT -> ".points path";
            case POINT_OVER -> ".over path";
            case BAR -> ".points .bar";
            case DASHED -> ".dashed";
            default -> "." + style;
        };
        return selector + "{"
                + (width == 0 ? "stroke:none;" : "stroke:" + stroke().variable() + ";stroke-width:" + width + ";")
                + (filled == 0 ? "fill:none;" : "fill:" + colour.variable() + ";fill-opacity:" + filled + ";")
                + (dashes.length == 0 ? "" : "stroke-dasharray:" + dashes[0] + " " + dashes[1]) + "}";
    }
}
