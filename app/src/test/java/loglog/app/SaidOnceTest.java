package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What answers about laws warn of is said once, splits are shown once, and a forecast that can be anything is no number. */
class SaidOnceTest {
    @TempDir
    Path folder;

    /** Ten sizes, twice each, all on 1e11 tokens; two runs are off. */
    private Path ofOneTokenCount() throws IOException {
        var csv = new StringBuilder("params,tokens,loss\n");
        var random = new Random(5);
        for (int i = 0; i < 20; i++) {
            double n = 5e7 * Math.pow(10, i / 2 / 5.0);
            double loss = 2.0 + 470 * Math.pow(n, -0.345);
            double off = i == 4 || i == 11 ? 1.06 : 1;
            csv.append("%s,1e11,%.4f%n".formatted(n, off * loss * Math.exp(0.002 * random.nextGaussian())));
        }
        return Files.writeString(folder.resolve("tokens.csv"), csv);
    }

    @Test
    void aForecastThatCanBeAnythingIsNotANumber() throws IOException {
        var runs = ofOneTokenCount();
        var asked = new Object[] {"predict", runs, "--at=params=13B,tokens=300B", "--at=flops=1e22", "--bootstrap=200"};
        var text = Cli.run(asked).out();
        assertThat(text)
                .containsPattern("params 13B, +tokens 300B +not determined|params 13B, tokens +not determined")
                .contains("on the line of the runs")
                .doesNotContain("compute-optimal")
                .doesNotContainPattern("e-?[0-9]{3}");
        var flat = text.replaceAll("\\s+", " ");
        for (var once : List.of("stand off the law", "10: these runs do not determine the forecast")) {
            assertThat(times(flat, once)).as(once).isEqualTo(1);
        }
        assertThat(flat).contains(" at params 13B, tokens 300B and ");

        var words = new ArrayList<>(List.of(asked));
        words.add("--json");
        var forecasts = Cli.run(words.toArray()).json().get("forecasts");
        var off = forecasts.get(0);
        assertThat(off.get("value").isNull()).isTrue();
        assertThat(off.get("run").get("low").isNull()).isTrue();
        assertThat(off.get("run").get("reason").asString()).contains("do not determine the forecast");
        assertThat(forecasts.get(1).get("value").asDouble()).isBetween(2.0, 3.0);
        // A plan names the cause, and not that other values fit as well too.
        var plan = Cli.run("plan", runs, "--bootstrap=200").out();
        assertThat(plan)
                .contains("all runs have 100B tokens")
                .doesNotContain("other values fit as well", "[167M, 167M]");
    }

    private static int times(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void theNextOrdersOfMagnitudeHaveTheLossThatPredictHas() {
        var runs = SomeRuns.chinchilla(folder);
        var plans = Cli.run("plan", runs, "--bootstrap=200", "--json").json().get("plans");
        var words = new ArrayList<Object>(List.of("predict", runs, "--bootstrap=200", "--json"));
        plans.forEach(plan -> words.add("--at=flops=" + plan.get("flops").asDouble()));
        var forecasts = Cli.run(words.toArray()).json().get("forecasts");
        assertThat(plans).hasSize(5);
        for (int i = 0; i < plans.size(); i++) {
            for (var end : List.of("value", "low", "high")) {
                double of = forecasts.get(i).get("run").get(end).asDouble();
                assertThat(plans.get(i).get("run").get(end).asDouble()).isCloseTo(of, offset(1e-9 * of));
            }
        }
        assertThat(Cli.run("plan", runs, "--bootstrap=200").out()).contains("loss of a run");
    }

    @Test
    void whatHidesTheSameRunsIsOneSplit() throws IOException {
        var csv = new StringBuilder("flops,loss\n");
        for (int i = 0; i < 24; i++) {
            double flops = Math.pow(10, 16 + i / 8.0) * (i < 22 ? 1 : 100);
            csv.append("%s,%.5f%n".formatted(flops, 1.5 + 300 * Math.pow(flops, -0.15) * (1 + 0.002 * (i * 7 % 5))));
        }
        var runs = Files.writeString(folder.resolve("gap.csv"), csv);
        var text = Cli.run("backtest", runs, "--hide=0.5,1,3", "--laws=power,power-floor")
                .out();
        assertThat(text)
                .contains("0.5, 1 OOM  power ")
                .contains("3 OOM  power ")
                .contains("positive: too high");
        assertThat(times(text, " OOM ")).isEqualTo(6);
    }

    @Test
    void anEnvelopeOfFewCurvesHasNoIntervalOfNoWidth() {
        var runs = Cli.shared("forecasts/olmo_ladder_c4.csv");
        var a = Cli.run("isoflop", runs, "--bootstrap=200", "--json")
                .json()
                .get("approaches")
                .get("envelope")
                .get("n_opt");
        assertThat(a.get("value").asDouble()).isBetween(0.3, 0.6);
        assertThat(a.get("low").isNull()).isTrue();
        assertThat(a.get("high").isNull()).isTrue();
    }
}
