package loglog.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class NativeFolderTest {
    private static final String PROPERTY = "loglog.test.native";

    @TempDir
    Path temporary;

    private final String home = System.getProperty("user.home");

    @AfterEach
    void restore() {
        System.setProperty("user.home", home);
        System.clearProperty(PROPERTY);
    }

    private static String permissions(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }

    @Test
    void isTheOwnersAloneAndTheSameNextTime() throws IOException {
        var folder = NativeFolder.ownersOnly(temporary, "native");
        assertThat(folder).isEqualTo(temporary.resolve("native"));
        assertThat(permissions(folder)).isEqualTo("rwx------");
        assertThat(NativeFolder.ownersOnly(temporary, "native")).isEqualTo(folder);
    }

    @Test
    void whatOthersCouldHavePutThereIsNotUsed() throws IOException {
        var open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        var owned = NativeFolder.ownersOnly(temporary, "owned");
        Files.createSymbolicLink(temporary.resolve("link"), owned);
        Files.createFile(temporary.resolve("file"));
        for (var name : new String[] {"open", "link", "file"}) {
            var other = NativeFolder.ownersOnly(temporary, name);
            assertThat(other).isNotEqualTo(temporary.resolve(name)).isDirectory();
            assertThat(permissions(other)).isEqualTo("rwx------");
        }
    }

    @Test
    void isChosenOnlyWhereTheHomeCannotBeWritten() {
        System.setProperty("user.home", temporary.toString());
        NativeFolder.choose(PROPERTY);
        assertThat(System.getProperty(PROPERTY)).isNull();
        System.setProperty("user.home", temporary.resolve("none").toString());
        NativeFolder.choose(PROPERTY);
        assertThat(System.getProperty(PROPERTY)).contains("loglog-native-");
        System.setProperty(PROPERTY, "mine");
        NativeFolder.choose(PROPERTY);
        assertThat(System.getProperty(PROPERTY)).isEqualTo("mine");
    }
}
