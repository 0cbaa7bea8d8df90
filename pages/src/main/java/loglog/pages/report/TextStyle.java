package loglog.pages.report;

/** How a figure's texts look, on a page and in an image; page.css has the same sizes and colors. */
enum TextStyle {
    TICK(null, 13, StrokeStyle.Color.SOFT, Set.NUMBER),
    X_TITLE("xtitle", 13, StrokeStyle.Color.INK, Set.PLAIN),
    Y_TITLE("ytitle", 13, StrokeStyle.Color.INK, Set.PLAIN),
    NOTE("note", 13, StrokeStyle.Color.INK, Set.OVER),
    LEVEL("level", 11, StrokeStyle.Color.INK, Set.OVER),
    STRIP(null, 11, StrokeStyle.Color.SOFT, Set.OF_STRIP);

    /** Where a text stands from its place. */
    enum Anchor {
        START,
        MIDDLE,
        END;

        /** The left end of a text so wide. */
        double left(double x, double width) {
            return switch (this) {
                case START -> x;
                case MIDDLE -> x - width / 2;
                case END -> x - width;
            };
        }
    }

    private enum Set {
        PLAIN,
        NUMBER,
        OF_STRIP,
        OVER
    }

    /** How much smaller an exponent is than its number. */
    static final double SMALLER = 0.74;

    /** How far an exponent is raised, in sizes of its number. */
    static final double RAISED = 0.45;

    /** How wide the page's color stands around a text that lies over other ink. */
    static final double HALO = 4;

    /** The class in a page's style; null where the group has it. */
    final String style;

    final double size;
    final StrokeStyle.Color color;
    /** Whether a number such as 3e19 is set as people print it. */
    final boolean numbers;
    /** Whether the page's style leaves it to each text where it stands from its place. */
    final boolean anchored;
    /** Whether the page's color stands around it. */
    final boolean halo;

    TextStyle(String style, double size, StrokeStyle.Color color, Set set) {
        this.style = style;
        this.size = size;
        this.color = color;
        numbers = set == Set.NUMBER || set == Set.OF_STRIP;
        anchored = set == Set.OVER || set == Set.OF_STRIP;
        halo = set == Set.OVER;
    }
}
