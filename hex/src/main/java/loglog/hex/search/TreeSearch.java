package loglog.hex.search;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.KeyedRandom;
import loglog.engine.cpu.VectorModule;
import loglog.hex.game.Game;

/**
 * Tree searches of many games side by side, one tree in each slot. A search is driven from outside: {@link #next} walks down a
 * slot's tree to a position that the network has not seen and writes it into a batch, {@link #take} takes what the network says
 * of it. One evaluation of the network so serves all slots, and no simulation allocates anything.
 *
 * <p>Values are those of the player whose move it is, from -1 to 1.
 */
public final class TreeSearch {
    static {
        VectorModule.load();
    }

    private static final int NOT_TRIED = 0;

    /** What an edge leads to where it ends the game: the outcome for who moves, less this. */
    private static final int ENDS = -3;

    /** Where nothing was visited the prior alone decides. */
    private static final float LEAST_WEIGHT = 1e-6f;

    private final Game game;
    private final SearchSettings settings;
    private final Noise noise;
    private final int moves;
    private final int words;
    private final int nodes;
    private final int longest;
    private final boolean draws;

    // Of each node
    private final long[] positions;
    private final int[] visitsOfNode;

    private final NodeEdges edges;

    // Of each slot
    private final int[] used;
    private final int[] done;
    private final int[] depth;
    private final int[] nodeOnPath;
    private final int[] moveOnPath;
    private final int[] leaf;
    private final KeyedRandom[] random;
    private final boolean[] noisy;

