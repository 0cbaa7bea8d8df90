package loglog.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerStateTest {
    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    private ImportReport read(Path path, ImportOptions options) {
        return Importer.importAll(List.of(path), options, runs());
    }

    @Test
    void theNewestCheckpointHoldsTheRun() {
        read(Imports.written("transformers/llama"), ImportOptions.USUAL);
        var rows = Imports.metrics(runs(), "llama");
        assertThat(rows.stream().map(row -> row.get("step").asInt())).containsExactly(10, 20, 30, 40);
        assertThat(rows.get(1).get("loss").asDouble()).isEqualTo(3.7457);
        assertThat(rows.get(1).get("validation_loss").asDouble()).isEqualTo(2 + 8 / Math.sqrt(21) + 0.05);
        assertThat(rows.get(1).get("rate").asDouble()).isEqualTo(1e-3 * (1 - 20 / 60.0));
        assertThat(rows.get(1).get("gradient_norm").asDouble()).isEqualTo(1.25);
        var result = Imports.json(runs(), "llama/result.json");
        assertThat(result.get("status").asString()).isEqualTo("unknown"); // 40 of 60 steps: it may have gone on
        assertThat(result.get("steps").asInt()).isEqualTo(40);
        assertThat(result.get("flops").asDouble()).isEqualTo(6.0 * 48_000 * 512 * 40);
        assertThat(result.has("tokens")).isFalse(); // the Trainer did not count them
        // A tied embedding, two layers of attention and SwiGLU with two norms each, the last norm.
        assertThat(result.get("params").asLong()).isEqualTo(256 * 32 + 2 * (4 * 32 * 32 + 3 * 32 * 96 + 2 * 32) + 32);
    }

    @Test
    void aTrainingThatEndedIsFinishedAndItsMeanLossIsNotItsLast() {
        read(Imports.written("transformers/gpt2/trainer_state.json"), ImportOptions.USUAL);
        var result = Imports.json(runs(), "gpt2/result.json");
        assertThat(result.get("status").asString()).isEqualTo("finished");
        assertThat(result.get("tokens").asLong()).isEqualTo(512 * 60);
        assertThat(result.get("loss").asDouble()).isEqualTo(3.0243);
        assertThat(Imports.metrics(runs(), "gpt2").getFirst().get("tokens").asLong())
                .isEqualTo(5120);
        // Embeddings of tokens and positions; per layer attention, feed-forward and two norms, all with biases; last
        // norm.
        assertThat(result.get("params").asLong())
                .isEqualTo(256 * 32 + 64 * 32 + 2 * (4 * 32 * 32 + 4 * 32 + 8 * 32 * 32 + 5 * 32 + 4 * 32) + 2 * 32);
    }

    @Test
    void pythonsNaNIsADivergedRun() {
        read(Imports.written("transformers/nan"), ImportOptions.USUAL);
        var result = Imports.json(runs(), "nan/result.json");
        assertThat(result.get("status").asString()).isEqualTo("diverged");
        assertThat(result.get("reason").asString()).isEqualTo("the loss was NaN from step 30 on");
        assertThat(result.has("loss") || result.has("params")).isFalse();
        assertThat(result.has("validation_loss")).isTrue();
    }

    @Test
    void aCheckpointThatACrashCutOffLeavesTheOneBeforeIt() throws IOException {
        var state = Imports.written("transformers/llama/checkpoint-20/trainer_state.json");
        Imports.copy(state, folder.resolve("out/checkpoint-20/trainer_state.json"));
        var text = Files.readString(Imports.written("transformers/llama/checkpoint-40/trainer_state.json"));
        Imports.write(folder, "out/checkpoint-40/trainer_state.json", text.substring(0, text.length() / 2));
        var report = read(folder.resolve("out"), ImportOptions.USUAL);
        assertThat(Imports.json(runs(), "out/result.json").get("steps").asInt()).isEqualTo(20);
        assertThat(report.runs().getFirst().notes().toString())
                .contains("an older state was read", "checkpoint-40", "no valid JSON");
    }

    @Test
    void itsEventFilesAreTheSameRunAndNotImportedOnceMore() {
        Imports.copy(
                Imports.written("transformers/nan/trainer_state.json"),
                folder.resolve("out/checkpoint-40/trainer_state.json"));
        Imports.copy(
                Imports.written("torch/restarted/events.out.tfevents.1795504424.host.a"),
                folder.resolve("out/runs/Nov24_host/events.out.tfevents.1"));
        assertThat(read(folder.resolve("out"), ImportOptions.USUAL).runs()).hasSize(1);
        var events = read(folder.resolve("out"), Imports.of(TensorBoard.FORMAT));
        assertThat(events.runs().getFirst().name()).isEqualTo("runs-Nov24_host");
    }

    @Test
    void aConfigurationOfAnotherArchitectureLeavesTheParamsUnknownAndSaysWhy() {
        Imports.copy(Imports.written("transformers/nan/trainer_state.json"), folder.resolve("out/trainer_state.json"));
        Imports.write(folder, "out/config.json", "{\"model_type\": \"mamba\"}");
        var run = read(folder.resolve("out"), ImportOptions.USUAL).runs().getFirst();
        assertThat(run.params()).isEmpty();
        assertThat(run.notes().toString()).contains("params are not known", "mamba");
    }
}
