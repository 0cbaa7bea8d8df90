package loglog.hex.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexTest {
    @Test
    void exactlyOneOfTwoPlayersHasWonEveryFullBoard() {
        var random = new Random(1);
        for (int n = 3; n <= 6; n++) {
            var stones = new int[n * n];
            for (int board = 0; board < 25_000; board++) {
                for (int cell = 0; cell < stones.length; cell++) {
                    stones[cell] = random.nextInt(2);
                }
                if (Boards.joinsByFlood(n, stones, 0) == Boards.joinsByFlood(n, stones, 1)) {
                    fail("both or none on " + Arrays.toString(stones));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
    void aGameEndsAtTheMoveThatJoinsByFloodFillAndByUnionFind(int n) {
        var hex = new Hex(n);
        var random = new Random(n);
        for (int game = 0; game < (n <= 6 ? 100 : 15); game++) {
            var position = new long[hex.words()];
            hex.start(position, 0);
            for (int ply = 0; ; ply++) {
                int mover = hex.mover(position, 0);
                assertThat(mover).isEqualTo(ply % 2);
                assertThat(hex.stones(position, 0)).isEqualTo(ply);
                int move = legal(hex, position, random);
                float end = hex.play(position, 0, move, position, 0);
                var stones = Boards.stones(hex, position);
                assertThat(stones[hex.cell(move, mover)]).isEqualTo(mover);
                boolean joins = Boards.joinsByFlood(n, stones, mover);
                assertThat(Boards.joinsByUnion(n, stones, mover)).isEqualTo(joins);
                assertThat(end == 1).isEqualTo(joins);
                assertThat(Boards.joinsByFlood(n, stones, 1 - mover)).isFalse();
                if (joins) {
                    break;
                }
                assertThat(end).isNaN();
            }
        }
    }

    private static int legal(Hex hex, long[] position, RandomGenerator random) {
        while (true) {
            int move = random.nextInt(hex.moves());
            if (hex.isLegal(position, 0, move)) {
                return move;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 8, 9, 13})
    void transposingAndSwappingColorsMapsAWinToAWin(int n) {
        var hex = new Hex(n);
        var random = new Random(n);
        for (int game = 0; game < 30; game++) {
            var stones = Boards.stones(hex, Boards.random(hex, n * n / 2 + random.nextInt(n * n / 2), random));
            var swapped = new int[stones.length];
            for (int cell = 0; cell < stones.length; cell++) {
                int stone = stones[hex.transposed(cell)];
                swapped[cell] = stone < 0 ? -1 : 1 - stone;
            }
            for (int player = 0; player < 2; player++) {
                assertThat(Boards.joinsByFlood(n, swapped, 1 - player))
                        .isEqualTo(Boards.joinsByFlood(n, stones, player));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8, 9, 13})
    void bothPlayersSeeTheirOwnStonesFirstAndJoinTopAndBottom(int n) {
        var hex = new Hex(n);
        var random = new Random(n);
        var seen = new float[hex.inputs()];
        for (int i = 0; i < 50; i++) {
            var position = Boards.random(hex, random.nextInt(n * n / 2), random);
            int mover = hex.mover(position, 0);
            var stones = Boards.stones(hex, position);
            hex.observe(position, 0, seen, 0);
            for (int move = 0; move < n * n; move++) {
                int stone = stones[hex.cell(move, mover)];
                assertThat(seen[move]).isEqualTo(stone == mover ? 1f : 0f);
                assertThat(seen[n * n + move]).isEqualTo(stone == 1 - mover ? 1f : 0f);
                assertThat(hex.isLegal(position, 0, move)).isEqualTo(stone == -1);
            }
        }
    }

    @Test
    void aHalfTurnIsASymmetryOfTheGame() {
        var hex = new Hex(4);
        var random = new Random(4);
        for (int i = 0; i < 300; i++) {
            var position = Boards.random(hex, 4 + random.nextInt(9), random);
            var turned = new int[16];
            var stones = Boards.stones(hex, position);
            for (int cell = 0; cell < 16; cell++) {
                turned[hex.turned(cell, 1)] = stones[cell];
            }
            for (int player = 0; player < 2; player++) {
                assertThat(Boards.joinsByFlood(4, turned, player)).isEqualTo(Boards.joinsByFlood(4, stones, player));
            }
        }
    }

    @Test
    void cellsHaveNamesAndMovesOutsideAreIllegal() {
        var hex = new Hex(11);
        assertThat(hex.name(0)).isEqualTo("a1");
        assertThat(hex.name(120)).isEqualTo("k11");
        for (int cell = 0; cell < 121; cell++) {
            assertThat(hex.cell(hex.name(cell))).isEqualTo(cell);
        }
        assertThat(hex.cell("K11")).isEqualTo(120);
        for (var bad : new String[] {"", "a", "1a", "a0", "a12", "l1", "a-1", "é1", "a111"}) {
            assertThat(hex.cell(bad)).as(bad).isEqualTo(-1);
        }
        var start = new long[hex.words()];
        assertThat(hex.isLegal(start, 0, -1)).isFalse();
        assertThat(hex.isLegal(start, 0, 121)).isFalse();
        assertThatThrownBy(() -> new Hex(2)).hasMessageContaining("found a board of 2, expected 3 to 13");
        assertThatThrownBy(() -> new Hex(14)).hasMessageContaining("expected 3 to 13");
    }
}
