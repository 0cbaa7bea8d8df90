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
                "--proxies|17x1|found a proxy of 17x1, expected a width of 4, 8, 12, 16, 32, ... 1024",
                "--proxies|6x1|found a proxy of 6x1",
                "--proxies|8x0|and 1 to 16 layers",
                "--seeds|0|--seeds: found 0",
                "--samples|8|--samples: found 8, expected 64 to",
            })
    void aWrongOptionIsOneSentence(String option, String value, String sentence) {
        var table = folder.resolve("scores.csv");
        assertThat(Cli.run("proxy-scores", table, option, value).complaint()).contains(sentence);
        assertThat(table).doesNotExist();
    }

    @Test
    void proxiesOfAThousandParamsAreTrainedAndOneThatIsNamedTwiceIsTrainedOnce() throws Exception {
        var table = folder.resolve("narrow.csv");
        var told = Cli.run(
                "proxy-scores", table, "--proxies", "8x1,4x1,8x1", "--pairs", "40", "--seeds", 1, "--samples", 64);
        assertThat(told.status()).as(told.err()).isZero();
        assertThat(told.out()).contains("1 of 2: 1K params", "2 of 2: 340 params");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsSaidBeforeAnythingIsTrained() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        var told = Cli.run("proxy-scores", file.resolve("scores.csv"));
        assertThat(told.complaint()).contains("scores.csv");
        assertThat(told.out()).isEmpty();
    }

    @Test
    void aRowThatIsCutOffIsNamed() throws Exception {
        var table = folder.resolve("scores.csv");
        Cli.run("proxy-scores", table, "--pairs", "40", "--seeds", 1, "--samples", 64);
        var whole = Files.readString(table);
        Files.writeString(table, whole.substring(0, whole.length() - 20));
        assertThat(Cli.run("proxy-scores", table, "--pairs", "40", "--seeds", 2, "--samples", 64)
                        .complaint())
                .contains("line " + whole.lines().count() + ": found \"16,1,", "expected a row as width,layers");
    }

    @Test
    void aTableOfOthersIsNotWrittenTo() throws Exception {
        var table = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
        assertThat(Cli.run("proxy-scores", table, "--seeds", 1).complaint())
                .contains("other.csv: found the columns a,b");
        assertThat(table).hasContent("a,b\n1,2\n");
    }
}
