package loglog.pages.report;

import loglog.pages.report.TextStyle.Anchor;

/** What a figure is drawn with: on a page or in an image. Places are pixels of the figure's view box. */
interface Renderer {
    /** What is drawn until {@link #end} stays inside the plot area. */
    void clip(Frame frame);

    /** What is drawn until {@link #end} belongs together. */
    void group(String style, PaletteColor tint);

    void end();

    /** The empty plot area. */
    void area(Frame frame);

    /**
     * A line or an area.
     *
     * @param tint its color; null where the ink has one of its own
     * @param tip what it is, for those who point at it; null for nothing
     */
    void draw(StrokeStyle ink, PaletteColor tint, Outline outline, String tip);

    default void draw(StrokeStyle ink, PaletteColor tint, Outline outline) {
        draw(ink, tint, outline, null);
    }

    /** A rectangle without an edge. */
    void box(PaletteColor tint, double x, double y, double width, double height);

    void circle(StrokeStyle ink, double x, double y, double radius);

    /** A text; a number such as 3e19 is set as people print it. */
    void text(TextStyle words, Anchor anchor, double x, double y, double size, String text);
}
