package loglog.app.hex;

import java.util.ArrayList;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;

/** A board as a terminal shows it: a rhombus of letters, X joining top and bottom, O left and right. */
final class HexBoard {
    private static final char[] STONES = {'X', 'O'};

    private HexBoard() {}

    /** The letter of a player, 0 or 1. */
    static char letter(int player) {
        return STONES[player];
    }

    /**
     * Draws a position.
     *
     * @param solver marks free cells by who wins when the player whose move it is plays there; null for no marks
     */
    static String of(Hex hex, long[] position, HexSolver solver) {
        int n = hex.side();
        var lines = new ArrayList<String>();
        lines.add(columns(n, 4));
        int mover = hex.mover(position, 0);
        for (int row = 0; row < n; row++) {
            var line = new StringBuilder(" ".repeat(row + 1)).append("%2d ".formatted(row + 1));
            for (int column = 0; column < n; column++) {
                int cell = row * n + column;
                int stone = hex.stone(position, 0, cell);
                line.append(' ')
                        .append(stone >= 0 ? STONES[stone] : free(hex, position, solver, hex.cell(cell, mover)));
            }
            lines.add(line.append("  ").append(row + 1).toString());
        }
        lines.add(columns(n, n + 4));
        return String.join("\n", lines);
    }

    private static char free(Hex hex, long[] position, HexSolver solver, int move) {
        return solver == null ? '.' : solver.wins(position, 0, move) ? '+' : '-';
    }

    private static String columns(int n, int indent) {
        var line = new StringBuilder(" ".repeat(indent));
        for (int column = 0; column < n; column++) {
            line.append(' ').append((char) ('a' + column));
        }
        return line.toString();
    }
}
