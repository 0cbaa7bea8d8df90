package loglog.pages.report;

import java.awt.geom.PathIterator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import loglog.pages.plot.Chart;
import loglog.pages.report.StandardFont.Script;

/**
 * A figure as a PDF of one page: lines and areas as vectors, words as text that can be searched and copied, in the fonts
 * that every reader has. No dates and no identifiers, so that the same figure is the same bytes.
 */
final class PdfFile implements FilePen {
    private static final String REGULAR = "F1";
    private static final String BOLD = "F2";
    private static final String SYMBOL = "F3";

    private final StandardFont font;
    private final StringBuilder out = new StringBuilder();
    /** The opacities in use, by their names in the page's resources. */
    private final Map<String, Double> opacities = new TreeMap<>();

    private PdfFile(StandardFont font) {
        this.font = font;
    }

    /**
     * Draws a figure.
     *
     * @param texts what it says of itself, by the keys of PDF's information dictionary (Title, Subject, ...)
     * @throws ReportException if the font is none of PDF's own
     */
    static byte[] draw(Chart chart, Look look, Map<String, String> texts) {
        var font = StandardFont.of(look.font())
                .orElseThrow(() -> new ReportException(
                        "font: found \"%s\", which is none of PDF, expected Helvetica, Times or Courier, or --format svg,png"
                                .formatted(look.font()),
                        null));
        var pen = new PdfFile(font);
        // From the lower left corner upward in points to from the upper left one downward in the figure's units.
        var scale = SvgFile.number(look.scale());
        pen.out.append("%s 0 0 -%s 0 %s cm\n".formatted(scale, scale, SvgFile.number(look.heightPoints())));
        Plate.draw(chart, look, pen);
        return pen.document(look, texts);
    }

    // ---- the page

    @Override
    public void clip(Frame frame) {
        out.append("q %s %s %s %s re W n\n"
                .formatted(
                        n(frame.left()),
                        n(frame.top()),
                        n(frame.right() - frame.left()),
                        n(frame.bottom() - frame.top())));
    }

    @Override
    public void group(String style, PaletteColor tint) {
        out.append("q\n");
    }

    @Override
    public void at(double dx, double dy) {
        out.append("q 1 0 0 1 %s %s cm\n".formatted(n(dx), n(dy)));
    }

    @Override
    public void end() {
        out.append("Q\n");
    }

    @Override
    public void area(Frame frame) {} // the paper's own color

    @Override
    public void draw(StrokeStyle ink, PaletteColor tint, Outline outline, String tip) {
        ink(ink, tint, path(SvgPath.of(outline.data()).getPathIterator(null)));
    }

    private void ink(StrokeStyle ink, PaletteColor tint, String path) {
        if (ink.filled > 0) {
            out.append("q ").append(color(ink.color, tint)).append("rg ");
            if (ink.filled < 1) {
                var name = "G" + Math.round(ink.filled * 1000);
                opacities.put(name, ink.filled);
                out.append('/').append(name).append(" gs ");
            }
            out.append(path).append("f* Q\n");
        }
        if (ink.width > 0) {
            out.append("q ").append(color(ink.stroke(), tint)).append("RG ");
            out.append(n(ink.width)).append(" w ");
            if (ink.isCurve()) {
                out.append(ink.dashes.length > 0 ? "1 j " : "1 J 1 j ");
            }
            if (ink.dashes.length > 0) {
                out.append("[%s %s] 0 d ".formatted(n(ink.dashes[0]), n(ink.dashes[1])));
            }
            out.append(path).append("S Q\n");
        }
    }

