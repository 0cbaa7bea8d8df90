package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Numbers that mean nothing are not shown as if they did, and the same number is the same in every command. */
class HonestNumbersTest {
    private static final String CAUSE =
            "tokens are 20 times params in every run: alpha and beta, and so a and b, cannot be told apart";

    @TempDir
    Path folder;

    /** Nine sizes at 20 tokens a param. */
    private Path ladder(long seed) throws IOException {
        var csv = new StringBuilder("params,tokens,loss\n");
        var random = new Random(seed);
        for (int i = 0; i < 9; i++) {
            double n = 2e7 * Math.pow(10, i / 4.0);
            double loss = 1.8 + 470 * Math.pow(n, -0.345) + 2100 * Math.pow(20 * n, -0.365);
            csv.append("%s,%s,%.4f%n".formatted(n, 20 * n, loss * Math.exp(0.003 * random.nextGaussian())));
        }
        return Files.writeString(folder.resolve("ladder.csv"), csv);
    }

    private static void means(JsonNode nothing) {
        assertThat(nothing.get("value").isNull()).isTrue();
        assertThat(nothing.get("low").isNull()).isTrue();
        assertThat(nothing.get("reason").asString()).isEqualTo(CAUSE);
    }

    @Test
    void noForecastOfAnAccuracyLeavesZeroToOne() throws IOException {
        var csv = new StringBuilder("flops,accuracy,elo\n");
        var random = new Random(3);
        for (int i = 0; i < 16; i++) {
            double accuracy = 0.1 + 0.05 * i + 0.01 * random.nextGaussian();
            csv.append("%s,%.4f,%.4f%n".formatted(1e15 * Math.pow(2, i), accuracy, accuracy));
        }
        var runs = Files.writeString(folder.resolve("accuracy.csv"), csv);
        var asked = new Object[] {"predict", runs, "--axis=flops", "--residuals=linear", "--at=flops=1e22", "--json"};
        for (boolean isShare : new boolean[] {true, false}) {
            var words = new ArrayList<Object>(List.of(asked));
            words.add(isShare ? "--loss=accuracy" : "--loss=elo");
            var json = Cli.run(words.toArray()).json();
            var forecast = json.get("forecasts").get(0);
            var said = new ArrayList<Double>();
            for (var part : List.of("run", "law")) {
                for (var key : List.of("value", "low", "high")) {
                    said.add(forecast.get(part).get(key).asDouble());
                }
            }
            forecast.get("forms").forEach(form -> said.add(form.get("value").asDouble()));
            if (isShare) {
                assertThat(said).allMatch(value -> value >= 0 && value <= 1);
                assertThat(json.get("source").get("assumptions").toString())
                        .contains("accuracy is a share, which ends at 0 and 1");
            } else {
                assertThat(said).anyMatch(value -> value > 1);
            }
        }
    }

    @Test
    void aFixedRatioHasNoExponentsInAnyCommand() throws IOException {
        var runs = ladder(1);
        var fit = Cli.run("fit", runs, "--json").json();
        for (var name : new String[] {"A", "B", "alpha", "beta"}) {
            means(fit.get("params").get(name));
        }
        assertThat(fit.get("params").get("E").get("value").asDouble()).isCloseTo(1.8, within(0.5));
        means(fit.get("exponents").get("n_opt"));
        means(fit.get("exponents").get("d_opt"));
        assertThat(Cli.run("fit", runs, "--wide").out()).contains("a  (N_opt ~ C^a)  not determined");

        var plan = Cli.run("plan", runs, "--budget=1e22", "--json").json();
        means(plan.get("params"));
        means(plan.get("tokens"));
        double params = plan.get("on_the_line_of_the_runs").get("params").asDouble();
        assertThat(params).isCloseTo(Math.sqrt(1e22 / 120), within(1e6));
        assertThat(Cli.run("plan", runs, "--target-loss=2.2").complaint()).contains(CAUSE);

        var forecasts = Cli.run("predict", runs, "--at=flops=1e22", "--at=params=1B,tokens=1T", "--json")
                .json()
                .get("forecasts");
        assertThat(forecasts.get(0).get("at").get("params").asDouble()).isCloseTo(params, within(1e-3));
        assertThat(forecasts.get(0).get("warnings").toString()).contains("on the line of the runs");
        assertThat(forecasts.get(1).get("warnings").toString()).contains("off the line of these runs");
    }