    private final float[] rootOfCount;
    private final float[] policy;
    private final long[] legal;

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
        longest = game.longest();
        if (nodes > NodeEdges.MOST) {
            throw new IllegalArgumentException(
                    "found %d simulations, expected at most %d".formatted(settings.simulations(), NodeEdges.MOST - 1));
        }
        edges = new NodeEdges(Math.multiplyExact(slots, nodes), moves, nodes);
        positions = new long[Math.multiplyExact(slots * nodes, words)];
        visitsOfNode = new int[slots * nodes];
        used = new int[slots];
        done = new int[slots];
        depth = new int[slots];
        nodeOnPath = new int[slots * (longest + 1)];
        moveOnPath = new int[slots * (longest + 1)];
        leaf = new int[slots];
        random = new KeyedRandom[slots];
        noisy = new boolean[slots];
        rootOfCount = new float[nodes + 1];
        for (int i = 0; i < rootOfCount.length; i++) {
            rootOfCount[i] = Math.max((float) (settings.exploration() * Math.sqrt(i)), LEAST_WEIGHT);
        }
        policy = new float[moves];
        legal = new long[Math.ceilDiv(moves, Long.SIZE)];
    }

    /** Bytes that searches of so many slots take. */
    public static double bytes(Game game, SearchSettings settings, int slots) {
        return (double) slots
                * (settings.simulations() + 1)
                * (NodeEdges.bytes(game.moves()) + (double) Long.BYTES * game.words() + Integer.BYTES);
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
        int way = slot * (longest + 1);
        int node = first;
        int length = 0;
        while (true) {
            int move = draws ? drawn(node, slot, length) : edges.greatest(node, rootOfCount[visitsOfNode[node]]);
            nodeOnPath[way + length] = node;
            moveOnPath[way + length++] = move;
            int to = edges.to(node, move);
            if (to > NOT_TRIED) {
                node = first + to;
                continue;
            }
            depth[slot] = length;
            float outcome;
            if (to == NOT_TRIED) {
                int next = used[slot];
                outcome = game.play(positions, node * words, move, positions, (first + next) * words);
                if (Float.isNaN(outcome)) {
                    edges.to(node, move, next);
                    leaf[slot] = next;
                    return true;
                }
                edges.to(node, move, ENDS + (int) outcome);
            } else {
                outcome = to - ENDS;
            }
            back(slot, outcome);
            return false;
        }
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
        return last;
    }

    /** {@code p(a) = lambda P(a) / (alpha - Q(a))}, with the alpha for which they sum to 1 (arXiv 2007.12509, equation 11). */
    private void regularized(int node, float[] to) {
        int legal = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        int count = visitsOfNode[node];
        for (int move = 0; move < moves; move++) {
            legal += edges.prior(node, move) > 0 ? 1 : 0;
        }
        double lambda = settings.exploration() * Math.sqrt(count) / (legal + count);
        for (int move = 0; move < moves; move++) {
            if (edges.prior(node, move) > 0) {
                greatest = Math.max(greatest, edges.value(node, move) + lambda * edges.prior(node, move));
            }
        }
        if (lambda == 0) {
            for (int move = 0; move < moves; move++) {
                to[move] = edges.prior(node, move);
            }
            return;
        }
        // The sum is convex and falls with alpha, and is at least 1 here: Newton's steps come near the root from this
        // side.
        double alpha = greatest;
        for (int i = 0; i < 50; i++) {
            double sum = -1;
            double slope = 0;
            for (int move = 0; move < moves; move++) {
                double p = edges.prior(node, move);
                if (p > 0) {
                    double distance = Math.max(alpha - edges.value(node, move), 1e-12);
                    double part = lambda * p / distance;
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
            double p = edges.prior(node, move);
            to[move] = p > 0 ? (float) (lambda * p / Math.max(alpha - edges.value(node, move), 1e-12)) : 0;
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
        game.legal(positions, node * words, legal);
        edges.open(node, legal, outputs, at, Math.max(seen - (float) settings.firstPlay(), -1));
        visitsOfNode[node] = 0;
        used[slot]++;
        if (leaf[slot] > 0) {
            back(slot, -seen);
        } else if (noisy[slot] && noise != null) {
            edges.mix(noise, node, moves, random[slot], 1L << 50);
        }
    }

    /** Counts a visit of each move on the way, the last one being worth so much to who makes it. */
    private void back(int slot, float worth) {
        int way = slot * (longest + 1);
        for (int i = way + depth[slot] - 1; i >= way; i--) {
            int node = nodeOnPath[i];
            edges.visit(node, moveOnPath[i], worth);
            visitsOfNode[node]++;
            worth = -worth;
        }
        done[slot]++;
    }

    /**
     * All that searches under way consist of, between {@link #take} and {@link #next}: arrays of {@code long}, {@code int} and
     * {@code float}, in a fixed order, to be saved and filled again after {@link #begin} of each slot.
     */
    public List<Object> state() {
        var all = new ArrayList<Object>(List.of(positions, visitsOfNode, used, done));
        all.addAll(edges.state());
        return all;
    }

    /** Visits of a root's move so far. */
    public int visits(int slot, int move) {
        return edges.visits(slot * nodes, move);
    }

    /** The mean value of a root's move for the player who makes it; of one that was not tried what it was counted as. */
    public float value(int slot, int move) {
        return edges.value(slot * nodes, move);
    }

    /** The prior of a root's move, noise included; 0 where it is illegal. */
    public float prior(int slot, int move) {
        return edges.prior(slot * nodes, move);
    }

    /** The value of the root for the player whose move it is: the mean over all visits. */
    public double value(int slot) {
        double sum = 0;
        int count = 0;
        for (int move = 0; move < moves; move++) {
            int visits = edges.visits(slot * nodes, move);
            sum += visits * edges.value(slot * nodes, move);
            count += visits;
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
            to[at + move] = edges.visits(node, move) * scale;
        }
    }

    /** The move that a search has found best: the likeliest of its policy, of equals the one with the greater prior. */
    public int best(int slot) {
        int root = slot * nodes;
        if (draws) {
            regularized(root, policy);
        }
        int best = -1;
        for (int move = 0; move < moves; move++) {
            if (edges.prior(root, move) > 0 && (best < 0 || isBetter(root, move, best))) {
                best = move;
            }
        }
        return best;
    }

    private boolean isBetter(int root, int move, int than) {
        double a = draws ? policy[move] : edges.visits(root, move);
        double b = draws ? policy[than] : edges.visits(root, than);
        return a > b || a == b && edges.prior(root, move) > edges.prior(root, than);
    }
}
