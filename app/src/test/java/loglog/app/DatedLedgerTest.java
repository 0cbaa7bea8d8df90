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
        assertThat(ledger().out()).contains("2 of 2 intervals at 90% held");
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
        // the folder's name decides where the sentence is broken into lines
        assertThat(ledger().out().replaceAll("\\s+", " ")).contains("line 1: found another");
    }

    /** Compute by one OOM a year or what is said; the jump of 4 OOM happens again about a year from now. */
    private Path scenario(String rate) throws Exception {
        return Files.writeString(folder.resolve("mine.yaml"), """
                name: ours
                until: %s
                models:
                  - {name: A, date: %s, flops: 1e20, source: a test, dated: 2026}
                  - {name: B, date: %s, flops: 1e24, source: a test, dated: 2026}
                growth:
                  - {name: rate, part: compute, oom_per_year: %s, source: a test, dated: 2026}
                """.formatted(
                        now.plusYears(9), now.minusYears(7), now.minusYears(3), rate));
    }

    private Cli.Result ooms(Path scenario) {
        return Cli.run("ooms", "--scenario", scenario, "--draws=200", "--runs", runs, "--ledger", "--json");
    }

    @Test
    void aScenariosDateItsSumAndItsLargestRunAreScoredByATable() throws Exception {
        var scenario = scenario("[0.9, 1.1]");
        var written = ooms(scenario).json().path("ledger");
        assertThat(written.get(0).asString())
                .contains("A to B again, best so far, reaches 1, "
                        + now.plusYears(1).getYear());
        int first = now.getYear() + 1;
        assertThat(written.get(1).asString()).contains("OOM since A, best so far, on %d-01-01, ".formatted(first));
        assertThat(written.get(2).asString()).contains("flops, best so far, on %d-01-01, ".formatted(first));
        assertThat(written).hasSize(1 + 2 * 9); // what has passed is no forecast
        var lines = Files.readAllLines(runs.resolve("ledger.jsonl"));
        ooms(scenario);
        assertThat(Files.readAllLines(runs.resolve("ledger.jsonl"))).isEqualTo(lines);

        var measured = folder.resolve("measured.csv");
        var before = LocalDate.of(first, 1, 1).minusDays(10);
        double oom = 4 + loglog.forecast.Dates.years(before) - loglog.forecast.Dates.years(now.minusYears(3));
        Files.writeString(
                measured,
                "date,oom_since_a,A to B again,flops\n%s,%.4f,0,%.5g\n%s,9,1,1e29\n"
                        .formatted(
                                before,
                                oom,
                                Math.pow(10, 20 + oom),
                                now.plusMonths(12).plusDays(3)));
        var json = ledger("--resolve", measured, "--json").json();
        assertThat(json.path("problems")).isEmpty();
        var dated = json.path("dated");
        assertThat(dated.get(0).path("result").asString(""))
                .isEqualTo(now.plusMonths(12).plusDays(3).toString());
        for (int i = 0; i < 3; i++) {
            assertThat(dated.get(i).path("inside").asBoolean())
                    .as(dated.get(i).toString())
                    .isTrue();
        }
        assertThat(dated.get(0).path("in_time").asBoolean()).isTrue();
        assertThat(dated.get(5).has("result")).isFalse();
    }

    @Test
    void milestonesOfATakeoffAreScoredByATableOfWhatIsReached() throws Exception {
        var made = Cli.run("takeoff", "--draws=40", "--runs", runs, "--ledger").out();
        assertThat(made).contains("in the ledger as ", ": automated_100, best so far, reaches 1, 20");
        var written = Files.readAllLines(runs.resolve("ledger.jsonl"));
        assertThat(written).hasSize(4);
        Cli.run("takeoff", "--draws=50", "--seed=2", "--runs", runs, "--ledger"); // other draws are no other question
        assertThat(Files.readAllLines(runs.resolve("ledger.jsonl"))).isEqualTo(written);

        var seen = folder.resolve("seen.csv");
        Files.writeString(
                seen, "date,automated_20,automated_50,automated_100\n2030-05-01,1,0.7,0\n2033-02-01,1,1,0.9\n");
        var dated = ledger("--resolve", seen, "--json").json().path("dated");
        assertThat(dated.get(0).path("result").asString("")).isEqualTo("2030-05-01");
        assertThat(dated.get(1).path("result").asString("")).isEqualTo("2033-02-01");
        assertThat(dated.get(0).path("inside").asBoolean()).isTrue();
        assertThat(dated.get(2).has("result")).isFalse(); // 0.9 is not all, and its interval goes on
        Files.writeString(seen, "date,automated_100\n2090-01-01,0\n");
        dated = ledger("--resolve", seen, "--json").json().path("dated");
        assertThat(dated.get(2).path("late").asBoolean()).isTrue();
        assertThat(dated.get(2).path("inside").asBoolean()).isFalse();
    }

    @Test
    void aForecastWithoutAnIntervalIsRefused() throws Exception {
        assertThat(ooms(scenario("1")).complaint())
                .contains("--ledger: found a scenario in which nothing is uncertain, expected one with intervals");
        assertThat(Cli.run("takeoff", "--preset=aggressive", "--runs", runs, "--ledger")
                        .complaint())
                .contains("--ledger: found a single run, expected draws");
        assertThat(runs).doesNotExist();
    }

    @Test
    void aLedgerWithoutForecastsIsNothingWrongAndAFolderThatIsNotThereIs() throws Exception {
        var empty = Files.createDirectories(folder.resolve("empty"));
        var said = Cli.run("ledger", "--runs", empty);
        assertThat(said.status()).isZero();
        assertThat(said.out()).contains("There are no forecasts yet", "quickstart");
        assertThat(Cli.run("ledger", "--runs", empty, "--json").json().path("forecasts"))
                .isEmpty();
        assertThat(Cli.run("ledger", "--runs", empty, "--study", "a").complaint())
                .contains("--study a: found no forecast of it", "there are no forecasts yet");
        assertThat(Cli.run("ledger", "--runs", folder.resolve("elsewhere")).complaint())
                .contains("--runs: found no folder", "elsewhere");
    }
}
