package loglog.tables;

import static loglog.tables.TempTables.message;
import static loglog.tables.TempTables.read;
import static loglog.tables.TempTables.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of bad file gives one sentence that names the file, the place and the finding. */
class BadTablesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "e.csv    |''                     |': found nothing, expected a table'",
                "e.csv    |'\\n \\n'              |': found nothing, expected a table'",
                "e.json   |' '                    |': found nothing, expected a table'",
                "h.csv    |'a,b\\n'               |': found only column names, expected rows below them'",
                "r.csv    |'a,b\\n1,2\\n3\\n'     |', line 3: found 1 cell, expected 2, one for each column of the header'",
                "r.csv    |'a,b\\n1,2,3\\n'       |', line 2: found 3 cells, expected 2, one for each column of the header'",
                "d.csv    |'a,b,a\\n1,2,3\\n'     |', line 1: found columns 1 and 3 both named a, expected different names'",
                "n.csv    |'1,2\\n3,4\\n'         |', line 1: found only numbers (1, ...), expected a line of column names first'",
                "q.csv    |'a,b\\n1,2\\n\"3,4\\n' |', line 3: a quote (\") is opened and never closed'",
                "q.csv    |'a,b\\n\"1\"x,2\\n'    |', line 2: Unexpected character after closing quote: ''x'' (0x78)'",
                "j.json   |'[{\"a\": 1},\\n 7]'   |', line 2: row 2: found a number, expected an object'",
                "j.json   |'[]'                   |': found an empty array, expected an object for each run'",
                "j.json   |'3'                    |', line 1: found a number, expected an array of objects, an object of columns, or an object on each line'",
                "j.json   |'[{\"a\":1}]\\n[]'     |', line 2: found an array after the array''s end'",
                "j.jsonl  |'{\"a\":1}\\n[1]\\n'   |', line 2: found an array, expected an object'",
                "c.json   |'{\"a\":[1,2],\"b\":[1]}'|': found column a with 2 values and column b with 1, expected as many in each'",
            })
    void aBadTextIsNamed(String name, String text, String message) {
        var file = write(folder, name, text.replace("\\n", "\n"));
        assertThat(message(() -> read(file))).isEqualTo(file + message);
    }

    @Test
    void invalidJsonIsNamedWithItsLine() {
        var file = write(folder, "x.jsonl", "{\"a\": 1}\n{\"a\": }\n");
        assertThat(message(() -> read(file))).startsWith(file + ", line 2: not valid JSON: Unexpected character ('}')");
        var cut = write(folder, "cut.json", "[{\"a\": 1},\n{\"a\": 2");
        assertThat(message(() -> read(cut))).startsWith(cut + ", line 2: not valid JSON: Unexpected end-of-input");
        var twice = write(folder, "twice.json", "[{\"a\": 1, \"a\": 2}]");
        assertThat(message(() -> read(twice))).startsWith(twice + ", line 1: not valid JSON: Duplicate");
    }

    @Test
    void otherEncodingsAndFormatsAreNamed() {
        var text = "params,loss\n1,2\n";
        expect("u16.csv", text.getBytes(StandardCharsets.UTF_16), ": found UTF-16 text, expected UTF-8");
        expect("u16le.csv", text.getBytes(StandardCharsets.UTF_16LE), ": found UTF-16 text, expected UTF-8");
        expect("u16be.csv", text.getBytes(StandardCharsets.UTF_16BE), ": found UTF-16 text, expected UTF-8");
        expect(
                "latin.csv",
                "modèle,loss\nà,2\n".getBytes(Charset.forName("ISO-8859-1")),
                ", line 1: found the byte 0xe8, which is not UTF-8, expected a table saved as UTF-8");
        expect(
                "latin2.csv",
                "model,loss\nb,1\nà,2\n".getBytes(Charset.forName("ISO-8859-1")),
                ", line 3: found the byte 0xe0, which is not UTF-8, expected a table saved as UTF-8");
        expect(
                "x.xlsx",
                new byte[] {'P', 'K', 3, 4, 0, 0},
                ": found a zip archive or a spreadsheet (.xlsx), expected a table, such as the sheet exported as CSV");
        expect(
                "x.csv.zst",
                new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1},
                ": found a file compressed by another program than gzip, expected gzip or a table as it is");
        expect(
                "x.bin",
                new byte[] {1, 2, 0, 0, 0, 5, 6, 7, 8, 9},
                ": found no text, expected CSV, TSV, JSON, JSONL or Parquet");
    }

    @Test
    void brokenGzipIsNamed() throws IOException {
        var good = TablesTest.gzip("a,b\n" + "1,2\n".repeat(1000));
        expect(
                "cut.csv.gz",
                Arrays.copyOf(good, good.length / 2),
                " is cut short: its gzip data ends before they are complete");
        var bad = good.clone();
        bad[good.length - 5] ^= 1;
        var file = write(folder, "bad.csv.gz", bad);
        assertThat(message(() -> read(file))).startsWith(file + " is not valid gzip: ");
    }

    @Test
    void pathsThatLeadNowhereAreNamed() throws IOException {
        assertThat(message(() -> read(folder + "/no.csv"))).isEqualTo(folder + "/no.csv does not exist");
        assertThat(message(() -> read(folder + "/no.parquet"))).isEqualTo(folder + "/no.parquet does not exist");
        assertThat(message(() -> read(folder + "/*.csv"))).isEqualTo("no file matches " + folder + "/*.csv");
        assertThat(message(() -> read(folder + "/no/*.csv"))).isEqualTo("no file matches " + folder + "/no/*.csv");
        assertThat(message(() -> read(folder + "/{a")))
                .isEqualTo(
                        folder + "/{a: found neither a file nor a valid glob, expected *, **, ?, [abc] or {a,b} in it");
        assertThat(message(() -> read(folder.toString())))
                .isEqualTo(folder + ": found a folder, expected a file, or a glob such as '" + folder + "/*.csv'");
        assertThat(message(() -> Tables.read(List.of())))
                .isEqualTo("found no table, expected a file, a glob, or - for standard input");
        assertThat(message(() -> Tables.read(List.of("-"), new ByteArrayInputStream(new byte[0]))))
                .isEqualTo("standard input: found nothing, expected a table");
    }

    @Test
    void aFileThatMayNotBeReadIsNamed() throws IOException {
        var file = write(folder, "secret.csv", "a\n1\n");
        Files.setPosixFilePermissions(Path.of(file), java.util.Set.of());
        assumeFalse(Files.isReadable(Path.of(file)), "this user may read every file");
        assertThat(message(() -> read(file))).isEqualTo(file + " cannot be read: permission denied");
    }

    private void expect(String name, byte[] bytes, String message) {
        var file = write(folder, name, bytes);
        assertThat(message(() -> read(file))).isEqualTo(file + message);
    }
}
