package loglog.hex.search;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import loglog.engine.KeyedRandom;

/**
 * The moves of many nodes: of each node a block in which what a search reads together lies together, each part as long as a whole
 * number of vectors, so that a node's best move is found by a few instructions that wait for nothing. What lies beyond the last
 * move is as an illegal one.
 *
 * <p>Sums over lanes are spelled out: the Vector API leaves their order open.
 */
final class NodeEdges {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** Parts are multiples of this, whatever the lanes. */
    private static final int ALIGNED = Math.max(16, L);

    private static final float ILLEGAL = -1e30f;

    /** A network can be so sure that the others' probability is 0, which here stands for an illegal move. */
    private static final float LEAST_PRIOR = 1e-9f;

    /** Values, priors over one more than the visits, priors. */
    private static final int FLOATS = 3;

    /** Of a link the upper half; the lower one is where the move leads to. */
    private static final int VISIT = 1 << 16;

    /** Most nodes of a tree, and most visits. */
    static final int MOST = Short.MAX_VALUE;

    private final int stride;

    private final float[] floats;
    private final int[] links;

    /** 1 / n. */
    private final float[] inverse;

    private final int[] scores;
    private final float[] lanes = new float[L];

    /**
     * @param visits most visits of a move
     */
    NodeEdges(int nodes, int moves, int visits) {
        stride = stride(moves);
        if ((long) nodes * stride * FLOATS > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "found %d nodes with %d moves, expected at most 2^29 moves".formatted(nodes, moves));
        }
        floats = new float[nodes * stride * FLOATS];
        links = new int[nodes * stride];
        scores = new int[stride];
        inverse = new float[visits + 2];
        for (int i = 1; i < inverse.length; i++) {
            inverse[i] = 1f / i;
        }
    }

    private static int stride(int moves) {
        return Math.ceilDiv(moves, ALIGNED) * ALIGNED;
    }

    /** Bytes of a node. */
    static double bytes(int moves) {
        return (double) stride(moves) * (FLOATS * Float.BYTES + Integer.BYTES);
    }

    /**
     * Makes a node's moves such as were never tried.
     *
     * @param legal the node's position's legal moves, 64 a word
     * @param probabilities of all moves, from {@code at} on
     * @param untried what a move that was not tried counts as
     */
    void open(int node, long[] legal, float[] probabilities, int at, float untried) {
        int from = node * stride * FLOATS;
        int prior = from + 2 * stride;
        var sum = FloatVector.zero(S);
        var least = FloatVector.broadcast(S, LEAST_PRIOR);
        for (int i = 0; i < stride; i += L) {
            var mask = mask(legal, i);
            var p = FloatVector.fromArray(S, probabilities, at + i, mask);
            p = least.blend(p, p.compare(VectorOperators.GT, least));
            p = FloatVector.zero(S).blend(p, mask);
            p.intoArray(floats, prior + i);
            sum = sum.add(p);
        }
        float scale = 1 / sum(sum);
        for (int i = 0; i < stride; i += L) {
            var p = FloatVector.fromArray(S, floats, prior + i).mul(scale);
            p.intoArray(floats, prior + i);
            p.intoArray(floats, from + stride + i);
            FloatVector.broadcast(S, ILLEGAL).blend(untried, mask(legal, i)).intoArray(floats, from + i);
            IntVector.zero(INTS).intoArray(links, node * stride + i);
        }
    }

    private static VectorMask<Float> mask(long[] words, int from) {
        return VectorMask.fromLong(S, from >> 6 < words.length ? words[from >> 6] >>> from : 0);
    }

    private float sum(FloatVector v) {
        v.intoArray(lanes, 0);
        float a = lanes[0];
        float b = lanes[1];
        float c = lanes[2];
        float d = lanes[3];
        for (int i = 4; i < L; i += 4) {
            a += lanes[i];
            b += lanes[i + 1];
            c += lanes[i + 2];
            d += lanes[i + 3];
        }
        return a + b + (c + d);
    }

    /** The first of the moves whose {@code value + factor * weight} is greatest. */
    int greatest(int node, float factor) {
        int from = node * stride * FLOATS;
        int weight = from + stride;
        var best = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        for (int i = 0; i < stride; i += L) {
            var score = FloatVector.fromArray(S, floats, weight + i)
                    .mul(factor)
                    .add(FloatVector.fromArray(S, floats, from + i));
            // As numbers whose order is that of the floats: a maximum of floats takes five times the instructions.
            var bits = score.reinterpretAsInts();
            var ordered = bits.lanewise(
                    VectorOperators.XOR,
                    bits.lanewise(VectorOperators.ASHR, 31).lanewise(VectorOperators.AND, Integer.MAX_VALUE));
            ordered.intoArray(scores, i);
            best = best.max(ordered);
        }
        int most = best.reduceLanes(VectorOperators.MAX);
        for (int i = 0; ; i += L) {
            long equal = IntVector.fromArray(INTS, scores, i)
                    .compare(VectorOperators.EQ, most)
                    .toLong();
            if (equal != 0) {
                return i + Long.numberOfTrailingZeros(equal);
            }
        }
    }

    /** Counts a visit of a move that was worth so much. */
    void visit(int node, int move, float worth) {
        int at = node * stride * FLOATS + move;
        int link = links[node * stride + move] + VISIT;
        links[node * stride + move] = link;
        int count = link >>> 16;
        // The first one replaces what the move counted as.
        float before = count == 1 ? 0 : floats[at];
        floats[at] = before + (worth - before) * inverse[count];
        floats[at + stride] = floats[at + 2 * stride] * inverse[count + 1];
    }

    /** Where a move leads to; 0 where it was not tried. */
    int to(int node, int move) {
        return (short) links[node * stride + move];
    }

    /** Of a move that was not visited. */
    void to(int node, int move, int to) {
        links[node * stride + move] = to & VISIT - 1;
    }

    int visits(int node, int move) {
        return links[node * stride + move] >>> 16;
    }

    /** The mean of what its visits were worth; what it counts as where there was none. */
    float value(int node, int move) {
        return floats[node * stride * FLOATS + move];
    }

    /** 0 where the move is illegal. */
    float prior(int node, int move) {
        return floats[node * stride * FLOATS + 2 * stride + move];
    }

    /** Mixes noise into the priors of a node that was just opened. */
    void mix(Noise noise, int node, int moves, KeyedRandom random, long index) {
        int from = node * stride * FLOATS + 2 * stride;
        noise.mix(floats, from, moves, random, index);
        System.arraycopy(floats, from, floats, from - stride, moves);
    }

    /** All there is, in a fixed order. */
    List<Object> state() {
        return List.of(floats, links);
    }
}
