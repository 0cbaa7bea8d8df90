package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the server from starting. */
class ServeCommandTest {
    @TempDir
    Path folder;

    @Test
    void aWrongPortHostOrFolderIsSaidInOneSentence() {
        assertThat(Cli.run("serve", folder, "--port", "99999").complaint())
                .isEqualTo("--port: found 99999, expected 0 to 65535");
        assertThat(Cli.run("serve", folder, "--host", "a b").complaint()).startsWith("--host: found \"a b\"");
        assertThat(Cli.run("serve", folder.resolve("none")).complaint()).contains("none");
        assertThat(Cli.run("serve", folder, "--chat", "loud").complaint()).contains("--chat", "none, plain");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            assertThat(Cli.run("serve", folder, "--port", taken.getLocalPort()).complaint())
                    .startsWith("127.0.0.1:" + taken.getLocalPort() + ": cannot listen there");
        }
    }
}