    @Test
    void questionsThatRestOnOtherNumbersNameTheCauseToo() throws IOException {
        var runs = ladder(1);
        var cause = "tokens are 20 times params in every run: ";
        for (var question : List.of("which", "diagnose", "backtest")) {
            var page = folder.resolve("page.html");
            assertThat(Cli.run(question, runs, "--json", "--html=" + page)
                            .json()
                            .get("warnings")
                            .toString())
                    .as(question)
                    .contains(cause);
            assertThat(Files.readString(page)).as(question).contains(cause);
        }
        assertThat(Cli.run("compare", runs, "--with=" + runs).complaint())
                .contains(CAUSE, "along which recipes are compared", "--axis flops");
        assertThat(Cli.run("compare", runs, "--with=" + ladder(2), "--axis=flops", "--bootstrap=50", "--json")
                        .json()
                        .get("compute_multipliers"))
                .isNotEmpty();
    }

    @Test
    void equationsAndPagesLeaveOutTheNumbersThatMeanNothing() throws IOException {
        var runs = ladder(1);
        var fit = Cli.run("fit", runs, "--bootstrap=50", "--json").json();
        assertThat(fit.get("equation_fitted").asString())
                .matches("L = 1\\.\\d+ \\+ A / params\\^alpha \\+ B / tokens\\^beta");
        assertThat(fit.get("equation_latex").asString()).endsWith("+ \\frac{A}{N^{\\alpha}} + \\frac{B}{D^{\\beta}}");
        for (var question : List.of(
                List.of("fit", "--bootstrap=50"),
                List.of("which", "--laws=chinchilla"),
                List.of("predict", "--law=chinchilla", "--at=flops=1e22", "--bootstrap=50"),
                List.of("plan", "--budget=1e22", "--bootstrap=50"),
                List.of("diagnose"))) {
            var page = folder.resolve("page.html");
            var words = new ArrayList<Object>(question);
            words.addAll(1, List.of(runs, "--html=" + page));
            var result = Cli.run(words.toArray());
            assertThat(result.status()).as(question + ": " + result.err()).isZero();
            assertThat(Files.readString(page))
                    .as(question.toString())
                    .contains("A / params^alpha")
                    .doesNotContainPattern("/ params\\^0")
                    .doesNotContainIgnoringCase("compute-optimal");
        }
    }

    @Test
    void aFloorAtNoneIsNoNumber() throws IOException {
        var fit = Cli.run("fit", ladder(5), "--bootstrap=50", "--json").json();
        assertThat(fit.get("params").get("E").get("value").isNull()).isTrue();
        assertThat(fit.get("equation_fitted").asString()).isEqualTo("L = E + A / params^alpha + B / tokens^beta");
        assertThat(Cli.run("fit", ladder(8), "--bootstrap=100", "--json")
                        .json()
                        .get("warnings")
                        .toString())
                .contains("the interval of E reaches 0");
    }

    @Test
    void theSameQuantityIsTheSameInEveryCommand() {
        var runs = Path.of("..", "examples", "runs.csv");
        var fit = Cli.run("fit", runs, "--json").json();
        var plan = Cli.run("plan", runs, "--budget=1e22", "--json").json();
        var isoflop = Cli.run("isoflop", runs, "--json").json();
        double a = fit.get("exponents").get("n_opt").get("value").asDouble();
        var parametric = isoflop.get("approaches").get("parametric");
        assertThat(parametric.get("n_opt").get("value").asDouble()).isCloseTo(a, within(1e-9));
        assertThat(parametric.get("n_opt")).isEqualTo(fit.get("exponents").get("n_opt")); // with its interval
        assertThat(parametric.get("d_opt")).isEqualTo(fit.get("exponents").get("d_opt"));

        // The optimum of 1e22 FLOP by the printed parameters, by the plan, and where predict puts it.
        var p = fit.get("params");
        double alpha = p.get("alpha").get("value").asDouble();
        double beta = p.get("beta").get("value").asDouble();
        double g = Math.pow(
                alpha
                        * p.get("A").get("value").asDouble()
                        / (beta * p.get("B").get("value").asDouble()),
                1 / (alpha + beta));
        double params = plan.get("params").get("value").asDouble();
        assertThat(g * Math.pow(1e22 / 6, a) / params).isCloseTo(1, within(1e-6));
        var predict = Cli.run("predict", runs, "--at=flops=1e22", "--json")
                .json()
                .get("forecasts")
                .get(0);
        assertThat(predict.get("at").get("params").asDouble() / params).isCloseTo(1, within(1e-9));
        assertThat(predict.get("at").get("tokens").asDouble()
                        / plan.get("tokens").get("value").asDouble())
                .isCloseTo(1, within(1e-9));

        // What plan says of a run of its model is what predict says.
        var planned = plan.get("run");
        assertThat(predict.get("run").get("value").asDouble())
                .isCloseTo(planned.get("value").asDouble(), within(5e-4));
    }

