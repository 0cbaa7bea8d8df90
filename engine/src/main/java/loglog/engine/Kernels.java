package loglog.engine;

/**
 * The arithmetic that layers are made of, on one lane of a device. Every method works on tensors of the device's memory
 * and keeps no reference to them. Tensors are of float32; on a device of {@link Precision#BFLOAT16} those may be of bfloat16 of which
 * a method says so: read, or rounded to nearest when written. Unless a method says otherwise, tensors of one call do not overlap, gradients of
 * inputs are overwritten, and <b>gradients of weights are added to</b> what is there.
 *
 * <p>Shapes are written [rows, columns]; n is the number of tokens in all sequences, d a width.
 */
public interface Kernels {
    // Moving data

    /** Copies {@code values} into {@code to}, row by row. */
    default void write(float[] values, Tensor to) {
        write(values, 0, to);
    }

    /** Copies floats from {@code values[from]} on into {@code to}, row by row. */
    void write(float[] values, int from, Tensor to);

    /** Copies ints from {@code values[from]} on into {@code to}, row by row. */
    void write(int[] values, int from, Tensor to);

    /** Copies {@code from} into {@code values}, row by row. */
    void read(Tensor from, float[] values);

    /** Sets every element. */
    void fill(Tensor t, float value);

    /** {@code to = from}, of the same shape; either may be of bfloat16. */
    void copy(Tensor from, Tensor to);

    /** The same lane's arithmetic of sequences that lie in columns. */
    ColumnKernels columns();

    // Sums

    /** {@code y += scale * x}, elementwise. */
    void add(float scale, Tensor x, Tensor y);

    /** The sum of all elements, in a fixed order. */
    double sum(Tensor t);

    /** The sum of the squares of all elements, in a fixed order. */
    double sumOfSquares(Tensor t);

    // Matrix products

    /**
     * {@code c = op(a) op(b) + beta c}, where op transposes if its flag is set: [m, k] times [k, n] into [m, n]. With
     * {@code beta} zero, what is in {@code c} does not matter. A device of {@link Precision#BFLOAT16} rounds a and b first, where
     * they are not of bfloat16.
     */
    void gemm(boolean transposeA, Tensor a, boolean transposeB, Tensor b, float beta, Tensor c);

    /**
     * Leaves in {@code prepared} what this device's products with a weight read faster than the weight itself: for {@link
     * #linear} and {@link #linearGradients}, until the weight changes. Called where {@link Device#preparesWeights} says yes.
     *
     * @param w [rows, cols]
     * @param prepared as many cells, contiguous; opaque
     */
    default void prepare(Tensor w, Tensor prepared) {}

    /**
     * {@code y = x op(w)}, for x [n, in], y [n, out] and op(w) [in, out]. A device may leave in x, in a form of its own, what
     * {@link #linearGradients} needs of it (rounded, packed), or x as it was: nobody else reads it afterwards. An x of bfloat16 is
     * read as it is.
     *
     * @param outFirst whether w is stored [out, in]
     * @param prepared as {@link #prepare} left it, or null
     */
    default void linear(boolean outFirst, Tensor x, Tensor w, Tensor prepared, Tensor y) {
        gemm(false, x, outFirst, w, 0, y);
    }

    /**
     * What the gradient of {@link #linear} gives, for the x that it left: {@code dx = dy op(w)'}, and {@code dw +=} the
     * gradient of w.
     */
    default void linearGradients(
            boolean outFirst, Tensor x, Tensor w, Tensor prepared, Tensor dy, Tensor dx, Tensor dw) {
        gemm(false, dy, !outFirst, w, 0, dx);
        weightGradient(outFirst, x, dy, dw);
    }

    /** {@code dw +=} the gradient of w in {@link #linear}. */
    default void weightGradient(boolean outFirst, Tensor x, Tensor dy, Tensor dw) {
        if (outFirst) {
            gemm(true, dy, false, x, 1, dw);
        } else {
            gemm(true, x, false, dy, 1, dw);
        }
    }

    /**
     * {@link #linear} for one row, x [1, in] into y [1, out], in float32: a token of its own. Its sums may be made in another
     * order, so that its bits differ from those of many rows.
     *
     * @param w may be of bfloat16 where it is stored [out, in]: each element stands for its float32
     */
    default void row(boolean outFirst, Tensor x, Tensor w, Tensor y) {
        linear(outFirst, x, w, null, y);
    }

    /**
     * {@code y = x w'} for one row and a weight in blocks: x [1, cols], y [1, rows]. The row is rounded to integers of -127 to 127 in
     * blocks as long as the weight's, whose scale is a float32: 1/127 of the greatest size. A block's sum is exact, sums of blocks are
     * in float32.
     */
    void row(QuantizedMatrix w, Tensor x, Tensor y);

    /** The same lane's kernels with products in float32 whatever the device's precision: an optimizer's. */
    default Kernels float32() {
        return this;
    }

    /** {@code y += bias} for each row; bias [1, d], y [n, d]. */
    void addBias(Tensor bias, Tensor y);

