package loglog.laws.ratings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results of games, added up by pair of players and, where it is known, by who moved first. Players are numbered from 0 in
 * the order in which they are first named. Not thread-safe.
 */
public final class GameResults {
    private final Map<String, Integer> players = new LinkedHashMap<>();
    private final Map<Long, Pair> pairs = new LinkedHashMap<>();
    private double ordered;
    private double games;
    private double draws;

    /** No games yet. */
    public GameResults() {}

    /** What two players did, as the lower-numbered one, a, sees it. */
    static final class Pair {
        final int a;
        final int b;
        /** By who moved first: a, b, unknown. */
        final double[] wins = new double[3];

        final double[] losses = new double[3];
        final double[] draws = new double[3];

        private Pair(int a, int b) {
            this.a = a;
            this.b = b;
        }

        double games(int order) {
            return wins[order] + losses[order] + draws[order];
        }

        double games() {
            return games(0) + games(1) + games(2);
        }

        /** A's points, a draw being half a win. */
        double score(int order) {
            return wins[order] + draws[order] / 2;
        }

        double score() {
            return score(0) + score(1) + score(2);
        }
    }

    /**
     * Adds games in which one player moved first in all.
     *
     * @param wins of the first; {@code losses} are the second's wins
     * @throws IllegalArgumentException for counts that are negative or no number, and for a player against itself
     */
    public void add(String first, String second, double wins, double losses, double draws) {
        add(first, second, wins, losses, draws, true);
    }

    /** The same where it is not known, or does not matter, who moved first. */
    public void addInAnyOrder(String a, String b, double wins, double losses, double draws) {
        add(a, b, wins, losses, draws, false);
    }

    private void add(String one, String other, double wins, double losses, double draws, boolean isOrdered) {
        if (one.equals(other)) {
            throw new IllegalArgumentException("%s plays against itself".formatted(one));
        }
        for (double count : new double[] {wins, losses, draws}) {
            if (!(count >= 0) || Double.isInfinite(count)) {
                throw new IllegalArgumentException("%s games of %s and %s".formatted(count, one, other));
            }
        }
        int i = number(one);
        int j = number(other);
        boolean turned = i > j;
        int a = Math.min(i, j);
        int b = Math.max(i, j);
        var pair = pairs.computeIfAbsent((long) a << Integer.SIZE | b, _ -> new Pair(a, b));
        int order = !isOrdered ? 2 : turned ? 1 : 0;
        pair.wins[order] += turned ? losses : wins;
        pair.losses[order] += turned ? wins : losses;
        pair.draws[order] += draws;
        double all = wins + losses + draws;
        this.games += all;
        this.draws += draws;
        this.ordered += isOrdered ? all : 0;
    }

    private int number(String player) {
        return players.computeIfAbsent(player, _ -> players.size());
    }

    /** The players, in the order in which they were first named. */
    public List<String> players() {
        return List.copyOf(players.keySet());
    }

    /** A player's number, or -1. */
    int player(String name) {
        return players.getOrDefault(name, -1);
    }

    public double games() {
        return games;
    }

    public double draws() {
        return draws;
    }

    /** Games of which it is known who moved first. */
    public double orderedGames() {
        return ordered;
    }

    /** Pairs that have played. */
    List<Pair> pairs() {
        var played = new ArrayList<Pair>();
        for (var pair : pairs.values()) {
            if (pair.games() > 0) {
                played.add(pair);
            }
        }
        return played;
    }
}
