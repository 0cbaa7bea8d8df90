package loglog.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the writers of PyTorch and tensorboardX leave where a folder can be read in more than one way. */
class WritersTest {
    private static final Offset<Double> FLOAT = within(1e-6);

    @TempDir
    Path folder;

    private ImportReport.Run only(Path path, ImportOptions options) {
        var report = Importer.importAll(List.of(path), options, runs());
        assertThat(report.refused()).isEmpty();
        assertThat(report.runs()).hasSize(1);
        return report.runs().getFirst();
    }

    private Path runs() {
        return folder.resolve("runs");
    }

    private List<Long> steps(ImportReport.Run run) {
        return Imports.metrics(runs(), run.name()).stream()
                .map(row -> row.get("step").asLong())
                .toList();
    }

    private static List<Long> every10(long from, long to) {
        return LongStream.iterate(from, s -> s <= to, s -> s + 10).boxed().toList();
    }

    private static double loss(int step) {
        return 3 + 4 / Math.sqrt(step + 1);
    }

    @Test
    void processesThatWriteAtTheSameTimeAreNoRestarts() {
        var run = only(Imports.written("writers/ranks"), ImportOptions.USUAL);
        assertThat(steps(run)).isEqualTo(every10(0, 40));
        assertThat(run.loss().getAsDouble()).isCloseTo(loss(40), FLOAT);
        assertThat(run.validationLoss().getAsDouble()).isCloseTo(loss(40) + 0.5, FLOAT);
        assertThat(Imports.metrics(runs(), run.name())).allMatch(row -> row.has("validation_loss"));
        assertThat(run.notes())
                .singleElement()
                .asString()
                .contains("3 files write train/loss at the same time", "rank0, not from", "rank1", "rank2", "--writer");
    }

    @Test
    void theUserNamesTheProcess() {
        var run = only(Imports.written("writers/ranks"), Imports.writer("rank2"));
        assertThat(run.loss().getAsDouble()).isCloseTo(loss(40) + 0.2, FLOAT);
        assertThat(run.validationLoss().getAsDouble()).isCloseTo(loss(40) + 0.5, FLOAT);
        var report = Importer.importAll(
                List.of(Imports.written("writers/ranks")), Imports.writer("rank"), folder.resolve("other"));
        assertThat(report.refused().getFirst().sentence())
                .contains("--writer: found 3 files with rank in their names, expected one of");
    }

    @Test
    void stepsThatStartAgainAreToldAndOneCurveWhereTheUserAsks() {
        for (var part : List.of("writers/reset", "writers/reset-inside")) {
            var run = only(Imports.written(part), ImportOptions.USUAL);
            assertThat(steps(run)).isEqualTo(every10(10, 20));
            assertThat(run.loss().getAsDouble()).isCloseTo(loss(60), FLOAT);
            assertThat(run.notes())
                    .singleElement()
                    .asString()
                    .contains("restarted at step 10", "at 4 steps, 10 to 40, is left out", "--restarts append");
        }
        for (var part : List.of("writers/reset", "writers/reset-inside")) {
            var report = Importer.importAll(
                    List.of(Imports.written(part)),
                    Imports.restarts(ImportRules.Restarts.APPEND),
                    folder.resolve("appended"));
            assertThat(report.runs().getFirst().points()).isEqualTo(6);
            var rows = Imports.metrics(
                    folder.resolve("appended"), report.runs().getFirst().name());
            for (var row : rows) {
                assertThat(row.get("loss").asDouble())
                        .isCloseTo(loss((int) row.get("step").asLong()), FLOAT);
            }
        }
    }

    @Test
    void whatWasNotMeasuredAgainAfterARestartStays() {
        var run = only(Imports.written("writers/unevaluated"), ImportOptions.USUAL);
        assertThat(run.loss()).hasValue(9);
        assertThat(run.validationLoss()).hasValue(4.5);
        assertThat(run.notes())
                .anyMatch(note -> note.contains("at 2 steps, 30 to 40, is left out"))
                .anyMatch(note -> note.contains("val/loss was not measured again after the restart at step 30"));
    }

    @Test
    void aRestartThatAWriterDeclaresVoidsFromItsStepOn() {
        var run = only(Imports.written("writers/purged"), ImportOptions.USUAL);
        assertThat(steps(run)).containsExactly(0L, 10L, 20L, 60L);
        assertThat(run.notes()).singleElement().asString().contains("restarted at step 25", "2 steps, 30 to 40");
    }

    @Test
    void valuesOutOfOrderAreSortedAndNothingIsLost() {
        var run = only(Imports.written("writers/unordered"), ImportOptions.USUAL);
        assertThat(steps(run)).isEqualTo(every10(0, 50));
        assertThat(run.notes()).isEmpty();
    }

    @Test
    void valuesWithoutAStepAreToldAndNumberedWhereTheUserAsks() {
        var run = only(Imports.written("writers/stepless"), ImportOptions.USUAL);
        assertThat(run.points()).isEqualTo(1);
        assertThat(run.notes())
                .singleElement()
                .asString()
                .contains("all 5 values of train/loss share step 0", "--count-steps");
        var report = Importer.importAll(
                List.of(Imports.written("writers/stepless")), Imports.counted(), folder.resolve("counted"));
        assertThat(Imports.metrics(
                        folder.resolve("counted"), report.runs().getFirst().name()))
                .extracting(row -> String.format(
                        Locale.ROOT,
                        "%d %.4f",
                        row.get("step").asLong(),
                        row.get("loss").asDouble()))
                .containsExactly("1 7.0000", "2 5.8284", "3 5.3094", "4 5.0000", "5 4.7889");
    }

