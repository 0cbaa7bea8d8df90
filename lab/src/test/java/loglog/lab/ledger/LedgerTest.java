package loglog.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import loglog.lab.results.Results;
import loglog.laws.Interval;
import loglog.runs.DataException;
import loglog.runs.Metric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path runs;

    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = new Ledger(runs);
    }

    private Entry forecast(String run, double value, double half) {
        return ledger.write(new Ledger.Prediction(
                "study",
                runs.resolve(run),
                Map.of("params", 1e5, "tokens", 1e6),
                Metric.VALIDATION_LOSS,
                new Interval(value, value - half, value + half, Double.NaN, 0.9),
                "chinchilla",
                Results.read(runs)));
    }

    private void finish(String run, double loss) throws IOException {
        var folder = Files.createDirectories(runs.resolve(run));
        Files.writeString(folder.resolve("run.json"), "{\"seed\":1}");
        Files.writeString(
                folder.resolve("result.json"),
                "{\"status\":\"finished\",\"params\":100000,\"tokens\":1000000,\"flops\":6e11,\"validation_loss\":%s}"
                        .formatted(loss));
    }

    @Test
    void theCeilingOfItsLawsIsKept() {
        assertThat(forecast("study/a", 2.0, 0.1).ceiling()).isEmpty();
        ledger.write(new Ledger.Prediction(
                "study",
                runs.resolve("study/b"),
                Map.of("params", 1e5, "tokens", 1e6),
                Metric.VALIDATION_LOSS,
                new Interval(2, 1.9, 2.1, Double.NaN, 0.9),
                "chinchilla-below-ceiling",
                OptionalDouble.of(3.1),
                Results.read(runs)));
        assertThat(new Ledger(runs).entries().getLast().ceiling()).hasValue(3.1);
        assertThat(ledger.problems()).isEmpty();
    }

    @Test
    void theIntervalOfAShareEndsWhereSharesDo() {
        var accuracy = new Metric("accuracy", "", Metric.Better.HIGH, 0, 1, Metric.Scale.LOGIT);
        var asked = new Interval(1.02, -0.1, 1.4, Double.NaN, 0.9);
        var entry = ledger.write(new Ledger.Prediction(
                "study",
                runs.resolve("study/a"),
                Map.of("flops", 1e9),
                accuracy,
                asked,
                "logarithmic",
                Results.read(runs)));
        assertThat(List.of(entry.low(), entry.value(), entry.high())).containsExactly(0.0, 1.0, 1.0);
        var rating = new Metric("elo", "", Metric.Better.HIGH, -1e9, 1e9, Metric.Scale.LINEAR);
        assertThat(new Ledger.Prediction(
                                "study",
                                runs.resolve("study/b"),
                                Map.of("flops", 1e9),
                                rating,
                                asked,
                                "logarithmic",
                                Results.read(runs))
                        .interval())
                .isEqualTo(asked);
    }

    @Test
    void forecastIsScoredWhenItsResultArrives() throws IOException {
        forecast("study/a", 2.0, 0.1);
        assertThat(ledger.score()).isEmpty();
        finish("study/a", 2.05);
        assertThat(ledger.score()).hasSize(1);
        assertThat(ledger.score()).isEmpty();
        var entry = new Ledger(runs).entries().getFirst();
        assertThat(entry.inTime()).isTrue();
        assertThat(entry.inside()).contains(true);
        assertThat(entry.errorInIntervals()).isCloseTo(0.5, within(1e-9));
        assertThat(entry.relativeError()).isCloseTo(2.0 / 2.05 - 1, within(1e-12));
        assertThat(ledger.problems()).isEmpty();
    }

    @Test
    void firstForecastOfARunStands() {
        var first = forecast("study/a", 2.0, 0.1);
        assertThat(forecast("study/a", 3.0, 0.1)).isEqualTo(first);
        assertThat(ledger.entries()).containsExactly(first);
    }

    @Test
    void forecastOfARunThatHadBegunDoesNotCount() throws IOException {
        finish("study/late", 2.0);
        assertThat(forecast("study/late", 2.0, 0.1).inTime()).isFalse();
        ledger.score();
        assertThat(Entry.calibration(ledger.entries())).isNaN();
        forecast("study/b", 2.0, 0.1);
        forecast("study/c", 2.0, 0.1);
        finish("study/b", 2.05);
        finish("study/c", 2.15);
        ledger.score();
        assertThat(Entry.calibration(ledger.entries())).isEqualTo(0.5);
    }

    @Test
    void changedRemovedAndInsertedLinesShow() throws IOException {
        forecast("study/a", 2.0, 0.1);
        forecast("study/b", 2.1, 0.1);
        forecast("study/c", 2.2, 0.1);
        var good = Files.readAllLines(ledger.file());
        Files.write(ledger.file(), List.of(good.get(0), good.get(1).replace("2.1", "2.05"), good.get(2)));
        assertThat(ledger.problems()).hasSize(1).first().asString().contains("line 2");
        Files.write(ledger.file(), List.of(good.get(0), good.get(2)));
        assertThat(ledger.problems()).hasSize(1).first().asString().contains("line 2");
        Files.write(ledger.file(), List.of(good.get(0), good.get(0), good.get(1), good.get(2)));
        assertThat(ledger.problems()).hasSizeGreaterThanOrEqualTo(1);
        Files.write(ledger.file(), good);
        assertThat(ledger.problems()).isEmpty();
    }

    @Test
    void lineThatAKillCutOffIsWrittenAnew() throws IOException {
        forecast("study/a", 2.0, 0.1);
        Files.writeString(ledger.file(), "{\"kind\":\"forecast\",\"made", StandardOpenOption.APPEND);
        assertThat(ledger.entries()).hasSize(1);
        forecast("study/b", 2.1, 0.1);
        assertThat(ledger.entries()).hasSize(2);
        assertThat(ledger.problems()).isEmpty();
    }

    @Test
    void firstLineThatAKillCutOffIsWrittenAnew() throws IOException {
        Files.writeString(ledger.file(), "{\"kind\":\"forecast\",\"study\":\"caf\u00e9".substring(0, 30));
        assertThat(ledger.entries()).isEmpty();
        forecast("study/a", 2.0, 0.1);
        assertThat(ledger.entries()).hasSize(1);
        assertThat(ledger.problems()).isEmpty();
    }

    @Test
    void lastLineWhoseEndAnEditorTookIsKept() throws IOException {
        forecast("study/a", 2.0, 0.1);
        forecast("study/b", 2.0, 0.1);
        Files.writeString(ledger.file(), Files.readString(ledger.file()).stripTrailing());
        assertThat(ledger.entries()).hasSize(2);
        forecast("study/c", 2.0, 0.1);
        assertThat(ledger.entries()).hasSize(3);
        assertThat(ledger.problems()).isEmpty();
    }

    @Test
    void damagedResultKeepsNoOtherForecastFromItsScore() throws IOException {
        forecast("study/a", 2.0, 0.1);
        forecast("study/b", 2.0, 0.1);
        finish("study/a", 2.05);
        finish("study/b", 2.05);
        Files.writeString(runs.resolve("study/a/result.json"), "{\"status\":\"fini");
        assertThat(ledger.score()).extracting(Entry::run).containsExactly("study/b");
        finish("study/a", 2.05);
        assertThat(ledger.score()).extracting(Entry::run).containsExactly("study/a");
    }

    @Test
    void runThatWasSetAsideAsDamagedIsNoResult() throws IOException {
        finish("study/a", 2.05);
        finish("study/a/1.damaged", 2.95);
        Files.writeString(runs.resolve("study/a/1.damaged/run.json"), "{");
        var results = Results.read(runs);
        assertThat(results.size()).isOne();
        assertThat(results.problems()).isEmpty();
    }

    @Test
    void garbageIsNamedByItsLine() throws IOException {
        forecast("study/a", 2.0, 0.1);
        Files.writeString(ledger.file(), "garbage\n", StandardOpenOption.APPEND);
        assertThatThrownBy(ledger::entries)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("ledger.jsonl, line 2")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFieldOfAnotherKindIsNamed() throws IOException {
        forecast("study/a", 2.0, 0.1);
        var file = runs.resolve("ledger.jsonl");
        var whole = Files.readString(file);
        for (var damage : List.of(
                new String[] {"100000.0", "\"many\"", "scales.params: found \"many\", expected a number"},
                new String[] {"\"value\":2.0", "\"value\":[2.0]", "value: found [2.0], expected a number"},
                new String[] {"\"rows\":0", "\"rows\":1e30", "rows: found 1.0E30, expected a whole number"},
                new String[] {
                    "\"in_time\":true", "\"in_time\":\"yes\"", "in_time: found \"yes\", expected true or false"
                })) {
            assertThat(whole).contains(damage[0]);
            Files.writeString(file, whole.replace(damage[0], damage[1]));
            assertThatThrownBy(ledger::entries)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("ledger.jsonl, line 1: " + damage[2]);
        }
    }

    @Test
    void manyWritersLoseNoLine() {
        IntStream.range(0, 40)
                .parallel()
                .forEach(i -> new Ledger(runs)
                        .write(new Ledger.Prediction(
                                "study",
                                runs.resolve("study/" + i),
                                Map.of("params", 1.0 + i),
                                Metric.VALIDATION_LOSS,
                                new Interval(2, 1.9, 2.1, Double.NaN, 0.9),
                                "chinchilla",
                                new Results(List.of(), List.of()))));
        assertThat(ledger.entries()).hasSize(40);
        assertThat(ledger.problems()).isEmpty();
    }
}
