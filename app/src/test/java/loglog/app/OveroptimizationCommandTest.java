package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code loglog overoptimization}. */
class OveroptimizationCommandTest {
    @TempDir
    Path folder;

    private static Cli.Result run(Object... more) {
        var words = new ArrayList<Object>(List.of("overoptimization"));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    private static double value(JsonNode node, String... path) {
        for (var name : path) {
            node = node.path(name);
        }
        return node.path("value").asDouble();
    }

    @Test
    void lawsPeaksAndTrendsAreFoundInATableOfScores() {
        var json = run(SomeRuns.overoptimized(folder), "--json").json();
        assertThat(json.path("settings")).hasSize(3);
        var few = json.path("settings").get(0);
        double alpha = 0.12 * Math.log(300) - 0.3;
        assertThat(few.path("pairs").asInt()).isEqualTo(300);
        assertThat(few.path("law").path("curves").asInt()).isEqualTo(3);
        assertThat(value(few, "law", "alpha")).isCloseTo(alpha, within(0.005));
        assertThat(value(few, "law", "beta")).isCloseTo(0.12, within(0.003));
        assertThat(few.path("law").path("rms").asDouble()).isLessThan(0.006);
        double peak = alpha / 0.24;
        assertThat(value(few, "peak", "d")).isCloseTo(peak, within(0.05));
        assertThat(few.path("peak").path("d").path("low").asDouble()).isLessThan(peak);
        assertThat(value(few, "peak", "n")).isBetween(30.0, 40.0);
        assertThat(few.path("peak").path("verdict").asString()).isEqualTo("turns over within the data");
        assertThat(json.path("settings").get(2).path("peak").path("verdict").asString())
                .isEqualTo("no peak within the data");
        var trend = json.path("trends").get(0);
        assertThat(value(trend, "alpha", "per_e_fold", "pairs")).isCloseTo(0.12, within(0.003));
        assertThat(value(trend, "beta", "per_e_fold", "pairs")).isNegative();
        assertThat(json.path("source").path("rows_used").asInt()).isEqualTo(126);
        assertThat(json.path("source").path("assumptions").toString())
                .contains("KL = ln n - (n - 1)/n", "scores are less that of the first policy");
    }

    @Test
    void theFarthestScoresAreForecastFromTheNearerOnes() {
        var json = run(SomeRuns.overoptimized(folder), "--up-to", "256", "--at", "8192", "--json")
                .json();
        for (var setting : json.path("settings")) {
            var forecast = setting.path("forecasts").get(0);
            double measured = forecast.path("measured").asDouble();
            assertThat(forecast.path("n").asInt()).isEqualTo(8192);
            assertThat(forecast.path("gold").path("low").asDouble()).isLessThan(measured);
            assertThat(forecast.path("gold").path("high").asDouble()).isGreaterThan(measured);
            assertThat(value(forecast, "gold")).isCloseTo(measured, within(0.1));
        }
        assertThat(run(SomeRuns.overoptimized(folder), "--up-to", "256").out()).contains("8192", "inside", "measured");
    }

    @Test
    void reinforcementLearningIsFittedByKlWithItsOwnForm() {
        var csv = new StringBuilder("params,seed,kl,gold\n");
        for (int seed = 0; seed < 2; seed++) {
            for (double kl = 0; kl <= 60; kl += 2.5) {
                double d = Math.sqrt(kl);
                csv.append("1000,%d,%s,%s\n"
                        .formatted(seed, kl, d == 0 ? 0 : d * (0.6 + 0.01 * seed - 0.25 * Math.log(d))));
            }
        }
        var table = SomeRuns.write(folder, "rl.csv", csv.toString());
        var one = run(table, "--json").json().path("settings").get(0);
        assertThat(one.path("law").path("form").asString()).isEqualTo("d (alpha - beta ln d)");
        assertThat(value(one, "law", "alpha")).isCloseTo(0.605, within(1e-6));
        assertThat(value(one, "law", "beta")).isCloseTo(0.25, within(1e-6));
        assertThat(value(one, "peak", "d")).isCloseTo(Math.exp(0.605 / 0.25 - 1), within(1e-4));
        var both = SomeRuns.write(
                folder,
                "both.csv",
                "method,n,kl,gold\nbest-of-n,2,,0.1\nbest-of-n,16,,0.2\nbest-of-n,64,,0.3\ngrpo,,1,0.2\ngrpo,,4,0.3\ngrpo,,9,0.25\n");
        var settings = run(both, "--json").json().path("settings");
        assertThat(settings).hasSize(2);
        assertThat(settings.get(0).path("method").asString()).isEqualTo("best-of-n");
        assertThat(settings.get(1).path("method").asString()).isEqualTo("rl");
    }

    @Test
    void peopleSeeTheLawThePeakAndThatOneCurveSaysLittle() {
        var one = SomeRuns.write(folder, "one.csv", "n,gold\n2,0.2\n4,0.33\n16,0.5\n64,0.55\n256,0.53\n1024,0.45\n");
        var text = run(one).out().replaceAll("\\s+", " ");
        assertThat(text)
                .contains(
                        "R(d) = d (alpha - beta d)",
                        "intervals of settings with one curve are of its rows alone",
                        "turns over within the data",
                        "the first policy's score is 0, since the table has no row of it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n;2;4|found no column gold, expected one, or its name with --gold",
                "gold;2;4|found neither a column n (of the best of n) nor kl",
                "n,gold;2,0.1;2.5,0.2|line 3, column n: found \"2.5\", expected a whole number of samples, at least 1",
                "kl,gold;2,0.1;-0.5,0.2|line 3, column kl: found \"-0.5\", expected a KL of at least 0",
                "n,gold;2,high|line 2, column gold: found \"high\", expected a number",
                "n,gold,pairs;2,1,0|line 2, column pairs: found \"0\", expected a number above 0",
                "n,gold;2,0.1;4,0.2|found no setting that allows a law; no law: 2 rows at d of at least 0.3",
                "n,gold;,;,|found no row with a distance and a gold score",
                "alpha,beta;1,2|found coefficients but no column of params or pairs",
            })
    void aWrongTableIsOneSentence(String rows, String sentence) {
        var table = SomeRuns.write(folder, "wrong.csv", rows.replace(';', '\n') + "\n");
        assertThat(run(table).complaint()).contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--level|1|--level: found 1, expected a share",
                "--at|0|--at: found 0, expected a whole number of samples",
                "--up-to|2.5|--up-to: found 2.5, expected a whole number of samples",
                "--up-to|2|found no setting that allows a law",
                "--gold|score|found no column score for --gold",
                "--form|ppo|expected one of",
            })
    void aWrongOptionIsOneSentence(String option, String value, String sentence) {
        assertThat(run(SomeRuns.overoptimized(folder), option, value).complaint())
                .contains(sentence);
    }

    /** Published coefficients by number of pairs: alpha grows by about 0.11 a factor of e, beta stays. */
    @Test
    void publishedCoefficientsFollowTheLogarithmOfThePairs() {
        var json = run(Cli.shared("overoptimisation_bon.csv"), "--json").json();
        var trend = json.path("trends").get(0);
        assertThat(value(trend, "alpha", "per_e_fold", "pairs")).isCloseTo(0.11, within(0.005));
        assertThat(trend.path("alpha").path("rms").asDouble()).isLessThan(0.02);
        var beta = trend.path("beta").path("per_e_fold").path("pairs");
        assertThat(beta.path("low").asDouble()).isNegative();
        assertThat(beta.path("high").asDouble()).isPositive();
        assertThat(json.path("settings")).hasSize(5);
        assertThat(json.path("settings").get(0).path("peak_d").asDouble()).isCloseTo(0.386 / 0.272, within(1e-9));
    }
}