    /** {@code dbias += } the sum of dy's rows; dy [n, d], dbias [1, d]. */
    void biasGradient(Tensor dy, Tensor dbias);

    // Embedding

    /**
     * Row r of x is {@code table[tokens[r]]}, plus {@code positions[r % length]} where there are learned positions.
     *
     * @param tokens ints [1, n]
     * @param table [vocabulary, d]
     * @param positions [context, d], or null
     * @param length tokens in one sequence
     * @param x [n, d]
     */
    void embed(Tensor tokens, Tensor table, Tensor positions, int length, Tensor x);

    /** Adds dx's rows to the rows of {@code dtable} and {@code dpositions} (or null) that {@link #embed} read. */
    void embedGradient(Tensor tokens, Tensor dx, int length, Tensor dtable, Tensor dpositions);

    // Norms, each with the residual sum before it

    /**
     * {@code sum = x + delta}, {@code y = gain * sum / rms(sum)}, rms(s) = sqrt(mean(s^2) + epsilon) (arXiv 1910.07467,
     * equation 4).
     *
     * @param x [n, d]
     * @param delta [n, d], or null: then x is the sum, and {@code sum} is not written
     * @param gain [1, d]
     * @param sum [n, d]; may be x itself
     * @param y [n, d]; may be of bfloat16
     * @param rms [1, n]: 1 / rms of each row, for the gradient
     */
    void rmsNorm(Tensor x, Tensor delta, Tensor gain, float epsilon, Tensor sum, Tensor y, Tensor rms);

    /**
     * Adds to {@code dsum}, which holds the gradient that reaches the sum by other ways, what comes through the norm.
     *
     * @param dy [n, d]
     * @param sum [n, d], as {@link #rmsNorm} left it, or that in bfloat16
     * @param dsum [n, d], added to
     * @param dgain [1, d], added to
     */
    void rmsNormGradient(Tensor dy, Tensor sum, Tensor gain, Tensor rms, Tensor dsum, Tensor dgain);

    /**
     * {@code sum = x + delta}, {@code y = gain * (sum - mean) / deviation + bias}, deviation = sqrt(variance + epsilon)
     * (arXiv 1607.06450, equation 3). As {@link #rmsNorm}, with
     *
     * @param statistics [n, 2]: mean and 1 / deviation of each row, for the gradient
     */
    void layerNorm(
            Tensor x, Tensor delta, Tensor gain, Tensor bias, float epsilon, Tensor sum, Tensor y, Tensor statistics);

    /** As {@link #rmsNormGradient}, for {@link #layerNorm}. */
    void layerNormGradient(
            Tensor dy, Tensor sum, Tensor gain, Tensor statistics, Tensor dsum, Tensor dgain, Tensor dbias);

    // Attention

    /**
     * Turns each head of each row by its position's angles (arXiv 2104.09864, equation 34, in the rotate-half order):
     * with h half a head's width, {@code x[i] = x[i] cos[i] - x[i+h] sin[i]}, {@code x[i+h] = x[i+h] cos[i] + x[i] sin[i]}.
     *
     * @param x [rows, heads * headWidth], in place
     * @param table [context, headWidth]: the cosines of a position's angles, then their sines
     * @param position of row 0; row r is at {@code position + r}
     */
    void rope(Tensor x, Tensor table, int position, int headWidth);

    /** Cells of {@code saved} that {@link #attention} wants for its gradient; at least one. */
    long attentionSavedCells(AttentionShape shape);

    /**
     * {@code out = softmax(scale * rope(q) rope(k)^T) v} for each head, each token looking at itself and what is before
     * it (arXiv 1706.03762, equation 1).
     *
     * @param qkv [n, qkvWidth]: queries, keys, values; may be of bfloat16
     * @param rope the table of {@link #rope}, or null for no rotation
     * @param out [n, queryWidth]; may be of bfloat16
     * @param saved [1, attentionSavedCells], opaque, for the gradient; [1, 1] where the gradient is to compute it anew
     */
    void attention(AttentionShape shape, Tensor qkv, Tensor rope, Tensor out, Tensor saved);

    /** The gradient of {@link #attention}: dout [n, queryWidth] into dqkv [n, qkvWidth], which may be of bfloat16. */
    void attentionGradient(AttentionShape shape, Tensor qkv, Tensor rope, Tensor saved, Tensor dout, Tensor dqkv);

    /**
     * One new token's attention over a cache that already holds its own key and value. Rotation was done before.
     *
     * @param shape heads; its sequences and length are not read
     * @param q [1, queryWidth]
     * @param keys [context, keyWidth], of which rows 0 to {@code position} are read; likewise values
     * @param out [1, queryWidth]
     */
    void attentionStep(AttentionShape shape, Tensor q, Tensor keys, Tensor values, int position, Tensor out);

    /**
     * Rows in blocks of {@link BlockFormat#Q8_0}, ggml's bytes.
     *
     * @param x [n, cols], cols a multiple of 32
     * @param blocks [n, {@link BlockFormat#cells}] ints, the bytes of each row from its beginning
     */
    void quantize(Tensor x, Tensor blocks);

