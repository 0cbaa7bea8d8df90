package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import loglog.engine.Device;
import loglog.engine.KeyedRandom;
import loglog.engine.Layout;
import loglog.engine.ScoreLoss;
import loglog.engine.Tensors;
import loglog.engine.cpu.HostDevice;
import loglog.models.Golden;
import loglog.models.generation.BatchSampler;
import loglog.models.generation.LanguageModel;
import loglog.models.generation.Prompt;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Llama;
import loglog.models.weights.Safetensors;
import loglog.runs.DataException;
import loglog.runs.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A head that gives scores: verifiers, reward models, classifiers. */
class ScoreHeadTest {
    private static final int BATCH = 3;
    private static final int LENGTH = 7;

    private Tensors gradients;

    private TrainingStep trainer(Model model, int batch, int length) {
        return new TrainingStep(
                model,
                (d, m, g) -> {
                    gradients = g;
                    return Recipe.usual(length).optimizer(d, m, g);
                },
                batch,
                length);
    }

    private static Device device(boolean fast) {
        return fast ? HostDevice.vector(2) : HostDevice.scalar(1);
    }

    private static int[] ints(Safetensors file) {
        return Arrays.stream(file.tensor("tokens").longs())
                .mapToInt(i -> (int) i)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesWithPyTorch(boolean fast) throws URISyntaxException {
        var golden = Path.of(
                ScoreHeadTest.class.getResource("scored-llama.safetensors").toURI());
        var config = new Llama(13, 16, 1, 2, 1, 8, 24, 8, 1e-5, 10000, true, OptionalInt.empty());
        try (var file = Safetensors.open(golden);
                var device = device(fast)) {
            var model = new Model(device, config, 0, 1);
            model.load(file, "param.");
            var trainer = trainer(model, BATCH, LENGTH);
            var targets = file.tensor("targets").floats();
            var weights = file.tensor("weights").floats();
            double loss = trainer.scoreGradient(ints(file), targets, weights, ScoreLoss.LOGISTIC, 4);
            assertThat(loss).isCloseTo(file.tensor("loss").floats()[0], within(1e-6));
            assertThat(trainer.evaluateScores(ints(file), targets, weights, ScoreLoss.LOGISTIC) / 4)
                    .isCloseTo(loss, within(1e-6));
            for (var gradient : model.stored(gradients)) {
                var expected = file.tensor("grad." + gradient.name()).floats();
                double difference = 0;
                double norm = 0;
                for (int i = 0; i < expected.length; i++) {
                    difference += Math.pow((double) gradient.floats()[i] - expected[i], 2);
                    norm += Math.pow(expected[i], 2);
                }
                assertThat(Math.sqrt(difference / norm)).as(gradient.name()).isLessThan(1e-5);
            }
            // And the scores themselves, from the cache.
            var sampler = new BatchSampler(model, 13, 8);
            var scores = file.tensor("scores").floats();
            for (int s = 0; s < BATCH; s++) {
                var text = Arrays.copyOfRange(ints(file), s * LENGTH, (s + 1) * LENGTH);
                var found = sampler.scores(
                        List.of(new Prompt(0, Arrays.copyOf(text, 2))),
                        List.of(List.of(Arrays.copyOfRange(text, 2, LENGTH), new int[0])));
                assertThat(found.getFirst().get(1)).isEmpty();
                for (int i = 0; i < LENGTH - 2; i++) {
                    assertThat(found.getFirst().getFirst()[i]).isCloseTo(scores[s * LENGTH + 2 + i], within(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ScoreLoss.class)
    void gradientsAreSlopesAndWeightZeroIsNothing(ScoreLoss loss) {
        int labels = loss == ScoreLoss.CLASS ? 3 : 1;
        float[] scores = {0.3f, -1.2f, 2, 0.7f, -30, 40, 0.1f, 0.2f, 0.3f};
        float[] targets = loss == ScoreLoss.LOGISTIC ? new float[] {0.2f, 1, 0} : new float[] {2, 0, 1};
        float[] weights = {1.5f, -2, 0};
        var found = scoreLoss(loss, labels, scores, targets, weights, 0.5f);
        assertThat(found[0][2]).isZero();
        for (int i = 0; i < 3 * labels; i++) {
            float step = 1e-3f;
            double slope = 0;
            for (int side : new int[] {1, -1}) {
                var moved = Arrays.copyOf(scores, 3 * labels);
                moved[i] += side * step;
                for (double lost : scoreLoss(loss, labels, moved, targets, weights, 1)[0]) {
                    slope += side * lost / (2 * step);
                }
            }
            assertThat((double) found[1][i]).isCloseTo(0.5 * slope, within(5e-3 + 1e-2 * Math.abs(slope)));
            if (i >= 2 * labels) {
                assertThat(found[1][i]).isZero();
            }
        }
    }

    /** Losses, and the gradient. */
    private static float[][] scoreLoss(
            ScoreLoss loss, int labels, float[] scores, float[] targets, float[] weights, float scale) {
        try (var device = HostDevice.vector(1)) {
            int n = targets.length;
            var t = new Layout()
                    .add("scores", n, labels)
                    .add("targets", 1, n)
                    .add("weights", 1, n)
                    .add("losses", 1, n)
                    .place(device);
            var k = device.kernels(0);
            k.write(Arrays.copyOf(scores, n * labels), t.get("scores"));
            k.write(targets, t.get("targets"));
            k.write(weights, t.get("weights"));
            k.scoreLoss(loss, t.get("scores"), t.get("targets"), t.get("weights"), scale, t.get("losses"));
            var losses = new float[n];
            var gradient = new float[n * labels];
            k.read(t.get("losses"), losses);
            k.read(t.get("scores"), gradient);
            return new float[][] {losses, gradient};
        }
    }

    /** A pair's loss is the logistic one of the difference of its scores: Bradley and Terry's. */
    @Test
    void aPairsLossIsTheReferences() throws IOException {
        var file = Golden.file("posttraining/golden.json");
        var golden =
                Json.object(file, "golden values", Files.readAllBytes(file)).path("bt_rm");
        int n = 3;
        var differences = new float[n];
        var ones = new float[n];
        Arrays.fill(ones, 1);
        for (int i = 0; i < n; i++) {
            differences[i] = (float) (golden.path("chosen").get(i).doubleValue()
                    - golden.path("rejected").get(i).doubleValue());
        }
        var found = scoreLoss(ScoreLoss.LOGISTIC, 1, differences, ones, ones, 1f / n);
        for (int i = 0; i < n; i++) {
            assertThat((double) found[0][i])
                    .isCloseTo(golden.path("loss").get(i).doubleValue(), within(1e-6));
            assertThat((double) found[1][i])
                    .isCloseTo(golden.path("grad_chosen").get(i).doubleValue(), within(1e-6));
        }
    }

    /** Whether a text has an a: a score after the last token, learned, saved beside the weights, and read again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void learnsIsSavedAndGivesTheSameScoresAgain(int labels, @TempDir Path folder) {
        int batch = 32;
        int length = 6;
        var recipe = Recipe.usual(length);
        var loss = labels == 1 ? ScoreLoss.LOGISTIC : ScoreLoss.CLASS;
        var texts = new ArrayList<int[]>();
        List<float[]> scores;
        try (var device = HostDevice.vector(1)) {
            var model = new Model(device, Sizes.shape("llama", 32, 2, 256, length), 0, labels);
            model.initialize(1);
            var trainer = trainer(model, batch, length);
            var inputs = new int[batch * length];
            var wanted = new float[inputs.length];
            var weights = new float[inputs.length];
            double last = 0;
            for (int step = 1; step <= 250; step++) {
                for (int row = 0; row < batch; row++) {
                    var text = text(step * 1000L + row, length);
                    System.arraycopy(text, 0, inputs, row * length, length);
                    wanted[row * length + length - 1] = hasA(text) ? 1 : 0;
                    weights[row * length + length - 1] = 1;
                }
                last = trainer.scoreGradient(inputs, wanted, weights, loss, batch);
                trainer.update(recipe.step(step, 250, trainer.gradientNorm()));
            }
            assertThat(last).isLessThan(0.2); // 0.69 at the start
            Checkpoint.writeModel(folder, model);
            for (int i = 0; i < 40; i++) {
                texts.add(text(-1 - i, length));
            }
            scores = scores(model, texts, length);
        }
        try (var loaded = LanguageModel.load(folder, 2)) {
            assertThat(loaded.model().labels()).isEqualTo(labels);
            var again = scores(loaded.model(), texts, length);
            int right = 0;
            for (int i = 0; i < texts.size(); i++) {
                assertThat(again.get(i)).isEqualTo(scores.get(i));
                var last = scores.get(i);
                boolean yes = labels == 1 ? last[0] > 0 : last[1] > last[0];
                right += yes == hasA(texts.get(i)) ? 1 : 0;
            }
            assertThat(right).isGreaterThan(37);
        }
    }

    private static int[] text(long seed, int length) {
        var random = KeyedRandom.of(seed, 0, "text");
        var text = new int[length];
        Arrays.setAll(text, i -> 'a' + (int) (random.uniform(i) * 8));
        return text;
    }

    private static boolean hasA(int[] text) {
        return Arrays.stream(text).anyMatch(token -> token == 'a');
    }

    /** After the last token. */
    private static List<float[]> scores(Model model, List<int[]> texts, int length) {
        var prompts = texts.stream()
                .map(text -> new Prompt(0, Arrays.copyOf(text, length - 1)))
                .toList();
        var rest = texts.stream()
                .map(text -> List.of(new int[] {text[length - 1]}))
                .toList();
        return new BatchSampler(model, 256, length)
                .scores(prompts, rest).stream().map(List::getFirst).toList();
    }

    @Test
    void aModelWithoutTheHeadHasNoScores() {
        try (var device = HostDevice.vector(1)) {
            var model = new Model(device, Sizes.shape("gpt2", 16, 1, 9, 4), 0);
            assertThatThrownBy(() -> new BatchSampler(model, 9, 4).scores(List.of(), List.of()))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(HfConfig.SCORE);
        }
    }
}