    /** Points of curves share their noise: groups that are named are drawn whole by every question. */
    @Test
    void anExponentHasOneIntervalWhereRowsHaveGroupsToo() throws IOException {
        var csv = new StringBuilder("params,tokens,loss,run\n");
        var random = new Random(3);
        for (int i = 0; i < 48; i++) {
            double n = 3e7 * Math.pow(1.5, i % 8);
            double d = n * Math.pow(2, i / 8);
            double loss = 1.8 + 470 * Math.pow(n, -0.345) + 2100 * Math.pow(d, -0.365);
            csv.append("%s,%s,%.4f,r%d%n".formatted(n, d, loss * Math.exp(0.003 * random.nextGaussian()), i % 8));
        }
        var runs = Files.writeString(folder.resolve("curves.csv"), csv);
        var fit = Cli.run("fit", runs, "--group=run", "--bootstrap=60", "--json")
                .json()
                .get("exponents")
                .get("n_opt");
        assertThat(Cli.run("isoflop", runs, "--group=run", "--bootstrap=60", "--json")
                        .json()
                        .get("approaches")
                        .get("parametric")
                        .get("n_opt"))
                .isEqualTo(fit);
        assertThat(Cli.run("fit", runs, "--group=run", "--resample=rows", "--bootstrap=60", "--json")
                        .json()
                        .get("exponents")
                        .get("n_opt"))
                .isNotEqualTo(fit);
    }

    @Test
    void approachesThatDisagreeAreToldInTheSameWords() throws IOException {
        // Without noise, on a grid that leaves the optimum: what parabolas are off by is all bias.
        var csv = new StringBuilder("params,tokens,loss\n");
        double g = Math.pow(0.27 * 120 / (0.43 * 9000), 1 / 0.7);
        for (int i = 0; i < 75; i++) {
            double flops = 1e18 * Math.pow(10, i / 15);
            double n = g
                    * Math.pow(1e20 / 6, 0.43 / 0.7)
                    * Math.pow(flops / 1e20, 0.3)
                    * Math.pow(10, -1 + 2 * (i % 15) / 14.0);
            double d = flops / 6 / n;
            csv.append("%s,%s,%s%n".formatted(n, d, 1.8 + 120 * Math.pow(n, -0.27) + 9000 * Math.pow(d, -0.43)));
        }
        var runs = Files.writeString(folder.resolve("bias.csv"), csv);
        var told = new ArrayList<String>();
        for (var question : List.of("fit", "plan", "isoflop")) {
            var words = new ArrayList<Object>(List.of(question, runs, "--bootstrap=100", "--json"));
            if (question.equals("plan")) {
                words.add("--budget=1e23");
            }
            for (var warning : Cli.run(words.toArray()).json().get("warnings")) {
                if (warning.asString().startsWith("the approaches disagree")) {
                    told.add(warning.asString());
                }
            }
        }
        assertThat(told).hasSize(3);
        assertThat(told.stream().distinct()).hasSize(1);
    }

    @Test
    void outliersAreNamedWithWhatLeavingThemOutChanges() {
        var runs = Cli.shared("chinchilla_fig4.csv");
        assertThat(Cli.run("fit", runs, "--json").json().get("warnings").toString())
                .contains(
                        "8 of 245 runs stand off the law", "the farthest by 30.1%", "beta is 0.3686 instead of 0.4530");
        assertThat(Cli.run("plan", runs, "--budget=1e22", "--bootstrap=50", "--json")
                        .json()
                        .get("warnings")
                        .toString())
                .contains("8 of 245 runs stand off the law", "the best model of 1e22 FLOP has ");
    }
}
