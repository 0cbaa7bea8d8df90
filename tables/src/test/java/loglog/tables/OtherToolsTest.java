package loglog.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same two runs, written in several ways by the csv, json and gzip modules of Python 3. */
class OtherToolsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "excel.csv",
                "excel-bom.csv",
                "semicolon-quoted.csv",
                "unix.csv",
                "excel-tab.tsv",
                "indented.json",
                "compact.json",
                "columns.json",
                "lines.jsonl.gz"
            })
    void readsWhatPythonWrote(String name) throws URISyntaxException {
        var file = Path.of(OtherToolsTest.class.getResource("python/" + name).toURI());
        var table = TempTables.read(file.toString());
        assertThat(table.columns())
                .containsExactly("Model Size", "Training Tokens", "val_loss", "note", "config.layers", "config.lr");
        assertThat(table.text(0, 3)).isEqualToNormalizingNewlines("Chinchilla, \"70B\"\nby DeepMind");
        assertThat(table.text(1, 3)).isEqualTo("Gopher – größer");
        var runs = RunsQuery.usual()
                .require(Role.PARAMS, Role.TOKENS, Role.LOSS)
                .axis("config.lr")
                .read(table);
        assertThat(runs.params()).containsExactly(70e9, 280e9);
        assertThat(runs.tokens()).containsExactly(1.4e12, 3e11);
        assertThat(runs.loss()).containsExactly(1.936, 1.9933333333333334);
        assertThat(runs.axes().get("config.lr")).containsExactly(1e-4, 4e-5);
        assertThat(runs.place(1)).startsWith(file.toString());
    }
}
