package loglog.models.generation;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import loglog.engine.ColumnKernels;
import loglog.engine.Kernels;
import loglog.engine.KeyedRandom;
import loglog.engine.Layout;
import loglog.engine.Tensor;
import loglog.models.transformer.ColumnTransformer;
import loglog.models.transformer.Model;
import loglog.runs.DataException;

/** One lane's part of a {@link BatchSampler}: columns that take work from a queue until it is empty. Allocates nothing per token. */
final class ColumnLane {
    /** A prompt, and what is left of it once it has been read: its keys and values, and the logits after it. */
    record Read(int[] tokens, float[] cache, float[] logits) {
        Read(Model model, int[] tokens) {
            this(
                    tokens,
                    new float[ColumnTransformer.cacheSize(model, tokens.length)],
                    new float[model.config().vocabulary()]);
        }
    }

    /** What a column does after a prompt. */
    sealed interface Job {
        /** Tokens that it has chosen, or taken note of. */
        int chosen();

        /** Draws tokens. */
        final class Sample implements Job {
            private final Sampling sampling;
            private final KeyedRandom random;
            private final boolean[] isEnd;
            private final int[] tokens;
            private int count;
            private int end = -1;

            Sample(Sampling sampling, long prompt, long sample, int maxTokens, boolean[] isEnd) {
                this.sampling = sampling;
                this.isEnd = isEnd;
                tokens = new int[maxTokens];
                random = new KeyedRandom(
                        KeyedRandom.of(sampling.seed(), prompt, "samples").bits(sample));
            }

            @Override
            public int chosen() {
                return count + (end >= 0 ? 1 : 0);
            }

            Samples.Completion completion() {
                return new Samples.Completion(Arrays.copyOf(tokens, count), end);
            }

            /** With the 24 bits that a float holds below 1. */
            float uniform() {
                return (random.bits(count) >>> 40) * 0x1p-24f;
            }

            /** Whether it goes on after this token. */
            boolean take(int token) {
                if (isEnd[token]) {
                    end = token;
                    return false;
                }
                tokens[count++] = token;
                return count < tokens.length;
            }
        }

        /** Takes note of given tokens' probabilities. */
        final class Score implements Job {
            private final int[] tokens;
            private final float[] logProbabilities;
            private int count;

            Score(int[] tokens) {
                this.tokens = tokens;
                logProbabilities = new float[tokens.length];
            }

            @Override
            public int chosen() {
                return count;
            }

            float[] logProbabilities() {
                return logProbabilities;
            }

            int next() {
                return count < tokens.length ? tokens[count] : -1;
            }

            boolean take(float logProbability) {
                if (count < tokens.length) {
                    logProbabilities[count++] = logProbability;
                }
                return count < tokens.length;
            }
        }

        /** Takes note of the scores after given tokens, [tokens, labels]. */
        final class Judge implements Job {
            private final int[] tokens;
            private final int labels;
            private final float[] scores;
            private int count;

            Judge(int[] tokens, int labels) {
                this.tokens = tokens;
                this.labels = labels;
                scores = new float[tokens.length * labels];
            }

            @Override
            public int chosen() {
                return count; // and once more at the end: all are run
            }

            float[] scores() {
                return scores;
            }

            int next() {
                return count < tokens.length ? tokens[count] : -1;
            }

            private boolean take(ColumnKernels k, Tensor now, int column) {
                if (count > 0) {
                    k.readColumn(now, column, 0, labels, scores, (count - 1) * labels);
                }
                return count++ < tokens.length;
            }
        }
    }

    /** A job and the prompt that it goes on from. */
    record Work(Read prompt, Job job) {}

    private final ColumnTransformer transformer;
    private final Tensor choosable;
    private final Tensor uniformTensor;
    private final Tensor tokenTensor;
    private final Tensor scoreTensor;
    private final int columns;
    private final int[] tokens;
    private final int[] starts;
    private final int[] chosen;
    private final float[] uniforms;
    private final float[] scores;
    private final Work[] works;
    private final Read[] reads;
    private final float[] column;
    private final Sampler sampler;

    ColumnLane(Model model, ColumnTransformer transformer, int vocabulary) {
        this.transformer = transformer;
        columns = transformer.columns();
        choosable = transformer.logits().rowsFrom(0, vocabulary);
        var placed = new Layout()
                .add("uniforms", 1, columns)
                .add("tokens", 1, columns)
                .add("scores", 1, columns)
                .place(model.device());
        uniformTensor = placed.get("uniforms");
        tokenTensor = placed.get("tokens");
        scoreTensor = placed.get("scores");
        tokens = new int[columns];
        starts = new int[columns];
        chosen = new int[columns];
        uniforms = new float[columns];
        scores = new float[columns];
        works = new Work[columns];
        reads = new Read[columns];
        column = new float[vocabulary];
        sampler = new Sampler(Sampling.PLAIN, vocabulary, 0);
    }

    ColumnTransformer transformer() {
        return transformer;
    }

