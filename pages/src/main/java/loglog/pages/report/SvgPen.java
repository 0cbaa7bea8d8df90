package loglog.pages.report;

import java.util.Objects;
import loglog.pages.report.TextStyle.Anchor;

/** Writes SVG elements, which the page's style colors. */
final class SvgPen implements Renderer {
    private final String id;
    private final StringBuilder out;
    private PaletteColor ofGroup;

    /** @param id unlike every other id of the page */
    SvgPen(String id, StringBuilder out) {
        this.id = id;
        this.out = out;
    }

    @Override
    public void clip(Frame frame) {
        out.append("<clipPath id=\"").append(id).append("-c\">");
        rectangle(null, frame);
        out.append("</clipPath>\n<g clip-path=\"url(#").append(id).append("-c)\">\n");
    }

    @Override
    public void group(String style, PaletteColor tint) {
        out.append("<g class=\"")
                .append(style)
                .append(tint == null ? "" : " " + tint.style())
                .append("\">");
        ofGroup = tint;
    }

    @Override
    public void end() {
        out.append("</g>\n");
        ofGroup = null;
    }

    @Override
    public void area(Frame frame) {
        rectangle("area", frame);
    }

    private void rectangle(String style, Frame frame) {
        out.append("<rect").append(style == null ? "" : " class=\"" + style + "\"");
        out.append(" x=\"").append(Html.px(frame.left())).append("\" y=\"").append(Html.px(frame.top()));
        out.append("\" width=\"").append(Html.px(frame.right() - frame.left()));
        out.append("\" height=\"").append(Html.px(frame.bottom() - frame.top())).append("\"/>");
    }

    @Override
    public void draw(StrokeStyle ink, PaletteColor tint, Outline outline, String tip) {
        out.append("<path");
        var style = styles(ink, tint);
        if (!style.isEmpty()) {
            out.append(" class=\"").append(style).append('"');
        }
        out.append(" d=\"").append(outline.data()).append('"');
        if (tip == null) {
            out.append("/>");
        } else {
            out.append("><title>").append(Html.escape(tip)).append("</title></path>");
        }
        if (ink != StrokeStyle.POINT && ink != StrokeStyle.POINT_OVER && ink != StrokeStyle.BAR) {
            out.append('\n');
        }
    }

    /** A group's points have its style and its tint. */
    private String styles(StrokeStyle ink, PaletteColor tint) {
        return switch (ink) {
            case BAR -> ink.style;
            case POINT, POINT_OVER -> Objects.equals(tint, ofGroup) ? "" : tint.style();
            default -> style(ink, tint);
        };
    }

    /** The classes of a line or an area. */
    static String style(StrokeStyle ink, PaletteColor tint) {
        return ink.style + (tint == null ? "" : " " + tint.style()) + (ink == StrokeStyle.DASHED ? " dashed" : "");
    }

    @Override
    public void box(PaletteColor tint, double x, double y, double width, double height) {
        out.append("<rect class=\"").append(tint.style()).append("\" x=\"").append(Html.px(x));
        out.append("\" y=\"").append(Html.px(y)).append("\" width=\"").append(Html.px(width));
        out.append("\" height=\"").append(Html.px(height)).append("\"/>");
    }

    @Override
    public void circle(StrokeStyle ink, double x, double y, double radius) {
        out.append("<circle class=\"").append(ink.style).append("\" r=\"").append(Html.px(radius));
        out.append("\" cx=\"").append(Html.px(x)).append("\" cy=\"").append(Html.px(y));
        out.append("\"/>");
    }

    @Override
    public void text(TextStyle words, Anchor anchor, double x, double y, double size, String text) {
        out.append("<text");
        if (words.style != null) {
            out.append(" class=\"").append(words.style).append('"');
        }
        if (words.anchored) {
            out.append(" text-anchor=\"")
                    .append(anchor.name().toLowerCase(java.util.Locale.ROOT))
                    .append('"');
        }
        out.append(" x=\"")
                .append(Html.px(x))
                .append("\" y=\"")
                .append(Html.px(y))
                .append('"');
        if (size != words.size) {
            out.append(" font-size=\"").append(Html.px(size)).append('"');
        }
        out.append('>').append(words.numbers ? Html.power(text) : Html.escape(text));
        out.append("</text>").append(words.numbers ? "" : "\n");
    }
}
