package loglog.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Safetensors;
import loglog.models.weights.StoredTensor;
import loglog.models.weights.Sums;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        Files.writeString(folder.resolve("optimiser.safetensors"), "not read, so not checked");
        Sums.write(folder);
        var expected = greedy(folder);
        Files.writeString(folder.resolve("optimiser.safetensors"), "other");
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
        Models.write(folder, new HfConfig.Gpt2(300, 32, 1, 4, 64, 16, 1e-5, true, OptionalInt.empty()));
        refused(folder, "found no tokenizer.json and a vocabulary of 300", "256");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":{\"vocab\":{\"</s>\":400}}}");
        refused(folder, "tokenizer.json");
    }
}
