package loglog.pages.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.text.TextTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "./loglog fit /data/lab/runs.csv | 54 runs of /data/lab/runs.csv | 54 runs of runs.csv",
                "./loglog fit '/data/my lab/runs.csv' --html=/srv/www/x.html | /data/my lab/runs.csv, line 3 | runs.csv, line 3",
                "./loglog fit '/data/lab/2026-*/runs.csv' | /data/lab/2026-01/runs.csv, line 3 | 2026-01/runs.csv, line 3",
                "./loglog fit data/runs.csv --html=/srv/www/x.html | data/runs.csv and /srv/www/x.html | data/runs.csv and x.html",
                "./loglog fit /runs.csv | /runs.csv, a/b and 6 / 7 | /runs.csv, a/b and 6 / 7",
                "./loglog fit runs.csv | https://arxiv.org/abs/2203.15556 | https://arxiv.org/abs/2203.15556",
                "./loglog sql 'select a/b from runs' | a/b, tokens/params | a/b, tokens/params",
            })
    void filesAreNamedWithoutTheFoldersOfThisMachine(String command, String text, String shared) {
        assertThat(Shareable.of(command).text(text)).isEqualTo(shared);
    }

    @Test
    void whatLiesInTheFolderOfTheCommandIsNamedFromThereAndTheHomeIsATilde() {
        var here = Path.of("").toAbsolutePath();
        var home = System.getProperty("user.home");
        var shareable = Shareable.of("./loglog fit " + here.resolve("a/runs.csv"));
        assertThat(shareable.text(here.resolve("a/runs.csv") + ", line 7")).isEqualTo("a/runs.csv, line 7");
        assertThat(shareable.text("see " + home + "/elsewhere/x.csv")).doesNotContain(home + "/");
    }

    @Test
    void everyPartOfASheetIsShared() {
        double[] one = {1};
        var path = "/data/lab/runs.csv";
        var sheet = new Sheet("fit of " + path)
                .heading(path)
                .text(path)
                .warning(path)
                .table(path, TextTable.of(path).row(path))
                .folded(path, TextTable.of("a").row(path))
                .figure(
                        new Chart(path, Axis.log("x"), Axis.log("y"))
                                .with(new Layer.Points(path, one, one, null, new String[] {path})),
                        path);
        var shared = Shareable.of("./loglog fit " + path).sheet(sheet);
        assertThat(shared.title()).isEqualTo("fit of runs.csv");
        assertThat(shared.blocks()).hasSize(6);
        for (var block : shared.blocks()) {
            assertThat(block.toString()).doesNotContain("/data/lab");
            if (block instanceof SheetBlock.Figure figure
                    && figure.chart().layers().getFirst() instanceof Layer.Points points) {
                assertThat(points.labels()).containsExactly("runs.csv");
            }
            if (block instanceof SheetBlock.Table table) {
                assertThat(table.table().rows().getFirst()).containsExactly("runs.csv");
            }
        }
    }
}
