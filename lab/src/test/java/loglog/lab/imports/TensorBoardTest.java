package loglog.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {
    private static final String FIRST = "torch/restarted/events.out.tfevents.1795504424.host.a";
    private static final String SECOND = "torch/restarted/events.out.tfevents.1795504425.host.b";

    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    private ImportReport read(Path path, ImportOptions options) {
        return Importer.importAll(List.of(path), options, runs());
    }

    /** What the scripts that wrote the files logged, as the float that the file holds. */
    private static double loss(int step) {
        return TensorBoardEvent.decimal((float) (2 + 8 / Math.sqrt(step + 1)));
    }

    @Test
    void whatAKilledProcessMeasuredBeyondTheRestartIsVoid() {
        read(Imports.written("torch/restarted"), ImportOptions.USUAL);
        var rows = Imports.metrics(runs(), "restarted");
        assertThat(rows.stream().map(row -> row.get("step").asInt()))
                .containsExactly(0, 10, 20, 30, 40, 50, 60, 70, 80);
        for (var row : rows) {
            int step = row.get("step").asInt();
            assertThat(row.get("loss").asDouble())
                    .isEqualTo(
                            step < 60 ? TensorBoardEvent.decimal((float) (3 + 8 / Math.sqrt(step + 1))) : loss(step));
            assertThat(row.get("rate").asDouble()).isEqualTo(step < 60 ? 1e-3 : 5e-4);
        }
        // The first process's evaluation at step 90 is void with it.
        assertThat(rows.getLast().get("validation_loss").asDouble()).isEqualTo(2.5);
        var result = Imports.json(runs(), "restarted/result.json");
        assertThat(result.get("status").asString()).isEqualTo("unknown");
        assertThat(result.get("steps").asInt()).isEqualTo(80);
        assertThat(result.get("loss").asDouble()).isEqualTo(loss(80));
        assertThat(result.has("params") || result.has("tokens") || result.has("flops"))
                .isFalse();
    }

    @Test
    void filesAreMergedInTheOrderOfTheirTimeWhateverTheirNames() {
        Imports.copy(Imports.written(FIRST), folder.resolve("run/events.out.tfevents.2"));
        Imports.copy(Imports.written(SECOND), folder.resolve("run/events.out.tfevents.1"));
        read(folder.resolve("run"), ImportOptions.USUAL);
        read(Imports.written("torch/restarted"), ImportOptions.USUAL);
        assertThat(runs().resolve("run/metrics.jsonl"))
                .hasSameTextualContentAs(runs().resolve("restarted/metrics.jsonl"));
    }

    @Test
    void scalarsInTensorsAreReadWithTheirPrecisionAndSettingsFromTheirFolderWithin() {
        var report = read(Imports.written("torch"), ImportOptions.USUAL);
        assertThat(report.refused()).isEmpty();
        assertThat(report.runs().stream().map(ImportReport.Run::name)).containsExactly("restarted", "tensors");
        for (var row : Imports.metrics(runs(), "tensors")) {
            int step = row.get("step").asInt();
            assertThat(row.get("loss").asDouble()).isEqualTo(loss(step)); // a float
            assertThat(row.get("validation_loss").asDouble()).isEqualTo(2 + 8 / Math.sqrt(step + 1) + 0.1); // a double
        }
        var run = Imports.json(runs(), "tensors/run.json");
        assertThat(run.get("params").asLong()).isEqualTo(124_000_000);
        assertThat(run.get("recipe").get("optimizer").asString()).isEqualTo("adamw");
        assertThat(run.get("recipe").get("lr").asDouble()).isEqualTo(6e-4);
        // PyTorch writes that the session succeeded before it has begun.
        assertThat(Imports.json(runs(), "tensors/result.json").get("status").asString())
                .isEqualTo("unknown");
    }

    @Test
    void anEvaluationInItsOwnFolderIsTheRunsValidationLoss() {
        read(Imports.written("tensorboard"), ImportOptions.USUAL);
        var rows = Imports.metrics(runs(), "keras");
        assertThat(rows).hasSize(4);
        for (var row : rows) {
            int step = row.get("step").asInt();
            assertThat(row.get("loss").asDouble()).isEqualTo(loss(step));
            assertThat(row.get("validation_loss").asDouble())
                    .isEqualTo(TensorBoardEvent.decimal((float) (2 + 8 / Math.sqrt(step + 1) + 0.25)));
            assertThat(row.get("rate").asDouble()).isEqualTo(0.1);
        }
        assertThat(Imports.json(runs(), "keras/result.json").get("params").asLong())
                .isEqualTo(1_234_567);
    }

    @Test
    void aLossThatIsNotANumberAtTheEndIsADivergedRunWithoutALoss() {
        read(Imports.written("tensorboard/tensorboardx"), ImportOptions.USUAL);
        var result = Imports.json(runs(), "tensorboardx/result.json");
        assertThat(result.get("status").asString()).isEqualTo("diverged");
        assertThat(result.get("reason").asString()).isEqualTo("the loss was NaN from step 50 on");
        assertThat(result.has("loss")).isFalse();
        assertThat(result.get("tokens").asLong()).isEqualTo(40_000);
        var last = Imports.metrics(runs(), "tensorboardx").getLast();
        assertThat(last.get("step").asInt()).isEqualTo(50);
        assertThat(last.has("loss")).isFalse();
    }

    @Test
    void tokensAndFlopFollowOnlyFromWhatIsSaidAndTheOutputSaysSo() {
        var report = read(Imports.written("torch/restarted"), Imports.scaled(1_000_000, 4096));
        var row = Imports.metrics(runs(), "restarted").get(1);
        assertThat(row.get("tokens").asLong()).isEqualTo(10 * 4096);
        assertThat(row.get("flops").asDouble()).isEqualTo(6e6 * 10 * 4096);
        var result = Imports.json(runs(), "restarted/result.json");
        assertThat(result.get("tokens").asLong()).isEqualTo(80 * 4096);
        assertThat(result.get("flops").asDouble()).isEqualTo(6e6 * 80 * 4096);
        assertThat(report.runs().getFirst().notes()).contains("tokens = 4096 steps", "flops = 6 params tokens");
        assertThat(Imports.json(runs(), "restarted/run.json")
                        .get("derived")
                        .get("tokens")
                        .asString())
                .isEqualTo("4096 a step (--tokens-per-step)");
    }

    @Test
    void recordedTokensHoldAboveTokensPerStep() {
        read(Imports.written("tensorboard/tensorboardx"), Imports.scaled(1_000_000, 7));
        assertThat(Imports.metrics(runs(), "tensorboardx").get(1).get("tokens").asLong())
                .isEqualTo(10_000);
    }

    @Test
    void aFileCutOffAnywhereIsReadUpToThere() throws IOException {
        var whole = Files.readAllBytes(Imports.written(FIRST));
        var expected = Files.readAllLines(importOf(whole, "whole"));
        int readable = 0;
        for (int length = 0; length < whole.length; length++) {
            var file = folder.resolve("cut/" + length + "/events.out.tfevents.1");
            Files.createDirectories(file.getParent());
            Files.write(file, Arrays.copyOf(whole, length));
            var found = TensorBoard.FORMAT
                    .read(List.of(new Hit(file, file.getParent())), ImportOptions.USUAL)
                    .getFirst();
            if (found instanceof ImportedRun draft) {
                readable++;
                assertThat(draft.curve.points()).isLessThanOrEqualTo(expected.size());
                draft.curve.rows((step, row) -> assertThat(expected.get((int) (step / 10)))
                        .contains("\"step\":" + step + ",")
                        .satisfies(line ->
                                row.forEach((name, value) -> assertThat(line).contains("\"" + name + "\":" + value))));
            } else {
                // Before the first loss there is nothing to import.
                assertThat(((Found.Damaged) found).sentence()).contains("found no");
                assertThat(length).isLessThan(200);
            }
        }
        assertThat(readable).isGreaterThan(whole.length * 3 / 4);
    }

    private Path importOf(byte[] bytes, String name) throws IOException {
        var file = folder.resolve(name + "/events.out.tfevents.1");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        read(file.getParent(), ImportOptions.USUAL);
        return runs().resolve(name + "/metrics.jsonl");
    }

    @Test
    void aTailOfZerosAsALostWriteLeavesItIsAnEnd() throws IOException {
        var whole = Files.readAllBytes(Imports.written(FIRST));
        assertThat(importOf(Arrays.copyOf(whole, whole.length + 5000), "zeros"))
                .hasSameTextualContentAs(importOf(whole, "whole"));
        assertThat(Imports.json(runs(), "zeros/run.json").get("notes").toString())
                .contains("as a crash leaves it");
    }

    @Test
    void anyByteThatChangedIsFound() throws IOException {
        var whole = Files.readAllBytes(Imports.written(SECOND));
        var file = folder.resolve("events.out.tfevents.1");
        for (int at = 0; at < whole.length; at++) {
            var changed = whole.clone();
            changed[at] ^= (byte) (1 << at % 8);
            Files.write(file, changed);
            assertThatThrownBy(() -> EventFiles.read(List.of(file), List.of(), tag -> tag))
                    .as("byte %d", at)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("checksum");
        }
    }

    @Test
    void recordsOfAnythingWithRightChecksumsAreReadOrRefusedInASentence() throws IOException {
        var random = new SplittableRandom(7);
        var file = folder.resolve("events.out.tfevents.1");
        var sources = List.of(
                Imports.written(SECOND),
                Imports.written("torch/tensors/settings/events.out.tfevents.1795504425.host"),
                Imports.written("tensorboard/keras/train/events.out.tfevents.1795504426.host"));
        int refused = 0;
        for (int round = 0; round < 600; round++) {
            var out = new ByteArrayOutputStream();
            try (var records = new TfRecords(sources.get(round % sources.size()))) {
                for (var data = records.next(); data != null; data = records.next()) {
                    if (data.length > 0 && random.nextInt(3) == 0) {
                        data[random.nextInt(data.length)] = (byte) random.nextInt();
                    }
                    var header = ByteBuffer.allocate(12)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(data.length);
                    out.writeBytes(header.putInt(TfRecords.masked(header.array(), 0, 8))
                            .array());
                    out.writeBytes(data);
                    out.writeBytes(ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(TfRecords.masked(data, 0, data.length))
                            .array());
                }
            }
            Files.write(file, out.toByteArray());
            try {
                EventFiles.read(List.of(file), List.of(), tag -> tag);
            } catch (DataException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(file + ": ").contains("expected");
            }
        }
        assertThat(refused).isBetween(100, 590);
    }

    @Test
    void aDamagedRunCostsItselfAlone() throws IOException {
        Imports.copy(Imports.written(FIRST), folder.resolve("logs/sound/events.out.tfevents.1"));
        var damaged = Files.readAllBytes(Imports.written(FIRST));
        damaged[100]++;
        Files.createDirectories(folder.resolve("logs/damaged"));
        Files.write(folder.resolve("logs/damaged/events.out.tfevents.1"), damaged);
        var report = read(folder.resolve("logs"), ImportOptions.USUAL);
        assertThat(report.runs().stream().map(ImportReport.Run::name)).containsExactly("sound");
        assertThat(report.refused().getFirst().sentence())
                .contains("damaged", "found a wrong checksum", "expected a whole");
        assertThat(runs().resolve("damaged")).doesNotExist();
    }

    @Test
    void aRunWithoutAKnownLossListsItsTagsAndOneIsNamed() {
        Imports.copy(
                Imports.written("tensorboard/keras/train/events.out.tfevents.1795504426.host"),
                folder.resolve("a/events.out.tfevents.1"));
        var report = read(folder.resolve("a"), Imports.mapped("loss", "no such tag"));
        assertThat(report.refused().getFirst().sentence())
                .contains("found no tag no such tag", "expected one of epoch_learning_rate, epoch_loss");
        read(folder.resolve("a"), Imports.mapped("loss", "epoch_learning_rate"));
        assertThat(Imports.metrics(runs(), "a").getFirst().get("loss").asDouble())
                .isEqualTo(0.1);
    }
}
