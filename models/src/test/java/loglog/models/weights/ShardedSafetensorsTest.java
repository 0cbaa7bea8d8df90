package loglog.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import loglog.runs.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardedSafetensorsTest {
    @TempDir
    Path folder;

    private Path index;

    @BeforeEach
    void twoShards() {
        index = folder.resolve(ShardedSafetensors.INDEX);
        shard("a.safetensors", "x", 1);
        shard("b.safetensors", "y", 2);
    }

    private void shard(String file, String name, float value) {
        var tensor = StoredTensor.ofFloats(name, new float[] {value}, 1);
        Safetensors.write(folder.resolve(file), Map.of(), List.of(tensor));
    }

    @Test
    void shardsReadAsOneModel() throws IOException {
        Files.writeString(
                index,
                "{\"metadata\":{\"total_size\":8},"
                        + "\"weight_map\":{\"x\":\"a.safetensors\",\"y\":\"b.safetensors\"}}");
        try (var weights = ShardedSafetensors.open(folder)) {
            assertThat(weights.names()).containsExactly("x", "y");
            assertThat(weights.tensor("x").floats()).containsExactly(1);
            assertThat(weights.tensor("y").floats()).containsExactly(2);
            assertThatThrownBy(() -> weights.tensor("z"))
                    .isInstanceOf(DataException.class)
                    .hasMessage(index + ": there is no tensor z among its 2 tensors");
        }
    }

    @Test
    void anIndexThatDoesNotFitItsShardsIsNamed() throws IOException {
        assertRefused("{\"weight_map\":{\"y\":\"a.safetensors\"}}", index + ": places y in a.safetensors");
        assertRefused("{\"weight_map\":{\"y\":\"c.safetensors\"}}", "c.safetensors: there is no such file");
        assertRefused("{\"weight_map\":{\"y\":\"../a.safetensors\"}}", "expected the name of a file");
        assertRefused("{\"weight_map\":[]}", "weight_map: found []");
        assertRefused("{}", "weight_map: found nothing");
    }

    private void assertRefused(String json, String finding) throws IOException {
        Files.writeString(index, json);
        assertThatThrownBy(() -> ShardedSafetensors.open(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(finding);
    }

    @Test
    void aFolderWithoutWeightsSaysWhatWasLookedFor() {
        var empty = folder.resolve("empty");
        assertThat(empty.toFile().mkdir()).isTrue();
        assertThatThrownBy(() -> ShardedSafetensors.open(empty))
                .hasMessage(
                        empty + ": found neither model.safetensors nor model.safetensors.index.json in this folder");
    }
}
