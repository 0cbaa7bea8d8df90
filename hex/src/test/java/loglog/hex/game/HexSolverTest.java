package loglog.hex.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class HexSolverTest {
    private static TreeSet<String> openings(int n) {
        var hex = new Hex(n);
        var solver = new HexSolver(hex);
        var start = new long[hex.words()];
        hex.start(start, 0);
        var openings = new TreeSet<String>();
        for (int cell = 0; cell < n * n; cell++) {
            if (solver.wins(start, 0, cell)) {
                openings.add(hex.name(cell));
            }
        }
        assertThat(solver.wins(start, 0))
                .as("the first player wins, by strategy stealing")
                .isTrue();
        return openings;
    }

    @Test
    void theWinningOpeningsOf3x3And4x4AreThePublishedOnes() {
        assertThat(openings(3)).containsExactly("a2", "a3", "b2", "c1", "c2");
        assertThat(openings(4)).containsExactly("a4", "b3", "c2", "d1");
    }

    @Test
    void theWinningOpeningsOf5x5AreTheSameAfterAHalfTurnWithTheCenterAmongThem() {
        var hex = new Hex(5);
        var openings = openings(5);
        assertThat(openings).contains("c3", "a5", "e1").doesNotContain("a1", "a2", "a3", "e5");
        for (var opening : openings) {
            assertThat(openings).contains(hex.name(hex.turned(hex.cell(opening), 1)));
        }
    }

    @Test
    void everyPositionOf3x3IsWorthWhatAllItsGamesSay() {
        var hex = new Hex(3);
        var solver = new HexSolver(hex);
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            var position = Boards.random(hex, random.nextInt(8), random);
            var stones = Boards.stones(hex, position);
            assertThat(solver.wins(position, 0)).isEqualTo(Boards.winsByMinimax(3, stones, hex.mover(position, 0)));
        }
    }

    @Test
    void latePositionsOf4x4And5x5AreWorthWhatAllTheirGamesSay() {
        for (int n = 4; n <= 5; n++) {
            var hex = new Hex(n);
            var solver = new HexSolver(hex);
            var random = new Random(n);
            for (int i = 0; i < 60; i++) {
                var position = Boards.random(hex, n * n - 7, random);
                var stones = Boards.stones(hex, position);
                assertThat(solver.wins(position, 0)).isEqualTo(Boards.winsByMinimax(n, stones, hex.mover(position, 0)));
            }
        }
    }

    @Test
    void winningMovesLeaveTheOtherPlayerLost() {
        var hex = new Hex(5);
        var solver = new HexSolver(hex);
        var random = new Random(5);
        var next = new long[hex.words()];
        for (int i = 0; i < 100; i++) {
            var position = Boards.random(hex, 6 + random.nextInt(6), random);
            long winning = solver.winningMoves(position, 0);
            assertThat(winning != 0).isEqualTo(solver.wins(position, 0));
            for (int move = 0; move < 25; move++) {
                if ((winning >>> move & 1) != 0) {
                    float end = hex.play(position, 0, move, next, 0);
                    assertThat(end == 1 || !solver.wins(next, 0)).isTrue();
                }
            }
        }
    }

    @Test
    void largerBoardsHaveNoSolver() {
        assertThatThrownBy(() -> new HexSolver(new Hex(6))).hasMessageContaining("expected at most 5");
    }

    /** On 4 by 4 from five stones on, by a table of plain wins and losses. */
    @Test
    void withAndWithoutBridgesPositionsOf4x4AreWorthTheSame() {
        var hex = new Hex(4);
        var solver = new HexSolver(hex);
        var plain = new HashMap<Long, Boolean>();
        var random = new Random(44);
        for (int i = 0; i < 150; i++) {
            var position = Boards.random(hex, 5 + random.nextInt(6), random);
            assertThat(solver.wins(position, 0)).isEqualTo(plainly(hex, position, plain));
        }
    }

    private static boolean plainly(Hex hex, long[] position, HashMap<Long, Boolean> plain) {
        long key = position[0] << 16 | position[1];
        var known = plain.get(key);
        if (known != null) {
            return known;
        }
        boolean wins = false;
        for (int move = 0; move < 16 && !wins; move++) {
            if (hex.isLegal(position, 0, move)) {
                var next = new long[4];
                wins = hex.play(position, 0, move, next, 0) == 1 || !plainly(hex, next, plain);
            }
        }
        plain.put(key, wins);
        return wins;
    }
}