    private static String path(PathIterator shape) {
        var path = new StringBuilder();
        var at = new double[6];
        double x = 0;
        double y = 0;
        for (; !shape.isDone(); shape.next()) {
            int kind = shape.currentSegment(at);
            int numbers = 2;
            if (kind == PathIterator.SEG_QUADTO) { // as a cubic curve, which is all that PDF has
                double cx = at[0];
                double cy = at[1];
                at[4] = at[2];
                at[5] = at[3];
                at[0] = x + (cx - x) * 2 / 3;
                at[1] = y + (cy - y) * 2 / 3;
                at[2] = at[4] + (cx - at[4]) * 2 / 3;
                at[3] = at[5] + (cy - at[5]) * 2 / 3;
                kind = PathIterator.SEG_CUBICTO;
            }
            var operator = switch (kind) {
                case PathIterator.SEG_MOVETO -> "m ";
                case PathIterator.SEG_LINETO -> "l ";
                case PathIterator.SEG_CUBICTO -> {
                    numbers = 6;
                    yield "c ";
                }
                default -> {
                    numbers = 0;
                    yield "h ";
                }
            };
            for (int i = 0; i < numbers; i++) {
                path.append(n(at[i])).append(' ');
            }
            path.append(operator);
            if (numbers > 0) {
                x = at[numbers - 2];
                y = at[numbers - 1];
            }
        }
        return path.toString();
    }

    private static String color(StrokeStyle.Color color, PaletteColor tint) {
        int rgb = Integer.decode(Palette.onWhite(color, tint));
        var parts = new StringBuilder();
        for (int shift = 16; shift >= 0; shift -= 8) {
            parts.append(n((rgb >> shift & 0xff) / 255.0)).append(' ');
        }
        return parts.toString();
    }

    private static String n(double value) {
        return SvgFile.number(value);
    }

    @Override
    public void box(PaletteColor tint, double x, double y, double width, double height) {
        out.append("q ")
                .append(color(StrokeStyle.Color.TINT, tint))
                .append("rg %s %s %s %s re f Q\n".formatted(n(x), n(y), n(width), n(height)));
    }

    @Override
    public void circle(StrokeStyle ink, double x, double y, double radius) {
        var circle = new java.awt.geom.Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
        ink(ink, null, path(circle.getPathIterator(null)));
    }

    // ---- text

    @Override
    public double width(String text, boolean bold, double size) {
        return font.width(text, bold, size);
    }

    @Override
    public void text(TextStyle words, TextStyle.Anchor anchor, double x, double y, double size, String text) {
        var power = words.numbers ? Html.Power.of(text) : new Html.Power(text, null);
        double wide = width(power.base(), false, size);
        double raised = power.exponent() == null ? 0 : width(power.exponent(), false, size * TextStyle.SMALLER);
        double left = anchor.left(x, wide + raised);
        if (words.halo) {
            out.append("/Artifact BMC q ")
                    .append(color(StrokeStyle.Color.PAGE, null))
                    .append("RG 1 j ");
            out.append(n(TextStyle.HALO)).append(" w ");
            shown(power.base(), false, size, left, y, 1);
            out.append("Q EMC\n");
        }
        out.append("q ").append(color(words.color, null)).append("rg ");
        if (power.exponent() == null) {
            shown(text, false, size, left, y, 0);
        } else { // copied as 1e19, not as 1019
            out.append("/Span <</ActualText ").append(hex(text)).append(">> BDC ");
            shown(power.base(), false, size, left, y, 0);
            double up = y - TextStyle.RAISED * size * TextStyle.SMALLER;
            shown(power.exponent(), false, size * TextStyle.SMALLER, left + wide, up, 0);
            out.append("EMC ");
        }
        out.append("Q\n");
    }

    @Override
    public void write(String text, boolean bold, double size, double x, double y, StrokeStyle.Color color) {
        out.append("q ").append(color(color, null)).append("rg ");
        shown(text, bold, size, x, y, 0);
        out.append("Q\n");
    }

    /** Shows a text in its fonts, one stretch after the other. */
    private void shown(String text, boolean bold, double size, double x, double y, int mode) {
        double at = x;
        for (var stretch : StandardFont.stretches(text)) {
            double wide = width(stretch.text(), bold, size);
            if (stretch.script() == Script.OTHER) {
                other(stretch.text(), wide, size, at, y, mode);
            } else {
                var name = stretch.script() == Script.SYMBOL ? SYMBOL : bold ? BOLD : REGULAR;
                out.append("BT /%s %s Tf %d Tr 1 0 0 -1 %s %s Tm ".formatted(name, n(size), mode, n(at), n(y)));
                out.append(literal(stretch.codes())).append(" Tj ET ");
            }
            at += wide;
        }
    }

