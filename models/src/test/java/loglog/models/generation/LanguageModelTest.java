package loglog.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import loglog.models.Shared;
import loglog.models.weights.Gpt2;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Llama;
import loglog.models.weights.Safetensors;
import loglog.models.weights.StoredTensor;
import loglog.runs.DataException;
import loglog.runs.Sums;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models load from every layout that is promised, and bad ones are refused in one sentence. */
class LanguageModelTest {
    @TempDir
    Path folder;

    private static List<StoredTensor> copies(Safetensors file) {
        var tensors = new ArrayList<StoredTensor>();
        for (var name : file.names()) {
            var t = file.tensor(name);
            tensors.add(StoredTensor.ofFloats(
                    name, t.floats(), t.shape().stream().mapToLong(d -> d).toArray()));
        }
        return tensors;
    }

    private static int[] greedy(Path path) {
        try (var model = LanguageModel.load(path, 1)) {
            return new Generator(model, "ab", 12)
                    .generate(new Sampling(0, 0, 1, 1), 0, _ -> {})
                    .tokens();
        }
    }

    @Test
    void loadsAFolderARunAndShards() throws IOException {
        var plain = folder.resolve("plain");
        Models.write(plain, Models.llama());
        var expected = greedy(plain);

        // A run: its newest whole checkpoint.
        var run = folder.resolve("run");
        Models.write(run.resolve("checkpoint-9"), Models.gpt2());
        Models.write(run.resolve("checkpoint-10"), Models.llama());
        Files.createDirectories(run.resolve(".checkpoint-11.tmp"));
        assertThat(greedy(run)).isEqualTo(expected);
        assertThat(greedy(run.resolve("checkpoint-10"))).isEqualTo(expected);

        var shards = Files.createDirectories(folder.resolve("shards"));
        Files.copy(plain.resolve("config.json"), shards.resolve("config.json"));
        try (var file = Safetensors.open(plain.resolve("model.safetensors"))) {
            var map = new StringBuilder();
            int i = 0;
            for (var tensor : copies(file)) {
                var shard = "model-%05d.safetensors".formatted(++i);
                Safetensors.write(shards.resolve(shard), Map.of(), List.of(tensor));
                map.append(i == 1 ? "" : ",").append("\"%s\":\"%s\"".formatted(tensor.name(), shard));
            }
            Files.writeString(shards.resolve("model.safetensors.index.json"), "{\"weight_map\":{%s}}".formatted(map));
        }
        assertThat(greedy(shards)).isEqualTo(expected);
    }

    /** Rewrites a model's tensors under other names. */
    private static void rename(Path folder, Map<String, String> metadata, UnaryOperator<String> rename)
            throws IOException {
        List<StoredTensor> tensors;
        try (var file = Safetensors.open(folder.resolve("model.safetensors"))) {
            tensors = copies(file).stream()
                    .map(t -> new StoredTensor(rename.apply(t.name()), t.dtype(), t.shape(), t.data()))
                    .toList();
        }
        Safetensors.write(folder.resolve("model.safetensors"), metadata, tensors);
        Files.deleteIfExists(folder.resolve("SHA256SUMS"));
    }

    static List<Arguments> tied() {
        var llama = new Llama(256, 32, 2, 4, 2, 8, 40, 16, 1e-5, 10000, true, OptionalInt.empty());
        return List.of(
                Arguments.of(Models.gpt2(), "transformer.wte.weight"),
                Arguments.of(llama, "model.embed_tokens.weight"));
    }

    @ParameterizedTest
    @MethodSource("tied")
    void aSharedWeightIsFoundUnderEitherName(HfConfig config, String embedding) throws IOException {
        Models.write(folder, config);
        var expected = greedy(folder);
        // As safetensors.torch.save_model leaves it: one of the names, and which name it stands for.
        rename(
                folder,
                Map.of("format", "pt", embedding, "lm_head.weight"),
                name -> name.equals(embedding) ? "lm_head.weight" : name);
        assertThat(greedy(folder)).isEqualTo(expected);
        // As other tools leave it, without a word.
        rename(folder, Map.of(), name -> name);
        assertThat(greedy(folder)).isEqualTo(expected);
        // Any other weight under any other name, as the file says.
        var gain = config instanceof Gpt2 ? "transformer.h.1.ln_2.weight" : "model.layers.1.input_layernorm.weight";
        rename(folder, Map.of(gain, "shared"), name -> name.equals(gain) ? "shared" : name);
        assertThat(greedy(folder)).isEqualTo(expected);
        rename(folder, Map.of(), name -> name);
        refused(folder, "there is no tensor " + gain);
    }

