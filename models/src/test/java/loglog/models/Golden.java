package loglog.models;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The reference files that lie beside the checkout, where there are any. */
public final class Golden {
    private Golden() {}

    /** Finds {@code shared/golden/name} above the module's folder, or skips the test with a message. */
    public static Path file(String name) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var file = folder.resolve("shared/golden").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return abort("skipped: there is no shared/golden/" + name + " above this folder");
    }
}
