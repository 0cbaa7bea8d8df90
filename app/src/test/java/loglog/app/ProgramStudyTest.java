package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Results;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user's program trains is known by what the study file says of its metric, and by two scales. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class ProgramStudyTest {
    private static final String DESIGN = """
            design: {kind: ladder, sizes: [1K, 2K, 4K, 8K, 16K], tokens_per_param: 20}
            """;

    @TempDir
    Path folder;

    /** Trains in no time: what it says is a function of its FLOP, in decades above 1e8, and a little of its seed. */
    private Path study(String metric, String value) throws IOException {
        Files.writeString(
                folder.resolve("train.sh"), """
                awk -v n="$1" -v t="$2" -v seed="$3" 'BEGIN {
                  x = log(6 * n * t / 1e8) / log(10); e = ((n / 1000 * 7 + seed * 5) %% 11 - 5) / 5
                  printf "{\\"tokens\\": %%d, \\"%s\\": %%.6f}\\n", t, %s }'
                """.formatted(metric.replaceFirst(".*name: (\\w+).*", "$1"), value));
        return Files.writeString(
                folder.resolve("agents.yaml"),
                "kind: program\nmetric: %s\n%sforecast: {times: 10}\ntrainer: {command: 'sh {here}/train.sh {params} {tokens} {seed}'}\n"
                        .formatted(metric, DESIGN));
    }

    @Test
    void aRatingBelowZeroIsPlannedTrainedFittedForecastVerifiedAndReported() throws IOException {
        var study = study("{name: elo, unit: Elo, better: high, scale: linear}", "100 * x - 900 + 4 * e");
        var plan = Cli.run("study", "check", study);
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("metric: Elo, better high, on a linear scale", "program-n16000-320K-seed1");
        var runs = folder.resolve("runs");
        var run = Cli.run("run", study, "--runs", runs, "--cores", 1);
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        assertThat(run.out()).contains("the Elo along compute", "logarithmic").doesNotContain("nats");
        var rows = Results.read(runs.resolve("agents")).rows();
        assertThat(rows).hasSize(6).allSatisfy(r -> {
            assertThat(r.metric().label()).isEqualTo("Elo");
            assertThat(r.value()).isNegative();
        });
        var entry = new Ledger(runs).entries().getFirst();
        assertThat(entry.metric().name()).isEqualTo("elo");
        assertThat(entry.inTime()).isTrue();
        // A line of 100 Elo each decade, from 5 players that lie 4 off it at most.
        assertThat(entry.error()).isBetween(-25.0, 25.0);
        var page = folder.resolve("page.html");
        assertThat(Cli.run("report", runs.resolve("agents"), "--html", page).status())
                .isZero();
        assertThat(Files.readString(page)).contains(">Elo<").doesNotContain("nats per token");
        // Again: nothing is left to train.
        assertThat(Cli.run("run", study, "--runs", runs, "--cores", 1).status()).isZero();
        assertThat(new Ledger(runs).entries()).hasSize(1);
    }

    @Test
    void anAccuracyIsForecastWithinItsLimits() throws IOException {
        var study =
                study("{name: accuracy, better: high, scale: logit}", "1 / (1 + exp(-1.5 * (x - 0.5))) + 0.002 * e");
        var runs = folder.resolve("runs");
        var run = Cli.run("run", study, "--runs", runs, "--cores", 1);
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        assertThat(run.out()).contains("accuracy").doesNotContain("nats", "Elo");
        var entry = new Ledger(runs).entries().getFirst();
        assertThat(entry.value()).isBetween(0.5, 1.0);
        assertThat(entry.high()).isLessThanOrEqualTo(1);
        assertThat(entry.score()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: elo, unit: Elo, better: high, scale: linear} | forecast: -\\d+ Elo to \\+\\d+ Elo \\(90% interval.*500 Elo for ten times",
                "{name: accuracy, better: high, scale: logit} | forecast: -0\\.\\d+ to \\+0\\.\\d+ \\(90% interval.*an assumption",
                "{name: score, better: high, scale: linear} | forecast: not known yet: no law of score is known before runs are made"
            })
    void aDryRunExpectsThePrecisionOfAForecastInTheMetricsUnit(String metric, String expected) throws IOException {
        var study = study(metric, "x");
        var runs = folder.resolve("runs");
        var words = Cli.run("run", study, "--runs", runs, "--cores", 1, "--dry-run");
        assertThat(words.status()).as(words.err()).isZero();
        assertThat(words.out().replaceAll("\\s+", " ")).containsPattern("expected precision of the " + expected);
        var json = Cli.run("run", study, "--runs", runs, "--cores", 1, "--dry-run", "--json")
                .json();
        if (metric.contains("score")) {
            assertThat(json.has("expected_precision")).isFalse();
        } else {
            var precision = json.get("expected_precision").get(0);
            assertThat(precision.get("relative").asBoolean()).isFalse();
            assertThat(precision.get("half_width").asDouble()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: elo, unit: Elo, better: high, scale: linear}",
                "{name: accuracy, better: high, scale: logit}"
            })
    void anOptimalDesignIsRefusedWhereNoLawOfParamsAndTokensIsKnown(String metric) throws IOException {
        var study = study(metric, "x");
        Files.writeString(
                study,
                Files.readString(study)
                        .replace(DESIGN, "design: {kind: optimal, flops: 1e12, sizes: [16K, 32K, 64K, 128K]}\n"));
        var run = Cli.run("run", study, "--runs", folder.resolve("runs"), "--dry-run");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "design: found optimal, which chooses params and tokens",
                        "no law of both is known for it, and along compute alone runs of one budget are alike")
                .doesNotContain("Exception");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metric: {name: elo, better: high, scale: linear} | trainer: the key is missing, expected the command",
                "trainer: {command: x} | metric: the key is missing, expected the metric, such as {name: elo,",
                "metric: {name: Elo 1, better: high, scale: linear} | metric.name: found Elo 1, expected the metric's own",
                "metric: {name: elo, better: up, scale: linear} | metric.better: found up, expected high or low",
                "metric: {name: elo, better: low, scale: log, least: -1} | metric: found limits from -1.0 to Infinity",
                "corpus: jdk | corpus: there is no such key"
            })
    void whatIsWrongIsSaidAtItsKey(String line, String sentence) throws IOException {
        var trainer = line.startsWith("metric: {name: elo, better: high") || line.startsWith("trainer")
                ? ""
                : "trainer: {command: x}\n";
        var file = Files.writeString(folder.resolve("bad.yaml"), "kind: program\n" + DESIGN + trainer + line + "\n");
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("line ")
                .contains(sentence.strip());
    }
}
