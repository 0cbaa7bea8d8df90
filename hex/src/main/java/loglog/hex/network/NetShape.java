package loglog.hex.network;

import loglog.engine.Layout;
import loglog.training.ModelOfSize;

/**
 * A policy and value network: a linear layer from the board to {@code width}, {@code depth} residual layers {@code h + W relu(h) +
 * b}, and two heads on {@code relu(h)}: a logit for each move, and two for win and loss, whose softmax is the value: the form of
 * arXiv 2104.03113 (section 3.2), whose value is a tanh, which is the same function of the two logits' difference. Its
 * rescaled residual begins as no layer at all (ReZero, arXiv 2003.04887), as here do weights of zero.
 *
 * @param inputs numbers that it reads
 * @param moves that it gives a probability
 * @param width 1 to 1024
 * @param depth 1 to 8
 */
public record NetShape(int inputs, int moves, int width, int depth) implements ModelOfSize {
    public static final int WIDEST = 1024;
    public static final int DEEPEST = 8;

    /** Logits of the value: won, lost. */
    static final int OUTCOMES = 2;

    static final String BOARD = "board";
    static final String HEADS = "heads";
    static final String BIAS = ".bias";

    public NetShape {
        if (width < 1 || width > WIDEST || depth < 1 || depth > DEEPEST) {
            throw new IllegalArgumentException(
                    "found a network of %dx%d, expected a width of 1 to %d and a depth of 1 to %d"
                            .formatted(width, depth, WIDEST, DEEPEST));
        }
    }

    /** Numbers that it gives: the moves' probabilities, then those of a win and a loss. */
    public int outputs() {
        return moves + OUTCOMES;
    }

    @Override
    public long params() {
        long board = (inputs + 1L) * width;
        long layers = (width + 1L) * width * depth;
        return board + layers + (width + 1L) * outputs();
    }

    /** FLOP of evaluating one position: two for each weight of a product, biases left out as is usual. */
    public long flops() {
        return 2L * width * (inputs + (long) width * depth + outputs());
    }

    /** FLOP of learning from one position: forward, and twice as much backward but for the board's own gradient. */
    public long learningFlops() {
        return 3 * flops() - 2L * width * inputs;
    }

    @Override
    public String shape() {
        return width + "x" + depth;
    }

    /** Where its weights lie, [in, out] each. */
    Layout layout() {
        var layout = new Layout().add(BOARD, inputs, width).add(BOARD + BIAS, 1, width);
        for (int layer = 0; layer < depth; layer++) {
            layout.add(layer(layer), width, width).add(layer(layer) + BIAS, 1, width);
        }
        return layout.add(HEADS, width, outputs()).add(HEADS + BIAS, 1, outputs());
    }

    static String layer(int i) {
        return "layer." + i;
    }
}
