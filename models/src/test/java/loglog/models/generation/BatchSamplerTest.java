package loglog.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import loglog.engine.Device;
import loglog.engine.KeyedRandom;
import loglog.engine.cpu.HostDevice;
import loglog.models.Golden;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;
import loglog.models.transformer.Transformer;
import loglog.models.weights.Gpt2;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Llama;
import loglog.models.weights.Safetensors;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchSamplerTest {
    private static final int CONTEXT = 40;
    private static final int VOCABULARY = 19;
    private static final int END = 3;

    private static Model model(Device device, String architecture) {
        var model = new Model(device, Sizes.shape(architecture, 32, 2, VOCABULARY, CONTEXT), 0);
        model.initialize(5);
        // Weights of a size that makes probabilities differ.
        var values = new float[Math.toIntExact(model.plan().layout().cells())];
        var all = model.parameters().range(0, values.length);
        device.kernels(0).read(all, values);
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1.5f;
        }
        device.kernels(0).write(values, all);
        var embedding = model.parameters().get(model.config().embedding());
        var rows = new float[Math.toIntExact(embedding.size())];
        var random = KeyedRandom.of(1, 0, "rows");
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) (0.3 * random.normal(i));
        }
        device.kernels(0).write(rows, embedding);
        return model;
    }

    private static List<Prompt> prompts(int count) {
        var prompts = new ArrayList<Prompt>();
        for (int i = 0; i < count; i++) {
            var random = KeyedRandom.of(9, i, "prompt");
            var tokens = new int[1 + (int) (random.uniform(1000) * 12)]; // of many lengths
            Arrays.setAll(tokens, t -> (int) (random.uniform(t) * VOCABULARY));
            prompts.add(new Prompt(i, tokens));
        }
        return prompts;
    }

    private static List<List<int[]>> tokens(Samples samples) {
        return samples.completions().stream()
                .map(its -> its.stream().map(Samples.Completion::tokens).toList())
                .toList();
    }

    private static void assertSame(List<List<int[]>> a, List<List<int[]>> b) {
        assertThat(a).hasSameSizeAs(b);
        for (int i = 0; i < a.size(); i++) {
            assertThat(a.get(i)).containsExactly(b.get(i).toArray(new int[0][]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void theSameBitsForAnyNumberOfThreadsColumnsPromptsAndSamples(String architecture) {
        var prompts = prompts(23);
        List<List<int[]>> expected;
        List<List<float[]>> scores;
        double flops;
        try (var device = HostDevice.vector(1)) {
            var sampler = new BatchSampler(model(device, architecture), VOCABULARY, CONTEXT);
            var samples = sampler.sample(prompts, 5, 25, Sampling.PLAIN, END);
            expected = tokens(samples);
            flops = samples.flops();
            scores = sampler.logProbabilities(prompts, expected);
        }
        try (var device = HostDevice.vector(3)) {
            var model = model(device, architecture);
            int multiple = device.kernels(0).columns().multiple();
            for (int columns : new int[] {multiple, 3 * multiple}) {
                var sampler = new BatchSampler(model, VOCABULARY, CONTEXT, columns);
                var samples = sampler.sample(prompts, 5, 25, Sampling.PLAIN, END);
                assertSame(tokens(samples), expected);
                assertThat(samples.flops()).isEqualTo(flops);
                var again = sampler.logProbabilities(prompts, expected);
                for (int i = 0; i < scores.size(); i++) {
                    assertThat(again.get(i)).containsExactly(scores.get(i).toArray(new float[0][]));
                }
            }
            // A prompt by itself, two samples of it: the first two of five.
            var sampler = new BatchSampler(model, VOCABULARY, CONTEXT);
            for (int i : new int[] {4, 17}) {
                var alone = sampler.sample(List.of(prompts.get(i)), 2, 25, Sampling.PLAIN, END);
                assertSame(tokens(alone), List.of(expected.get(i).subList(0, 2)));
                // And a shorter one is the beginning of a longer one.
                var shorter = sampler.sample(List.of(prompts.get(i)), 1, 4, Sampling.PLAIN, END);
                var whole = expected.get(i).getFirst();
                assertThat(shorter.completions().getFirst().getFirst().tokens())
                        .containsExactly(Arrays.copyOf(whole, Math.min(4, whole.length)));
            }
        }
    }

    @Test
    void otherSeedsNumbersAndSamplesDiffer() {
        try (var device = HostDevice.vector(1)) {
            var sampler = new BatchSampler(model(device, "llama"), VOCABULARY, CONTEXT);
            var prompt = new int[] {1, 2, 3};
            var prompts = List.of(new Prompt(0, prompt), new Prompt(1, prompt));
            var one = tokens(sampler.sample(prompts, 2, 30, Sampling.PLAIN));
            var other = tokens(sampler.sample(prompts, 2, 30, new Sampling(1, 0, 1, 2)));
            assertThat(one.get(0).get(0))
                    .isNotEqualTo(one.get(0).get(1))
                    .isNotEqualTo(one.get(1).get(0));
            assertThat(one.get(0).get(0)).isNotEqualTo(other.get(0).get(0));
        }
    }

    /** The whole forward pass over prompt and completion: the log-probability of each token of the completion. */
    private static double[] whole(Model model, int[] prompt, int[] completion) {
        var text = Arrays.copyOf(prompt, prompt.length + completion.length);
        System.arraycopy(completion, 0, text, prompt.length, completion.length);
        int n = text.length - 1;
        var transformer = new Transformer(model, model.parameters(), 1, n);
        var k = model.device().kernels(0);
        transformer.read(k, Arrays.copyOf(text, n), Arrays.copyOfRange(text, 1, n + 1), 0);
        transformer.evaluate(k);
        var losses = new float[n];
        k.read(transformer.losses(), losses);
        var result = new double[completion.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = -losses[prompt.length - 1 + i];
        }
        return result;
    }

    @ParameterizedTest
    @CsvSource({"llama, true", "gpt2, true", "llama, false", "gpt2, false"})
    void logProbabilitiesAreThoseOfTheWholeForwardPass(String architecture, boolean fast) {
        try (var device = fast ? HostDevice.vector(2) : HostDevice.scalar(1)) {
            var model = model(device, architecture);
            var sampler = new BatchSampler(model, VOCABULARY, CONTEXT, fast ? 32 : 4);
            var prompts = prompts(fast ? 9 : 3);
            var completions = tokens(sampler.sample(prompts, 2, 20, Sampling.PLAIN, END));
            var found = sampler.logProbabilities(prompts, completions);
            for (int i = 0; i < prompts.size(); i++) {
                for (int j = 0; j < 2; j++) {
                    var expected = whole(
                            model, prompts.get(i).tokens(), completions.get(i).get(j));
                    assertThat(found.get(i).get(j)).hasSameSizeAs(expected);
                    for (int t = 0; t < expected.length; t++) {
                        assertThat((double) found.get(i).get(j)[t]).isCloseTo(expected[t], within(2e-5));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"llama-tiny, true", "llama-tiny-tied, true", "gpt2-tiny, true", "llama-tiny, false", "gpt2-tiny, false"
    })
    void agreesWithWhatPyTorchComputed(String name, boolean fast) {
        try (var file = Safetensors.open(Golden.file(name + ".safetensors"));
                var device = fast ? HostDevice.vector(1) : HostDevice.scalar(1)) {
            boolean tied = file.metadata().get("tied").equals("True");
            HfConfig config = name.startsWith("llama")
                    ? new Llama(64, 32, 2, 4, 2, 8, 88, 16, 1e-5, 10000, tied, java.util.OptionalInt.empty())
                    : new Gpt2(64, 32, 2, 4, 128, 16, 1e-5, true, java.util.OptionalInt.empty());
            var model = new Model(device, config, 0);
            model.load(file, "param.");
            var sampler = new BatchSampler(model, 64, 16, fast ? 16 : 3);
            var tokens = file.tensor("tokens.0").longs();
            var logits = file.tensor("logits").floats();
            for (int s = 0; s < 3; s++) {
                var text = new int[16];
                for (int i = 0; i < 16; i++) {
                    text[i] = Math.toIntExact(tokens[s * 17 + i]);
                }
                var found = sampler.logProbabilities(
                                List.of(new Prompt(0, Arrays.copyOf(text, 1))),
                                List.of(List.of(Arrays.copyOfRange(text, 1, 16))))
                        .getFirst()
                        .getFirst();
                for (int i = 0; i < 15; i++) {
                    int row = (s * 16 + i) * 64;
                    double total = 0;
                    for (int v = 0; v < 64; v++) {
                        total += Math.exp(logits[row + v]);
                    }
                    assertThat((double) found[i]).isCloseTo(logits[row + text[i + 1]] - Math.log(total), within(1e-5));
                }
            }
        }
    }

    @Test
    void greedyTakesTheLikeliest() {
        try (var device = HostDevice.vector(2)) {
            var model = model(device, "llama");
            var sampler = new BatchSampler(model, VOCABULARY, CONTEXT);
            var greedy = new Sampling(0, 0, 1, 1);
            var samples = sampler.sample(prompts(2), 3, 6, greedy, END);
            for (int i = 0; i < 2; i++) {
                var its = samples.completions().get(i);
                assertThat(its.get(1).tokens()).isEqualTo(its.get(0).tokens());
                var prompt = prompts(2).get(i);
                var completion = its.get(0).tokens();
                for (int t = 0; t < completion.length; t++) {
                    var before = Arrays.copyOf(prompt.tokens(), prompt.tokens().length + t);
                    System.arraycopy(completion, 0, before, prompt.tokens().length, t);
                    double best = Double.NEGATIVE_INFINITY;
                    for (int v = 0; v < VOCABULARY; v++) {
                        best = Math.max(best, whole(model, before, new int[] {v})[0]);
                    }
                    assertThat(whole(model, before, new int[] {completion[t]})[0])
                            .isCloseTo(best, within(1e-5));
                }
            }
        }
    }

    /** Pearson's statistic of 20,000 first tokens; 18 degrees of freedom, 42.3 is exceeded once in a thousand times. */
    @Test
    void tokensComeWithTheModelsProbabilities() {
        for (var sampling : List.of(Sampling.PLAIN, new Sampling(0.5, 0, 1, 1), new Sampling(1, VOCABULARY, 1, 1))) {
            try (var device = HostDevice.vector(2)) {
                var model = model(device, "llama");
                var sampler = new BatchSampler(model, VOCABULARY, CONTEXT);
                var prompt = new Prompt(0, new int[] {4, 7});
                int n = 20_000;
                var counts = new double[VOCABULARY];
                for (var completion : sampler.sample(List.of(prompt), n, 1, sampling)
                        .completions()
                        .getFirst()) {
                    counts[completion.tokens()[0]]++;
                }
                var p = new double[VOCABULARY];
                double total = 0;
                for (int v = 0; v < VOCABULARY; v++) {
                    p[v] = Math.exp(whole(model, prompt.tokens(), new int[] {v})[0] / sampling.temperature());
                    total += p[v];
                }
                double statistic = 0;
                for (int v = 0; v < VOCABULARY; v++) {
                    double expected = n * p[v] / total;
                    statistic += (counts[v] - expected) * (counts[v] - expected) / expected;
                }
                assertThat(statistic).isLessThan(42.3);
            }
        }
    }

    @Test
    void aCompletionEndsAtItsTokenOrItsLength() {
        try (var device = HostDevice.vector(2)) {
            var sampler = new BatchSampler(model(device, "gpt2"), VOCABULARY, CONTEXT);
            var samples = sampler.sample(prompts(20), 4, 12, Sampling.PLAIN, END, 5);
            Map<Boolean, Integer> kinds = new TreeMap<>();
            long tokens = 0;
            for (var its : samples.completions()) {
                for (var completion : its) {
                    kinds.merge(completion.ended(), 1, Integer::sum);
                    assertThat(completion.tokens()).doesNotContain(END, 5);
                    if (!completion.ended()) {
                        assertThat(completion.tokens()).hasSize(12);
                    }
                    tokens += completion.tokens().length + (completion.ended() ? 1 : 0);
                }
            }
            assertThat(kinds).containsOnlyKeys(true, false);
            assertThat(samples.tokens()).isEqualTo(tokens);
            assertThat(samples.promptTokens())
                    .isEqualTo(prompts(20).stream()
                            .mapToLong(p -> p.tokens().length)
                            .sum());
        }
    }

    /** Two products of each weight for each token run, the head where a token is chosen, and attention to what is seen. */
    @Test
    void flopsCountAPromptOnce() {
        try (var device = HostDevice.vector(1)) {
            var model = model(device, "llama");
            var c = model.config();
            var sampler = new BatchSampler(model, VOCABULARY, CONTEXT);
            var prompt = new Prompt(0, new int[] {1, 2, 3, 4, 5});
            double layer = 2.0 * c.width() * (4 * c.width() + 3 * c.feedForward());
            double head = 2.0 * c.width() * VOCABULARY;
            double pair = 4.0 * c.width();
            double read = c.layers() * (5 * layer + pair * 15) + head;
            double sample = 2 * (c.layers() * layer + head) + c.layers() * pair * (6 + 7);
            assertThat(sampler.sample(List.of(prompt), 7, 3, Sampling.PLAIN).flops())
                    .isEqualTo(read + 7 * sample);
        }
    }

    @Test
    void refusesWhatCannotBeSampled() {
        try (var device = HostDevice.vector(1)) {
            var model = model(device, "llama");
            assertThatThrownBy(() -> new BatchSampler(model, VOCABULARY, CONTEXT + 1))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("at most the model's 40");
            var sampler = new BatchSampler(model, VOCABULARY, 20);
            var empty = List.of(new Prompt(3, new int[0]));
            assertThatThrownBy(() -> sampler.sample(empty, 1, 5, Sampling.PLAIN))
                    .hasMessageContaining("prompt 3: found 0");
            var longer = List.of(new Prompt(0, new int[16]));
            assertThatThrownBy(() -> sampler.sample(longer, 1, 5, Sampling.PLAIN))
                    .hasMessageContaining("at most 20");
            var unknown = List.of(new Prompt(0, new int[] {VOCABULARY}));
            assertThatThrownBy(() -> sampler.sample(unknown, 1, 5, Sampling.PLAIN))
                    .hasMessageContaining("found 19, expected one of");
            assertThatThrownBy(() -> sampler.sample(unknown, 0, 5, Sampling.PLAIN))
                    .hasMessageContaining("at least one of each");
        }
    }
}
