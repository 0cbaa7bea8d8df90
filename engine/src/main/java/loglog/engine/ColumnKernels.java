package loglog.engine;

/**
 * The arithmetic of many sequences that grow side by side, on one lane of a device. <b>A column of a tensor is a sequence</b>:
 * [d, n] is one vector of d elements for each of n sequences. Each column is computed by itself, every sum in the order of its
 * elements, so that a sequence has the same bits in any column, beside any others, however many there are.
 *
 * <p>n is a multiple of {@link #multiple}. Tensors of one call do not overlap unless a method says otherwise, and have no gaps
 * between rows.
 */
public interface ColumnKernels {
    /** What the number of columns is a multiple of. */
    int multiple();

    /** Cells that {@link #prepare} needs for a weight of so many outputs and inputs. */
    long preparedCells(int out, int in);

    /**
     * Leaves in {@code prepared} what {@link #linear} reads of a weight, until the weight changes.
     *
     * @param outFirst whether w is stored [out, in]
     * @param prepared [1, preparedCells], opaque
     */
    void prepare(boolean outFirst, Tensor w, Tensor prepared);

    /**
     * {@code y = W x + bias}.
     *
     * @param prepared W [out, in] as {@link #prepare} left it
     * @param bias [1, out], or null
     * @param x [in, n]
     * @param y [out, n]
     */
    void linear(Tensor prepared, Tensor bias, Tensor x, Tensor y);

    /**
     * Column c of x is row {@code indices[c]} of a table, plus row {@code positions[c]} of another where there is one.
     *
     * @param indices ints [1, n]
     * @param table [rows, d]
     * @param positionTable [context, d], or null; then {@code positions} may be null, too
     * @param x [d, n]
     */
    void gather(Tensor indices, Tensor table, Tensor positions, Tensor positionTable, Tensor x);

    /** {@link Kernels#rmsNorm} of each column: x, delta (or null), y [d, n], gain [1, d]. x becomes the sum. */
    void rmsNorm(Tensor x, Tensor delta, Tensor gain, float epsilon, Tensor y);

    /** {@link Kernels#layerNorm} of each column: x, delta (or null), y [d, n], gain and bias [1, d]. x becomes the sum. */
    void layerNorm(Tensor x, Tensor delta, Tensor gain, Tensor bias, float epsilon, Tensor y);

    /**
     * Turns each head of each column, as {@link Kernels#rope} does rows.
     *
     * @param x [heads * headWidth, n], in place
     * @param angles [headWidth, n]: the cosines of each column's position, then their sines
     */
    void rope(Tensor x, Tensor angles, int headWidth);

    /**
     * Each sequence's newest token looks at itself and what is before it. Keys and values lie in slots, used over and over:
     * that of number s is at rows {@code s % slots * keyWidth} and on. Column c's sequence is in slots {@code starts[c]} to
     * {@code slot}; what is in older ones does not matter.
     *
     * @param shape heads; its sequences and length are not read
     * @param q [queryWidth, n]
     * @param keys [slots * keyWidth, n], turned already; slots a multiple of 8, and at least 8 more than the longest sequence;
     *     likewise values
     * @param starts ints [1, n]
     * @param slot of the newest token
     * @param scores [slots, n], scratch
     * @param out [queryWidth, n]
     */
    void attention(
            AttentionShape shape,
            Tensor q,
            Tensor keys,
            Tensor values,
            Tensor starts,
            int slot,
            Tensor scores,
            Tensor out);

    /** {@code y = silu(gate) * up}, elementwise; gateUp [2 f, n], y [f, n]. */
    void swiGlu(Tensor gateUp, Tensor y);

    /** {@code y = gelu(x)}, elementwise, as {@link Kernels#gelu} without a bias; x may be written to. */
    void gelu(Tensor x, Tensor y);

    /**
     * Draws a token for each column from {@code softmax(logits / temperature)}: the first whose probabilities, summed from the
     * first token on, exceed the column's uniform number. Temperature 0 takes the likeliest, the first of equals. Where logits
     * are no finite numbers, the token is -1.
     *
     * @param logits [vocabulary, n]; overwritten
     * @param uniforms in [0, 1), [1, n]
     * @param tokens ints [1, n]
     */
    void choose(Tensor logits, float temperature, Tensor uniforms, Tensor tokens);

    /**
     * {@code log softmax(logits)} at each column's token, in nats; the logits stay.
     *
     * @param logits [vocabulary, n]
     * @param tokens ints [1, n]; negative for none, whose result is 0
     * @param result [1, n]
     */
    void logProbabilities(Tensor logits, Tensor tokens, Tensor result);

    /** Copies a column from its row {@code from} on into {@code values[at]} and on. */
    void readColumn(Tensor t, int column, int from, int count, float[] values, int at);

    /** Copies {@code values[at]} and on into a column from its row {@code from} on. */
    void writeColumn(float[] values, int at, int count, Tensor t, int column, int from);

    /** Copies ints of [1, n] into {@code values}. */
    void read(Tensor from, int[] values);
}
