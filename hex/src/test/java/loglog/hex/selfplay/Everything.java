package loglog.hex.selfplay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import loglog.engine.KeyedRandom;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;
import loglog.hex.strength.Player;

/** A player against every answer from every opening of up to two stones. */
final class Everything {
    private Everything() {}

    /** How many positions it meets in which it wins and makes a move that loses. */
    static int blunders(Hex hex, HexSolver solver, Player player) {
        int words = hex.words();
        var seen = new HashSet<List<Long>>();
        var asked = new ArrayList<long[]>();
        var empty = new long[words];
        openings(hex, empty, 2, asked, seen);
        int blunders = 0;
        while (!asked.isEmpty()) {
            var positions = new long[asked.size() * words];
            var random = new KeyedRandom[asked.size()];
            for (int i = 0; i < random.length; i++) {
                System.arraycopy(asked.get(i), 0, positions, i * words, words);
                random[i] = KeyedRandom.of(1, i, "test");
            }
            var chosen = new int[random.length];
            player.choose(positions, random.length, random, chosen);
            asked.clear();
            for (int i = 0; i < random.length; i++) {
                if (!solver.wins(positions, i * words, chosen[i])) {
                    blunders++;
                    continue;
                }
                var next = new long[words];
                if (Float.isNaN(hex.play(positions, i * words, chosen[i], next, 0))) {
                    answers(hex, next, asked, seen);
                }
            }
        }
        return blunders;
    }

    private static void openings(Hex hex, long[] position, int more, List<long[]> asked, HashSet<List<Long>> seen) {
        var solver = new HexSolver(hex);
        add(position, solver, asked, seen);
        for (int move = 0; more > 0 && move < hex.moves(); move++) {
            if (hex.isLegal(position, 0, move)) {
                var next = new long[position.length];
                hex.play(position, 0, move, next, 0);
                openings(hex, next, more - 1, asked, seen);
            }
        }
    }

    private static void answers(Hex hex, long[] position, List<long[]> asked, HashSet<List<Long>> seen) {
        for (int move = 0; move < hex.moves(); move++) {
            if (hex.isLegal(position, 0, move)) {
                var next = new long[position.length];
                if (Float.isNaN(hex.play(position, 0, move, next, 0))) {
                    add(next, null, asked, seen);
                }
            }
        }
    }

    /** @param solver where the position may be lost; null where the player was winning it */
    private static void add(long[] position, HexSolver solver, List<long[]> asked, HashSet<List<Long>> seen) {
        if ((solver == null || solver.wins(position, 0))
                && seen.add(Arrays.stream(position).boxed().toList())) {
            asked.add(position);
        }
    }
}
