package loglog.tables;

import static loglog.tables.TempTables.message;
import static loglog.tables.TempTables.read;
import static loglog.tables.TempTables.row;
import static loglog.tables.TempTables.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatDuckDbWrote() throws SQLException {
        var file = parquet("it's [1]*.parquet", """
                SELECT 1e9::DOUBLE AS params, 3::BIGINT AS tokens, 2.5::DECIMAL(4, 2) AS loss, 'c4' AS dataset,
                       {'width': 64, 'deep': {'n': 2}} AS model, NULL::DOUBLE AS sigma
                UNION ALL SELECT 0.1, 4, 3, 'rw', NULL, 0.5""");
        var table = read(file);
        assertThat(table.columns())
                .contains("params", "tokens", "loss", "dataset", "model.width", "model.deep.n", "sigma");
        assertThat(text(table, 0, "params")).isEqualTo("1.0E9");
        assertThat(text(table, 0, "tokens")).isEqualTo("3");
        assertThat(text(table, 0, "loss")).isEqualTo("2.50");
        assertThat(text(table, 0, "model.deep.n")).isEqualTo("2");
        assertThat(text(table, 0, "sigma")).isNull();
        assertThat(text(table, 1, "params")).isEqualTo("0.1");
        assertThat(text(table, 1, "model.width")).isNull();
        assertThat(table.place(1, table.column("loss"))).isEqualTo(file + ", row 2, column loss");
    }

    @Test
    void foldersNamedKeyEqualsValueLeaveAFilesColumnsAlone() throws Exception {
        for (var name : List.of("params=1B", "loss=9/tokens=none")) {
            Files.createDirectories(folder.resolve(name));
            var table = read(parquet(name + "/runs.parquet", "SELECT 5e6 AS params, 2.5 AS loss"));
            assertThat(table.columns()).containsExactly("params", "loss");
            assertThat(row(table, 0)).containsExactly("5000000.0", "2.5");
        }
    }

    @Test
    void theSharedFileInNamedFoldersIsThatBesideThem() {
        var cases = TempTables.sharedCase("parquet-in-named-folders");
        var plain = read(cases + "/plain.parquet");
        for (var name : List.of("params=1B", "loss=9")) {
            var table = read(cases + "/" + name + "/runs.parquet");
            assertThat(table.columns()).isEqualTo(plain.columns());
            assertThat(row(table, 0)).isEqualTo(row(plain, 0));
        }
    }

    @Test
    void knowsParquetByItsFirstBytesToo() throws Exception {
        var file = parquet("x.parquet", "SELECT 1 AS a");
        var renamed = folder.resolve("x.data");
        Files.copy(Path.of(file), renamed);
        assertThat(row(read(renamed.toString()), 0)).containsExactly("1");
        var bytes = Files.readAllBytes(renamed);
        assertThat(message(() -> Tables.read(List.of("-"), new ByteArrayInputStream(bytes))))
                .isEqualTo(
                        "standard input: found Parquet, which is read in place, expected it as an uncompressed file of"
                                + " its own");
    }

    @Test
    void badParquetIsNamed() throws SQLException, IOException {
        var text = write(folder, "text.parquet", "a,b\n1,2\n");
        assertThat(message(() -> read(text))).startsWith(text + " is not valid Parquet: ");
        var file = parquet("cut.parquet", "SELECT range AS a FROM range(1000)");
        var bytes = Files.readAllBytes(Path.of(file));
        var cut = write(folder, "cut.parquet", java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(message(() -> read(cut))).startsWith(cut + " is not valid Parquet: ");
        var none = parquet("none.parquet", "SELECT 1 AS a WHERE false");
        assertThat(message(() -> read(none))).isEqualTo(none + ": found only column names, expected rows below them");
        Files.createDirectory(folder.resolve("dir.parquet"));
        assertThat(message(() -> read(folder + "/dir.parquet")))
                .contains("dir.parquet: found a folder, expected a file");
    }

    private static String text(Table table, int row, String column) {
        return table.text(row, table.column(column));
    }

    private String parquet(String name, String query) throws SQLException {
        var file = folder.resolve(name).toString();
        try (var duck = DriverManager.getConnection("jdbc:duckdb:");
                var statement = duck.createStatement()) {
            statement.execute("COPY (" + query + ") TO '" + file.replace("'", "''") + "' (FORMAT parquet)");
        }
        return file;
    }
}
