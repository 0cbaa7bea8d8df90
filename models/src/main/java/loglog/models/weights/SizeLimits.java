package loglog.models.weights;

import loglog.runs.DataException;

/**
 * The largest sizes that a configuration may have: far beyond any model's, and small enough that products of two of them are
 * exact. Whether there is memory for them is another question.
 */
final class SizeLimits {
    static final int WIDTH = 1 << 20;
    static final int LAYERS = 1 << 16;
    static final int FEED_FORWARD = 1 << 24;
    static final int CONTEXT = 1 << 26;

    private SizeLimits() {}

    static void require(
            int vocabulary,
            int width,
            int layers,
            int heads,
            int kvHeads,
            int headWidth,
            int feedForward,
            int context) {
        require("vocabulary", vocabulary, 1, Integer.MAX_VALUE);
        require("width", width, 1, WIDTH);
        require("layers", layers, 0, LAYERS); // none, to count what is outside of them
        require("heads", heads, 1, WIDTH);
        require("kv_heads", kvHeads, 1, heads);
        require("head_width", headWidth, 1, WIDTH);
        require("feed_forward", feedForward, 1, FEED_FORWARD);
        require("context", context, 1, CONTEXT);
        if ((long) heads * headWidth > WIDTH) {
            throw new DataException("model: heads: found %d of width %d, expected at most %d together"
                    .formatted(heads, headWidth, WIDTH));
        }
        if (heads % kvHeads != 0) {
            throw new DataException(
                    "model: kv_heads: found %d, expected a divisor of the %d heads".formatted(kvHeads, heads));
        }
    }

    private static void require(String what, int found, int least, int most) {
        if (found < least || found > most) {
            throw new DataException(
                    "model: %s: found %d, expected %d to %d".formatted(what, found, Math.max(1, least), most));
        }
    }
}
