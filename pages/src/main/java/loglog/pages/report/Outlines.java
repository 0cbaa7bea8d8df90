package loglog.pages.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;

/** Letters as shapes, of a font of this machine. */
final class Outlines {
    private Outlines() {}

    /** A text's shapes from a place rightward, squeezed into a width where they are wider; null on a machine without fonts. */
    static PathIterator of(String text, double size, double width, double x, double y) {
        try {
            Picture.needFonts();
        } catch (ReportException _) {
            return null;
        }
        var font = new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size);
        var layout = new TextLayout(text, font, new FontRenderContext(null, true, true));
        var place = AffineTransform.getTranslateInstance(x, y);
        if (layout.getAdvance() > width) {
            place.scale(width / layout.getAdvance(), 1);
        }
        return layout.getOutline(place).getPathIterator(null);
    }
}
