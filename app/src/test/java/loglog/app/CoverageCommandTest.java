package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code loglog coverage}. */
class CoverageCommandTest {
    @TempDir
    Path folder;

    private Path write(String text) throws Exception {
        var file = folder.resolve("counts.csv");
        Files.writeString(file, text);
        return file;
    }

    /** Two models: rates log-uniform over three decades, and rates all near a quarter. */
    private Path twoModels() throws Exception {
        var random = new Random(3);
        var text = new StringBuilder("problem,samples,successes,model\n");
        for (var model : new String[] {"heavy", "light"}) {
            for (int i = 0; i < 200; i++) {
                double rate = model.equals("heavy")
                        ? Math.pow(10, -3.2 * random.nextDouble())
                        : 0.2 + 0.1 * random.nextDouble();
                int right = 0;
                for (int s = 0; s < 128; s++) {
                    right += random.nextDouble() < rate ? 1 : 0;
                }
                text.append("p%d,128,%d,%s\n".formatted(i, right, model));
            }
        }
        return write(text.toString());
    }

    @Test
    void programsGetTheLawOfEachModelWithIntervals() throws Exception {
        var counts = twoModels();
        var json = Cli.run("coverage", counts, "--json", "--bootstrap", "200").json();
        assertThat(json.path("models")).hasSize(2);
        var heavy = json.path("models").get(0);
        assertThat(heavy.path("model").asString("")).isEqualTo("heavy");
        assertThat(heavy.path("problems").asInt()).isEqualTo(200);
        assertThat(heavy.path("coverage")).hasSize(8);
        assertThat(heavy.path("coverage").get(7).path("k").asInt()).isEqualTo(128);
        assertThat(heavy.path("coverage").get(0).path("value").asDouble())
                .isCloseTo(heavy.path("pass_at_1").asDouble(), within(1e-12));
        for (var name : new String[] {"a", "b"}) {
            var of = heavy.path("law").path(name);
            assertThat(of.path("low").asDouble()).isLessThan(of.path("value").asDouble());
            assertThat(of.path("high").asDouble()).isBetween(of.path("value").asDouble(), 0.0);
        }
        assertThat(heavy.path("power_law").asString("")).isEqualTo("yes");
        var light = json.path("models").get(1);
        assertThat(light.path("power_law").asString("")).isEqualTo("no");
        assertThat(light.path("warnings").toString()).contains("no heavy tail of hard problems");
        assertThat(heavy.path("forecast").get(1).path("k").asInt()).isEqualTo(2048);
        assertThat(heavy.path("forecast").get(1).path("low").asDouble())
                .isGreaterThanOrEqualTo(
                        heavy.path("coverage").get(7).path("low").asDouble() - 0.05);
        assertThat(heavy.path("rehearsal").path("from_samples").asInt()).isEqualTo(8);
        assertThat(Cli.run("coverage", counts, "--json", "--bootstrap", "200").json())
                .isEqualTo(json);
    }

    @Test
    void coverageIsTheUnbiasedEstimatesMean() throws Exception {
        var counts = write("task_id,n,c\na,10,3\nb,10,0\nc,10,10\nd,10,6\n");
        var json = Cli.run("coverage", counts, "--json", "--at", "5")
                .json()
                .path("models")
                .get(0);
        assertThat(json.path("pass_at_1").asDouble()).isCloseTo(0.475, within(1e-12));
        assertThat(json.path("at").get(0).path("value").asDouble())
                .isCloseTo((0.9166666666666666 + 0 + 1 + 1) / 4, within(1e-9));
        assertThat(json.path("model").asString("")).isEqualTo("counts.csv");
    }

