package loglog.app.report;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import loglog.app.report.Words.Anchor;

/** Draws with Java2D, in the colours of a white page. */
final class ImagePen implements Pen {
    /** A command of SVG's path language, or a number. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z]|-?[0-9.]+");

    private final Graphics2D g;
    /** The clips around the groups that are open. */
    private final List<Shape> clips = new ArrayList<>();

    ImagePen(Graphics2D g) {
        this.g = g;
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
    public void group(String style, Tint tint) {
        clips.add(g.getClip());
    }

    @Override
    public void end() {
        g.setClip(clips.removeLast());
    }

    @Override
    public void area(Frame frame) {} // the page's own colour

    @Override
    public void draw(Ink ink, Tint tint, Outline outline, String tip) {
        ink(ink, tint, path(outline.data()));
    }

    private void ink(Ink ink, Tint tint, Shape shape) {
        if (ink.filled > 0) {
            g.setColor(colour(ink.colour, tint));
            g.setComposite(AlphaComposite.SrcOver.derive((float) ink.filled));
            g.fill(shape);
            g.setComposite(AlphaComposite.SrcOver);
        }
        if (ink.width > 0) {
            g.setColor(colour(ink.stroke(), tint));
            g.setStroke(stroke(ink));
            g.draw(shape);
        }
    }

    private static Color colour(Ink.Colour colour, Tint tint) {
        return Color.decode(Palette.onWhite(colour, tint));
    }

    private static BasicStroke stroke(Ink ink) {
        boolean curve =
                ink == Ink.LINE || ink == Ink.DASHED || ink == Ink.FINE || ink == Ink.FINEST || ink == Ink.CONTOUR;
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

    /** An outline as Java2D has it. */
    static Path2D path(String data) {
        var path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        var tokens = TOKEN.matcher(data);
        char command = 'M';
        double x = 0;
        double y = 0;
        while (tokens.find()) {
            double first = 0;
            if (Character.isLetter(tokens.group().charAt(0))) {
                command = tokens.group().charAt(0);
                if (command == 'z' || command == 'Z') {
                    path.closePath();
                    var start = path.getCurrentPoint();
                    x = start.getX();
                    y = start.getY();
                    continue;
                }
                first = next(tokens);
            } else {
                first = Double.parseDouble(tokens.group());
            }
            switch (command) {
                case 'M', 'L' -> {
                    x = first;
                    y = next(tokens);
                }
                case 'm', 'l' -> {
                    x += first;
                    y += next(tokens);
                }
                case 'H' -> x = first;
                case 'h' -> x += first;
                case 'V' -> y = first;
                case 'v' -> y += first;
                case 'a' -> { // half a circle, to the point dx 0
                    for (int i = 0; i < 4; i++) {
                        next(tokens);
                    }
                    double dx = next(tokens);
                    next(tokens);
                    halfCircle(path, x, y, dx);
                    x += dx;
                    continue;
                }
                default -> throw new IllegalArgumentException(command + " in " + data);
            }
            if (command == 'M' || command == 'm') {
                path.moveTo(x, y);
                command = command == 'M' ? 'L' : 'l';
            } else {
                path.lineTo(x, y);
            }
        }
        return path;
    }

    private static double next(Matcher tokens) {
        if (!tokens.find()) {
            throw new IllegalArgumentException("a path ends within a command");
        }
        return Double.parseDouble(tokens.group());
    }

    private static void halfCircle(Path2D path, double x, double y, double dx) {
        double across = Math.abs(dx);
        path.append(
                new Arc2D.Double(
                        Math.min(x, x + dx), y - across / 2, across, across, dx > 0 ? 180 : 0, 180, Arc2D.OPEN),
                true);
    }

    @Override
    public void box(Tint tint, double x, double y, double width, double height) {
        g.setColor(colour(Ink.Colour.TINT, tint));
        g.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void circle(Ink ink, double x, double y, double radius) {
        ink(ink, null, new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(Words words, Anchor anchor, double x, double y, double size, String text) {
        var power = words.numbers ? Html.Power.of(text) : new Html.Power(text, null);
        double wide = width(power.base(), Font.PLAIN, size);
        double raised = power.exponent() == null ? 0 : width(power.exponent(), Font.PLAIN, size * Words.SMALLER);
        double left = switch (anchor) {
            case START -> x;
            case MIDDLE -> x - (wide + raised) / 2;
            case END -> x - wide - raised;
        };
        var colour = colour(words.colour, null);
        write(power.base(), Font.PLAIN, size, left, y, colour, words.halo);
        if (power.exponent() != null) {
            double up = y - Words.RAISED * size * Words.SMALLER;
            write(power.exponent(), Font.PLAIN, size * Words.SMALLER, left + wide, up, colour, words.halo);
        }
    }

    /** Writes a text from a place rightward. */
    void write(String text, int weight, double size, double x, double y, Color colour, boolean halo) {
        if (text.isEmpty()) {
            return;
        }
        var layout = new TextLayout(text, font(weight, size), g.getFontRenderContext());
        var outline = layout.getOutline(AffineTransform.getTranslateInstance(x, y));
        if (halo) {
            g.setColor(colour(Ink.Colour.PAGE, null));
            g.setStroke(new BasicStroke((float) Words.HALO, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.draw(outline);
        }
        g.setColor(colour);
        g.fill(outline);
    }

    /** How wide a text stands. */
    double width(String text, int weight, double size) {
        return text.isEmpty() ? 0 : new TextLayout(text, font(weight, size), g.getFontRenderContext()).getAdvance();
    }

    private static Font font(int weight, double size) {
        return new Font(Font.SANS_SERIF, weight, 1).deriveFont((float) size);
    }
}
