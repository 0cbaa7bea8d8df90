package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import loglog.app.web.UntrainedRuns;
import loglog.laws.precision.DamageLaw;
import loglog.laws.precision.TrainedLaw;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code loglog precision}, on a table that a known law made. */
class PrecisionCommandTest {
    private static final DamageLaw TRUTH = new DamageLaw(-2.8, 0.51, 0.34, 1.69);

    @TempDir
    Path folder;

    private Path table;

    @BeforeEach
    void write() throws IOException {
        var random = new Random(4);
        var text = new StringBuilder("run,params,tokens,bits,damage\n");
        for (double params : new double[] {1e5, 3e5, 1e6, 3e6}) {
            for (double ratio : new double[] {10, 40, 160}) {
                double shared = 0.1 * random.nextGaussian();
                for (int bits = 3; bits <= 6; bits++) {
                    double damage = TRUTH.damage(params, ratio * params, bits) * Math.exp(shared);
                    text.append(
                            "%s,%s,%s,%d,%s%n".formatted(params + "-" + ratio, params, ratio * params, bits, damage));
                }
            }
        }
        table = Files.writeString(folder.resolve("rounded.csv"), text);
    }

    @Test
    void aRunOfAnotherKindIsSaid() {
        var run = folder.resolve("solver");
        UntrainedRuns.solver(run);
        assertThat(Cli.run("precision", run).complaint())
                .isEqualTo(run + ": found a run of kind task, expected a language model");
    }

