package loglog.models.weights;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import loglog.runs.DataException;
import loglog.training.ModelOfSize;
import tools.jackson.databind.node.ObjectNode;

/**
 * A decoder-only transformer as Hugging Face's {@code config.json} states it: its sizes, what its layers are, and its weights.
 * A file that asks for anything that would change the result and is not computed here (scaled rotary embeddings, biases in
 * a Llama, another activation) is refused, not ignored.
 */
public interface HfConfig extends ModelOfSize {
    /** The file's usual name. */
    String FILE = "config.json";

    /** The head's weight, where it is not the embedding. */
    String HEAD = "lm_head.weight";

    /** The weight [labels, width] of a head for scores, as transformers name it (LlamaForSequenceClassification). */
    String SCORE = "score.weight";

    /** What norms compute. */
    enum Norm {
        /** arXiv 1910.07467: a gain. */
        RMS,
        /** arXiv 1607.06450: a gain and a bias. */
        LAYER
    }

    /** What the feed-forward layer's inside computes. */
    enum Activation {
        /** arXiv 2002.05202, equation 6: two products of the input, one of which is a gate. */
        SWIGLU(2),
        /** arXiv 1606.08415, the tanh approximation. */
        GELU(1);

        private final int inputs;

        Activation(int inputs) {
            this.inputs = inputs;
        }

        /** How many columns of the first product each column of the inside takes. */
        public int inputs() {
            return inputs;
        }
    }

    /**
     * The names under which one layer's weights are found, without {@code .weight} and {@code .bias}.
     *
     * @param qkv queries, keys and values, one matrix or a stack
     * @param inner the first product of the feed-forward layer, one matrix or a stack
     */
    record LayerNames(
            String attentionNorm, String qkv, String attentionOut, String feedForwardNorm, String inner, String down) {}

    /** {@code model_type}. */
    String architecture();

    int vocabulary();

    /** Width of the residual stream. */
    int width();

    int layers();

    int heads();

    /** Key-value heads; as many as {@link #heads()} without grouped-query attention. */
    int kvHeads();

    /** Width of one head. */
    int headWidth();

    /** Width of the feed-forward layer's inside. */
    int feedForward();

    /** Longest sequence, in tokens. */
    int context();

    double normEpsilon();

    /** Whether the output head shares the embedding. */
    boolean tied();

    /** The token that ends a document, where the file names one. */
    OptionalInt endToken();

    @Override
    default long params() {
        return HfWeights.elements(this);
    }

    @Override
    default String shape() {
        return width() + "x" + layers();
    }

    /** The same with another number of layers, which may be 0. */
    HfConfig withLayers(int number);

    /** The same with a head of its own. */
    HfConfig untied();

    Norm norm();

    Activation activation();

    /** Base of the rotary frequencies (arXiv 2104.09864); empty where positions are learned. */
    OptionalDouble ropeTheta();

    /** Whether matrices of layers are stored [out, in]; a head always is. */
    boolean outFirst();

    /** The embedding's weight. */
    String embedding();

    /** The weight of learned positions. */
    Optional<String> positions();

    LayerNames layer(int number);

    /** The norm before the head, without {@code .weight}. */
    String lastNorm();

    /** What stands before the names of all weights but the head's; a file of the body alone has nothing there. */
    String body();

    /** All weights in the order in which data flows through them; a tied head is not among them. */
    void eachWeight(Consumer<Weight> to);

    /** Writes the architecture's own keys of a {@code config.json}. */
    void writeTo(ObjectNode json);

    /** Columns of queries of all heads. */
    default int queryWidth() {
        return heads() * headWidth();
    }

    /** Columns of keys of all heads, and of values. */
    default int keyWidth() {
        return kvHeads() * headWidth();
    }

    /** Columns of queries, keys and values side by side. */
    default int qkvWidth() {
        return queryWidth() + 2 * keyWidth();
    }

    /** Columns of the feed-forward layer's first product. */
    default int innerWidth() {
        return activation().inputs() * feedForward();
    }

    /**
     * Reads a {@code config.json}, or the one in a folder.
     *
     * @throws DataException naming the file and the key, where it is missing, invalid, or of another architecture
     */
    static HfConfig read(Path fileOrFolder) {
        return HfConfigFile.read(fileOrFolder);
    }

    /** Writes a {@code config.json} that Hugging Face's transformers load; atomic. */
    static void write(Path file, HfConfig config) {
        write(file, config, 0);
    }

    /**
     * As {@link #write(Path, HfConfig)}, for a model that has a head for scores as well.
     *
     * @param labels scores of that head; 0 for none
     */
    static void write(Path file, HfConfig config, int labels) {
        HfConfigFile.write(file, config, labels);
    }
}
