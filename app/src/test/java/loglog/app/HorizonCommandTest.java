package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code loglog horizon} and {@code loglog nines}. */
class HorizonCommandTest {
    @TempDir
    Path folder;

    private Path runs;

    private Path horizons;

    /** METR's columns as JSON lines: six agents whose horizon doubles every year, one that never succeeds, and people. */
    @BeforeEach
    void write() throws Exception {
        var random = new Random(5);
        var lines = new StringBuilder();
        for (int a = 0; a < 8; a++) {
            for (int t = 0; t < 40; t++) {
                double minutes = Math.pow(2, t / 4.0);
                for (int r = 0; r < 4; r++) {
                    double horizon = 4 * Math.pow(2, a);
                    boolean right = a < 6 ? random.nextDouble() < 1 / (1 + Math.pow(minutes / horizon, 1.1)) : a == 7;
                    lines.append(
                            "{\"task_id\": \"f%d/t%d\", \"task_family\": \"f%d\", \"alias\": \"%s\", \"score_binarized\": %d, \"human_minutes\": %.4f, \"invsqrt_task_weight\": %.6f%s}%n"
                                    .formatted(
                                            t / 2,
                                            t,
                                            t / 2,
                                            a == 7 ? "human" : "agent " + a,
                                            right ? 1 : 0,
                                            minutes,
                                            1 / (4 * Math.sqrt(2)),
                                            a == 6 ? "" : ", \"release_date\": \"%d-03-01\"".formatted(2018 + a)));
                }
            }
        }
        runs = folder.resolve("runs.jsonl");
        Files.writeString(runs, lines.toString());
        var csv = new StringBuilder("model,release_date,p50_minutes,p80_minutes\n");
        for (int i = 0; i < 10; i++) {
            csv.append("m%d,%d-06-01,%.4f,%.4f\n"
                    .formatted(i, 2015 + i, Math.pow(2, i + 0.2 * (i % 3)), Math.pow(2, i + 0.2 * (i % 3)) / 5));
        }
        horizons = folder.resolve("horizons.csv");
        Files.writeString(horizons, csv.toString());
    }

    private static Cli.Result horizon(Object... more) {
        var words = new ArrayList<Object>(List.of("horizon"));
        words.addAll(List.of(more));
        words.addAll(List.of("--bootstrap", "60"));
        return Cli.run(words.toArray());
    }

    @Test
    void rawRunsGiveHorizonsDoublingAndDates() {
        var json = horizon(runs, "--json").json();
        assertThat(json.path("agents")).hasSize(7);
        assertThat(json.path("rows").asInt()).isEqualTo(6);
        var third = json.path("agents").get(3);
        assertThat(third.path("p50").path("value").asDouble()).isBetween(16.0, 64.0);
        assertThat(third.path("p50").path("low").asDouble())
                .isLessThan(third.path("p50").path("value").asDouble());
        assertThat(third.path("p99").path("place").asString("")).isEqualTo("below the tasks' range");
        var never = json.path("agents").get(6);
        assertThat(never.path("p50").path("value").isNull()).isTrue();
        assertThat(never.path("status").asString("")).isEqualTo("no success");
        assertThat(json.path("doubling_days").path("value").asDouble()).isCloseTo(365, within(40.0));
        for (var work : List.of("day", "week", "month", "year")) {
            assertThat(json.path("dates").path(work).path("value").asString("")).matches("20\\d\\d-\\d\\d-\\d\\d");
        }
        assertThat(json.path("by_success")).hasSize(3);
        assertThat(json.path("read").toString()).contains("the column invsqrt_task_weight", "160 runs of people");
        assertThat(json.path("warnings").toString()).contains("agent 6 (0 of 160 runs succeed, no success)");
    }

    @Test
    void optionsOfTheFitAreTaken() {
        var plain = horizon(runs, "--json", "--success", "50").json();
        var penalized = horizon(
                        runs,
                        "--json",
                        "--success",
                        "0.5",
                        "--regularization",
                        "0.1",
                        "--resample",
                        "hierarchical",
                        "--weights",
                        "task")
                .json();
        assertThat(Math.abs(penalized.path("agents").get(2).path("slope").asDouble()))
                .isLessThan(Math.abs(plain.path("agents").get(2).path("slope").asDouble()));
        assertThat(penalized.path("read").toString())
                .contains("every task the same", "L2 penalty 0.1", "of these runs");
    }

    @Test
    void aTableOfHorizonsGivesTheSameQuestionsAnswers() {
        var json =
                horizon(horizons, "--best-so-far", "--until", "2023", "--json").json();
        assertThat(json.path("rows").asInt()).isEqualTo(9);
        assertThat(json.path("doubling_days").path("value").asDouble()).isCloseTo(365.25, within(20.0));
        assertThat(json.path("by_success").get(2).path("extrapolated").asBoolean())
                .isTrue();
        assertThat(json.path("dates").path("day").path("value").asString("")).startsWith("202");
    }

    @Test
    void peopleSeeTablesAPlotAndAPage() throws Exception {
        var page = folder.resolve("page.html");
        var text = horizon(runs, "--html", page).out();
        assertThat(text).contains("doubling [days]", "week (40 h)", "50% [min]", "* beyond the tasks", "date [year]");
        assertThat(Files.readString(page)).contains("<svg", "2503.14499").doesNotContain(folder.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--success|0|found \"0\", expected percent between 0 and 100",
                "--regularization|-1|--regularization: found -1, expected 0 or more",
                "--weights|bonus|--weights: found bonus, expected family, task, run, or one of the columns",
                "--where|a=b|--where: found with horizon, which does not read it",
            })
    void whatIsWrongIsOneSentence(String option, String value, String sentence) {
        assertThat(horizon(runs, option, value).complaint()).contains(sentence);
    }

    @Test
    void aTableOfSomethingElseAndABadScoreAreNamed() throws Exception {
        var other = folder.resolve("other.csv");
        Files.writeString(other, "a,b\n1,2\n");
        assertThat(horizon(other).complaint()).contains("found neither runs", "nor horizons (p50_minutes)", "a and b");
        Files.writeString(other, "alias,task_id,human_minutes,score_binarized\nx,t,5,1\nx,t,5,2\n");
        assertThat(horizon(other).complaint())
                .contains("other.csv, line 3, column score_binarized: found \"2\", expected a score from 0 to 1");
    }

    @Test
    void ninesOfAChainAndOfTables() {
        var chain = Cli.run("nines", "--error", "0.001", "--detection", "0.9", "--retries", "unlimited", "--json")
                .json();
        assertThat(chain.path("self_correction").path("lengthened").asDouble()).isCloseTo(10, within(0.05));
        assertThat(chain.path("nines").get(2).path("steps_at_50").asDouble()).isCloseTo(692.8, within(0.1));
        var ratios = Cli.run("nines", horizons, "--json").json();
        assertThat(ratios.path("p50_over_p80").path("median").asDouble()).isCloseTo(5, within(1e-3));
        assertThat(ratios.path("error_models").get(0).path("p50_over_p99").asDouble())
                .isCloseTo(68.97, within(0.01));
        var models = Cli.run("nines", runs, "--json").json().path("error_models");
        assertThat(models).hasSize(4);
        assertThat(models.toString()).contains("a spread of hazards");
        assertThat(Cli.run("nines").out()).contains("each nine is ten times", "3.11", "self-correcting");
        assertThat(Cli.run("nines", "--error", "2").complaint()).contains("expected --error above 0 and below 1");
    }
}
