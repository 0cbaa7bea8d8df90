package loglog.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import loglog.engine.KeyedRandom;
import loglog.engine.ScoreLoss;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Optimizer;
import loglog.models.generation.BatchSampler;
import loglog.models.generation.Prompt;
import loglog.models.generation.Samples;
import loglog.models.generation.Sampling;
import loglog.models.training.TrainingStep;
import loglog.models.transformer.Model;
import loglog.tasks.HashSplit.Side;

/**
 * A verifier of a model's solutions: the model's own weights with a head for a score, trained on samples of it for problems of the
 * training side, to say after each token whether all steps up to it are right (Lightman et al. 2023, arXiv 2305.20050; after
 * each token, as Cobbe et al. 2021, arXiv 2110.14168). One that starts from random weights and sees as little is worse than
 * none: it is over-optimized at once.
 */
final class Verifier {
    private static final int PROBLEMS = 2048;
    private static final int SAMPLES = 4;
    private static final int BATCH = 64;
    private static final int EPOCHS = 2;
    private static final double RATE = 2e-3;
    private static final double DECAY = 0.01;
    private static final int WARM_UP = 20;
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9, 0.95, 1e-8);

    /** Of the problems that it is trained on, and of their samples. */
    private static final long SEED = 0x5EED;

    private final TaskModel of;
    private final Model model;
    private final BatchSampler sampler;
    private final double flops;

    private Verifier(TaskModel of, Model model, double flops) {
        this.of = of;
        this.model = model;
        this.flops = flops;
        sampler = new BatchSampler(
                model, of.task().vocabulary().size() - 1, of.task().positions());
    }

    /** Trains it; the model stays as it is. */
    static Verifier train(TaskModel of) {
        var task = of.task();
        var problems = IntStream.range(0, PROBLEMS)
                .mapToObj(i -> task.problem(SEED, i, Side.TRAINING))
                .toList();
        var numbers = LongStream.range(0, PROBLEMS).boxed().toList();
        var drawn = of.sample(numbers, problems, SAMPLES, new Sampling(1, 0, 1, SEED));
        int length = task.longest();
        var rows = new ArrayList<Row>();
        for (int i = 0; i < problems.size(); i++) {
            for (var completion : drawn.completions().get(i)) {
                rows.add(Row.of(of, problems.get(i), completion, length));
            }
        }
        var model = of.withScores();
        var trainer = new TrainingStep(
                model,
                (d, m, gradients) -> new AdamW(
                        d,
                        m.plan().layout(),
                        m.parameters(),
                        gradients,
                        m.plan().trained(),
                        ADAM),
                BATCH,
                length);
        int each = rows.size() / BATCH;
        int steps = EPOCHS * each;
        var tokens = new int[BATCH * length];
        var wanted = new float[BATCH * length];
        var weights = new float[BATCH * length];
        for (int step = 0; step < steps; step++) {
            if (step % each == 0) {
                shuffle(rows, step);
            }
            for (int row = 0; row < BATCH; row++) {
                rows.get(step % each * BATCH + row).put(row * length, tokens, wanted, weights);
            }
            double size = 0;
            for (float weight : weights) {
                size += weight;
            }
            trainer.scoreGradient(tokens, wanted, weights, ScoreLoss.LOGISTIC, Math.max(1, size));
            double now = RATE * Math.min((step + 1.0) / WARM_UP, 1 - (double) step / steps);
            trainer.update(new Optimizer.Step(now, now * DECAY, Math.min(1, 1 / trainer.gradientNorm()), step + 1));
        }
        return new Verifier(of, model, drawn.flops() + trainer.flopsPerToken() * ((double) steps * BATCH * length));
    }

    /** What its training took: the samples and the steps. */
    double flops() {
        return flops;
    }

    /**
     * The log-odds that all of each solution is right, by what stands after its last token.
     *
     * @param prompts of the completions
     * @param completions of each prompt
     */
    List<double[]> scores(List<String> prompts, List<List<int[]>> completions) {
        var vocabulary = of.task().vocabulary();
        var read = Prompt.numbered(prompts.stream().map(vocabulary::encode).toList());
        return sampler.scores(read, completions).stream()
                .map(its -> its.stream()
                        .mapToDouble(s -> s.length == 0 ? Double.NEGATIVE_INFINITY : s[s.length - 1])
                        .toArray())
                .toList();
    }

    private static void shuffle(List<Row> rows, long key) {
        var random = KeyedRandom.of(SEED, key, "verifier");
        for (int i = rows.size() - 1; i > 0; i--) {
            java.util.Collections.swap(rows, i, (int) (random.uniform(i) * (i + 1)));
        }
    }

    /** A sample with what is to be said after each of its tokens: 1 as long as no step is wrong. */
    private record Row(int[] tokens, int given, boolean[] right, int pad) {
        static Row of(TaskModel model, TaskProblem problem, Samples.Completion completion, int length) {
            var task = model.task();
            var vocabulary = task.vocabulary();
            var prompt = vocabulary.encode(problem.prompt());
            var written = model.withEnd(completion);
            int all = Math.min(length, prompt.length + written.length);
            var tokens = Arrays.copyOf(prompt, all);
            System.arraycopy(written, 0, tokens, prompt.length, all - prompt.length);
            return new Row(
                    tokens,
                    prompt.length,
                    labels(task, task.judge(problem, model.text(completion)), written),
                    vocabulary.pad());
        }

        /** A step's tokens, what separates it from the next one included. */
        private static boolean[] labels(ExactTask task, Verdict verdict, int[] written) {
            var separator = task.vocabulary().encode(task.separator());
            int steps = 0;
            var right = new boolean[written.length];
            for (int t = 0; t < right.length; t++) {
                // Where a step is of several tokens it is judged as a whole, from its first token on.
                right[t] = steps < verdict.stepsRight();
                steps += separator.length == 1 && written[t] == separator[0] ? 1 : 0;
            }
            if (right.length > 0) {
                right[right.length - 1] = verdict.whole();
            }
            return right;
        }

        void put(int at, int[] to, float[] wanted, float[] weights) {
            int length = to.length / BATCH;
            Arrays.fill(to, at, at + length, pad);
            Arrays.fill(wanted, at, at + length, 0);
            Arrays.fill(weights, at, at + length, 0);
            System.arraycopy(tokens, 0, to, at, tokens.length);
            for (int t = given; t < tokens.length; t++) {
                wanted[at + t] = right[t - given] ? 1 : 0;
                weights[at + t] = 1;
            }
        }
    }
}