    @Test
    void addScalarsIsOneRunWithATagForEachName() {
        for (var writer : List.of("writers/add_scalars", "writers/add_scalars_x")) {
            var runs = folder.resolve(writer);
            var report = Importer.importAll(List.of(Imports.written(writer)), ImportOptions.USUAL, runs);
            assertThat(report.refused()).isEmpty();
            for (var run : report.runs()) {
                double offset = run.name().equals("b") ? 1 : 0;
                assertThat(run.loss().getAsDouble()).isCloseTo(loss(20) + offset, FLOAT);
                assertThat(run.validationLoss().getAsDouble()).isCloseTo(loss(20) + offset + 0.5, FLOAT);
                assertThat(Imports.metrics(runs, run.name())).hasSize(3).allMatch(row -> row.has("rate"));
            }
            assertThat(report.runs().stream().map(ImportReport.Run::name))
                    .isEqualTo(writer.endsWith("_x") ? List.of("a") : List.of("a", "b"));
        }
        // A slash in the tag is none in the folder's name.
        var report = Importer.importAll(
                List.of(Imports.written("writers/add_scalars")),
                Imports.mapped("loss", "all/losses/second"),
                folder.resolve("mapped"));
        assertThat(report.runs()).allMatch(run -> run.loss().getAsDouble() == 2);
    }

    @Test
    void lightningsRunsAreNamedByTheirFoldersAndCountStepsFromZero() {
        for (var part : List.of("csv", "tb")) {
            var runs = folder.resolve(part);
            var report = Importer.importAll(List.of(Imports.written("lightning/" + part)), ImportOptions.USUAL, runs);
            assertThat(report.refused()).isEmpty();
            assertThat(report.runs().stream().map(ImportReport.Run::name))
                    .as(part)
                    .containsExactly("w3-version_0", "w5-version_0");
            assertThat(Imports.metrics(runs, "w3-version_0"))
                    .extracting(row -> row.get("step").asInt())
                    .containsExactly(2, 4, 6, 8, 10, 12);
            var result = Imports.json(runs, "w3-version_0/result.json");
            assertThat(result.get("steps").asLong()).isEqualTo(12); // two epochs of six batches
            assertThat(result.get("params").asLong()).isEqualTo(3000);
            assertThat(result.get("loss").asDouble()).isCloseTo(2.15354061126709, FLOAT);
            assertThat(result.get("validation_loss").asDouble()).isCloseTo(2.179898738861084, FLOAT);
            assertThat(report.runs().getFirst().notes().toString())
                    .contains("as Lightning does: step 11 is 12 steps of training", "--first-step 1");
        }
        // Where its logger of CSV is named itself, by any way.
        var files = List.of("w3", "w5").stream()
                .map(w -> Imports.written("lightning/csv/" + w + "/version_0/metrics.csv"))
                .toList();
        assertThat(Importer.importAll(files, ImportOptions.USUAL, folder.resolve("named")).runs().stream()
                        .map(ImportReport.Run::name))
                .containsExactly("w3-version_0", "w5-version_0");
        var one = only(files.getFirst(), Imports.firstStep(1));
        assertThat(one.name()).isEqualTo("w3-version_0");
        assertThat(steps(one)).containsExactly(1L, 3L, 5L, 7L, 9L, 11L);
    }

    @Test
    void whatIsTestedAfterTheTrainingHasItsStepAlready() {
        only(Imports.written("lightning/csv/w3/version_0/metrics.csv"), Imports.mapped("validation_loss", "test_loss"));
        assertThat(Imports.metrics(runs(), "w3-version_0").getLast().get("step").asLong())
                .isEqualTo(12);
        assertThat(Imports.json(runs(), "w3-version_0/result.json").get("steps").asLong())
                .isEqualTo(12);
    }

    @Test
    void theSharedCasesOfWritersAreRight() {
        var ranks = only(Imports.shared("tensorboard-ranks"), ImportOptions.USUAL);
        assertThat(Imports.metrics(runs(), ranks.name()))
                .hasSize(11)
                .allMatch(row -> row.has("loss") && row.has("validation_loss"));
        assertThat(ranks.notes().toString()).contains("3 files write train/loss");
        assertThat(only(Imports.shared("tensorboard-step-reset"), ImportOptions.USUAL)
                        .notes()
                        .toString())
                .contains("11 steps, 0 to 100");
        var none = only(Imports.shared("tensorboard-no-step"), ImportOptions.USUAL);
        assertThat(none.notes().toString()).contains("all 11 values of train/loss share step 0");
        var scalars = Importer.importAll(
                        List.of(Imports.shared("tensorboard-add-scalars")), ImportOptions.USUAL, runs())
                .runs();
        assertThat(scalars.stream()
                        .map(run -> String.format(
                                Locale.ROOT,
                                "%s %.3f %.3f",
                                run.name(),
                                run.loss().getAsDouble(),
                                run.validationLoss().getAsDouble())))
                .containsExactly("expA 2.246 2.346", "expB 2.446 2.546");
        var lightning = Importer.importAll(List.of(Imports.shared("lightning-csv")), ImportOptions.USUAL, runs())
                .runs();
        assertThat(lightning.stream().map(ImportReport.Run::name)).containsExactly("w16-version_0", "w8-version_0");
    }
}