    @ParameterizedTest
    @MethodSource("tied")
    void theBodyAloneIsAModelWhereTheHeadIsTied(HfConfig config, String embedding) throws IOException {
        Models.write(folder, config);
        var expected = greedy(folder);
        var body = embedding.substring(0, embedding.indexOf('.') + 1);
        rename(folder, Map.of(), name -> name.substring(body.length()));
        assertThat(greedy(folder)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("tied")
    void aHeadOfItsOwnIsNotTiedWhateverTheConfigurationSays(HfConfig config, String embedding) throws IOException {
        Models.write(folder, config.untied());
        var expected = greedy(folder);
        var file = folder.resolve("config.json");
        Files.writeString(
                file,
                Files.readString(file).replace("\"tie_word_embeddings\" : false", "\"tie_word_embeddings\" : true"));
        assertThat(greedy(folder)).isEqualTo(expected);
        try (var model = LanguageModel.load(folder, 1)) {
            assertThat(model.notes()).singleElement().asString().contains("not tied");
        }
        // A copy of the embedding is none of its own.
        Models.write(folder, config);
        var tied = greedy(folder);
        try (var weights = Safetensors.open(folder.resolve("model.safetensors"))) {
            var tensors = copies(weights);
            var shared = weights.tensor(embedding);
            tensors.add(StoredTensor.ofFloats("lm_head.weight", shared.floats(), 256, 32));
            Safetensors.write(folder.resolve("copy"), Map.of(), tensors);
        }
        Files.move(folder.resolve("copy"), folder.resolve("model.safetensors"), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(folder.resolve("SHA256SUMS"));
        assertThat(greedy(folder)).isEqualTo(tied);
        try (var model = LanguageModel.load(folder, 1)) {
            assertThat(model.notes()).isEmpty();
        }
    }

    /** A file of safetensors' own; the bits are those of transformers 5.18. */
    @Test
    void savedBySafetensorsItself() {
        try (var model = LanguageModel.load(Shared.cases("tied-under-lm-head"), 1)) {
            assertThat(Surprise.of(model, "The model read ten pages.", 0).bits())
                    .isCloseTo(202.9183, within(1e-3));
        }
    }

    /** The same text, the same tokens, each time: the file has a dropout of 0.3. */
    @Test
    void dropoutOfATokenizerIsNotCarriedOut() {
        var text = "The quick brown fox jumps over the lazy dog, and the report of the commission is on the table.";
        try (var model = LanguageModel.load(Shared.cases("bpe-dropout"), 1)) {
            double bits = Surprise.of(model, text, 0).bits();
            for (int i = 0; i < 5; i++) {
                assertThat(Surprise.of(model, text, 0).bits()).isEqualTo(bits);
            }
            assertThat(model.notes()).singleElement().asString().contains("dropout of 0.3 is switched off");
        }
    }

    @Test
    void aConfigurationThatAsksForMoreThanTheFileHasIsRefusedAtOnce() throws IOException {
        Models.write(folder, Models.llama());
        var config = folder.resolve("config.json");
        var good = Files.readString(config);
        for (var damage : List.of(
                new String[] {"\"num_hidden_layers\" : 2", "2147483647", "num_hidden_layers: found 2147483647"},
                new String[] {"\"num_hidden_layers\" : 2", "65536", "there is no tensor model.layers.2."},
                new String[] {"\"vocab_size\" : 256", "2147483647", "found shape [256, 32], expected [2147483647, 32]"},
                new String[] {"\"max_position_embeddings\" : 16", "2147483647", "max_position_embeddings: found"},
                new String[] {"\"hidden_size\" : 32", "1073741824", "hidden_size: found 1073741824"},
                new String[] {"\"head_dim\" : 8", "1048576", "heads: found 4 of width 1048576"},
                new String[] {"\"rope_theta\" : 10000.0", "1" + "0".repeat(400), "rope_theta: found a JSON number"})) {
            assertThat(good).contains(damage[0]);
            var key = damage[0].substring(0, damage[0].indexOf(':') + 2);
            Files.writeString(config, good.replace(damage[0], key + damage[1]));
            refused(folder, damage[2]);
        }
    }

    @Test
    void aLlamaBeginsWithItsOwnTokenAndEndsWithAnyItNames() throws IOException {
        Models.write(folder, Models.llama());
        var config = folder.resolve("config.json");
        var json = Files.readString(config)
                .replaceAll("\"bos_token_id\" : null", "\"bos_token_id\" : 1")
                .replaceAll("\"eos_token_id\" : null", "\"eos_token_id\" : [2, 7]");
        Files.writeString(config, json);
        try (var model = LanguageModel.load(folder, 1)) {
            assertThat(model.startToken()).isEqualTo(1);
            assertThat(List.of(model.ends(2), model.ends(7), model.ends(255), model.ends(1)))
                    .containsExactly(true, true, true, false);
        }
    }

    private void refused(Path path, String... parts) {
        assertThatThrownBy(() -> LanguageModel.load(path, 1))
                .isInstanceOf(DataException.class)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1))
                .hasMessageContainingAll(parts);
    }

    @Test
    void weightsThatAreNotWhatWasWrittenAreRefused() throws IOException {
        Models.write(folder, Models.llama());
        Files.writeString(folder.resolve("optimizer.safetensors"), "not read, so not checked");
        Sums.write(folder);
        var expected = greedy(folder);
        Files.writeString(folder.resolve("optimizer.safetensors"), "other");
        Files.writeString(folder.resolve("config.json"), Files.readString(folder.resolve("config.json")) + "\n");
        assertThat(greedy(folder)).isEqualTo(expected);

        var weights = folder.resolve("model.safetensors");
        var bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 5] ^= 1;
        Files.write(weights, bytes);
        refused(folder, "model.safetensors", "found other bytes than were written, by their digest in SHA256SUMS");

        // Another tool's list may be of other files, or in another form.
        Files.writeString(
                folder.resolve("SHA256SUMS"),
                "d41d8cd9 *model.safetensors\n%s  model-1.safetensors\n".formatted("0".repeat(64)));
        assertThat(greedy(folder)).hasSize(expected.length);
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        refused(folder.resolve("nowhere"), "nowhere", "there is no such folder");
        refused(Files.writeString(folder.resolve("file"), "x"), "file", "expected the folder");
        var empty = Files.createDirectories(folder.resolve("empty"));
        refused(empty, "empty", "neither a config.json nor a checkpoint");
        Files.writeString(empty.resolve("run.json"), "{\"format\": 4, \"kind\": \"hex\", \"trainer\": \"loglog\"}");
        refused(empty, "empty", "found a run of kind hex, expected a language model");

        var bad = folder.resolve("bad");
        Models.write(bad, Models.llama());
        var config = bad.resolve("config.json");
        var good = Files.readString(config);
        Files.writeString(config, good.replace("\"llama\"", "\"mamba\""));
        refused(bad, "config.json", "model_type: found \"mamba\"", "\"llama\" or \"gpt2\"");
        Files.writeString(config, good.substring(0, 40));
        refused(bad, "config.json", "no valid JSON");
        Files.writeString(config, good.replace("\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 3"));
        refused(bad, "model.safetensors", "there is no tensor model.layers.2");
        Files.writeString(config, good.replace("\"intermediate_size\" : 40", "\"intermediate_size\" : 48"));
        refused(bad, "gate_proj", "found shape [40, 32], expected [48, 32]");
        Files.writeString(config, good);

        var weights = bad.resolve("model.safetensors");
        var bytes = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        refused(bad, "model.safetensors");
        Files.write(weights, new byte[3]);
        refused(bad, "model.safetensors");
        Files.delete(weights);
        refused(bad, "found neither model.safetensors nor model.safetensors.index.json");
        Files.writeString(bad.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"gone.safetensors\"}}");
        refused(bad, "gone.safetensors", "there is no such file");
    }

    @Test
    void refusesAVocabularyWithoutItsTokenizer() throws IOException {
        Models.write(folder, new Gpt2(300, 32, 1, 4, 64, 16, 1e-5, true, OptionalInt.empty()));
        refused(folder, "found no tokenizer.json and a vocabulary of 300", "256");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":{\"vocab\":{\"</s>\":400}}}");
        refused(folder, "tokenizer.json");
    }
}
