package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.LOG2_E;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.exp;
import static loglog.engine.cpu.Simd.exp2OfNegative;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.getInt;
import static loglog.engine.cpu.Simd.set;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Tokens from one vector of columns of logits, {@code step} bytes from one token to the next. What one pass leaves for the next goes
 * through {@code scratch}, three vectors: a vector that is handed to another method may become an object.
 */
final class ColumnChoice {
    /** Tokens between looks at whether every column has its own. */
    private static final int STRIDE = 16;

    /** Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits. */
    private static final float ROUNDER = 12582912f;

    private static final long VECTOR = L * BYTES;

    private ColumnChoice() {}

    private static FloatVector at(long address) {
        return FloatVector.fromMemorySegment(S, ALL, address, ORDER);
    }

    static void choose(
            long logits, long step, int vocabulary, float temperature, long uniforms, long tokens, long scratch) {
        likeliest(logits, step, vocabulary, scratch);
        if (temperature > 0) {
            exponentials(logits, step, vocabulary, LOG2_E / temperature, scratch);
            draw(logits, step, vocabulary, uniforms, scratch);
        }
        var chosen = at(scratch + VECTOR).blend(-1f, at(scratch + 2 * VECTOR).compare(VectorOperators.NE, 0f));
        chosen.add(ROUNDER)
                .reinterpretAsInts()
                .sub(Float.floatToRawIntBits(ROUNDER))
                .intoMemorySegment(ALL, tokens, ORDER);
    }

    /** Leaves each column's maximum, where it is, and zero, or what is no number where a logit is none. */
    private static void likeliest(long logits, long step, int vocabulary, long scratch) {
        var max = at(logits);
        var best = FloatVector.zero(S);
        var finite = max.sub(max);
        for (int v = 1; v < vocabulary; v++) {
            var x = at(logits + v * step);
            var more = x.compare(VectorOperators.GT, max);
            max = max.blend(x, more);
            best = best.blend((float) v, more);
            finite = finite.add(x.sub(x));
        }
        max.intoMemorySegment(ALL, scratch, ORDER);
        best.intoMemorySegment(ALL, scratch + VECTOR, ORDER);
        finite.intoMemorySegment(ALL, scratch + 2 * VECTOR, ORDER);
    }

    /** The logits become e^((logit - max) / temperature); the maximum gives way to their sum. */
    private static void exponentials(long logits, long step, int vocabulary, float sharpness, long scratch) {
        var max = at(scratch);
        var total = FloatVector.zero(S);
        for (int v = 0; v < vocabulary; v++) {
            var e = exp2OfNegative(at(logits + v * step).sub(max).mul(sharpness));
            e.intoMemorySegment(ALL, logits + v * step, ORDER);
            total = total.add(e);
        }
        total.intoMemorySegment(ALL, scratch, ORDER);
    }

    /** How many tokens, from the first on, have probabilities that sum to no more than the uniform number. */
    private static void draw(long weights, long step, int vocabulary, long uniforms, long scratch) {
        var enough = at(scratch).mul(at(uniforms));
        var sum = FloatVector.zero(S);
        var passed = FloatVector.zero(S);
        for (int v = 0; v < vocabulary; v++) {
            sum = sum.add(at(weights + v * step));
            var less = sum.compare(VectorOperators.LE, enough);
            passed = passed.blend(passed.add(1f), less);
            if (v % STRIDE == STRIDE - 1 && !less.anyTrue()) {
                break;
            }
        }
        var all = passed.compare(VectorOperators.GE, (float) vocabulary); // rounding alone leads here
        passed.blend(at(scratch + VECTOR), all).intoMemorySegment(ALL, scratch + VECTOR, ORDER);
    }

    static void logProbabilities(long logits, long step, int vocabulary, long tokens, long result, long scratch) {
        var max = at(logits);
        for (int v = 1; v < vocabulary; v++) {
            var x = at(logits + v * step);
            max = max.blend(x, x.compare(VectorOperators.GT, max));
        }
        var total = FloatVector.zero(S);
        for (int v = 0; v < vocabulary; v++) {
            total = total.add(exp(at(logits + v * step).sub(max)));
        }
        max.intoMemorySegment(ALL, scratch, ORDER);
        total.intoMemorySegment(ALL, scratch + VECTOR, ORDER);
        for (int c = 0; c < L; c++) {
            int token = getInt(tokens + c * BYTES);
            double log = 0;
            if (token >= 0) {
                double logit = get(logits + token * step + c * BYTES);
                log = logit - get(scratch + c * BYTES) - StrictMath.log(get(scratch + VECTOR + c * BYTES));
            }
            set(result + c * BYTES, (float) log);
        }
    }
}
