package loglog.hex.search;

import java.util.Arrays;
import java.util.List;
import loglog.engine.KeyedRandom;
import loglog.hex.game.Game;

/**
 * Tree searches of many games side by side, one tree in each slot. A search is driven from outside: {@link #next} walks down a
 * slot's tree to a position that the network has not seen and writes it into a batch, {@link #take} takes what the network says
 * of it. One evaluation of the network so serves all slots, and no simulation allocates anything.
 *
 * <p>Values are those of the player whose move it is, from -1 to 1. A move of a tree has an edge: {@code node * moves + move}.
 */
public final class TreeSearch {
    private static final int NOT_TRIED = 0;

    /** What an edge leads to where it ends the game: the outcome for who moves, less this. */
    private static final int ENDS = -3;

    private static final float ILLEGAL = -1e30f;

    /** Where nothing was visited the prior alone decides. */
    private static final float LEAST_WEIGHT = 1e-6f;

    private final Game game;
    private final SearchSettings settings;
    private final Noise noise;
    private final int moves;
    private final int words;
    private final int nodes;
    private final boolean draws;

    // Of each node
    private final long[] positions;
    private final int[] visitsOfNode;

    // Of each edge
    private final int[] child;
    private final int[] visits;
    private final float[] prior;
    private final float[] total;
    private final float[] value;
    private final float[] weight;

    // Of each slot
    private final int[] used;
    private final int[] done;
    private final int[] depth;
    private final int[] path;
    private final int[] leaf;
    private final KeyedRandom[] random;
    private final boolean[] noisy;

    private final float[] rootOfCount;
    private final float[] policy;

    /**
     * @param noise at the root, for searches that ask for it; null for none
     */
    public TreeSearch(Game game, SearchSettings settings, int slots, Noise noise) {
        this.game = game;
        this.settings = settings;
        this.noise = noise;
        moves = game.moves();
        words = game.words();
        nodes = settings.simulations() + 1;
        draws = settings.rule() == SearchSettings.Rule.REGULARIZED;
        if ((long) slots * nodes * moves > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("found %d slots of %d nodes with %d moves, expected at most 2^31 edges"
                    .formatted(slots, nodes, moves));
        }
        int edges = slots * nodes * moves;
        positions = new long[slots * nodes * words];
        visitsOfNode = new int[slots * nodes];
        child = new int[edges];
        visits = new int[edges];
        prior = new float[edges];
        total = new float[edges];
        value = new float[edges];
        weight = new float[edges];
        used = new int[slots];
        done = new int[slots];
        depth = new int[slots];
        path = new int[slots * (game.longest() + 1)];
        leaf = new int[slots];
        random = new KeyedRandom[slots];
        noisy = new boolean[slots];
        rootOfCount = new float[nodes + 1];
        for (int i = 0; i < rootOfCount.length; i++) {
            rootOfCount[i] = Math.max((float) (settings.exploration() * Math.sqrt(i)), LEAST_WEIGHT);
        }
        policy = new float[moves];
    }

    /** Bytes that searches of so many slots take. */
    public static double bytes(Game game, SearchSettings settings, int slots) {
        return (double) slots
                * (settings.simulations() + 1)
                * (6.0 * Integer.BYTES * game.moves() + (double) Long.BYTES * game.words() + Integer.BYTES);
    }

    /**
     * Begins a search in a slot.
     *
     * @param from where the position is at {@code at}; one that has not ended
     * @param random of this search
     * @param noisy whether the root's prior gets noise
     */
    public void begin(int slot, long[] from, int at, KeyedRandom random, boolean noisy) {
        System.arraycopy(from, at, positions, slot * nodes * words, words);
        used[slot] = 0;
        done[slot] = 0;
        depth[slot] = 0;
        leaf[slot] = -1;
        this.random[slot] = random;
        this.noisy[slot] = noisy;
    }

    /**
     * Goes on until an evaluation is wanted. Visits of positions where the game has ended are made on the way.
     *
     * @param inputs gets the position to evaluate, from {@code at} on
     * @return false where the search is done, and nothing is to be evaluated
     */
    public boolean next(int slot, float[] inputs, int at) {
        if (used[slot] == 0) {
            leaf[slot] = 0;
            game.observe(positions, slot * nodes * words, inputs, at);
            return true;
        }
        while (done[slot] < settings.simulations()) {
            if (descend(slot)) {
                game.observe(positions, (slot * nodes + leaf[slot]) * words, inputs, at);
                return true;
            }
        }
        return false;
    }

