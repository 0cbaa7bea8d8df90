package loglog.pages.report;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import loglog.pages.report.TextStyle.Anchor;

/** Draws with Java2D, in the colors of a white page. */
final class ImagePen implements FilePen {
    private final Graphics2D g;
    private final String family;
    /** The clips and places around the groups that are open. */
    private final List<Place> around = new ArrayList<>();

    private record Place(AffineTransform place, Shape clip) {}

    /** @param family of Java's fonts */
    ImagePen(Graphics2D g, String family) {
        this.g = g;
        this.family = family;
    }

    @Override
    public void clip(Frame frame) {
        group(null, null);
        g.clip(rectangle(frame));
    }

    private static Shape rectangle(Frame frame) {
        return new Rectangle2D.Double(
                frame.left(), frame.top(), frame.right() - frame.left(), frame.bottom() - frame.top());
    }

    @Override
    public void group(String style, PaletteColor tint) {
        around.add(new Place(g.getTransform(), g.getClip()));
    }

    @Override
    public void at(double dx, double dy) {
        group(null, null);
        g.translate(dx, dy);
    }

    @Override
    public void end() {
        var before = around.removeLast();
        g.setTransform(before.place);
        g.setClip(before.clip);
    }

    @Override
    public void area(Frame frame) {} // the page's own color

    @Override
    public void draw(StrokeStyle ink, PaletteColor tint, Outline outline, String tip) {
        ink(ink, tint, SvgPath.of(outline.data()));
    }

    private void ink(StrokeStyle ink, PaletteColor tint, Shape shape) {
        if (ink.filled > 0) {
            g.setColor(color(ink.color, tint));
            g.setComposite(AlphaComposite.SrcOver.derive((float) ink.filled));
            g.fill(shape);
            g.setComposite(AlphaComposite.SrcOver);
        }
        if (ink.width > 0) {
            g.setColor(color(ink.stroke(), tint));
            g.setStroke(stroke(ink));
            g.draw(shape);
        }
    }

    private static Color color(StrokeStyle.Color color, PaletteColor tint) {
        return Color.decode(Palette.onWhite(color, tint));
    }

    private static BasicStroke stroke(StrokeStyle ink) {
        boolean curve = ink.isCurve();
        float[] dashes = null;
        if (ink.dashes.length > 0) {
            dashes = new float[] {(float) ink.dashes[0], (float) ink.dashes[1]};
        }
        return new BasicStroke(
                (float) ink.width,
                curve && dashes == null ? BasicStroke.CAP_ROUND : BasicStroke.CAP_BUTT,
                curve ? BasicStroke.JOIN_ROUND : BasicStroke.JOIN_MITER,
                4,
                dashes,
                0);
    }

    @Override
    public void box(PaletteColor tint, double x, double y, double width, double height) {
        g.setColor(color(StrokeStyle.Color.TINT, tint));
        g.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void circle(StrokeStyle ink, double x, double y, double radius) {
        ink(ink, null, new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(TextStyle words, Anchor anchor, double x, double y, double size, String text) {
        var power = words.numbers ? Html.Power.of(text) : new Html.Power(text, null);
        double wide = width(power.base(), false, size);
        double raised = power.exponent() == null ? 0 : width(power.exponent(), false, size * TextStyle.SMALLER);
        double left = anchor.left(x, wide + raised);
        write(power.base(), false, size, left, y, words.color, words.halo);
        if (power.exponent() != null) {
            double up = y - TextStyle.RAISED * size * TextStyle.SMALLER;
            write(power.exponent(), false, size * TextStyle.SMALLER, left + wide, up, words.color, words.halo);
        }
    }

    @Override
    public void write(String text, boolean bold, double size, double x, double y, StrokeStyle.Color color) {
        write(text, bold, size, x, y, color, false);
    }

    private void write(
            String text, boolean bold, double size, double x, double y, StrokeStyle.Color color, boolean halo) {
        if (text.isEmpty()) {
            return;
        }
        var layout = new TextLayout(text, font(bold, size), g.getFontRenderContext());
        var outline = layout.getOutline(AffineTransform.getTranslateInstance(x, y));
        if (halo) {
            g.setColor(color(StrokeStyle.Color.PAGE, null));
            g.setStroke(new BasicStroke((float) TextStyle.HALO, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.draw(outline);
        }
        g.setColor(color(color, null));
        g.fill(outline);
    }

    @Override
    public double width(String text, boolean bold, double size) {
        return text.isEmpty() ? 0 : new TextLayout(text, font(bold, size), g.getFontRenderContext()).getAdvance();
    }

    private Font font(boolean bold, double size) {
        return new Font(family, bold ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) size);
    }
}