    @Test
    void theLawIsFoundAndTheLargestRunsAreForecast() {
        var json = Cli.run("precision", table, "--at", "params=10M,tokens=200M,bits=4", "--json")
                .json();
        assertThat(json.path("rows")).hasSize(48);
        assertThat(json.path("law").path("tokens_exponent").path("value").asDouble())
                .isCloseTo(0.51, within(0.1));
        assertThat(json.path("law").path("params_exponent").path("value").asDouble())
                .isCloseTo(0.34, within(0.1));
        assertThat(json.path("law").path("bits_rate").path("value").asDouble()).isCloseTo(1.69, within(0.02));
        double forecast = json.path("forecast").path("value").asDouble();
        assertThat(forecast / TRUTH.damage(1e7, 2e8, 4)).isBetween(0.7, 1.4);
        assertThat(json.path("held_out")).hasSize(12);
        assertThat(Cli.run("precision", table).out()).contains("the largest runs, forecast from the others");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --at=params=1M,bits=4|--at: found no tokens, expected params, tokens and bits
                    --at=width=4|--at: found "width=4", expected params, tokens, bits and activations once each at most, such as params=10M
                    --at=params=1M,tokens=1M,bits=4,activations=8|--at: found activations, expected params, tokens and bits: the law has no part for it
                    --bytes=none|--bytes: found none, expected a number of bytes above 0, such as 100M
                    --joules=-1|--joules: found -1, expected joules a token above 0, such as 1e-3
                    --bits=1|--bits: found 1, expected whole numbers from 2 to 16
                    --level=2|--level: found 2, expected a share between 0 and 1
                    --threads=0|--threads: found 0, expected 1 to
                    --tokens=few|--tokens: found few, expected a count
                    """)
    void whatCannotBeAskedIsNamed(String option, String sentence) {
        var ran = Cli.run("precision", table, option);
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).startsWith("loglog: " + sentence).hasLineCount(1);
    }

    @Test
    void tablesAndFoldersThatAreNoneAreNamed() throws IOException {
        Files.writeString(table, "params,tokens,bits,damage\n1e6,1e7,4,0.1\n1e6,-3,4,0.1\n");
        assertThat(Cli.run("precision", table).err()).contains("found \"-3\", expected a number above 0");
        Files.writeString(table, "params,tokens,bits,damage\n1e6,1e7,4,0.1\n");
        assertThat(Cli.run("precision", table).out()).contains("no law: found damage above 0 in 1 runs");
        assertThat(Cli.run("precision", folder.resolve("none")).err()).contains("found no folder");
        assertThat(Cli.run("precision", folder).err()).contains("found no finished run");
    }

    /** 4 bits of 16 are given up for three quarters of the bytes: by hand, of 100,000 params with a damage of 0.1. */
    @Test
    void whatIsGivenUpForAByteAndAJouleIsSaid() throws IOException {
        Files.writeString(table, "params,tokens,bits,damage\n1e5,1e7,4,0.1\n");
        var one = Cli.run("precision", table, "--json")
                .json()
                .path("loss_by_bytes")
                .get(0);
        assertThat(one.path("bytes").asDouble()).isEqualTo(50_000);
        assertThat(one.path("given_up").asDouble()).isEqualTo(0.1);
        assertThat(one.path("loss_per_kilobyte").asDouble()).isCloseTo(0.1 / 150, within(1e-12));
        assertThat(one.path("arithmetic_picojoules").asDouble()).isCloseTo(2e5, within(1e-6));
        assertThat(one.at("/memory_picojoules/low").asDouble()).isCloseTo(50_000 / 8.0 * 1300, within(1e-6));
        assertThat(one.path("loss_per_microjoule").asDouble()).isCloseTo(0.1 / (150_000 * 243.75e-6), within(1e-12));
        assertThat(Cli.run("precision", table, "--bytes", "1M").complaint())
                .contains("found a table of damages for --bytes or --joules, expected one with a column loss");
    }

    private static final TrainedLaw TRAINED = new TrainedLaw(0.5, 4.9, 0.16, 12.8, 0.161, 1.8, 1.2);

    private Path trained() throws IOException {
        var random = new Random(7);
        var text = new StringBuilder("params,tokens,weight_bits,activation_bits,loss\n");
        for (double params : new double[] {1e4, 4e4, 1.6e5}) {
            for (double tokens : new double[] {5e5, 2e6, 8e6}) {
                double shared = 0.003 * random.nextGaussian();
                for (var format :
                        List.of("bf16,bf16", "int4,bf16", "ternary,bf16", "bf16,int4", "8,8", "int4,int4", "fp8,fp8")) {
                    var bits = format.split(",");
                    double weights = bits(bits[0]);
                    double inputs = bits(bits[1]);
                    double noise = Math.exp(shared + 0.001 * random.nextGaussian());
                    text.append("%s,%s,%s,%s%n"
                            .formatted(params, tokens, format, TRAINED.loss(params, tokens, weights, inputs) * noise));
                }
            }
        }
        return Files.writeString(folder.resolve("trained.csv"), text + "1e5,1e6,4,4,\n");
    }

    private static double bits(String word) {
        return switch (word) {
            case "bf16" -> 16;
            case "ternary" -> 1.585;
            case "int4" -> 4;
            default -> 8;
        };
    }

    @Test
    void anybodysTableOfTrainedRunsGetsAGammaForWeightsAndOneForActivations() throws IOException {
        var json = Cli.run("precision", trained(), "--at", "params=3e5,tokens=8M,bits=4,activations=4", "--json")
                .json();
        for (var gamma : List.of("gamma", "activation_gamma")) {
            double truth = gamma.equals("gamma") ? 1.8 : 1.2;
            assertThat(json.path("law").path(gamma).path("low").asDouble()).isLessThan(truth);
            assertThat(json.path("law").path(gamma).path("high").asDouble()).isGreaterThan(truth);
            assertThat(json.path("law").path(gamma).path("value").asDouble()).isCloseTo(truth, within(0.3));
        }
        assertThat(json.path("forecast").path("value").asDouble())
                .isCloseTo(TRAINED.loss(3e5, 8e6, 4, 4), within(0.05));
        assertThat(json.at("/source/rows_used").asInt()).isEqualTo(63);
        assertThat(json.at("/source/left_out/0/why").asString()).isEqualTo("without a loss");
        assertThat(json.at("/source/columns/activation_bits").asString()).isEqualTo("activation_bits");
        assertThat(json.path("loss_by_bytes")).hasSize(63).allSatisfy(model -> {
            boolean known = !model.path("weights").asString().startsWith("fp8");
            assertThat(model.path("arithmetic_picojoules").isNumber()).isEqualTo(known);
        });
    }

    @Test
    void theBestFormatForABudgetIsSaidOfTheRunsAndByTheLaw() throws IOException {
        var json = Cli.run("precision", trained(), "--bytes", "20K", "--joules", "5e-6", "--json")
                .json();
        var bytes = json.path("budgets").get(0);
        assertThat(bytes.at("/best/bytes").asDouble()).isLessThanOrEqualTo(20_000);
        // 20,000 bytes are 40,000 params of 4 bits; by the law that made the table these are worth the most.
        var law = bytes.path("by_law");
        double least = 0;
        for (var choice : law) {
            assertThat(choice.at("/loss/value").asDouble()).isGreaterThanOrEqualTo(least);
            least = choice.at("/loss/value").asDouble();
            if (choice.path("weights").asString().equals("int4")) {
                assertThat(choice.path("params").asDouble()).isCloseTo(40_000, within(1e-6));
            }
        }
        assertThat(law).hasSize(7);
        var joules = json.path("budgets").get(1);
        assertThat(joules.path("by_law"))
                .hasSize(6)
                .noneMatch(choice -> choice.path("inputs").asString().equals("fp8"));
        var page = folder.resolve("page.html");
        var text = Cli.run("precision", folder.resolve("trained.csv"), "--bytes", "20K", "--html", page)
                .out();
        assertThat(text)
                .contains("gamma of activations, bits", "the best of these is", "9 models are left out of the joules");
        assertThat(Files.readString(page)).contains("loss for the joules a token, a proxy", "Horowitz");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "params,tokens,loss;1,1,1|found no column bits (of a weight) or activation_bits",
                "params,tokens,bits;1,1,1|found no column damage (the loss after rounding",
                "params,bits,loss;1,1,1|found no column tokens, expected one",
                "params,tokens,bits,loss;1e5,1e6,int3,2|line 2, column bits: found \"int3\", expected bits from 1 to 64",
                "params,tokens,bits,loss;1e5,1e6,0.5,2|line 2, column bits: found \"0.5\", expected bits from 1 to 64",
                "params,tokens,a_bits,loss;1e5,1e6,,2|line 2, column a_bits: found an empty cell, expected bits",
                "params,tokens,bits,loss;1e5,1e6,4,-2|line 2, column loss: found \"-2\", expected a number above 0",
                "params,tokens,bits,loss;1e5,1e6,4,|found no row with a loss, expected some",
            })
    void aWrongTableOfTrainedRunsIsOneSentence(String rows, String sentence) throws IOException {
        Files.writeString(table, rows.replace(';', '\n') + "\n");
        assertThat(Cli.run("precision", table).complaint()).contains(sentence);
    }

    @Test
    void bitsThatChangeTogetherGiveNoLawButBytesAndJoules() throws IOException {
        Files.writeString(
                table, "params,tokens,bits,a_bits,loss\n1e5,1e6,16,16,2.0\n1e5,1e6,4,4,2.1\n1e5,1e6,8,8,2.02\n");
        var out = Cli.run("precision", table).out();
        assertThat(out).contains("no law: found 3 runs of 1 params", "models that no smaller file beats");
    }
}