    /** Characters that no standard font has, by their outlines in a font of this machine, to be copied as they are. */
    private void other(String text, double wide, double size, double x, double y, int mode) {
        var outlines = Outlines.of(text, size, wide, x, y);
        if (outlines == null) {
            return;
        }
        out.append("/Span <</ActualText ").append(hex(text)).append(">> BDC ");
        out.append(path(outlines)).append(mode == 1 ? "S " : "f ").append("EMC ");
    }

    private static String literal(byte[] codes) {
        var text = new StringBuilder("(");
        for (byte code : codes) {
            int c = Byte.toUnsignedInt(code);
            if (c == '(' || c == ')' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c < 127) {
                text.append((char) c);
            } else {
                text.append('\\').append(Integer.toOctalString(c));
            }
        }
        return text.append(')').toString();
    }

    /** A text of PDF outside its pages: UTF-16 with its mark. */
    private static String hex(String text) {
        var hex = new StringBuilder("<FEFF");
        for (char c : text.toCharArray()) {
            hex.append("%04X".formatted((int) c));
        }
        return hex.append('>').toString();
    }

    // ---- the document

    private byte[] document(Look look, Map<String, String> texts) {
        var objects = new LinkedHashMap<Integer, byte[]>();
        objects.put(1, ascii("<</Type/Catalog/Pages 2 0 R/Lang(en)/ViewerPreferences<</DisplayDocTitle true>>>>"));
        objects.put(2, ascii("<</Type/Pages/Kids[3 0 R]/Count 1>>"));
        var states = new StringBuilder();
        opacities.forEach((name, opacity) -> states.append("/%s<</ca %s>>".formatted(name, n(opacity))));
        objects.put(
                3,
                ascii("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s %s]/Contents 4 0 R/Resources<<"
                                .formatted(n(look.widthPoints()), n(look.heightPoints()))
                        + "/Font<</F1 5 0 R/F2 6 0 R/F3 7 0 R>>/ExtGState<<%s>>>>>>".formatted(states)));
        objects.put(4, stream(ascii(out.toString())));
        objects.put(5, font(font.name(false), true));
        objects.put(6, font(font.name(true), true));
        objects.put(7, font("Symbol", false));
        var info = new StringBuilder("<<");
        texts.forEach((key, text) -> info.append('/').append(key).append(hex(text)));
        objects.put(8, ascii(info.append(">>").toString()));
        return written(objects);
    }

    private static byte[] font(String name, boolean latin) {
        return ascii(
                "<</Type/Font/Subtype/Type1/BaseFont/%s%s>>".formatted(name, latin ? "/Encoding/WinAnsiEncoding" : ""));
    }

    private static byte[] stream(byte[] content) {
        var packed = Deflated.of(content);
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("<</Length %d/Filter/FlateDecode>>\nstream\n".formatted(packed.length)));
        bytes.writeBytes(packed);
        bytes.writeBytes(ascii("\nendstream"));
        return bytes.toByteArray();
    }

    private static byte[] written(Map<Integer, byte[]> objects) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ascii("%PDF-1.7\n%"));
        bytes.writeBytes(new byte[] {(byte) 0xe2, (byte) 0xe3, (byte) 0xcf, (byte) 0xd3, '\n'
        }); // so that it is taken for binary
        var table = new StringBuilder("xref\n0 %d\n0000000000 65535 f \n".formatted(objects.size() + 1));
        objects.forEach((number, content) -> {
            table.append("%010d 00000 n \n".formatted(bytes.size()));
            bytes.writeBytes(ascii(number + " 0 obj\n"));
            bytes.writeBytes(content);
            bytes.writeBytes(ascii("\nendobj\n"));
        });
        int begins = bytes.size();
        bytes.writeBytes(ascii(table.toString()));
        bytes.writeBytes(ascii("trailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
                .formatted(objects.size() + 1, objects.size(), begins)));
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
