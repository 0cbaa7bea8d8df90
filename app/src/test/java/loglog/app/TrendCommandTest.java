package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code loglog trend}. */
class TrendCommandTest {
    @TempDir
    Path folder;

    private Path table;

    /** Doubles every 365.25 days with a ripple, the dates month first; a worse row follows each good one. */
    @BeforeEach
    void write() throws Exception {
        var csv = new StringBuilder("model,organization,date,flops,kind\n");
        for (int i = 0; i < 24; i++) {
            var day = java.time.LocalDate.of(2015, 1, 15).plusDays(Math.round(i * 182.625));
            double flops = 1e20 * Math.pow(2, i / 2.0) * Math.exp(0.05 * Math.sin(7.3 * i));
            var date = "%02d/%02d/%02d".formatted(day.getMonthValue(), day.getDayOfMonth(), day.getYear() % 100);
            csv.append("m%d,org%d,%s,%.4g,good\n".formatted(i, i % 6, date, flops));
            csv.append("w%d,org%d,%s,%.4g,weak\n".formatted(i, i % 6, date, flops / 50));
        }
        csv.append("none,org1,,1e22,good\nempty,org1,2020-01-01,,good\n");
        table = folder.resolve("models.csv");
        Files.writeString(table, csv.toString());
    }

    private Cli.Result trend(Object... more) {
        var words = new java.util.ArrayList<Object>(
                java.util.List.of("trend", table, "--metric", "flops", "--bootstrap", "40"));
        words.addAll(java.util.List.of(more));
        return Cli.run(words.toArray());
    }

    @Test
    void growthDoublingDatesAndBacktestsOfTheBestSoFar() {
        var json = trend("--best-so-far", "--reach", "1e24,1e10", "--at", "2030", "--json")
                .json();
        assertThat(json.path("rows").asInt()).isEqualTo(24);
        assertThat(json.path("rows_without_date_or_metric").asInt()).isEqualTo(2);
        assertThat(json.path("doubling_days").path("value").asDouble()).isCloseTo(365.25, within(3.0));
        assertThat(json.path("oom_per_year").path("low").asDouble()).isLessThan(0.30103);
        assertThat(json.path("oom_per_year").path("high").asDouble()).isGreaterThan(0.30103);
        assertThat(json.path("dates").path("1e24").path("value").asString("")).startsWith("2028-0");
        assertThat(json.path("dates").path("1e10").path("value").asString("")).startsWith("1981-");
        assertThat(json.path("at").get(0).path("date").asString("")).isEqualTo("2030-07-02");
        assertThat(json.path("backtests")).hasSize(5);
        assertThat(json.path("laws")).hasSize(4);
        assertThat(json.path("break").path("date").isString()).isTrue();
    }

    @Test
    void rowsAreChosenByDateConditionAndGroup() {
        var json = trend("--since", "2018", "--until", "2022-06", "--group", "kind", "--json")
                .json();
        assertThat(json.path("first").asString("")).isEqualTo("2018-01-15");
        assertThat(json.path("last").asString("")).isEqualTo("2022-01-15");
        assertThat(json.path("groups")).hasSize(2);
        assertThat(json.path("groups").get(1).path("kind").asString("")).isEqualTo("weak");
        assertThat(json.path("groups")
                        .get(1)
                        .path("doubling_days")
                        .path("value")
                        .asDouble())
                .isCloseTo(365.25, within(15.0));
        assertThat(trend("--where", "kind=weak", "--json").json().path("rows").asInt())
                .isEqualTo(24);
    }

    @Test
    void resamplesDrawWhatTheyAreTold() {
        for (var unit : new String[] {"rows", "models", "organizations"}) {
            var json =
                    trend("--resample", unit, "--where", "kind=good", "--json").json();
            assertThat(json.path("resample").asString("")).isEqualTo(unit);
            assertThat(json.path("doubling_days").path("value").asDouble()).isCloseTo(365.25, within(3.0));
        }
    }

    @Test
    void aFallingQuantityHalves() throws Exception {
        var csv = new StringBuilder("when,price\n");
        for (int i = 0; i < 12; i++) {
            csv.append("%d-06-01,%s\n".formatted(2010 + i, 100 * Math.pow(0.5, i) * (1 + 0.1 * Math.cos(3 * i))));
        }
        var prices = folder.resolve("prices.csv");
        Files.writeString(prices, csv.toString());
        var words = new Object[] {
            "trend", prices, "--metric", "price", "--date", "when", "--bootstrap", "50", "--best-so-far"
        };
        var text = Cli.run(words);
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out()).contains("halving [days]").doesNotContain("doubling [days]");
        var json = Cli.run("trend", prices, "--metric", "price", "--date", "when", "--bootstrap", "50", "--json")
                .json();
        assertThat(json.path("doubling_days").path("value").asDouble()).isCloseTo(-365.25, within(6.0));
    }

    @Test
    void peopleSeeATableAPlotAndDates() {
        var text = trend().out();
        assertThat(text)
                .contains(
                        "OOM a year",
                        "90% interval",
                        "reached on",
                        "what it would have said",
                        "which law: ",
                        "date [year]",
                        "2015");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--metric|cost|found no column cost for --metric",
                "--since|soon|--since: found \"soon\", expected a date such as",
                "--since|03/04/2024|expected a date that can be read in one way",
                "--until|1999|found 0 rows with a date and flops",
                "--where|kind=none|found 0 rows with a date and flops",
                "--law|cubic|--law: found cubic, expected exponential",
                "--reach|-3|--reach: found \"-3\"",
                "--level|2|--level: found 2, expected a share",
                "--bootstrap|1|--bootstrap: found 1, expected 20 to",
                "--group|model|found 48 different values",
                "--backtest|2001|found no row up to then",
                "--date|kind|found \"good\", expected a date such as",
            })
    void whatIsWrongIsOneSentence(String option, String value, String sentence) {
        var words = new java.util.ArrayList<Object>(java.util.List.of("trend", table, option, value));
        if (!option.equals("--metric")) {
            words.addAll(java.util.List.of("--metric", "flops"));
        }
        assertThat(Cli.run(words.toArray()).complaint()).contains(sentence);
    }

    @ParameterizedTest
    @CsvSource({"0", "-3", "many"})
    void aCellThatCannotGrowIsNamedByItsPlace(String cell) throws Exception {
        Files.writeString(table, "date,flops\n2020-01-01,1\n2021-01-01,%s\n2022-01-01,4\n".formatted(cell));
        assertThat(trend().complaint())
                .contains("models.csv, line 3, column flops: found \"" + cell + "\", expected a ");
    }
}
