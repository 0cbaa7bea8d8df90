package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitCommandTest {
    @TempDir
    Path folder;

    @Test
    void theReferenceCaseReachesItsMinimumParametersAndIntervals() {
        var json = Cli.run(
                        "fit",
                        Cli.shared("chinchilla_fig4.csv"),
                        "--flops-per-token=6N",
                        "--drop-highest=5",
                        "--bootstrap=4000",
                        "--level=0.95",
                        "--json")
                .json();
        assertThat(json.get("law").asString()).isEqualTo("chinchilla");
        assertThat(json.get("n").asInt()).isEqualTo(240);
        assertThat(json.get("objective").asDouble()).isLessThanOrEqualTo(0.001018274041);
        assertThat(json.get("status").asString()).isEqualTo("converged");
        var expected = Map.of(
                "A", new double[] {477.84, 285, 744},
                "B", new double[] {2143.86, 1042, 5810},
                "E", new double[] {1.81724, 1.769, 1.871},
                "alpha", new double[] {0.34731, 0.317, 0.373},
                "beta", new double[] {0.36718, 0.331, 0.415});
        expected.forEach((name, of) -> {
            var estimate = json.get("params").get(name);
            double width = of[2] - of[1];
            assertThat(estimate.get("value").asDouble()).as(name).isCloseTo(of[0], withPercentage(0.05));
            // Two bootstraps differ, and Loglog's intervals are corrected for bias.
            assertThat(estimate.get("low").asDouble()).as(name + " low").isCloseTo(of[1], offset(0.2 * width));
            assertThat(estimate.get("high").asDouble()).as(name + " high").isCloseTo(of[2], offset(0.2 * width));
        });
    }

    /** No compute follows from tokens alone, along which figures are drawn elsewhere. */
    @Test
    void tokensAloneAreScaleEnough() {
        var rows = new StringBuilder("tokens,loss\n");
        for (int k = 1; k <= 12; k++) {
            int i = k * 5 % 13; // tokens that rise would be one run's
            rows.append(i)
                    .append("e8,")
                    .append(2 + 300 / Math.pow(i * 1e8, 0.35) + 0.001 * (i % 3))
                    .append('\n');
        }
        var table = SomeRuns.write(folder, "tokens.csv", rows.toString());
        for (var command : new String[] {"fit", "diagnose", "which", "backtest"}) {
            var result = Cli.run(command, table);
            assertThat(result.status()).as(command + ": " + result.err()).isZero();
            assertThat(result.out()).contains("tokens");
        }
    }

    @Test
    void theJsonHasTheDocumentedKeys() {
        var json = Cli.run("fit", SomeRuns.chinchilla(folder), "--json").json();
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "law",
                        "equation",
                        "equation_fitted",
                        "equation_latex",
                        "n",
                        "objective",
                        "status",
                        "level",
                        "intervals",
                        "params",
                        "exponents",
                        "warnings",
                        "source");
        assertThat(json.get("params").propertyNames()).containsExactly("E", "A", "B", "alpha", "beta");
        assertThat(json.get("exponents").propertyNames()).containsExactly("n_opt", "d_opt");
        json.get("params")
                .forEach(node -> assertThat(node.propertyNames()).containsExactly("value", "low", "high", "se"));
        assertThat(json.get("warnings").isArray()).isTrue();
    }

    @Test
    void aLawOfOneScaleHasNoExponentsOfTheOptimum() {
        var json = Cli.run("fit", SomeRuns.chinchilla(folder), "--law=power", "--axis=params", "--json")
                .json();
        assertThat(json.get("exponents").isEmpty()).isTrue();
        assertThat(json.get("law").asString()).isEqualTo("power");
    }

    @Test
    void peopleSeeTheLawTheTableTheResidualsAndAPlot() {
        var result = Cli.run("fit", SomeRuns.chinchilla(folder));
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("chinchilla: E + A / params^alpha + B / tokens^beta\n36 runs of ")
                .contains("flops = 6 params tokens")
                .contains("converged")
                .containsPattern("alpha +0\\.3\\d+ +0\\.\\d+ to 0\\.\\d+ +0\\.0\\d+\n")
                .contains("N_opt ~ C^a")
                .contains("runs.csv, line ")
                .containsPattern("training compute \\[FLOP\\]\n.*runs .*compute-optimal")
                .containsAnyOf("⠒", "...");
        assertThat(result.out().lines().map(line -> line.codePointCount(0, line.length())))
                .allMatch(width -> width <= 200);
    }

    @Test
    void theSameSeedGivesTheSameOutputAndAnotherSeedAnother() {
        var runs = SomeRuns.chinchilla(folder);
        var first = Cli.run("fit", runs, "--bootstrap=50", "--seed=7", "--json");
        assertThat(Cli.run("fit", runs, "--bootstrap=50", "--seed=7", "--json")).isEqualTo(first);
        assertThat(Cli.run("fit", runs, "--bootstrap=50", "--seed=8", "--json").out())
                .isNotEqualTo(first.out());
    }

    @Test
    void whatTheRowsDoNotDetermineIsSaid() {
        var csv = new StringBuilder("params,tokens,loss\n");
        for (int i = 0; i < 12; i++) {
            csv.append("1e8,")
                    .append(1e9 * Math.pow(2, i))
                    .append(',')
                    .append(2 + Math.pow(2, -i))
                    .append('\n');
        }
        var json = Cli.run("fit", SomeRuns.write(folder, "onesize.csv", csv.toString()), "--json")
                .json();
        assertThat(json.get("status").asString()).isEqualTo("not identifiable");
        assertThat(json.get("warnings").toString())
                .contains("all runs have 100M params: E, A, alpha, and so a and b, are not determined")
                .doesNotContain("other values fit as well"); // the cause is said, and said once
    }

    /** The largest residual of the table is that of the figure, and its share of the law. */
    @Test
    void residualsAreTheSameInTableAndFigure() throws IOException {
        for (var residuals : List.of("log", "linear")) {
            var page = folder.resolve(residuals + ".html");
            var text = Cli.run(
                            "fit",
                            SomeRuns.chinchilla(folder),
                            "--residuals=" + residuals,
                            "--bootstrap=0",
                            "--wide",
                            "--html=" + page)
                    .out();
            var first = Pattern.compile("line \\d+ +([\\d.]+) +([\\d.]+) +(-?[\\d.]+)%?")
                    .matcher(text);
            assertThat(first.find()).as(text).isTrue();
            double observed = Double.parseDouble(first.group(1));
            double law = Double.parseDouble(first.group(2));
            double told = Double.parseDouble(first.group(3));
            boolean log = residuals.equals("log");
            // Printed to four digits each.
            assertThat(told).isCloseTo(log ? 100 * (observed / law - 1) : observed - law, offset(log ? 0.06 : 0.002));
            var name = log ? "observed / law - 1 [%]" : "observed minus law";
            var drawn = Pattern.compile(Pattern.quote("\"" + name + "\",\"values\":[") + "([^\\]]+)]")
                    .matcher(Files.readString(page));
            assertThat(drawn.find()).isTrue();
            double largest = Arrays.stream(drawn.group(1).split(","))
                    .mapToDouble(Double::parseDouble)
                    .boxed()
                    .max(Comparator.comparingDouble(Math::abs))
                    .orElseThrow();
            assertThat(told).isCloseTo(largest, offset(log ? 0.006 : 0.0001));
        }
    }

    @Test
    void accuraciesAreFittedWithLinearResiduals() {
        var csv = new StringBuilder("flops,accuracy\n");
        for (int i = 0; i < 20; i++) {
            csv.append("1e").append(17 + i / 4).append(i % 4).append(',');
            csv.append(i == 0 ? 0 : 0.8 / (1 + Math.pow(10, (10 - i) * 0.3))).append('\n');
        }
        var table = SomeRuns.write(folder, "acc.csv", csv.toString().replaceAll("1e(\\d\\d)(\\d)", "1.$2e$1"));
        var json = Cli.run("fit", table, "--metric=accuracy", "--law=sigmoid", "--residuals=linear", "--json")
                .json();
        assertThat(json.get("law").asString()).isEqualTo("sigmoid");
        assertThat(json.get("params").get("rise").get("value").asDouble()).isBetween(0.7, 1.0);
    }
}
