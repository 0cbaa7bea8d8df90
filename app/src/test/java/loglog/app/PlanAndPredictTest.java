package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code plan} says of a run of its model is what {@code predict} says of that model, for any table and budget. */
class PlanAndPredictTest {
    @TempDir
    Path folder;

    /** Six budgets of seven sizes; FLOP as they were counted, where there is a ratio to 6 params tokens. */
    private Path table(String name, double ratio, double bend, long seed) throws IOException {
        var csv = new StringBuilder("params,tokens,loss%s%n".formatted(ratio == 0 ? "" : ",flops"));
        var random = new Random(seed);
        for (int i = 0; i < 42; i++) {
            double flops = Math.pow(10, 18 + i / 7 * 0.5);
            double n = Math.sqrt(flops / 120) * Math.pow(10, (i % 7 - 3) * 0.2);
            double d = flops / 6 / n;
            // With a bend it is none of the laws: the exponent of params grows with tokens.
            double loss = 1.8 + 470 * Math.pow(n, -0.345 - bend * Math.log10(d / 1e9)) + 2100 * Math.pow(d, -0.365);
            csv.append("%s,%s,%.5f".formatted(n, d, loss * Math.exp(0.004 * random.nextGaussian())));
            csv.append(ratio == 0 ? "\n" : ",%s%n".formatted(ratio * flops));
        }
        return Files.writeString(folder.resolve(name), csv);
    }

    private static void same(JsonNode planned, JsonNode forecast, String which) {
        for (var end : List.of("value", "low", "high")) {
            double of = planned.get(end).asDouble();
            assertThat(forecast.get(end).asDouble()).as(which + " " + end).isCloseTo(of, offset(1e-9 * of));
        }
    }

    @Test
    void theSameModelHasTheSameLossAndInterval() throws IOException {
        var random = new Random(7);
        for (var table : List.of(
                table("plain.csv", 0, 0, 1), table("bent.csv", 0, 0.004, 2), table("counted.csv", 1.3, 0.002, 3))) {
            var budgets = new ArrayList<Double>(List.of(1e20, 1e26));
            for (int i = 0; i < 2; i++) {
                budgets.add(Math.pow(10, 20 + 6 * random.nextDouble()));
            }
            var plans = new ArrayList<JsonNode>();
            var words = new ArrayList<Object>(List.of("predict", table, "--bootstrap=200", "--json"));
            for (double budget : budgets) {
                var plan = Cli.run("plan", table, "--budget=" + budget, "--bootstrap=200", "--json")
                        .json();
                plans.add(plan);
                words.add("--at=params=%s,tokens=%s"
                        .formatted(
                                plan.get("params").get("value").asDouble(),
                                plan.get("tokens").get("value").asDouble()));
                words.add("--at=flops=" + budget);
            }
            var forecasts = Cli.run(words.toArray()).json().get("forecasts");
            for (int i = 0; i < budgets.size(); i++) {
                var which = table.getFileName() + " at " + budgets.get(i);
                var run = plans.get(i).get("run");
                same(run, forecasts.get(2 * i).get("run"), which + " by params and tokens");
                same(run, forecasts.get(2 * i + 1).get("run"), which + " by flops");
                assertThat(run.get("low").asDouble()).isLessThan(run.get("high").asDouble());
            }
        }
    }
}
