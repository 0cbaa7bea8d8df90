package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as people have them: units, curves, standard errors, and numbers of no model. */
class TablesOfUsersTest {
    @TempDir
    Path folder;

    /** A grid of runs that obey a law, in the given units. */
    private Path runs(String header, double params, double tokens, boolean flops) throws IOException {
        var csv = new StringBuilder(header + "\n");
        var random = new Random(1);
        for (double n = 2e7; n < 1e9; n *= 2.3) {
            for (double d = 1e9; d < 1e11; d *= 3.1) {
                double loss = (1.8 + 480 / Math.pow(n, 0.35) + 2100 / Math.pow(d, 0.37))
                        * (1 + 0.003 * random.nextGaussian());
                csv.append(n / params).append(',').append(d / tokens).append(',');
                csv.append(flops ? 6 * n * d + "," : "").append(loss).append('\n');
            }
        }
        return Files.writeString(folder.resolve("runs.csv"), csv);
    }

    @Test
    void aUnitInTheHeaderGivesThePlanOfTheFullNumbers() throws IOException {
        var full = Cli.run("plan", runs("params,tokens,loss", 1, 1, false), "--budget=1e21", "--bootstrap=20", "--json")
                .json();
        var inUnits = Cli.run(
                        "plan",
                        runs("Params (M),Tokens (B),loss", 1e6, 1e9, false),
                        "--budget=1e21",
                        "--bootstrap=20",
                        "--json")
                .json();
        assertThat(inUnits.at("/params/value").doubleValue()
                        / full.at("/params/value").doubleValue())
                .isBetween(0.999, 1.001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fit", "plan --budget=1e21", "predict --at=params=7e7,tokens=1e10"})
    void numbersInAUnitThatNoHeaderNamesAreSaidBeforeTheAnswer(String command) throws IOException {
        var file = runs("params,tokens,flops,loss", 1e6, 1e9, true);
        var words = command.split(" ");
        var args = new Object[words.length + 2];
        System.arraycopy(words, 0, args, 0, words.length);
        args[words.length] = file;
        args[words.length + 1] = "--bootstrap=20";
        assertThat(Cli.run(args).out().replaceAll("\\s+", " ")).contains("params in millions and tokens in billions");
        args[words.length + 1] = "--json";
        assertThat(Cli.run(args).json().path("warnings").get(0).stringValue())
                .contains("params in millions and tokens in billions");
    }

    @Test
    void aCurveIsNoTableOfRunsUnlessItsAxisIsNamed() throws IOException {
        var csv = new StringBuilder("tokens_seen,loss\n");
        for (int i = 1; i <= 30; i++) {
            csv.append(i * 1e6).append(',').append(2 + 30 / Math.sqrt(i)).append('\n');
        }
        var file = Files.writeString(folder.resolve("curve.csv"), csv);
        assertThat(Cli.run("fit", file).complaint())
                .contains("30 rows are points of one training curve", "--rows runs takes each for a run");
        assertThat(Cli.run("fit", file, "--axis=tokens", "--json")
                        .json()
                        .path("n")
                        .asInt(0))
                .isEqualTo(30);
        assertThat(Cli.run("fit", file, "--rows=runs", "--json")
                        .json()
                        .path("n")
                        .asInt(0))
                .isEqualTo(30);
    }

    @Test
    void standardErrorsWeigh() throws IOException {
        var csv = new StringBuilder("flops,loss,se\n");
        for (int i = 0; i < 24; i++) {
            double c = 1e17 * Math.pow(10, i / 6.0);
            boolean bad = i % 3 == 0;
            csv.append(c).append(',').append(20 * Math.pow(c, -0.05) * (bad ? 1.2 : 1));
            csv.append(',').append(bad ? 1 : 1e-4).append('\n');
        }
        var file = Files.writeString(folder.resolve("se.csv"), csv);
        var weighed = Cli.run("fit", file, "--law=power", "--sigma=se", "--penalty=squared", "--json")
                .json();
        assertThat(weighed.at("/params/alpha/value").asDouble(0)).isBetween(0.04999, 0.05001);
        assertThat(Cli.run("fit", file, "--sigma=none").complaint()).contains("has no column none (--sigma)");
    }

    @Test
    void smallInputsOfLargeCostAreASentence() throws IOException {
        var table = runs("params,tokens,loss", 1, 1, false);
        assertThat(Cli.run("fit", table, "--bootstrap=2000000000").complaint())
                .startsWith("--bootstrap: found 2000000000, expected at most ");
        Files.writeString(table, Files.readString(table) + "1e-300,1e9,3\n");
        assertThat(Cli.run("predict", table, "--at=params=1e9,tokens=1e11").complaint())
                .contains("column params: \"1e-300\" is below 1");
        var bomb = folder.resolve("bomb.csv.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            out.write("params,tokens,loss\n".getBytes());
            var zeros = "1,2,3\n".repeat(1 << 14).getBytes();
            long most = Runtime.getRuntime().maxMemory() / 12;
            for (long written = 0; written <= most; written += zeros.length) {
                out.write(zeros);
            }
        }
        assertThat(Cli.run("fit", bomb).complaint()).contains("MiB of text, unpacked, expected at most that");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang-predict.csv", "backtest.csv"})
    void theSharedDamagedTablesEnd(String name) {
        var file = Cli.shared("").resolveSibling("cases/damaged/" + name);
        for (var command : new String[] {"fit", "backtest", "predict --at=params=1e9,tokens=1e11"}) {
            var words = (command + " " + file + " --bootstrap=10 --skip-bad").split(" ");
            var result = Cli.run((Object[]) words);
            assertThat(result.status()).as(command + ": " + result.err()).isIn(0, 2);
        }
    }
}
