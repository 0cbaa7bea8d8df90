package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code loglog proxy-scores}. */
class ProxyScoresCommandTest {
    @TempDir
    Path folder;

    @Test
    void theTableGoesOnWhereItWasAndIsReadByOveroptimization() throws Exception {
        var table = folder.resolve("scores.csv");
        var first = Cli.run("proxy-scores", table, "--pairs", "40", "--seeds", 1, "--samples", 512);
        assertThat(first.status()).as(first.err()).isZero();
        var begun = Files.readString(table);
        var more = Cli.run("proxy-scores", table, "--pairs", "40", "--seeds", 2, "--samples", 512);
        assertThat(more.out()).contains("2 of 2").doesNotContain("1 of 2");
        assertThat(Files.readString(table)).startsWith(begun).hasLineCount(1 + 2 * 7);
        var settings = Cli.run("overoptimization", table, "--json").json().path("settings");
        assertThat(settings).hasSize(1);
        assertThat(settings.get(0).path("law").path("curves").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--pairs|3|--pairs: found 3, expected 20 to 1000000",
                "--proxies|16|--proxies: found \"16\", expected WIDTHxLAYERS",
                "--proxies|17x1|expected a width of 16, 32",
                "--seeds|0|--seeds: found 0",
                "--samples|8|--samples: found 8, expected 64 to",
            })
    void aWrongOptionIsOneSentence(String option, String value, String sentence) {
        var table = folder.resolve("scores.csv");
        assertThat(Cli.run("proxy-scores", table, option, value).complaint()).contains(sentence);
        assertThat(table).doesNotExist();
    }

    @Test
    void aTableOfOthersIsNotWrittenTo() throws Exception {
        var table = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
        assertThat(Cli.run("proxy-scores", table, "--seeds", 1).complaint())
                .contains("other.csv: found the columns a,b");
        assertThat(table).hasContent("a,b\n1,2\n");
    }
}
