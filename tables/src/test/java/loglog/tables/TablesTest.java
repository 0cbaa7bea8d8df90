package loglog.tables;

import static loglog.tables.TempTables.read;
import static loglog.tables.TempTables.row;
import static loglog.tables.TempTables.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablesTest {
    @TempDir
    Path folder;

    @Test
    void readsCsvAndKeepsEachRowsLine() {
        var csv = "params, name ,loss\r\n1e6,\"a \"\"b\"\", c\",3.5\r\n\r\n2e6,\"two\r\nlines\",\r\n3e6, x ,2.5";
        var table = read(write(folder, "runs.csv", csv));
        assertThat(table.columns()).containsExactly("params", "name", "loss");
        assertThat(table.rows()).isEqualTo(3);
        assertThat(row(table, 0)).containsExactly("1e6", "a \"b\", c", "3.5");
        assertThat(row(table, 1)).containsExactly("2e6", "two\r\nlines", null);
        assertThat(row(table, 2)).containsExactly("3e6", "x", "2.5");
        assertThat(table.place(1)).isEqualTo(folder + "/runs.csv, line 4");
        assertThat(table.place(2, 2)).isEqualTo(folder + "/runs.csv, line 6, column loss");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void findsTheSeparator(String separator) {
        var csv = "a|b c|\"d,;\t\"\n1|2|3\n".replace("|", separator);
        for (var name : List.of("x.csv", "x.txt", "x")) {
            assertThat(read(write(folder, name, csv)).columns()).containsExactly("a", "b c", "d,;");
        }
    }

    @Test
    void aTsvsTabsSeparateEvenWhereItsNamesHoldMoreCommas() {
        assertThat(read(write(folder, "x.tsv", "a,b,c\td\n1\t2\n")).columns()).containsExactly("a,b,c", "d");
    }

    @Test
    void readsAByteOrderMarkASingleColumnAndAColumnWithoutAName() {
        assertThat(read(write(folder, "x.csv", "\ufeffloss\n1\n")).columns()).containsExactly("loss");
        assertThat(read(write(folder, "y.csv", ",loss\n0,1\n")).columns()).containsExactly("column 1", "loss");
    }

    @Test
    void readsAnArrayOfObjects() {
        var json = """
                [{"params": 1e6, "loss": 3.50, "model": {"width": 64, "norm": {"eps": 1e-5}}},
                 {"loss": null, "params": 2000000, "tags": ["a", {"b": 1}], "ok": true, "lr": NaN}]""";
        var table = read(write(folder, "runs.json", json));
        assertThat(table.columns())
                .containsExactly("params", "loss", "model.width", "model.norm.eps", "tags", "ok", "lr");
        assertThat(row(table, 0)).containsExactly("1e6", "3.50", "64", "1e-5", null, null, null);
        assertThat(row(table, 1)).containsExactly("2000000", null, null, null, "[\"a\", {\"b\": 1}]", "true", "NaN");
        assertThat(table.place(1, 1)).isEqualTo(folder + "/runs.json, row 2, column loss");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"params\": [1, 2], \"loss\": [3.5, null]}",
                "{\"params\": {\"0\": 1, \"1\": 2}, \"loss\": {\"0\": 3.5, \"1\": null}}",
                "{\"runs\": [{\"params\": 1, \"loss\": 3.5}, {\"params\": 2}]}",
                "{\"params\": 1, \"loss\": 3.5}\n{\"params\": 2}\n",
                "{\"params\": 1, \"loss\": 3.5} {\"params\": 2}",
            })
    void readsTheOtherWaysInWhichJsonHoldsATable(String json) {
        var table = read(write(folder, "runs.json", json));
        assertThat(table.columns()).containsExactly("params", "loss");
        assertThat(row(table, 0)).containsExactly("1", "3.5");
        assertThat(row(table, 1)).containsExactly("2", null);
        assertThat(table.rows()).isEqualTo(2);
    }

    @Test
    void aSingleObjectIsARowWithItsArraysAsText() {
        var text = "{\"params\": 1, \"history\": [3, 2]}";
        assertThat(row(read(write(folder, "result.json", text)), 0)).containsExactly("1", "[3, 2]");
        var lines = "{\"a\": [1], \"b\": [2]}\n";
        assertThat(row(read(write(folder, "x.jsonl", lines)), 0)).containsExactly("[1]", "[2]");
    }

    @Test
    void jsonLinesRememberTheirLine() {
        var table = read(write(folder, "x.jsonl", "{\"a\":1}\n\n{\"a\":2}\n"));
        assertThat(table.place(1)).isEqualTo(folder + "/x.jsonl, line 3");
    }

    @Test
    void unpacksGzip() throws IOException {
        for (var name : List.of("x.csv.gz", "x.jsonl.gz", "x.bin")) {
            var text = name.contains("json") ? "{\"a\":1}\n" : "a\n1\n";
            assertThat(row(read(write(folder, name, gzip(text))), 0)).containsExactly("1");
        }
    }

    @Test
    void readsStandardInputInEveryTextFormat() throws IOException {
        for (var bytes : List.of("a\tb\n1\t2".getBytes(), "[{\"a\":1,\"b\":2}]".getBytes(), gzip("a,b\n1,2\n"))) {
            var table = Tables.read(List.of("-"), new ByteArrayInputStream(bytes));
            assertThat(row(table, 0)).containsExactly("1", "2");
            assertThat(table.place(0)).startsWith("standard input, ");
        }
    }

    @Test
    void unitesColumnsByNameOverFiles() {
        var one = write(folder, "1.csv", "params,loss\n1,2\n");
        var two = write(folder, "2.json", "[{\"loss\": 3, \"tokens\": 4}]");
        var table = read(one, two);
        assertThat(table.columns()).containsExactly("params", "loss", "tokens");
        assertThat(row(table, 0)).containsExactly("1", "2", null);
        assertThat(row(table, 1)).containsExactly(null, "3", "4");
        assertThat(table.source()).isEqualTo(one + " and " + two);
        assertThat(table.files()).containsExactly(one, two);
    }

    @Test
    void expandsGlobsInOrderAndReadsAFileOnce() {
        write(folder, "b.csv", "a\n2\n");
        write(folder, "a.csv", "a\n1\n");
        write(folder, ".hidden.csv", "a\n0\n");
        write(folder, "c.txt", "a\n9\n");
        write(folder, "in/x/d.csv", "a\n3\n");
        write(folder, "odd[1].csv", "a\n4\n");
        assertThat(column(read(folder + "/[ab].csv"))).containsExactly("1", "2");
        assertThat(column(read(folder + "/*.csv", folder + "/a.csv"))).containsExactly("1", "2", "4");
        assertThat(column(read(folder + "/**/*.csv"))).containsExactly("1", "2", "3", "4");
        assertThat(column(read(folder + "/*/*/{d,e}.csv"))).containsExactly("3");
        assertThat(column(read(folder + "/?.txt"))).containsExactly("9");
        assertThat(column(read(folder + "/odd[1].csv"))).containsExactly("4");
        assertThat(read(folder + "/[ab].csv").place(1)).isEqualTo(folder + "/b.csv, line 2");
    }

    private static List<String> column(Table table) {
        return java.util.stream.IntStream.range(0, table.rows())
                .mapToObj(r -> table.text(r, 0))
                .toList();
    }

    static byte[] gzip(String text) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
