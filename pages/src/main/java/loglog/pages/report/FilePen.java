package loglog.pages.report;

/** What a figure that stands alone in a file is drawn with: it writes and measures words, too, and can be moved. */
interface FilePen extends Renderer {
    /** What is drawn until {@link #end} stands so much further right and down. */
    void at(double dx, double dy);

    /** How wide a text stands at a size. */
    double width(String text, boolean bold, double size);

    /** Writes a text rightward from a place of its baseline. */
    void write(String text, boolean bold, double size, double x, double y, StrokeStyle.Color color);
}
