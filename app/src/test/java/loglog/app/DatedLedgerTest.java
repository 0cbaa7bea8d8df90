package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forecasts of the calendar in the ledger: written before, scored when a table has the row. */
class DatedLedgerTest {
    @TempDir
    Path folder;

    private Path table;
    private Path runs;
    private final LocalDate now = LocalDate.now();

    /** A quantity that doubles every half year up to today. */
    @BeforeEach
    void write() throws Exception {
        runs = folder.resolve("runs");
        table = folder.resolve("models.csv");
        Files.writeString(table, rows(-20, 0));
    }

    private String rows(int from, int to) {
        var csv = new StringBuilder("model,date,flops\n");
        for (int i = from; i <= to; i++) {
            csv.append("m%d,%s,%.5g\n"
                    .formatted(
                            i,
                            now.plusDays(Math.round(182.6 * i)),
                            1e24 * Math.pow(2, i) * Math.exp(0.05 * Math.sin(9.1 * i))));
        }
        return csv.toString();
    }

    private Cli.Result forecast() {
        return Cli.run(
                "trend",
                table,
                "--metric",
                "flops",
                "--best-so-far",
                "--bootstrap",
                "60",
                "--runs",
                runs,
                "--ledger",
                "--at",
                now.plusDays(366),
                "--reach",
                "7e24,1e30");
    }

    private Cli.Result ledger(Object... more) {
        var words = new java.util.ArrayList<Object>(java.util.List.of("ledger", "--runs", runs));
        words.addAll(java.util.List.of(more));
        return Cli.run(words.toArray());
    }

    @Test
    void aForecastIsWrittenOnceAndScoredWhenItsRowHasCome() throws Exception {
        assertThat(forecast().out()).contains("in the ledger as ", "best so far, on " + now.plusDays(366));
        var file = runs.resolve("ledger.jsonl");
        long lines = Files.readAllLines(file).size();
        assertThat(lines).isEqualTo(3);
        forecast();
        assertThat(Files.readAllLines(file)).hasSize(3);

        assertThat(ledger("--resolve", table).out())
                .contains("open", "no 90% interval has been tested yet")
                .doesNotContain("inside");
        var later = folder.resolve("later.csv");
        Files.writeString(later, rows(-20, 4));
        var json = ledger("--resolve", later, "--json").json();
        assertThat(json.path("problems")).isEmpty();
        var dated = json.path("dated");
        assertThat(dated).hasSize(3);
        assertThat(dated.get(0).path("inside").asBoolean()).isTrue();
        assertThat(dated.get(0).path("row").asString("")).isEqualTo("m2");
        assertThat(dated.get(1).path("result").asString(""))
                .isEqualTo(now.plusDays(Math.round(182.6 * 3)).toString());
        assertThat(dated.get(1).path("inside").asBoolean()).isTrue();
        assertThat(dated.get(1).path("in_time").asBoolean()).isTrue();
        assertThat(dated.get(2).has("result")).isFalse(); // 1e30 is far off
        assertThat(ledger().out()).contains("of 2 90% intervals, 2 held");
        assertThat(Files.readAllLines(file)).hasSize(5);
    }

    @Test
    void aValueThatIsNotReachedInTimeIsOutside() throws Exception {
        forecast();
        var flat = folder.resolve("flat.csv");
        Files.writeString(flat, rows(-20, 0) + "late,%s,1.01e24\n".formatted(now.plusYears(40)));
        var json = ledger("--resolve", flat, "--json").json();
        assertThat(json.path("dated").get(1).path("late").asBoolean()).isTrue();
        assertThat(json.path("dated").get(1).path("inside").asBoolean()).isFalse();
        assertThat(ledger().out()).contains("not by ");
    }

    @Test
    void aForecastOfThePastIsMadeTooLate() throws Exception {
        Files.writeString(table, rows(-30, -10));
        Cli.run(
                "trend",
                table,
                "--metric",
                "flops",
                "--bootstrap",
                "60",
                "--runs",
                runs,
                "--ledger",
                "--at",
                now.minusDays(900));
        var all = folder.resolve("all.csv");
        Files.writeString(all, rows(-30, 0));
        assertThat(ledger("--resolve", all).out()).contains("made too late", "no 90% interval has been tested yet");
    }

    @Test
    void aTableOfSomethingElseAndAChangedLineAreSaid() throws Exception {
        forecast();
        var other = folder.resolve("other.csv");
        Files.writeString(other, "a,b\n1,2\n");
        assertThat(ledger("--resolve", other).complaint())
                .contains("found no column of what the ledger's forecasts are of, expected flops");
        var file = runs.resolve("ledger.jsonl");
        Files.writeString(file, Files.readString(file).replaceFirst("\"level\":0.9", "\"level\":0.8"));
        assertThat(ledger().out()).contains("line 1: found another");
    }
}
