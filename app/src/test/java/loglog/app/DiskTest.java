package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Results;
import loglog.laws.Interval;
import loglog.runs.Metric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a disk that is full, or may not be written to. */
class DiskTest {
    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                call("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
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
            return process.waitFor(240, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /** Another file takes what room there is, down to some bytes. */
    private void fill(int left) throws IOException {
        var taken = disk.resolve("other");
        try (var out = Files.newOutputStream(taken)) {
            while (true) {
                out.write(new byte[1 << 12]);
            }
        } catch (IOException _) {
            try (var channel = FileChannel.open(taken, StandardOpenOption.WRITE)) {
                channel.truncate(Math.max(0, channel.size() - left));
            }
        }
    }

    @Test
    void aStudyFileIsWrittenWholeOrNotAtAll() throws IOException {
        var file = disk.resolve("study.yaml");
        for (int left : new int[] {0, 8 << 10, 16 << 10}) { // for nothing, half of the schema, the schema alone
            fill(left);
            assertThat(Cli.run("study", "init", file).complaint()).contains("No space left on device");
            assertThat(file).as("with room for %d bytes", left).doesNotExist();
            try (Stream<Path> files = Files.list(disk)) {
                assertThat(files.filter(f -> f.getFileName().toString().startsWith(".")))
                        .isEmpty();
            }
            Files.delete(disk.resolve("other"));
        }
        var written = Cli.run("study", "init", file);
        assertThat(written.status()).as(written.err()).isZero();
        assertThat(Cli.run("study", "check", file).status()).isZero();
    }

    @Test
    void aLedgerThatMayNotBeWrittenToIsReadWithNewScores() throws Exception {
        var ledger = new Ledger(disk);
        for (var run : new String[] {"study/a", "study/b"}) {
            ledger.write(new Ledger.Prediction(
                    "study",
                    disk.resolve(run),
                    Map.of("flops", 1e12),
                    Metric.VALIDATION_LOSS,
                    new Interval(2, 1.9, 2.1, Double.NaN, 0.9),
                    "chinchilla",
                    Results.read(disk)));
        }
        Files.delete(disk.resolve(".ledger/.lock"));
        Files.delete(disk.resolve(".ledger"));
        assumeTrue(call("mount", "-o", "remount,ro", disk.toString()), "needs the right to remount a tmpfs");
        var open = Cli.run("ledger", "--runs", disk);
        assertThat(open.status()).as(open.err()).isZero();
        assertThat(open.err()).isEmpty();
        assertThat(open.out()).contains("open", "no 90% interval has been tested yet");

        assertThat(call("mount", "-o", "remount,rw", disk.toString())).isTrue();
        var run = Files.createDirectories(disk.resolve("study/a"));
        Files.writeString(run.resolve("run.json"), "{\"seed\": 1}");
        Files.writeString(
                run.resolve("result.json"),
                "{\"status\": \"finished\", \"params\": 10, \"tokens\": 10, \"flops\": 1e12, \"validation_loss\": 2.05}");
        var before = Files.readString(ledger.file());
        assertThat(call("mount", "-o", "remount,ro", disk.toString())).isTrue();
        var scored = Cli.run("ledger", "--runs", disk);
        assertThat(scored.status()).as(scored.err()).isZero();
        assertThat(scored.err())
                .startsWith("loglog: warning: new scores are shown, but not kept: ")
                .contains("Read-only file system");
        assertThat(scored.out()).contains("inside", "1 of 1 intervals at 90% held");
        assertThat(Files.readString(ledger.file())).isEqualTo(before);
    }
}
