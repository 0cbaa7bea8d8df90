package loglog.laws.ratings;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which players the results compare with each other. Players that no chain of games joins have no common scale; and
 * where a part of a group has never lost a point to the rest, the likelihood has no maximum (Ford 1957, Amer. Math.
 * Monthly 64).
 *
 * @param of each player's group, numbered from 0 in the order of their first players
 * @param isBounded whether a group's likelihood has a maximum
 */
record PlayerGroups(int[] of, boolean[] isBounded) {
    static PlayerGroups of(int players, List<GameResults.Pair> pairs, int[] anchored) {
        var gains = new ArrayList<List<Integer>>(); // who has taken a point from whom
        var yields = new ArrayList<List<Integer>>();
        for (int i = 0; i < players; i++) {
            gains.add(new ArrayList<>());
            yields.add(new ArrayList<>());
        }
        for (var pair : pairs) {
            if (pair.score() > 0) {
                gains.get(pair.a).add(pair.b);
                yields.get(pair.b).add(pair.a);
            }
            if (pair.score() < pair.games()) {
                gains.get(pair.b).add(pair.a);
                yields.get(pair.a).add(pair.b);
            }
        }
        for (int k = 1; k < anchored.length; k++) { // what is between fixed ratings is known
            int one = anchored[k - 1];
            int other = anchored[k];
            for (var edges : List.of(gains, yields)) {
                edges.get(one).add(other);
                edges.get(other).add(one);
            }
        }
        var group = new int[players];
        Arrays.fill(group, -1);
        var isBounded = new ArrayList<Boolean>();
        for (int first = 0; first < players; first++) {
            if (group[first] < 0) {
                int size = mark(first, List.of(gains, yields), group, isBounded.size());
                isBounded.add(reached(first, gains) == size && reached(first, yields) == size);
            }
        }
        var bounded = new boolean[isBounded.size()];
        for (int g = 0; g < bounded.length; g++) {
            bounded[g] = isBounded.get(g);
        }
        return new PlayerGroups(group, bounded);
    }

    private static int reached(int first, List<List<Integer>> edges) {
        var seen = new int[edges.size()];
        Arrays.fill(seen, -1);
        return mark(first, List.of(edges), seen, 0);
    }

    /** Marks all that edges of any of the kinds lead to; returns how many they are. */
    private static int mark(int first, List<List<List<Integer>>> kinds, int[] marks, int mark) {
        var next = new ArrayDeque<Integer>(List.of(first));
        marks[first] = mark;
        int count = 0;
        while (!next.isEmpty()) {
            int player = next.pop();
            count++;
            for (var edges : kinds) {
                for (int other : edges.get(player)) {
                    if (marks[other] < 0) {
                        marks[other] = mark;
                        next.push(other);
                    }
                }
            }
        }
        return count;
    }

    int count() {
        return isBounded.length;
    }
}
