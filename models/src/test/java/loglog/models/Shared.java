package loglog.models;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Files that other tools wrote, in {@code shared} beside the project. */
public final class Shared {
    private Shared() {}

    /** A folder of {@code shared/cases}; the test is skipped where it is missing. */
    public static Path cases(String name) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var candidate = folder.resolve("shared/cases").resolve(name);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        Assumptions.abort("shared/cases/" + name + " is not beside the project");
        throw new AssertionError();
    }
}
