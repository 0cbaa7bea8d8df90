package loglog.pages.report;

import loglog.pages.plot.Chart;

/** A figure as an SVG file: sizes in millimeters, colors and letters as attributes, so that every program shows them. */
final class SvgFile implements FilePen {
    /** How much wider than Helvetica the widest of the fonts is that browsers take in its place (DejaVu Sans, and more so in bold). */
    private static final double STAND_IN = 1.2;

    private final StringBuilder out = new StringBuilder();
    private final StandardFont metrics;
    private int clips;

    private SvgFile(StandardFont metrics) {
        this.metrics = metrics;
    }

    /**
     * Draws a figure.
     *
     * @param description the rows and the fit behind it
     * @param command what makes it again
     */
    static String draw(Chart chart, Look look, String description, String command) {
        var standard = StandardFont.of(look.font());
        var pen = new SvgFile(standard.orElse(StandardFont.HELVETICA));
        Plate.draw(chart, look, pen);
        var families = standard.map(StandardFont::families)
                .orElse("'" + look.font() + "', " + StandardFont.HELVETICA.families());
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%smm" viewBox="0 0 %d %s">
                <title>%s</title>
                <desc>%s</desc>
                <metadata>Made by Loglog: %s</metadata>
                <rect width="100%%" height="100%%" fill="%s"/>
                <g font-family="%s">
                """.formatted(
                                number(look.widthMm()),
                                number(look.heightMm()),
                                look.width(),
                                number(look.width() * look.heightMm() / look.widthMm()),
                                Html.escape(Figure.title(chart)),
                                Html.escape(description),
                                Html.escape(command),
                                Palette.onWhite(StrokeStyle.Color.PAGE, null),
                                Html.escape(families))
                + pen.out + "</g>\n</svg>\n";
    }

    /** To a thousandth, without zeros at the end. */
    static String number(double value) {
        long thousandths = Math.round(value * 1000);
        var digits = new StringBuilder(Long.toString(Math.abs(thousandths)));
        while (digits.length() < 4) {
            digits.insert(0, '0');
        }
        digits.insert(digits.length() - 3, '.');
        while (digits.charAt(digits.length() - 1) == '0') {
            digits.setLength(digits.length() - 1);
        }
        if (digits.charAt(digits.length() - 1) == '.') {
            digits.setLength(digits.length() - 1);
        }
        return (thousandths < 0 ? "-" : "") + digits;
    }

    @Override
    public void clip(Frame frame) {
        var id = "plot" + ++clips;
        out.append("<clipPath id=\"%s\"><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/></clipPath>\n"
                .formatted(
                        id,
                        Html.px(frame.left()),
                        Html.px(frame.top()),
                        Html.px(frame.right() - frame.left()),
                        Html.px(frame.bottom() - frame.top())));
        out.append("<g clip-path=\"url(#").append(id).append(")\">\n");
    }

    @Override
    public void group(String style, PaletteColor tint) {
        out.append("<g>\n");
    }

    @Override
    public void at(double dx, double dy) {
        out.append("<g transform=\"translate(")
                .append(Html.px(dx))
                .append(' ')
                .append(Html.px(dy))
                .append(")\">\n");
    }

    @Override
    public void end() {
        out.append("</g>\n");
    }

    @Override
    public void area(Frame frame) {} // the paper's own color

    @Override
    public void draw(StrokeStyle ink, PaletteColor tint, Outline outline, String tip) {
        out.append("<path d=\"").append(outline.data()).append('"');
        ink(ink, tint);
        out.append("/>\n");
    }

    private void ink(StrokeStyle ink, PaletteColor tint) {
        if (ink.filled > 0) {
            attribute("fill", Palette.onWhite(ink.color, tint));
            if (ink.filled < 1) {
                attribute("fill-opacity", number(ink.filled));
            }
            attribute("fill-rule", "evenodd");
        } else {
            attribute("fill", "none");
        }
        if (ink.width > 0) {
            attribute("stroke", Palette.onWhite(ink.stroke(), tint));
            attribute("stroke-width", number(ink.width));
            if (ink.isCurve()) {
                attribute("stroke-linejoin", "round");
                attribute("stroke-linecap", ink.dashes.length > 0 ? "butt" : "round");
            }
            if (ink.dashes.length > 0) {
                attribute("stroke-dasharray", number(ink.dashes[0]) + " " + number(ink.dashes[1]));
            }
        }
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"").append(value).append('"');
    }

    @Override
    public void box(PaletteColor tint, double x, double y, double width, double height) {
        out.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
                .formatted(Html.px(x), Html.px(y), Html.px(width), Html.px(height)));
        attribute("fill", Palette.onWhite(StrokeStyle.Color.TINT, tint));
        out.append("/>\n");
    }

    @Override
    public void circle(StrokeStyle ink, double x, double y, double radius) {
        out.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\"".formatted(Html.px(x), Html.px(y), Html.px(radius)));
        ink(ink, null);
        out.append("/>\n");
    }

    @Override
    public void text(TextStyle words, TextStyle.Anchor anchor, double x, double y, double size, String text) {
        var power = words.numbers ? Html.Power.of(text) : new Html.Power(text, null);
        double wide = metrics.width(power.base(), false, size);
        double raised = power.exponent() == null ? 0 : metrics.width(power.exponent(), false, size * TextStyle.SMALLER);
        var inside = new StringBuilder(Html.escape(power.base()));
        if (power.exponent() != null) {
            inside.append("<tspan font-size=\"%s\" dy=\"%s\">%s</tspan>"
                    .formatted(
                            Html.px(size * TextStyle.SMALLER),
                            number(-TextStyle.RAISED * size * TextStyle.SMALLER),
                            Html.escape(power.exponent())));
        }
        double left = anchor.left(x, wide + raised);
        if (words.halo) { // an element of its own: few programs know paint-order
            text(
                    x,
                    y,
                    size,
                    anchor,
                    inside,
                    " fill=\"none\" stroke=\"%1$s\" stroke-width=\"%2$s\" stroke-linejoin=\"round\" aria-hidden=\"true\""
                            .formatted(Palette.onWhite(StrokeStyle.Color.PAGE, null), number(TextStyle.HALO)));
        }
        var fill = " fill=\"" + Palette.onWhite(words.color, null) + "\"";
        if (power.exponent() == null) {
            text(x, y, size, anchor, inside, fill);
        } else { // programs disagree on where the middle of raised text is
            text(left, y, size, TextStyle.Anchor.START, inside, fill);
        }
    }

    private void text(
            double x, double y, double size, TextStyle.Anchor anchor, CharSequence inside, String attributes) {
        out.append("<text x=\"").append(Html.px(x)).append("\" y=\"").append(Html.px(y));
        out.append("\" font-size=\"").append(Html.px(size)).append('"');
        if (anchor != TextStyle.Anchor.START) {
            out.append(" text-anchor=\"")
                    .append(anchor == TextStyle.Anchor.MIDDLE ? "middle" : "end")
                    .append('"');
        }
        out.append(attributes).append('>').append(inside).append("</text>\n");
    }

    /** With room for the font that stands in where the named one is not there. */
    @Override
    public double width(String text, boolean bold, double size) {
        return STAND_IN * metrics.width(text, bold, size);
    }

    @Override
    public void write(String text, boolean bold, double size, double x, double y, StrokeStyle.Color color) {
        text(
                x,
                y,
                size,
                TextStyle.Anchor.START,
                Html.escape(text),
                (bold ? " font-weight=\"bold\"" : "") + " fill=\"" + Palette.onWhite(color, null) + "\"");
    }
}
