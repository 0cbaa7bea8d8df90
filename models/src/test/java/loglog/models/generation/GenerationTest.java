package loglog.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import loglog.models.transformer.Transformer;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GenerationTest {
    static Stream<HfConfig> configs() {
        return Stream.of(Models.llama(), Models.gpt2());
    }

    /** The logits after the last of {@code tokens[from, to)}, by the whole forward pass. */
    private static float[] whole(LanguageModel model, int[] tokens, int from, int to) {
        var transformer = new Transformer(model.model(), model.model().parameters(), 1, to - from);
        var k = model.model().device().kernels(0);
        var window = Arrays.copyOfRange(tokens, from, to);
        transformer.read(k, window, window, 0);
        transformer.forward(k);
        var logits = new float[(to - from) * 256];
        k.read(transformer.logits(), logits);
        return Arrays.copyOfRange(logits, logits.length - 256, logits.length);
    }

    @Test
    void theWindowHoldsMoreThanHalfAContextAndEndsAtItsToken() {
        for (int context : new int[] {1, 2, 3, 16, 17}) {
            for (int last = 0; last < 100; last++) {
                int start = SlidingContext.start(last, context);
                int length = last + 1 - start;
                assertThat(length).isLessThanOrEqualTo(context);
                if (last < context) {
                    assertThat(start).isZero();
                } else {
                    assertThat(length).isGreaterThan(context - Math.max(1, context / 2));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void pastTheContextTheLogitsAreThoseOfTheWindow(HfConfig config) {
        try (var model = Models.bytes(config, 1)) {
            var tokens = new int[60];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = i * 37 % 251;
            }
            var grown = new SlidingContext(model.model(), tokens.length);
            var each = new ArrayList<float[]>();
            new SlidingContext(model.model(), tokens.length).each(tokens, (i, logits) -> each.add(logits.clone()));
            assertThat(each).hasSize(tokens.length);
            for (int i = 0; i < tokens.length; i++) {
                var expected = whole(model, tokens, SlidingContext.start(i, Models.CONTEXT), i + 1);
                close(each.get(i), expected);
                if (i >= 20) { // a prompt longer than the context first, then token by token
                    close(grown.after(tokens, i + 1), expected);
                }
            }
            assertThatThrownBy(() -> grown.after(tokens, tokens.length)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void close(float[] found, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], Offset.offset(5e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void greedyGenerationIsTheMostLikelyTokenEachTime(HfConfig config) {
        try (var model = Models.bytes(config, 1)) {
            var generator = new Generator(model, "Hello", 40);
            assertThat(generator.slides()).isTrue();
            var generated = generator.generate(new Sampling(0, 0, 1, 1), 0, _ -> {});
            var all = Arrays.copyOf(model.encode("Hello"), 6 + generated.tokens().length);
            System.arraycopy(generated.tokens(), 0, all, 6, generated.tokens().length);
            for (int i = 6; i < all.length; i++) {
                var logits = whole(model, all, SlidingContext.start(i - 1, Models.CONTEXT), i);
                var ranking = new TokenRanking(256);
                ranking.of(logits, 256);
                assertThat(all[i]).isEqualTo(ranking.next());
            }
        }
    }

    @Test
    void theSameSeedAndSampleGiveTheSameText() {
        try (var model = Models.bytes(Models.llama(), 1)) {
            var generator = new Generator(model, "", 50);
            var first = generator.generate(Sampling.PLAIN, 0, _ -> {});
            assertThat(generator.generate(Sampling.PLAIN, 0, _ -> {}).tokens()).isEqualTo(first.tokens());
            assertThat(new Generator(model, "", 50)
                            .generate(Sampling.PLAIN, 0, _ -> {})
                            .tokens())
                    .isEqualTo(first.tokens());
            assertThat(generator.generate(Sampling.PLAIN, 1, _ -> {}).tokens()).isNotEqualTo(first.tokens());
            assertThat(generator.generate(new Sampling(1, 0, 1, 2), 0, _ -> {}).tokens())
                    .isNotEqualTo(first.tokens());
            // A shorter text is the beginning of a longer one.
            assertThat(new Generator(model, "", 7)
                            .generate(Sampling.PLAIN, 0, _ -> {})
                            .tokens())
                    .isEqualTo(Arrays.copyOf(first.tokens(), 7));
        }
    }

    @Test
    void theStreamIsTheTextAndEndsWithTheDocument() {
        try (var model = Models.bytes(Models.gpt2(), 1)) {
            Generator.Generated ended = null;
            var generator = new Generator(model, "x", 400);
            for (int sample = 0; sample < 50 && ended == null; sample++) {
                var pieces = new ArrayList<String>();
                var generated = generator.generate(new Sampling(2, 0, 1, 1), sample, pieces::add);
                assertThat(String.join("", pieces)).isEqualTo(generated.text());
                assertThat(generated.text()).isEqualTo(model.tokenizer().decode(generated.tokens()));
                assertThat(pieces).noneMatch(String::isEmpty);
                if (generated.end() == Generator.End.DOCUMENT) {
                    ended = generated;
                } else {
                    assertThat(generated.tokens()).hasSize(400);
                }
            }
            assertThat(ended).as("one text of fifty that ended").isNotNull();
            assertThat(ended.tokens()).hasSizeLessThan(400).doesNotContain(255);
        }
    }

    @Test
    void refusesToGenerateNothing() {
        try (var model = Models.bytes(Models.gpt2(), 1)) {
            assertThatThrownBy(() -> new Generator(model, "x", 0))
                    .isInstanceOf(DataException.class)
                    .hasMessage("tokens: found 0, expected at least 1");
            assertThat(new Generator(model, "0123456789", 6).slides()).isFalse();
            assertThat(new Generator(model, "0123456789", 7).slides()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void surpriseIsThatOfTheFullSoftmax(HfConfig config) {
        try (var model = Models.bytes(config, 1)) {
            var text = "Grüße, elephant!"; // 18 bytes, longer than the context
            var surprise = Surprise.of(model, text, 256);
            var tokens = model.encode(text);
            assertThat(surprise.tokens()).hasSize(18);
            double bits = 0;
            for (int i = 0; i < 18; i++) {
                var logits = whole(model, tokens, SlidingContext.start(i, Models.CONTEXT), i + 1);
                double total = 0;
                int rank = 1;
                for (float logit : logits) {
                    total += Math.exp(logit);
                    rank += logit > logits[tokens[i + 1]] ? 1 : 0;
                }
                double probability = Math.exp(logits[tokens[i + 1]]) / total;
                var found = surprise.tokens().get(i);
                assertThat(found.token()).isEqualTo(tokens[i + 1]);
                assertThat(found.probability()).isCloseTo(probability, Offset.offset(1e-5));
                assertThat(found.bits()).isCloseTo(-Math.log(probability) / Math.log(2), Offset.offset(1e-4));
                assertThat(found.rank()).isEqualTo(rank);
                assertThat(found.alternatives().get(rank - 1).token()).isEqualTo(found.token());
                assertThat(found.alternatives().stream()
                                .mapToDouble(Surprise.Candidate::probability)
                                .sum())
                        .isCloseTo(1, Offset.offset(1e-9));
                bits += found.bits();
            }
            assertThat(surprise.bits()).isCloseTo(bits, Offset.offset(1e-9));
            assertThat(surprise.loss()).isCloseTo(bits * Math.log(2) / 18, Offset.offset(1e-9));
            assertThat(surprise.bitsPerByte()).isCloseTo(bits / 18, Offset.offset(1e-9));
            assertThat(surprise.tokens().get(2).text()).isEqualTo("\\xc3");

            assertThat(surprise.words().stream().map(Surprise.Word::text))
                    .containsExactly("Grüße", ",", " elephant", "!");
            for (var word : surprise.words()) {
                double product = 1;
                for (var token : surprise.tokens().subList(word.from(), word.to())) {
                    product *= token.probability();
                }
                assertThat(word.probability()).isCloseTo(product, Offset.offset(1e-9 * product));
            }
        }
    }

    @Test
    void wordsBreakWhereReadersSeeThem() {
        try (var model = Models.bytes(Models.gpt2(), 1)) {
            assertThat(words(model, "It isn't  so... \n日本 x"))
                    .containsExactly("It", " isn't", "  so", "...", " \n日", "本", " x");
            assertThat(words(model, "a\ufffdb")).containsExactly("a", "\ufffd", "b");
            assertThatThrownBy(() -> Surprise.of(model, "", 1)).isInstanceOf(DataException.class);
        }
    }

    private static List<String> words(LanguageModel model, String text) {
        return Surprise.of(model, text, 0).words().stream()
                .map(Surprise.Word::text)
                .toList();
    }
}
