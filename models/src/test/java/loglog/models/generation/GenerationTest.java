package loglog.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import loglog.engine.cpu.HostDevice;
import loglog.models.data.DataException;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;
import loglog.models.transformer.Transformer;
import loglog.models.weights.HfConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GenerationTest {
    private static final int[] TEXT = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2};

    static Stream<HfConfig> configs() {
        return Stream.of(
                new HfConfig.Llama(19, 32, 2, 4, 2, 8, 40, 16, 1e-5, 10000, false, OptionalInt.empty()),
                Sizes.shape("gpt2", 32, 3, 19, 16));
    }

    private static Model model(HostDevice device, HfConfig config) {
        var model = new Model(device, config, 0);
        model.initialise(3);
        // Embeddings of deviation 0.02 make all tokens alike; larger ones make a model that has opinions.
        var k = device.kernels(0);
        model.parameters().byName().forEach((name, t) -> {
            if (name.contains("embed") || name.contains("wte")) {
                k.scaleAdd(0, t, 20, t);
            }
        });
        return model;
    }

    @ParameterizedTest
    @MethodSource("configs")
    void cachedTokensGetTheLogitsOfTheWholeSequence(HfConfig config) {
        for (boolean fast : new boolean[] {false, true}) {
            try (var device = fast ? HostDevice.vector(1) : HostDevice.scalar(1)) {
                var model = model(device, config);
                var transformer = new Transformer(model, model.parameters(), 1, 16);
                var k = device.kernels(0);
                transformer.read(k, TEXT, TEXT, 0);
                transformer.forward(k);
                var all = new float[16 * 19];
                k.read(transformer.logits(), all);
                var decoder = new Decoder(model);
                var row = new float[19];
                for (int i = 0; i < 16; i++) {
                    decoder.accept(TEXT[i], row);
                    for (int j = 0; j < 19; j++) {
                        assertThat(row[j]).as("place %d", i).isCloseTo(all[i * 19 + j], within(2e-5f));
                    }
                }
                assertThatThrownBy(() -> decoder.accept(1, row)).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void generationRepeatsWithItsSeedAndOutlivesTheContext(HfConfig config) {
        try (var device = HostDevice.vector(1)) {
            var generator = new Generator(model(device, config));
            var sampling = new Sampling(1, 0, 1, 5);
            var first = generator.generate(TEXT, 60, sampling, _ -> true);
            assertThat(first).hasSize(60);
            assertThat(generator.generate(TEXT, 60, sampling, _ -> true)).isEqualTo(first);
            assertThat(generator.generate(TEXT, 60, new Sampling(1, 0, 1, 6), _ -> true))
                    .isNotEqualTo(first);
            assertThat(generator.generate(TEXT, 60, sampling, t -> t != first[3]))
                    .hasSizeLessThanOrEqualTo(4);
        }
    }

    @Test
    void greedyAndTopOneTakeTheMostLikely() {
        float[] logits = {1, 3, 2, 3};
        assertThat(new Sampler(new Sampling(0, 0, 1, 1)).choose(logits, 0)).isEqualTo(1);
        assertThat(new Sampler(new Sampling(9, 1, 1, 1)).choose(logits, 0)).isEqualTo(1);
    }

    @Test
    void choicesFollowTheProbabilities() {
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.15), (float) Math.log(0.05)};
        assertThat(shares(logits, new Sampling(1, 0, 1, 1)))
                .containsExactly(new double[] {0.5, 0.3, 0.15, 0.05}, within(0.02));
        assertThat(shares(logits, new Sampling(1, 2, 1, 1)))
                .containsExactly(new double[] {0.625, 0.375, 0, 0}, within(0.02));
        assertThat(shares(logits, new Sampling(1, 0, 0.9, 1)))
                .containsExactly(new double[] {0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0}, within(0.02));
        // Temperature 1/2 squares the odds.
        assertThat(shares(logits, new Sampling(0.5, 2, 1, 1)))
                .containsExactly(new double[] {0.25 / 0.34, 0.09 / 0.34, 0, 0}, within(0.02));
    }

    private static double[] shares(float[] logits, Sampling sampling) {
        var sampler = new Sampler(sampling);
        var counts = new double[logits.length];
        int draws = 10_000; // a share's deviation is 0.005 at most
        for (int i = 0; i < draws; i++) {
            counts[sampler.choose(logits, i)] += 1.0 / draws;
        }
        return counts;
    }

    @ParameterizedTest
    @MethodSource("configs")
    void surpriseSumsToTheLoss(HfConfig config) {
        try (var device = HostDevice.vector(1)) {
            var model = model(device, config);
            var transformer = new Transformer(model, model.parameters(), 1, 16);
            var k = device.kernels(0);
            transformer.read(k, TEXT, Arrays.copyOfRange(TEXT, 1, 17), 0);
            double loss = transformer.evaluate(k);
            var places = Surprise.of(model, TEXT, 19);
            assertThat(places).hasSize(16);
            assertThat(places.stream().mapToDouble(Surprise.Place::nats).sum()).isCloseTo(loss, within(1e-4));
            for (var place : places) {
                var better = place.alternatives().get(place.rank() - 1);
                assertThat(better.probability()).isCloseTo(place.probability(), within(1e-12));
                assertThat(place.alternatives().stream()
                                .mapToDouble(Surprise.Candidate::probability)
                                .sum())
                        .isCloseTo(1, within(1e-9));
            }
        }
    }

    @Test
    void surpriseOfALongTextHasEachTokenOnce() {
        try (var device = HostDevice.vector(1)) {
            var model = model(device, Sizes.shape("llama", 32, 1, 19, 16));
            var text = new int[50];
            for (int i = 0; i < text.length; i++) {
                text[i] = i * 7 % 19;
            }
            var places = Surprise.of(model, text, 1);
            assertThat(places.stream().mapToInt(Surprise.Place::token).toArray())
                    .isEqualTo(Arrays.copyOfRange(text, 1, 50));
            assertThatThrownBy(() -> Surprise.of(model, new int[] {1, 40}, 1))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("40");
        }
    }
}
