package loglog.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assumptions;

/** Writes files for a test and reads them. */
final class TempTables {
    private TempTables() {}

    static String write(Path folder, String name, String text) {
        return write(folder, name, text.getBytes(StandardCharsets.UTF_8));
    }

    static String write(Path folder, String name, byte[] bytes) {
        try {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, bytes).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Table read(String... names) {
        return Tables.read(List.of(names), InputStream.nullInputStream());
    }

    /** A row's cells, in the order of the columns. */
    static List<String> row(Table table, int row) {
        var cells = new ArrayList<String>();
        for (int c = 0; c < table.columns().size(); c++) {
            cells.add(table.text(row, c));
        }
        return cells;
    }

    /** The message of the error, which must be one line of text. */
    static String message(Callable<?> action) {
        var error = catchThrowableOfType(TableException.class, action::call);
        assertThat(error).as("a TableException").isNotNull();
        assertThat(error.getMessage()).doesNotContain("\n").doesNotContain("Exception");
        return error.getMessage();
    }

    /** A folder of inputs that once failed, beside the project; the test is skipped where it is missing. */
    static Path sharedCase(String name) {
        var data = sharedData();
        var folder = data == null ? null : data.resolveSibling("cases").resolve(name);
        Assumptions.assumeTrue(folder != null && Files.isDirectory(folder), "shared/cases/" + name + " is not there");
        return folder;
    }

    /** The folder of the data shared by several projects, or null where it is not there. */
    static Path sharedData() {
        for (var up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            var shared = up.resolveSibling("shared").resolve("data");
            if (Files.isDirectory(shared)) {
                return shared;
            }
        }
        return null;
    }
}
