package loglog.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that are named, or matched by a quoted glob. */
class FolderGlobsTest {
    @TempDir
    Path root;

    @Test
    void aGlobNamesFoldersOnceInTheirOrderAndWhatMatchesNothingIsAnError() throws IOException {
        var one = Files.createDirectory(root.resolve("one"));
        var two = Files.createDirectory(root.resolve("two"));
        var file = Files.createFile(root.resolve("three"));
        assertThat(Globs.folders(List.of(root + "/t*o", root + "/*"))).containsExactly(two, one);
        assertThatThrownBy(() -> Globs.folders(List.of(root + "/x*")))
                .isInstanceOf(TableException.class)
                .hasMessage("no folder matches " + root + "/x*");
        assertThatThrownBy(() -> Globs.folders(List.of(root + "/none")))
                .hasMessageEndingWith("there is no such folder");
        assertThatThrownBy(() -> Globs.folders(List.of(file.toString()))).hasMessageContaining("found a file");
    }
}