    /** Reads prompts until none is left. */
    void read(Kernels kernels, List<Read> queue, AtomicInteger next) {
        var k = kernels.columns();
        Arrays.fill(reads, null);
        for (int slot = 0; ; slot++) {
            boolean any = false;
            boolean last = false;
            for (int c = 0; c < columns; c++) {
                if (reads[c] == null) {
                    int number = next.get() < queue.size() ? next.getAndIncrement() : queue.size();
                    reads[c] = number < queue.size() ? queue.get(number) : null;
                    starts[c] = slot;
                }
                any |= reads[c] != null;
                starts[c] = reads[c] == null ? slot : starts[c];
                tokens[c] = reads[c] == null ? 0 : reads[c].tokens()[slot - starts[c]];
                last |= reads[c] != null && slot - starts[c] == reads[c].tokens().length - 1;
            }
            if (!any) {
                return;
            }
            transformer.step(kernels, tokens, starts, slot, last);
            for (int c = 0; c < columns && last; c++) {
                var read = reads[c];
                if (read != null && slot - starts[c] == read.tokens().length - 1) {
                    transformer.save(k, c, starts[c], read.tokens().length, read.cache());
                    k.readColumn(transformer.logits(), c, 0, read.logits().length, read.logits(), 0);
                    reads[c] = null;
                }
            }
        }
    }

    /** Does work until none is left. */
    void complete(Kernels kernels, List<Work> queue, AtomicInteger next) {
        Arrays.fill(works, null);
        int slot = queue.stream()
                        .mapToInt(work -> work.prompt().tokens().length)
                        .max()
                        .orElse(0)
                - 1;
        while (takeUp(kernels, queue, next, slot)) {
            boolean any = choose(kernels);
            slot++;
            if (any) {
                for (int c = 0; c < columns; c++) {
                    if (works[c] == null) {
                        starts[c] = slot;
                        tokens[c] = 0;
                    }
                }
                transformer.step(kernels, tokens, starts, slot, true);
            }
        }
    }

    /** Gives free columns new work, whose prompt ends at {@code slot}; returns whether any column has some. */
    private boolean takeUp(Kernels kernels, List<Work> queue, AtomicInteger next, int slot) {
        var k = kernels.columns();
        boolean any = false;
        for (int c = 0; c < columns; c++) {
            if (works[c] == null) {
                int number = next.get() < queue.size() ? next.getAndIncrement() : queue.size();
                if (number < queue.size()) {
                    var prompt = queue.get(number).prompt();
                    works[c] = queue.get(number);
                    starts[c] = slot + 1 - prompt.tokens().length;
                    transformer.restore(k, prompt.cache(), c, starts[c], prompt.tokens().length);
                    k.writeColumn(prompt.logits(), 0, prompt.logits().length, transformer.logits(), c, 0);
                }
            }
            any |= works[c] != null;
        }
        return any;
    }

    /** Each column's next token, by its logits; returns whether any goes on. */
    private boolean choose(Kernels kernels) {
        boolean scoring = false;
        Sampling sampling = null;
        for (int c = 0; c < columns; c++) {
            chosen[c] = -1;
            switch (works[c] == null ? null : works[c].job()) {
                case Job.Sample sample -> {
                    uniforms[c] = sample.uniform();
                    sampling = sample.sampling;
                }
                case Job.Score score -> {
                    chosen[c] = score.next();
                    scoring = true;
                }
                case Job.Judge judge -> chosen[c] = judge.next();
                case null -> {}
            }
        }
        if (scoring) {
            score(kernels);
        } else if (sampling != null) {
            draw(kernels, sampling);
        }
        boolean any = false;
        for (int c = 0; c < columns; c++) {
            if (works[c] == null) {
                continue;
            }
            tokens[c] = chosen[c];
            boolean on = switch (works[c].job()) {
                case Job.Sample sample -> sample.take(requireToken(chosen[c]));
                case Job.Score score -> score.take(scores[c]);
                case Job.Judge judge -> judge.take(kernels.columns(), transformer.scores(), c);
            };
            works[c] = on ? works[c] : null;
            any |= on;
        }
        return any;
    }

    private static int requireToken(int token) {
        if (token < 0) {
            throw new DataException("the model's weights lead to logits that are no finite numbers");
        }
        return token;
    }

    private void score(Kernels kernels) {
        kernels.write(chosen, 0, tokenTensor);
        kernels.columns().logProbabilities(transformer.logits(), tokenTensor, scoreTensor);
        kernels.read(scoreTensor, scores);
    }

    private void draw(Kernels kernels, Sampling sampling) {
        var k = kernels.columns();
        if (sampling.topK() == 0 && sampling.topP() == 1) {
            kernels.write(uniforms, uniformTensor);
            k.choose(choosable, (float) sampling.temperature(), uniformTensor, tokenTensor);
            k.read(tokenTensor, chosen);
            return;
        }
        for (int c = 0; c < columns; c++) {
            if (works[c] != null) {
                k.readColumn(choosable, c, 0, column.length, column, 0);
                chosen[c] = sampler.choose(column, sampling, uniforms[c]);
            }
        }
    }
}
