package loglog.models.training;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import loglog.engine.KeyedRandom;
import loglog.engine.Precision;
import loglog.models.transformer.Sizes;
import loglog.training.Progress;

/** A run of a second: a language in which each token but a random tenth is the sum of the two before it. */
final class TinyRun {
    static final int VOCABULARY = 16;
    static final int CONTEXT = 32;

    private TinyRun() {}

    /** Trains in a process of its own, to be killed: the arguments are the folder and the number of tokens. */
    public static void main(String[] args) {
        var folder = Path.of(args[0]);
        TrainingRun.start(folder, plan(Long.parseLong(args[1])), data(), options(), Progress.QUIET);
    }

    static TrainingRun.Options options() {
        return new TrainingRun.Options(10, 0, 40, 0);
    }

    static Plan plan(long tokens) {
        return plan(tokens, 3e-3);
    }

    static Plan plan(long tokens, double rate) {
        return plan(tokens, rate, Recipe.usual(CONTEXT).schedule());
    }

    static Plan plan(long tokens, Schedule schedule) {
        return plan(tokens, 3e-3, schedule);
    }

    private static Plan plan(long tokens, double rate, Schedule schedule) {
        var recipe = new Recipe(
                Recipe.Kind.ADAMW, rate, schedule, 32, 8, CONTEXT, 0.1, 1, 0.9, 0.95, 1e-8, 0.95, Precision.FLOAT32);
        return new Plan(recipe, Sizes.shape("llama", 32, 2, VOCABULARY, CONTEXT), tokens, 7, 2);
    }

    static Data data() {
        return new Data(sequences(1), sequences(2), 10, 1, Map.of("corpus", "sums"));
    }

    private static Sequences sequences(long seed) {
        return (first, rows, tokens, targets) -> {
            for (int row = 0; row < rows; row++) {
                var random = KeyedRandom.of(seed, first + row, "sums");
                int a = (int) (random.uniform(1000) * VOCABULARY);
                int b = (int) (random.uniform(1001) * VOCABULARY);
                for (int i = 0; i < CONTEXT; i++) {
                    int next = random.uniform(2L * i) < 0.1
                            ? (int) (random.uniform(2L * i + 1) * VOCABULARY)
                            : (a + b) % VOCABULARY;
                    set(tokens, row * CONTEXT + i, b);
                    set(targets, row * CONTEXT + i, next);
                    a = b;
                    b = next;
                }
            }
        };
    }

    private static void set(MemorySegment segment, int index, int value) {
        segment.setAtIndex(ValueLayout.JAVA_INT, index, value);
    }
}