    /** Walks to a new position and gives true, or to an end of the game, whose visit is made. */
    private boolean descend(int slot) {
        int first = slot * nodes;
        int way = slot * (game.longest() + 1);
        int node = 0;
        int length = 0;
        while (true) {
            int edge = choose(first + node, slot, length);
            path[way + length++] = edge;
            int to = child[edge];
            if (to > NOT_TRIED) {
                node = to;
                continue;
            }
            depth[slot] = length;
            int next = used[slot];
            float outcome;
            if (to == NOT_TRIED) {
                int move = edge - (first + node) * moves;
                outcome = game.play(positions, (first + node) * words, move, positions, (first + next) * words);
                if (Float.isNaN(outcome)) {
                    child[edge] = next;
                    leaf[slot] = next;
                    return true;
                }
                child[edge] = ENDS + (int) outcome;
            } else {
                outcome = to - ENDS;
            }
            back(slot, outcome);
            return false;
        }
    }

    private int choose(int node, int slot, int length) {
        return draws ? drawn(node, slot, length) : greatest(node);
    }

    private int greatest(int node) {
        float root = rootOfCount[visitsOfNode[node]];
        int from = node * moves;
        int end = from + moves;
        int best = from;
        float most = value[from] + root * weight[from];
        for (int edge = from + 1; edge < end; edge++) {
            float score = value[edge] + root * weight[edge];
            if (score > most) {
                most = score;
                best = edge;
            }
        }
        return best;
    }

    private int drawn(int node, int slot, int length) {
        regularized(node, policy);
        double left = random[slot].uniform(((long) done[slot] << 12) + length);
        int last = -1;
        for (int move = 0; move < moves; move++) {
            if (policy[move] > 0) {
                last = move;
                left -= policy[move];
                if (left < 0) {
                    break;
                }
            }
        }
        return node * moves + last;
    }

    /** {@code p(a) = lambda P(a) / (alpha - Q(a))}, with the alpha for which they sum to 1 (arXiv 2007.12509, equation 11). */
    private void regularized(int node, float[] to) {
        int from = node * moves;
        int legal = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        int count = visitsOfNode[node];
        for (int move = 0; move < moves; move++) {
            legal += prior[from + move] > 0 ? 1 : 0;
        }
        double lambda = settings.exploration() * Math.sqrt(count) / (legal + count);
        for (int move = 0; move < moves; move++) {
            if (prior[from + move] > 0) {
                greatest = Math.max(greatest, value[from + move] + lambda * prior[from + move]);
            }
        }
        if (lambda == 0) {
            System.arraycopy(prior, from, to, 0, moves);
            return;
        }
        // The sum is convex and falls with alpha, and is at least 1 here: Newton's steps come near the root from this
        // side.
        double alpha = greatest;
        for (int i = 0; i < 50; i++) {
            double sum = -1;
            double slope = 0;
            for (int move = 0; move < moves; move++) {
                if (prior[from + move] > 0) {
                    double distance = Math.max(alpha - value[from + move], 1e-12);
                    double part = lambda * prior[from + move] / distance;
                    sum += part;
                    slope += part / distance;
                }
            }
            if (sum < 1e-6) {
                break;
            }
            alpha += sum / slope;
        }
        for (int move = 0; move < moves; move++) {
            double p = prior[from + move];
            to[move] = p > 0 ? (float) (lambda * p / Math.max(alpha - value[from + move], 1e-12)) : 0;
        }
    }

    /**
     * Takes what the network says of the position that {@link #next} wrote.
     *
     * @param outputs the moves' probabilities, legal or not, then those of a win and a loss, from {@code at} on
     */
    public void take(int slot, float[] outputs, int at) {
        float seen = outputs[at + moves] - outputs[at + moves + 1];
        int node = slot * nodes + leaf[slot];
        expand(node, outputs, at, seen);
        used[slot]++;
        if (leaf[slot] > 0) {
            back(slot, -seen);
        } else if (noisy[slot] && noise != null) {
            int from = node * moves;
            noise.mix(prior, from, moves, random[slot], 1L << 50);
            System.arraycopy(prior, from, weight, from, moves);
        }
    }

