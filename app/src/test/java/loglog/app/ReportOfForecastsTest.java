package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Results;
import loglog.laws.Interval;
import loglog.runs.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code loglog report} says of the ledger's forecasts: of many, of one that lacks a scale, of a ledger that was changed. */
class ReportOfForecastsTest {
    @TempDir
    Path runs;

    /** Such as one that a newer or an older Loglog wrote. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flops          | of a model, trained with 1e14 FLOP (",
                "params         | of a model of 717K params was forecast",
                "tokens,flops   | of a model, trained on 21.5M tokens with 1e14 FLOP (",
                "params,flops   | of a model of 717K params, trained with 1e14 FLOP (",
            })
    void aForecastThatLacksAScaleIsToldWithTheOthers(String has, String told) throws IOException {
        var study = new SomeStudy(runs, "first").isoFlop("plain", 1).folder();
        var scales = new TreeMap<>(Map.of("params", 717e3, "tokens", 21.5e6, "flops", 1e14));
        scales.keySet().retainAll(List.of(has.split(",")));
        new Ledger(runs)
                .write(new Ledger.Prediction(
                        "first",
                        study.resolve("later"),
                        scales,
                        Metric.VALIDATION_LOSS,
                        new Interval(1.94, 1.9, 2.0, Double.NaN, 0.9),
                        "chinchilla 1.00",
                        Results.read(study)));
        var page = runs.resolve("page.html");
        var ran = Cli.run("report", study, "--html", page);
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out().replaceAll("\\s+", " ")).doesNotContain("NaN", "n/a");
        assertThat(Files.readString(page)).contains(told);
    }

    @Test
    void manyForecastsAreToldTogether() throws IOException {
        var study = SomeStudy.forecast(runs);
        var ledger = new Ledger(runs);
        for (int i = 0; i < 30; i++) {
            ledger.write(new Ledger.Prediction(
                    "first",
                    study.resolve("later-" + i),
                    Map.of("params", 1e6, "tokens", 1e8, "flops", 6e14),
                    Metric.VALIDATION_LOSS,
                    new Interval(2, 1.9, 2.1, Double.NaN, 0.9),
                    "chinchilla 1.00",
                    Results.read(study)));
        }
        var page = runs.resolve("page.html");
        var ran = Cli.run("report", study, "--html", page);
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out().replaceAll("\\s+", " "))
                .contains("forecasts 31 1 measured")
                .contains("1 of 1", "From them 31 forecasts were made")
                .contains("the forecasts for first/later-0, first/later-1, first/later-2 and 27 more were made from");
        assertThat(ran.out().lines().count()).isLessThan(80);
        assertThat(Files.readString(page)).contains("31 forecasts", "first/later-29");
    }

    @Test
    void aLedgerThatWasChangedIsSaid() throws IOException {
        var study = SomeStudy.forecast(runs);
        var ledger = runs.resolve("ledger.jsonl");
        Files.writeString(ledger, Files.readString(ledger).replace("\"level\":0.9", "\"level\":0.8"));
        var page = runs.resolve("page.html");
        assertThat(Cli.run("report", study, "--html", page).status()).isZero();
        assertThat(Files.readString(page)).contains("found another digest than its content has");
    }

    /** A program's losses may depend on tokens alone: the law's best model has no params then. */
}
