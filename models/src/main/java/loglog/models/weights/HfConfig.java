package loglog.models.weights;

import java.nio.file.Path;
import java.util.OptionalInt;
import loglog.runs.DataException;

/**
 * The shape of a decoder-only transformer as Hugging Face's {@code config.json} states it, for the two architectures
 * that Loglog computes. A file that asks for anything that would change the result and is not computed here (scaled
 * rotary embeddings, biases in a Llama, another activation) is refused, not ignored.
 */
public sealed interface HfConfig {
    /** The file's usual name. */
    String FILE = "config.json";

    /** {@code model_type}: {@code llama} or {@code gpt2}. */
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

    /** The same with another number of layers, which may be 0. */
    HfConfig withLayers(int number);

    /** The same with a head of its own. */
    HfConfig untied();

    /**
     * RMSNorm, rotary embedding (rotate-half), SwiGLU, grouped-query attention, no biases.
     *
     * @param ropeTheta base of the rotary frequencies
     */
    record Llama(
            int vocabulary,
            int width,
            int layers,
            int heads,
            int kvHeads,
            int headWidth,
            int feedForward,
            int context,
            double normEpsilon,
            double ropeTheta,
            boolean tied,
            OptionalInt endToken)
            implements HfConfig {
        /** @throws DataException where a size is none that a model can have */
        public Llama {
            SizeLimits.require(vocabulary, width, layers, heads, kvHeads, headWidth, feedForward, context);
        }

        @Override
        public String architecture() {
            return "llama";
        }

        @Override
        public Llama withLayers(int number) {
            return new Llama(
                    vocabulary,
                    width,
                    number,
                    heads,
                    kvHeads,
                    headWidth,
                    feedForward,
                    context,
                    normEpsilon,
                    ropeTheta,
                    tied,
                    endToken);
        }

        @Override
        public Llama untied() {
            return new Llama(
                    vocabulary,
                    width,
                    layers,
                    heads,
                    kvHeads,
                    headWidth,
                    feedForward,
                    context,
                    normEpsilon,
                    ropeTheta,
                    false,
                    endToken);
        }
    }

    /** LayerNorm, learned positions, GELU (tanh approximation), biases. */
    record Gpt2(
            int vocabulary,
            int width,
            int layers,
            int heads,
            int feedForward,
            int context,
            double normEpsilon,
            boolean tied,
            OptionalInt endToken)
            implements HfConfig {
        /** @throws DataException where a size is none that a model can have */
        public Gpt2 {
            SizeLimits.require(
                    vocabulary, width, layers, heads, heads, width / Math.max(1, heads), feedForward, context);
        }

        @Override
        public String architecture() {
            return "gpt2";
        }

        @Override
        public Gpt2 withLayers(int number) {
            return new Gpt2(vocabulary, width, number, heads, feedForward, context, normEpsilon, tied, endToken);
        }

        @Override
        public Gpt2 untied() {
            return new Gpt2(vocabulary, width, layers, heads, feedForward, context, normEpsilon, false, endToken);
        }

        @Override
        public int kvHeads() {
            return heads;
        }

        @Override
        public int headWidth() {
            return width / heads;
        }
    }

    /**
     * Reads a {@code config.json}, or the one in a folder.
     *
     * @throws DataException naming the file and the key, where it is missing, invalid, or of another architecture
     */
    static HfConfig read(Path fileOrFolder) {
        return HfConfigJson.read(fileOrFolder);
    }

    /** Writes a {@code config.json} that Hugging Face's transformers load; atomic. */
    static void write(Path file, HfConfig config) {
        HfConfigJson.write(file, config);
    }
}
