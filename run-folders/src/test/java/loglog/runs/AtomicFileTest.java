package loglog.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void aFailureLeavesTheOldFileAloneAndNamesIt() throws IOException {
        var file = folder.resolve("new/deep/file");
        AtomicFile.write(file, new byte[] {1, 2});
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.allocate(100));
                    throw new IOException("the disk is full");
                }))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": cannot be used: the disk is full");
        assertThat(file).hasBinaryContent(new byte[] {1, 2});
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFolderInTheWayIsNamed() throws IOException {
        var file = folder.resolve("taken");
        Files.createDirectories(file.resolve("inside"));
        assertThatThrownBy(() -> AtomicFile.write(file, new byte[1]))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ");
    }
}
