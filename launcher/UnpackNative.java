import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Puts DuckDB's native library beside its jar, and takes the libraries of all platforms out of the jar: where the jar has
 * none, the driver loads the file beside it; where it has one, it unpacks 61 MB into a temporary file at every start.
 */
final class UnpackNative {
    private static final String LIBRARY = "libduckdb_java.so_";

    public static void main(String[] args) throws IOException {
        var jar = Path.of(args[0]);
        var slim = Path.of(args[0] + ".new");
        try (var in = new JarFile(jar.toFile())) {
            var library = in.getEntry(LIBRARY + platform());
            if (library == null) {
                return; // the driver says best what is wrong with this platform
            }
            try (var bytes = in.getInputStream(library)) {
                Files.copy(bytes, jar.resolveSibling(library.getName()));
            }
            try (var out = new ZipOutputStream(Files.newOutputStream(slim))) {
                for (var entry : Collections.list(in.entries())) {
                    if (!entry.getName().startsWith(LIBRARY)) {
                        out.putNextEntry(new ZipEntry(entry.getName()));
                        try (var bytes = in.getInputStream(entry)) {
                            bytes.transferTo(out);
                        }
                        out.closeEntry();
                    }
                }
            }
        }
        Files.delete(jar); // it may be a link to a file that others share
        Files.move(slim, jar);
    }

    /** The platform as the driver names it. */
    private static String platform() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.startsWith("mac")) {
            return "osx_universal";
        }
        var processor =
                switch (System.getProperty("os.arch")) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> "unknown";
                };
        return (os.startsWith("windows") ? "windows_" : "linux_") + processor;
    }
}
