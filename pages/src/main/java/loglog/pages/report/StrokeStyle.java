package loglog.pages.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a figure's lines and areas look, on a page and in an image. */
enum StrokeStyle {
    GRID("grid", Color.FAINT, 1, 0),
    AXIS("axis", Color.SOFT, 1, 0),
    BAND("band", Color.TINT, 0, 0.16),
    LINE("line", Color.TINT, 2.2, 0),
    FINE("fine", Color.TINT, 1.2, 0),
    FINEST("finest", Color.TINT, 0.7, 0),
    DASHED("line", Color.TINT, 2.2, 0, 7, 5),
    SURFACE("surface", Color.TINT, 0, 0.22),
    CONTOUR("contour", Color.TINT, 1.4, 0),
    POINT("point", Color.TINT, 0.6, 0.72),
    /** A point over a surface, whose shades would swallow it. */
    POINT_OVER("over", Color.TINT, 0.8, 1),
    BAR("bar", Color.TINT, 1.4, 0),
    RULE("rule", Color.SOFT, 1.2, 0, 2, 3),
    SPOT("spot", Color.INK, 1.6, 0);

    /** The page's colors, and the tint of what is drawn. */
    enum Color {
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

    final Color color;
    /** The stroke's width; 0 for none. */
    final double width;
    /** The opacity of the filling; 0 for none. */
    final double filled;
    /** Lengths drawn and left out along a stroke; empty for a whole one. */
    final double[] dashes;

    StrokeStyle(String style, Color color, double width, double filled, double... dashes) {
        this.style = style;
        this.color = color;
        this.width = width;
        this.filled = filled;
        this.dashes = dashes;
    }

    /** The stroke's color: what is filled has the page's, so that neighbors stay apart. */
    Color stroke() {
        return this == POINT_OVER ? Color.INK : filled > 0 ? Color.PAGE : color;
    }

    /** Whether it is the stroke of a curve, whose corners are round. */
    boolean isCurve() {
        return this == LINE || this == DASHED || this == FINE || this == FINEST || this == CONTOUR;
    }

    static String css() {
        return Arrays.stream(values()).map(StrokeStyle::rule).collect(Collectors.joining("\n", "", "\n"));
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
                + (filled == 0 ? "fill:none;" : "fill:" + color.variable() + ";fill-opacity:" + filled + ";")
                + (dashes.length == 0 ? "" : "stroke-dasharray:" + dashes[0] + " " + dashes[1]) + "}";
    }
}
