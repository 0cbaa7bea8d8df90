package loglog.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version number, which the build writes into a file of the program; read where it is asked for alone. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        try (var file = Version.class.getResourceAsStream("version.txt")) {
            return new String[] {"loglog " + new String(file.readAllBytes(), StandardCharsets.UTF_8).strip()};
        }
    }
}
