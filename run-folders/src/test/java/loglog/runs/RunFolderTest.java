package loglog.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path folder;

    private RunFolder run;

    @BeforeEach
    void make() throws IOException {
        run = new RunFolder(Files.createDirectories(folder.resolve("run")));
    }

    @Test
    void temporaryFilesOfTheDeadGo() throws IOException {
        Files.createDirectories(run.folder().resolve(".checkpoint-20.tmp/inside"));
        Files.writeString(run.folder().resolve(".run.json.17-3.tmp"), "{");
        Files.writeString(run.folder().resolve(".lock"), "");
        run.removeTemporary();
        assertThat(run.folder().toFile().list()).containsExactly(".lock");
    }

    @Test
    void rowThatAKillCutOffIsTakenOut() throws IOException {
        Files.writeString(run.metricsFile(), "{\"step\":1}\n{\"step\":2,\"lo");
        try (var metrics = run.openMetrics()) {
            run.append(metrics, Json.MAPPER.createObjectNode().put("step", 2));
        }
        assertThat(run.metricsFile()).hasContent("{\"step\":1}\n{\"step\":2}\n");
    }

    @Test
    void changedContentShowsByItsDigest() throws IOException {
        run.writeSealed(
                run.resultFile(),
                Json.MAPPER.createObjectNode().put("loss", 2.345).put("steps", 3));
        assertThat(RunFolder.isAsWritten(run.read(run.resultFile()))).isTrue();
        var text = Files.readString(run.resultFile(), StandardCharsets.UTF_8);
        Files.writeString(run.resultFile(), text.replace("2.345", "2.945"));
        assertThat(RunFolder.isAsWritten(run.read(run.resultFile()))).isFalse();
        Files.writeString(run.resultFile(), "{\"loss\":2.945}"); // from before there were digests
        assertThat(RunFolder.isAsWritten(run.read(run.resultFile()))).isTrue();
    }

    @Test
    void discardedFolderIsGoneWholly() throws IOException {
        Files.createDirectories(run.folder().resolve("checkpoint-1/inside"));
        Files.createDirectories(run.folder().resolve(".checkpoint-1.tmp/of-a-kill"));
        RunFolder.discard(run.folder().resolve("checkpoint-1"));
        assertThat(run.folder()).isEmptyDirectory();
        assertThatThrownBy(() -> RunFolder.discard(run.folder().resolve("checkpoint-2")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("checkpoint-2");
    }

    @Test
    void lockIsHeldOnceInAProcessAndFolderInItsPlaceIsNamed() throws IOException {
        var lock = RunLock.take(run.folder());
        assertThat(RunLock.tryTake(folder.resolve("run/../run"))).isEmpty();
        lock.close();
        lock.close();
        RunLock.take(run.folder()).close();
        Files.delete(run.folder().resolve(RunLock.FILE));
        Files.createDirectory(run.folder().resolve(RunLock.FILE));
        for (int i = 0; i < 2; i++) { // the second is not told that the first has it
            assertThatThrownBy(() -> RunLock.tryTake(run.folder()))
                    .isExactlyInstanceOf(DataException.class)
                    .hasMessageContaining(".lock: found a folder");
        }
    }
}
