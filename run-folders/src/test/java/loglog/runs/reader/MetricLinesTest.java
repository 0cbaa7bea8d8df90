package loglog.runs.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics as they are found on disk, line by line and as curves. */
class MetricLinesTest {
    @TempDir
    Path root;

    private RunFolder run(String metrics) throws IOException {
        Files.writeString(root.resolve("metrics.jsonl"), metrics);
        return new RunFolder(root);
    }

    @Test
    void everyLineIsGivenAsItStandsAndDamageIsCounted() throws IOException {
        var run = run(
                "{\"step\":1,\"loss\":4}\n{\"step\":2,\"lo\ngarbage\n{\"step\":1,\"loss\":\"NaN\",\"by\":\"x\"}\n{\"loss\":2.5");
        var texts = new ArrayList<String>();
        var losses = new ArrayList<Double>();
        var found = MetricLines.read(run, row -> {
            texts.add(row.text());
            losses.add(row.number("loss"));
            assertThat(row.step()).isEqualTo(1);
        });
        assertThat(found).isEqualTo(new MetricLines(2, false));
        assertThat(texts).containsExactly("{\"step\":1,\"loss\":4}", "{\"step\":1,\"loss\":\"NaN\",\"by\":\"x\"}");
        assertThat(losses).containsExactly(4.0, Double.NaN);
    }

    @Test
    void aLastRowWithoutAnEndSaysSo() throws IOException {
        var ends = new ArrayList<Boolean>();
        var found = MetricLines.read(run("{\"step\":1}\n{\"step\":2}"), row -> ends.add(row.hasEnd()));
        assertThat(ends).containsExactly(true, false);
        assertThat(found).isEqualTo(new MetricLines(0, false));
        assertThat(MetricLines.read(new RunFolder(root.resolve("none")), _ -> {}))
                .isEqualTo(new MetricLines(0, true));
    }

    @Test
    void aFileThatCannotBeReadIsNotWrittenAnew() throws IOException {
        var run = new RunFolder(Files.createDirectories(root.resolve("run")));
        Files.createDirectories(run.metricsFile().resolve("inside"));
        assertThatThrownBy(() -> MetricLines.read(run, _ -> {})).isInstanceOf(DataException.class);
        assertThatThrownBy(
                        () -> MetricLines.copy(run.metricsFile(), root.resolve("copy"), row -> Optional.of(row.text())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found a folder, expected a file");
        assertThat(root.resolve("copy")).doesNotExist();
    }

    @Test
    void aCurveTakesTheLaterOfTwoRowsOfAStepAndLeavesOutWhatIsNoLoss() throws IOException {
        var curve = LossCurve.read(run("""
                {"step":1,"tokens":10,"loss":4}
                {"step":2,"tokens":20,"loss":"NaN"}
                {"step":3,"tokens":30,"loss":3,"rate":0.1}
                {"step":4,"tokens":40,"validation_loss":2}
                {"step":3,"tokens":30,"loss":2.5}
                {"step":5,"tokens":50,"loss":-1}
                {"step":6,"tokens":60,"loss":2}
                """));
        assertThat(curve.tokens()).containsExactly(10, 30, 60);
        assertThat(curve.loss()).containsExactly(4, 2.5, 2);
    }

    @Test
    void columnsThatAreNotWantedAreNotKept() throws IOException {
        var rows = MetricRows.read(
                run("{\"step\":1,\"loss\":4,\"by\":\"x\"}\n{\"step\":1,\"rate\":0.5}\n{\"step\":2,\"rate\":0.25}\n"),
                "rate");
        assertThat(rows.columns()).extracting(MetricRows.Column::name).isEqualTo(List.of("step", "rate"));
        assertThat(rows.rows()).isEqualTo(2);
        assertThat(rows.number("rate", 0)).isEqualTo(0.5);
        assertThat(rows.number("loss", 0)).isNaN();
    }
}
