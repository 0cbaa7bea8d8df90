package loglog.pages.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Map;
import loglog.pages.plot.Chart;

/** A figure as an image. */
final class Picture {
    private Picture() {}

    /**
     * A figure as a PNG file's bytes.
     *
     * @param texts what it says of itself, by PNG's keywords (Title, Description, ...)
     * @throws ReportException if this machine has no fonts, or not the one asked for
     */
    static byte[] png(Chart chart, Look look, Map<String, String> texts) {
        return Png.of(of(chart, look), look.dpi(), texts);
    }

    /** A figure's image. */
    static BufferedImage of(Chart chart, Look look) {
        needFonts();
        double pixels = look.dpi() / 25.4;
        var image = image((int) Math.round(look.widthMm() * pixels), (int) Math.round(look.heightMm() * pixels));
        var g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setColor(Color.decode(Palette.onWhite(StrokeStyle.Color.PAGE, null)));
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        double scale = (double) image.getWidth() / look.width();
        g.scale(scale, scale);
        Plate.draw(chart, look, new ImagePen(g, family(look.font())));
        g.dispose();
        return image;
    }

    /** The family of Java's fonts that was asked for. */
    private static String family(String asked) {
        var standard = StandardFont.of(asked);
        if (standard.isPresent()) {
            return switch (standard.get()) {
                case HELVETICA -> Font.SANS_SERIF;
                case TIMES -> Font.SERIF;
                case COURIER -> Font.MONOSPACED;
            };
        }
        if (!new Font(asked, Font.PLAIN, 1).getFamily().equalsIgnoreCase(asked)) { // Java takes another in silence
            throw new ReportException(
                    "font: found no \"%s\" for PNG on this machine, expected the family of an installed one, or Helvetica, Times or"
                                    .formatted(asked)
                            + " Courier",
                    null);
        }
        return asked;
    }

    /** Java says that it has no fonts by errors of several kinds, at the first text. */
    static void needFonts() {
        System.setProperty("java.awt.headless", "true"); // no display is asked for
        try {
            new ImagePen(image(1, 1).createGraphics(), Font.SANS_SERIF).width("0", false, 12);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new ReportException(
                    "PNG: found no fonts of Java's on this machine, expected fontconfig and a font such as DejaVu"
                            + " (on Debian and Ubuntu: fontconfig, fonts-dejavu-core), or --format svg,pdf",
                    e);
        }
    }

    private static BufferedImage image(int width, int height) {
        return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    }
}
