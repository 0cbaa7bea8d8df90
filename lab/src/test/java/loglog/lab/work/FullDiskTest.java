package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import loglog.lab.ledger.Ledger;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Results;
import loglog.laws.Interval;
import loglog.runs.DataException;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.training.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small disk of memory fills up in the middle of the work, or may not be written. */
@Tag("slow")
class FullDiskTest {
    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                call("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk.toString()),
                "needs the right to mount a tmpfs");
    }

    @AfterEach
    void unmount() throws Exception {
        call("umount", "-l", disk.toString());
    }

    private static boolean call(String... command) throws Exception {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(SmallStudy.PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /** Another file takes what room there is, down to some bytes. */
    private void fill(int bytesLeft) throws IOException {
        var taken = disk.resolve("other");
        try (var out = Files.newOutputStream(taken)) {
            while (true) {
                out.write(new byte[1 << 12]);
            }
        } catch (IOException _) {
            try (var channel = java.nio.channels.FileChannel.open(taken, java.nio.file.StandardOpenOption.WRITE)) {
                channel.truncate(Math.max(0, channel.size() - bytesLeft));
            }
        }
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void fullDiskCostsTheRunsThatCannotWriteUntilThereIsRoom() throws Exception {
        SmallStudy.undisturbed();
        long seed = Long.getLong("loglog.chaos.seed", System.nanoTime() % 1_000_000);
        System.out.println("a disk fills up: -Dloglog.chaos.seed=" + seed);
        var random = new Random(seed);
        int fullAfter = 5 + random.nextInt(20); // of some forty rows
        var runs = SmallStudy.runs();
        var listener = new Listener() {
            private int rows;

            @Override
            public void trained(PlannedRun run, Progress.Row row) {
                if (++rows == fullAfter) {
                    try {
                        fill(random.nextInt(3) * 100_000);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            }
        };
        Summary summary;
        try (var scheduler = SmallStudy.scheduler(folder, disk.resolve("study"), listener, () -> false)) {
            summary = scheduler.run(runs);
        }
        var failed = summary.states().values().stream()
                .filter(RunState.Failed.class::isInstance)
                .map(s -> ((RunState.Failed) s).sentence())
                .toList();
        assertThat(failed)
                .as("%s", summary)
                .isNotEmpty()
                .allSatisfy(sentence -> assertThat(sentence)
                        .contains("No space left on device")
                        .doesNotContain("\n")
                        .doesNotContain("Exception"));
        SmallStudy.nothingHalfWritten(disk.resolve("study"));
        for (var run : runs) {
            var at = new RunFolder(disk.resolve("study").resolve(run.name()));
            if (Files.exists(at.metricsFile())) {
                SmallStudy.rows(at.folder()); // each line whole
            }
        }
        Files.delete(disk.resolve("other"));
        try (var scheduler = PatientScheduler.inside(
                SmallStudy.in(folder), disk.resolve("study"), SmallStudy.TWO_CORES, Listener.QUIET, () -> false)) {
            summary = scheduler.run(runs);
            assertThat(summary.isComplete()).as("%s", summary).isTrue();
            assertThat(summary.notes()).as("nothing had to be mended").isEmpty();
        }
        SmallStudy.isAsUndisturbed(disk.resolve("study"));
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void readOnlyFolderIsNamedAndCostsNoMore() throws Exception {
        var runs = SmallStudy.runs().subList(3, 5);
        var ledger = new Ledger(disk);
        forecast(ledger, "study/a");
        var before = Files.readString(ledger.file());
        Files.createDirectories(disk.resolve("study"));
        assumeTrue(call("mount", "-o", "remount,ro", disk.toString()), "needs the right to remount a tmpfs");
        try (var scheduler = SmallStudy.scheduler(folder, disk.resolve("study"), Listener.QUIET, () -> false)) {
            var summary = scheduler.run(runs);
            assertThat(summary.states().values())
                    .hasSize(2)
                    .allSatisfy(state -> assertThat(state.toString()).contains("Failed", "Read-only file system"));
        }
        assertThatThrownBy(() -> forecast(ledger, "study/b"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Read-only file system")
                .hasMessageNotContaining("\n");
        assertThat(Files.readString(ledger.file())).isEqualTo(before);
        assertThat(ledger.entries()).hasSize(1);
        assertThat(call("mount", "-o", "remount,rw", disk.toString())).isTrue();
        forecast(ledger, "study/b");
        assertThat(ledger.entries()).hasSize(2);
        assertThat(ledger.problems()).isEmpty();
    }

    @Test
    void ledgerOnAFullDiskKeepsItsLines() throws Exception {
        var ledger = new Ledger(disk);
        int written = 0;
        fill(20_000); // a few lines
        DataException full = null;
        while (full == null && written < 1_000) {
            try {
                forecast(ledger, "study/" + written);
                written++;
            } catch (DataException e) {
                full = e;
            }
        }
        assertThat(full).hasMessageContaining("No space left on device").hasMessageNotContaining("\n");
        assertThat(written).isBetween(1, 999);
        assertThat(ledger.entries()).hasSize(written);
        assertThat(ledger.problems()).isEmpty();
        try (Stream<String> lines = Files.lines(ledger.file())) {
            assertThat(lines.count()).isEqualTo(written);
        }
        Files.delete(disk.resolve("other"));
        forecast(ledger, "study/last");
        assertThat(ledger.entries()).hasSize(written + 1);
        assertThat(ledger.problems()).isEmpty();
    }

    private void forecast(Ledger ledger, String run) {
        ledger.write(new Ledger.Prediction(
                "study",
                disk.resolve(run),
                Map.of("params", 1e5),
                Metric.VALIDATION_LOSS,
                new Interval(2, 1.9, 2.1, Double.NaN, 0.9),
                "chinchilla",
                new Results(List.of(), List.of())));
    }
}