    /** {@link #attentionStep} over keys and values as {@link #quantize} makes them; heads are a multiple of 32 wide. */
    void attentionStepOfBlocks(AttentionShape shape, Tensor q, Tensor keys, Tensor values, int position, Tensor out);

    // Activations

    /**
     * {@code y = gelu(x + bias)}, and x becomes the slope there, {@code gelu'(x + bias)}, for the gradient: gelu's tanh
     * approximation (arXiv 1606.08415), {@code x / 2 * (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. x and y [n, f], bias [1, f];
     * y may be of bfloat16.
     */
    void gelu(Tensor x, Tensor bias, Tensor y);

    /** {@code dx = dy * slope}, the slope as {@link #gelu} left it, or that in bfloat16; dx may be dy. */
    void geluGradient(Tensor slope, Tensor dy, Tensor dx);

    /** {@code y = silu(gate) * up} (arXiv 2002.05202, equation 6); gateUp [n, 2 f] holds both side by side, y [n, f]; either may be of bfloat16. */
    void swiGlu(Tensor gateUp, Tensor y);

    /** dgateUp [n, 2 f] from dy [n, f]; gateUp and dgateUp may be of bfloat16. */
    void swiGluGradient(Tensor gateUp, Tensor dy, Tensor dgateUp);

    /**
     * {@code sum = x + delta + bias}, {@code y = max(sum, 0)}: a residual sum and its rectifier.
     *
     * @param x [n, f], or null for none
     * @param delta [n, f]
     * @param bias [1, f]
     * @param sum [n, f]; may be x or delta itself
     * @param y [n, f]; may be delta itself
     */
    void relu(Tensor x, Tensor delta, Tensor bias, Tensor sum, Tensor y);

    /** Adds to {@code dsum}, which holds the gradient that reaches the sum by other ways, {@code dy} where y is positive. */
    void reluGradient(Tensor y, Tensor dy, Tensor dsum);

    /** Each row becomes its softmax; t [n, c]. */
    void softmax(Tensor t);

    // Loss

    /**
     * Cross-entropy of each row in nats, and the logits replaced by {@code scale} times its gradient: {@code scale *
     * (softmax(logits) - onehot(target))}. Rows whose target is negative have loss and gradient zero.
     *
     * @param logits [n, vocabulary], in place
     * @param targets ints [1, n]
     * @param losses [1, n]
     */
    void softmaxCrossEntropy(Tensor logits, Tensor targets, float scale, Tensor losses);

    /** The losses alone; the logits stay as they are. */
    void crossEntropy(Tensor logits, Tensor targets, Tensor losses);

    /**
     * {@link #softmaxCrossEntropy} with a weight for each row, which may be negative: {@code losses = weight * cross-entropy}, and
     * the logits become {@code scale * weight * (softmax(logits) - onehot(target))}. With {@code weight = -c} that is the
     * gradient of {@code c log p(target)} for any c computed elsewhere: a mask, an advantage. Rows whose weight is zero, or
     * whose target is negative, have loss and gradient exactly zero.
     *
     * @param weights [1, n]
     */
    void weightedSoftmaxCrossEntropy(Tensor logits, Tensor targets, Tensor weights, float scale, Tensor losses);

    /** {@code losses = weight * cross-entropy} alone; the logits stay as they are. */
    void weightedCrossEntropy(Tensor logits, Tensor targets, Tensor weights, Tensor losses);

    /**
     * {@code losses = weight * loss} of each row's scores, and the scores replaced by {@code scale} times the gradient. Rows of
     * weight zero have loss and gradient exactly zero.
     *
     * @param scores [n, labels], in place; labels is 1 but for {@link ScoreLoss#CLASS}
     * @param targets [1, n]
     * @param weights [1, n]
     * @param losses [1, n]
     */
    void scoreLoss(ScoreLoss loss, Tensor scores, Tensor targets, Tensor weights, float scale, Tensor losses);

    // Optimizers

    /**
     * One step of Adam with decoupled weight decay (arXiv 1711.05101, algorithm 2), in one pass over vectors of any
     * length: m and v are the moments, {@code gradientScale} multiplies the gradient first (clipping). Moments may both be of
     * bfloat16: they are then rounded up or down at random, at odds of the distance, by the step's number and the element's place
     * in its storage alone; p moves by what they were before.
     */
    void adamW(AdamWStep step, float gradientScale, Tensor p, Tensor g, Tensor m, Tensor v);

    /**
     * Momentum as Muon takes it: {@code m = momentum * m + gradientScale * g}, {@code out = gradientScale * g + momentum
     * * m} (Nesterov). Contiguous tensors; out may be g.
     */
    void nesterov(float momentum, float gradientScale, Tensor g, Tensor m, Tensor out);

    /** {@code y = a * x + b * y}, elementwise. */
    void scaleAdd(float a, Tensor x, float b, Tensor y);
}
