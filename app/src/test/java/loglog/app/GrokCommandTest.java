package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code loglog grok}. */
class GrokCommandTest {
    @TempDir
    Path folder;

    @Test
    void eachSettingAndSeedIsARunWithItsDelayOrNone() {
        Object[] words = {
            "grok",
            "--modulus",
            "11",
            "--width",
            "16",
            "--steps",
            "40",
            "--seeds",
            "1",
            "--weight-decay",
            "0.5,1",
            "--threads",
            "1",
            "--runs",
            folder
        };
        var text = Cli.run(words);
        assertThat(text.err()).isEmpty();
        assertThat(text.out())
                .contains(
                        "train 99% at",
                        "never", "in 6 frequencies", "learning rate of 0.01,", "every 20 steps", "first run");
        var more = java.util.Arrays.copyOf(words, words.length + 1);
        more[words.length] = "--json";
        var json = Cli.run(more).json();
        assertThat(json.path("runs")).hasSize(2);
        assertThat(json.path("runs").get(1).path("weight_decay").asDouble()).isEqualTo(1);
        assertThat(json.path("runs").get(0).path("points")).hasSize(3);
        assertThat(json.path("runs").get(0).path("delay").isNull()).isTrue();
        assertThat(json.path("laws")
                        .path("delay_exponent_weight_decay")
                        .path("reason")
                        .asString(""))
                .contains("found 0 rows");
        assertThat(json.path("source").toString()).contains("2 runs trained here");
        // Each is a run as any other, which was not trained again for the second answer.
        assertThat(folder.resolve("add11-w16-share0.5-wd1-lr0.01-seed1").resolve("result.json"))
                .exists();
        var listed = Cli.run("runs", "--runs", folder);
        assertThat(listed.err()).isEmpty();
        assertThat(listed.out()).contains("add11-w16-share0.5-wd0.5-lr0.01-seed1", "finished");
    }

    @Test
    void aStopSaysHowToGoOn() throws Exception {
        var output = folder.resolve("output");
        var runs = folder.resolve("runs");
        var child = ChildCommand.start(output, "grok", "--steps", "100000", "--threads", "1", "--runs", runs);
        while (child.isAlive() && !Files.exists(runs.resolve("add53-w64-share0.5-wd1-lr0.01-seed1/metrics.jsonl"))) {
            Thread.sleep(20);
        }
        child.stop();
        assertThat(output)
                .content()
                .containsIgnoringWhitespaces("loglog: stopped; the same command goes on with the runs in " + runs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--modulus|2|--modulus: found 2, expected 5 to 199",
                "--share|1|--share: found 1, expected 0.05 to 0.95",
                "--weight-decay|-1|--weight-decay: found -1, expected 0 or more",
                "--rate|0|--rate: found 0, expected above 0, below 1",
                "--width|12|--width: found 12, expected a multiple of 8",
                "--steps|1|--steps: found 1, expected 20 to 100000",
                "--seeds|0|--seeds: found 0, 0 runs in all, expected 1 to 100 runs",
            })
    void whatIsWrongIsOneSentence(String option, String value, String sentence) {
        assertThat(Cli.run("grok", "--runs", folder, option, value).complaint()).contains(sentence);
    }
}
