package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code loglog task-law}. */
class TaskLawCommandTest {
    @TempDir
    Path folder;

    private Path runs() {
        return SomeRuns.evaluations(folder);
    }

    @Test
    void theParametersThatMadeTheRunsAreFoundAndLargeRunsForecast() {
        var json = Cli.run("task-law", runs(), "--json", "--bootstrap", "100").json();
        var all = json.path("groups").get(0);
        assertThat(all.path("eps").path("value").asDouble()).isCloseTo(0.75, within(0.02));
        assertThat(all.path("gamma").path("value").asDouble()).isCloseTo(1.1, within(0.3));
        assertThat(all.path("gamma").path("low").asDouble())
                .isLessThan(all.path("gamma").path("value").asDouble());
        assertThat(json.path("mean_error").path("two_step").asDouble()).isLessThan(0.012);
        assertThat(json.path("mean_error").path("two_step").asDouble())
                .isLessThan(json.path("mean_error").path("direct").asDouble());
        int of = json.path("held").path("of").asInt();
        assertThat(of).isGreaterThan(4);
        assertThat(json.path("held").path("two_step").asInt()).isGreaterThanOrEqualTo(of - 2);
    }

    @Test
    void peopleSeeBothWaysAndAPage() throws Exception {
        var page = folder.resolve("page.html");
        var shown = Cli.run("task-law", runs(), "--fit", "params<3e8", "--html", page, "--bootstrap", "50");
        assertThat(shown.err()).isEmpty();
        assertThat(shown.out())
                .contains("error = eps - k exp(-gamma loss)", "in two steps", "by compute alone", "inside");
        assertThat(Files.readString(page)).contains("<svg", "2403.08540").doesNotContain(folder.toString());
    }

    @Test
    void nineLargeModelsOfOpenLmAreForecastFromSmallOnesBetterInTwoStepsThanByCompute() {
        var json = Cli.run(
                        "task-law",
                        Cli.shared("openlm_104.csv"),
                        "--loss",
                        "loss_c4",
                        "--accuracy",
                        "accuracy_mean_all",
                        "--group",
                        "dataset",
                        "--fit",
                        "params<5e8",
                        "--bootstrap",
                        "50",
                        "--json")
                .json();
        assertThat(json.path("forecasts")).hasSize(9);
        assertThat(json.path("mean_error").path("two_step").asDouble()).isCloseTo(0.0096, within(0.0005));
        assertThat(json.path("mean_error").path("direct").asDouble()).isCloseTo(0.0233, within(0.001));
        assertThat(json.path("mean_relative_error").path("two_step").asDouble()).isCloseTo(0.0249, within(0.0005));
        assertThat(json.path("mean_relative_error").path("two_step_sigmoid").asDouble())
                .isCloseTo(0.0263, within(0.0005));
        assertThat(json.path("mean_relative_error").path("direct").asDouble()).isCloseTo(0.0608, within(0.0005));
        assertThat(json.path("held").path("two_step").asInt()).isGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--accuracy|acc_x|found no column acc_x for --accuracy",
                "--fit|size<5|--fit: found no column size, expected one of params, tokens, loss and accuracy",
                "--fit|params<1e6|found 0 runs to fit to, expected at least 6",
                "--level|0|--level: found 0, expected a share between 0 and 1",
                "--bootstrap|5|--bootstrap: found 5, expected 20 to 100000 resamples",
            })
    void whatIsWrongIsOneSentence(String option, String value, String sentence) {
        assertThat(Cli.run("task-law", runs(), option, value).complaint()).contains(sentence);
    }

    @Test
    void accuraciesInPercentAndTablesWithoutOneAreNamed() throws Exception {
        var file = folder.resolve("percent.csv");
        Files.writeString(file, "params,tokens,loss,accuracy\n1e7,1e9,3,41.5\n1e8,1e9,2.8,43\n");
        assertThat(Cli.run("task-law", file).complaint())
                .contains(
                        "line 2, column accuracy: found \"41.5\", expected an accuracy from 0 to 1 (shares, not percent)");
        Files.writeString(file, "params,tokens,loss\n1e7,1e9,3\n1e8,1e9,2.8\n");
        assertThat(Cli.run("task-law", file).complaint()).contains("found no column accuracy", "--accuracy");
    }

    /** Found by whoever fits: no exception is caught to learn it. */
    @Test
    void rowsThatAllowNoLawAreNamedWithTheReason() throws Exception {
        var text = new StringBuilder("params,loss,accuracy\n");
        for (int i = 0; i < 8; i++) {
            text.append("1e9,2.5,0.%d\n".formatted(40 + i));
        }
        var file = folder.resolve("alike.csv");
        Files.writeString(file, text.toString());
        var result = Cli.run("task-law", file, "--fit", "params<1e10", "--bootstrap", "20");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().replaceAll("\\s+", " "))
                .startsWith("loglog: " + file + ":")
                .contains("cannot");
    }
}
