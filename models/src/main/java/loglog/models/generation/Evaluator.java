package loglog.models.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.models.tokens.TokenReader;
import loglog.models.tokens.TokenSet;
import loglog.models.transformer.Transformer;
import loglog.runs.DataException;
import loglog.words.Format;

/**
 * A model's loss on a set of documents. They are joined at their document tokens and cut into windows of the model's
 * context, as in training; a window's first tokens have little before them. Every token but the set's first is predicted
 * once. The result depends on neither timing nor the number of lanes.
 */
public final class Evaluator {
    /** Tokens that a lane computes at once. */
    private static final int CHUNK_TOKENS = 512;

    private Evaluator() {}

    /**
     * A model's loss.
     *
     * @param loss mean cross-entropy, nats per token
     * @param se standard error of {@code loss} as an estimate for texts like these: documents are the independent draws
     *     (the ratio estimator); NaN with fewer than two
     * @param bitsPerByte {@code loss} per byte of text; NaN for token shards, whose text is unknown
     * @param bitsPerByteSe its standard error
     * @param tokens predicted
     * @param documents that these tokens lie in
     */
    public record Evaluated(
            double loss, double se, double bitsPerByte, double bitsPerByteSe, long tokens, long documents) {}

    /**
     * Evaluates.
     *
     * @param maxTokens ends after so many, rounded up to whole windows
     * @param progress is told the tokens predicted so far
     * @throws DataException where there are fewer than two tokens, or one is outside the model's vocabulary
     */
    public static Evaluated evaluate(LanguageModel model, TokenSet set, long maxTokens, LongConsumer progress) {
        if (set.tokens() < 2) {
            throw new DataException(
                    "%s: found %s, expected at least 2".formatted(set, Format.of(set.tokens(), "token")));
        }
        int length = (int) Math.min(model.model().config().context(), set.tokens() - 1);
        var work = new Work(model, length);
        var sums = new Documents(model.tokenizer().documentToken());
        var reader = new TokenReader(set);
        long done = 0;
        var last = new int[1];
        reader.read(last, 0, 1);
        int windows;
        do {
            windows = work.fill(reader, last, maxTokens - done);
            if (windows > 0) {
                work.run();
                done += work.sum(sums);
                progress.accept(done);
            }
        } while (windows == work.windows() && done < maxTokens);
        sums.end();
        double loss = sums.loss / sums.tokens;
        double se = sums.se(loss);
        if (!Double.isFinite(loss)) {
            throw new DataException("the model's weights lead to a loss that is no finite number");
        }
        return new Evaluated(loss, se, set.bitsPerByte(loss), set.bitsPerByte(se), sums.tokens, sums.documents);
    }

    /** Windows for all lanes at once; each window's losses are the same bits wherever it lies. */
    private static final class Work {
        private final Device device;
        private final int vocabulary;
        private final int length;
        private final int chunk;
        private final List<Transformer> transformers = new ArrayList<>();
        private final int[][] inputs;
        private final int[][] targets;
        private final float[][] losses;

        Work(LanguageModel model, int length) {
            this.length = length;
            device = model.model().device();
            vocabulary = model.model().config().vocabulary();
            chunk = Math.max(1, CHUNK_TOKENS / length);
            int lanes = device.lanes();
            for (int lane = 0; lane < lanes; lane++) {
                transformers.add(new Transformer(model.model(), model.model().parameters(), chunk, length));
            }
            inputs = new int[lanes][chunk * length];
            targets = new int[lanes][chunk * length];
            losses = new float[lanes][chunk * length];
        }

        int windows() {
            return chunk * inputs.length;
        }

        /** Fills as many windows as there are tokens for; {@code last[0]} is the token before the next. */
        int fill(TokenReader reader, int[] last, long wanted) {
            int windows = 0;
            boolean more = true;
            for (int lane = 0; lane < inputs.length; lane++) {
                // What is left of the last windows, and lanes without any, have no targets and so no loss.
                Arrays.fill(inputs[lane], 0);
                Arrays.fill(targets[lane], -1);
                for (int at = 0; more && at < chunk * length; at += length) {
                    int read = (long) windows * length < wanted ? reader.read(targets[lane], at, length) : 0;
                    more = read > 0;
                    if (more) {
                        inputs[lane][at] = last[0];
                        System.arraycopy(targets[lane], at, inputs[lane], at + 1, Math.min(read, length - 1));
                        last[0] = targets[lane][at + read - 1];
                        check(targets[lane], at, read);
                        windows++;
                    }
                }
            }
            return windows;
        }

        private void check(int[] tokens, int from, int count) {
            for (int i = from; i < from + count; i++) {
                if (tokens[i] >= vocabulary) {
                    throw new DataException("found token %d, expected less than the model's vocabulary of %d"
                            .formatted(tokens[i], vocabulary));
                }
            }
        }

        void run() {
            device.run(this::compute);
        }

        private void compute(Kernels k, int lane) {
            var transformer = transformers.get(lane);
            transformer.read(k, inputs[lane], targets[lane], 0);
            transformer.evaluate(k);
            k.read(transformer.losses(), losses[lane]);
        }

        long sum(Documents documents) {
            long before = documents.tokens;
            for (int lane = 0; lane < inputs.length; lane++) {
                for (int i = 0; i < losses[lane].length; i++) {
                    if (targets[lane][i] >= 0) {
                        documents.add(targets[lane][i], losses[lane][i]);
                    }
                }
            }
            return documents.tokens - before;
        }
    }

    /** Sums over documents: for each, the loss S and the tokens n. */
    private static final class Documents {
        private final int documentToken;
        private double loss;
        private long tokens;
        private long documents;
        private double s;
        private double n;
        private double ss;
        private double sn;
        private double nn;

        Documents(int documentToken) {
            this.documentToken = documentToken;
        }

        void add(int token, double nats) {
            if (token == documentToken) {
                end();
            }
            loss += nats;
            tokens++;
            s += nats;
            n++;
        }

        void end() {
            if (n > 0) {
                documents++;
                ss += s * s;
                sn += s * n;
                nn += n * n;
                s = 0;
                n = 0;
            }
        }

        /** Of the ratio of the sums: sqrt(sum (S - L n)^2 m / (m - 1)) / sum n. */
        double se(double ratio) {
            double squares = Math.max(0, ss - 2 * ratio * sn + ratio * ratio * nn);
            return documents < 2 ? Double.NaN : Math.sqrt(squares * documents / (documents - 1.0)) / tokens;
        }
    }
}