    @Test
    void rowsOfOneProblemAreAddedAndARowMayBeASample() throws Exception {
        var sharded = write("problem,samples,successes\na,4,1\nb,4,2\na,6,2\nb,6,0\n");
        var added = Cli.run("coverage", sharded, "--json").json().path("models").get(0);
        assertThat(added.path("problems").asInt()).isEqualTo(2);
        assertThat(added.path("samples").asInt()).isEqualTo(10);
        assertThat(added.path("pass_at_1").asDouble()).isCloseTo(0.25, within(1e-12));
        assertThat(added.path("warnings").toString()).contains("2 rows of a problem that stands before");
        var lines = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            lines.append("{\"task_id\": \"t%d\", \"passed\": %s}\n".formatted(i % 3, i % 3 == 0 && i > 2));
        }
        var samples = folder.resolve("samples.jsonl");
        Files.writeString(samples, lines.toString());
        var each = Cli.run("coverage", samples, "--json").json().path("models").get(0);
        assertThat(each.path("problems").asInt()).isEqualTo(3);
        assertThat(each.path("samples").asInt()).isEqualTo(4);
        assertThat(each.path("pass_at_1").asDouble()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void peopleSeeTheLawTheForecastAndAPage() throws Exception {
        var page = folder.resolve("page.html");
        var shown = Cli.run("coverage", twoModels(), "--html", page, "--bootstrap", "100");
        assertThat(shown.err()).isEmpty();
        assertThat(shown.out())
                .contains(
                        "C(k) = exp(a k^b)",
                        "no: no heavy tail",
                        "forecast",
                        "inside",
                        "tail exponent",
                        "90% interval");
        assertThat(Files.readString(page)).contains("<svg", "2407.21787").doesNotContain(folder.toString());
    }

    @Test
    void aModelThatSolvesNothingHasNoLawBesideOneThatDoes() throws Exception {
        var json = Cli.run(
                        "coverage",
                        write("problem,samples,successes,model\na,4,1,x\nb,4,0,x\na,4,0,y\nb,4,0,y\n"),
                        "--json")
                .json();
        var none = json.path("models").get(1);
        assertThat(none.path("pass_at_1").asDouble()).isZero();
        assertThat(none.path("law").path("a").path("value").isNull()).isTrue();
        assertThat(none.path("law").path("a").path("reason").asString("")).contains("no sample of any problem");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,4,5;b,4,1|counts.csv, line 2, column successes: found 5 successes of 4 samples, expected at most as many",
                "a,4,1;b,4,0.5|line 3, column successes: found \"0.5\", expected a whole number of successes of at least 0",
                "a,4.5,1;b,4,1|line 2, column samples: found \"4.5\", expected a whole number of samples of at least 1",
                "a,0,0;b,4,1|line 2, column samples: found \"0\", expected a whole number of samples of at least 1",
                "a,4,-1;b,4,1|found \"-1\", expected a whole number of successes",
                "a,4,;b,4,1|line 2, column successes: found an empty cell, expected a whole number of successes",
                "a,4,x;b,4,1|found \"x\", expected a whole number of successes",
                ",4,1;b,4,1|line 2, column problem: found an empty cell, expected a problem's name",
                "a,4,1|found 1 problem, expected at least 2",
                "a,4,0;b,4,0|found no success in any problem, expected at least one",
            })
    void whatIsWrongIsOneSentence(String rows, String sentence) throws Exception {
        var counts = write("problem,samples,successes\n" + rows.replace(";", "\n") + "\n");
        assertThat(Cli.run("coverage", counts).complaint()).contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--level|2|--level: found 2, expected a share between 0 and 1",
                "--bootstrap|1|--bootstrap: found 1, expected 20 to 100000 resamples",
                "--at|0|--at: found 0, expected 1 to",
                "--first|1|--first: found 1, expected at least 2 samples",
                "--first|9|--first: found 9, expected at most 4, the fewest samples of a problem",
                "--samples|drawn|found no column drawn for --samples",
            })
    void optionsThatCannotBeAreNamed(String option, String value, String sentence) throws Exception {
        var counts = write("problem,samples,successes\na,4,1\nb,4,2\n");
        assertThat(Cli.run("coverage", counts, option, value).complaint()).contains(sentence);
    }
}
