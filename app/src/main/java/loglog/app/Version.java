package loglog.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version number, which the build writes into a file of the program; read where it is asked for alone. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"loglog " + number()};
    }

    /** The number alone. */
    public static String number() {
        try (var file = Version.class.getResourceAsStream("version.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