    private void expand(int node, float[] outputs, int at, float seen) {
        int from = node * moves;
        float sum = 0;
        for (int move = 0; move < moves; move++) {
            if (game.isLegal(positions, node * words, move)) {
                // A network can be so sure that the others' probability is 0, which here stands for an illegal move.
                float p = Math.max(outputs[at + move], 1e-9f);
                prior[from + move] = p;
                sum += p;
            } else {
                prior[from + move] = 0;
            }
        }
        float scale = 1 / sum;
        float first = Math.max(seen - (float) settings.firstPlay(), -1);
        for (int move = 0; move < moves; move++) {
            float p = prior[from + move] * scale;
            prior[from + move] = p;
            weight[from + move] = p;
            value[from + move] = p > 0 ? first : ILLEGAL;
        }
        Arrays.fill(child, from, from + moves, NOT_TRIED);
        Arrays.fill(visits, from, from + moves, 0);
        Arrays.fill(total, from, from + moves, 0);
        visitsOfNode[node] = 0;
    }

    /** Counts a visit of each edge on the way, the last one's being worth so much to who moves along it. */
    private void back(int slot, float worth) {
        int way = slot * (game.longest() + 1);
        for (int i = depth[slot] - 1; i >= 0; i--) {
            int edge = path[way + i];
            int count = ++visits[edge];
            float sum = total[edge] + worth;
            total[edge] = sum;
            value[edge] = sum / count;
            weight[edge] = prior[edge] / (1 + count);
            visitsOfNode[edge / moves]++;
            worth = -worth;
        }
        done[slot]++;
    }

    /**
     * All that searches under way consist of, between {@link #take} and {@link #next}: arrays of {@code long}, {@code int} and
     * {@code float}, in a fixed order, to be saved and filled again after {@link #begin} of each slot.
     */
    public List<Object> state() {
        return List.of(positions, visitsOfNode, child, visits, prior, total, value, weight, used, done);
    }

    /** Visits of a root's move so far. */
    public int visits(int slot, int move) {
        return visits[slot * nodes * moves + move];
    }

    /** The mean value of a root's move for the player who makes it; of one that was not tried what it was counted as. */
    public float value(int slot, int move) {
        return value[slot * nodes * moves + move];
    }

    /** The prior of a root's move, noise included; 0 where it is illegal. */
    public float prior(int slot, int move) {
        return prior[slot * nodes * moves + move];
    }

    /** The value of the root for the player whose move it is: the mean over all visits. */
    public double value(int slot) {
        double sum = 0;
        int count = 0;
        int from = slot * nodes * moves;
        for (int move = 0; move < moves; move++) {
            sum += total[from + move];
            count += visits[from + move];
        }
        return count == 0 ? 0 : sum / count;
    }

    /** What the search says of the root's moves: shares of visits, or the regularized policy. Sums to 1. */
    public void policy(int slot, float[] to, int at) {
        int node = slot * nodes;
        if (draws) {
            regularized(node, policy);
            System.arraycopy(policy, 0, to, at, moves);
            return;
        }
        float scale = 1f / Math.max(1, visitsOfNode[node]);
        for (int move = 0; move < moves; move++) {
            to[at + move] = visits[node * moves + move] * scale;
        }
    }

    /** The move that a search has found best: the likeliest of its policy, of equals the one with the greater prior. */
    public int best(int slot) {
        int from = slot * nodes * moves;
        if (draws) {
            regularized(slot * nodes, policy);
        }
        int best = -1;
        for (int move = 0; move < moves; move++) {
            if (prior[from + move] > 0 && (best < 0 || isBetter(from, move, best))) {
                best = move;
            }
        }
        return best;
    }

    private boolean isBetter(int from, int move, int than) {
        double a = draws ? policy[move] : visits[from + move];
        double b = draws ? policy[than] : visits[from + than];
        return a > b || a == b && prior[from + move] > prior[from + than];
    }
}
