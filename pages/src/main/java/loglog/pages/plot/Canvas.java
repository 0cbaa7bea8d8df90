package loglog.pages.plot;

import java.util.Objects;

/**
 * A grid of character cells, each of 2 by 4 dots in braille or 1 by 1 in ASCII. A cell shows the strongest thing drawn
 * in it: a mark over a line over a shade.
 */
final class Canvas {
    private static final int SHADE = 1;
    private static final int LINE = 2;
    private static final int MARK = 3;
    /** The bit of each dot of a braille cell, by row from the top and column. */
    private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

    private final int columns;
    private final int rows;
    private final boolean braille;
    private final int[][] strength;
    private final int[][] dots;
    private final char[][] mark;
    private final String[][] color;
    private final int[][] owner;

    Canvas(int columns, int rows, boolean braille) {
        this.columns = columns;
        this.rows = rows;
        this.braille = braille;
        strength = new int[rows][columns];
        dots = new int[rows][columns];
        mark = new char[rows][columns];
        color = new String[rows][columns];
        owner = new int[rows][columns];
    }

    /** Dots across. */
    int width() {
        return braille ? 2 * columns : columns;
    }

    /** Dots from top to bottom. */
    int height() {
        return braille ? 4 * rows : rows;
    }

    /** What stands where marks of several series lie in one cell. */
    static final char TOGETHER = '&';

    /** No series, or several. */
    static final int NONE = -1;

    /**
     * Puts a series' mark into the cell of a dot; what lies outside is not drawn. Where another series has a mark already,
     * neither hides the other: the cell says that both are there.
     *
     * @param series 0 or more
     * @return the series that was there, or {@link #NONE}
     */
    int mark(int x, int y, char character, String ansi, int series) {
        if (!inside(x, y)) {
            return NONE;
        }
        int r = row(y);
        int c = column(x);
        boolean taken = strength[r][c] == MARK && owner[r][c] != series;
        int other = taken ? owner[r][c] : NONE;
        set(c, r, MARK, taken ? null : ansi);
        mark[r][c] = taken ? TOGETHER : character;
        owner[r][c] = taken ? NONE : series;
        return other;
    }

    /** Writes a character over whatever is there. */
    void write(int x, int y, char character, String ansi) {
        if (inside(x, y)) {
            set(column(x), row(y), MARK, ansi);
            mark[row(y)][column(x)] = character;
            owner[row(y)][column(x)] = NONE;
        }
    }

    /** Whether a mark or a text is in the cell of a dot, or it lies outside. */
    boolean isTaken(int x, int y) {
        return !inside(x, y) || strength[row(y)][column(x)] == MARK;
    }

    /** Whether marks of several series lie in the cell of a dot. */
    boolean isShared(int x, int y) {
        return inside(x, y) && strength[row(y)][column(x)] == MARK && mark[row(y)][column(x)] == TOGETHER;
    }

    void line(int x, int y, String ansi) {
        dot(x, y, LINE, '.', ansi);
    }

    void rule(int x, int y, char ascii) {
        dot(x, y, SHADE, ascii, null);
    }

    void shade(int x, int y, String ansi) {
        dot(x, y, SHADE, ':', ansi);
    }

    private void dot(int x, int y, int how, char ascii, String ansi) {
        if (!inside(x, y) || strength[row(y)][column(x)] > how) {
            return;
        }
        int r = row(y);
        int c = column(x);
        if (strength[r][c] < how) {
            dots[r][c] = 0;
        }
        set(c, r, how, ansi);
        mark[r][c] = ascii;
        dots[r][c] |= braille ? DOTS[y % 4][x % 2] : 1;
    }

    private void set(int c, int r, int how, String ansi) {
        strength[r][c] = how;
        color[r][c] = ansi;
    }

    private boolean inside(int x, int y) {
        return x >= 0 && x < width() && y >= 0 && y < height();
    }

    private int column(int x) {
        return braille ? x / 2 : x;
    }

    private int row(int y) {
        return braille ? y / 4 : y;
    }

    /** The character of a cell. */
    char at(int r, int c) {
        return switch (strength[r][c]) {
            case 0 -> ' ';
            case MARK -> mark[r][c];
            default -> braille ? (char) (0x2800 + dots[r][c]) : mark[r][c];
        };
    }

    /** A row of cells up to the last that is not empty, with colors where they are wanted. */
    String row(int r, boolean colors) {
        var out = new StringBuilder();
        String now = null;
        int end = columns;
        while (end > 0 && strength[r][end - 1] == 0) {
            end--;
        }
        for (int c = 0; c < end; c++) {
            var wanted = strength[r][c] == 0 ? now : color[r][c];
            if (colors && !Objects.equals(now, wanted)) {
                out.append(wanted == null ? Ansi.PLAIN : (now == null ? "" : Ansi.PLAIN) + wanted);
                now = wanted;
            }
            out.append(at(r, c));
        }
        return now == null ? out.toString() : out.append(Ansi.PLAIN).toString();
    }
}
