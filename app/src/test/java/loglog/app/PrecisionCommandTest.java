package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import loglog.laws.precision.DamageLaw;
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
                    --at=width=4|--at: found "width=4", expected params, tokens and bits once each, such as params=10M
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
}
