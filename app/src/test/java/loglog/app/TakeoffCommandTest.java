package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code loglog takeoff}. */
class TakeoffCommandTest {
    @TempDir
    Path folder;

    private static double of(JsonNode json, String outcome, String what) {
        return json.path(outcome).path(what).asDouble(Double.NaN);
    }

    @Test
    void ourModelGivesEachMilestoneWithItsIntervalAndWhatMovesIt() {
        var json = Cli.run("takeoff", "--draws=60", "--json").json();
        assertThat(json.path("model").asString("")).isEqualTo("own");
        for (var outcome :
                new String[] {"automated_20", "automated_50", "automated_100", "takeoff_years", "multiplier_10"}) {
            assertThat(of(json, outcome, "low")).as(outcome).isLessThan(of(json, outcome, "value"));
            assertThat(of(json, outcome, "high")).as(outcome).isGreaterThan(of(json, outcome, "value"));
        }
        assertThat(of(json, "automated_20", "central")).isLessThan(of(json, "automated_100", "central"));
        var swings = json.path("swings").path("inputs");
        assertThat(swings.get(0).path("input").asString("")).isEqualTo("full_automation_training");
        assertThat(swings.get(0).path("conservative").asDouble())
                .isGreaterThan(swings.get(0).path("aggressive").asDouble());
        assertThat(json.path("left_out").size()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void theSameSeedGivesTheSameDrawsAndAnotherSeedOthers() {
        var once = Cli.run("takeoff", "--draws=20", "--json").out();
        assertThat(Cli.run("takeoff", "--draws=20", "--json").out()).isEqualTo(once);
        assertThat(Cli.run("takeoff", "--draws=20", "--seed=2", "--json").out()).isNotEqualTo(once);
    }

    @Test
    void davidsonsPresetsHaveThePublishedDates() {
        var best = Cli.run("takeoff", "--model=davidson", "--draws=0", "--json").json();
        assertThat(of(best, "automation_gns_20", "value")).isCloseTo(2036.1, within(0.01));
        assertThat(of(best, "automation_gns_100", "value")).isCloseTo(2040.0, within(0.01));
        assertThat(of(best, "rampup_start", "value")).isCloseTo(2034.3, within(0.01));
        var slow = Cli.run("takeoff", "--model=davidson", "--preset=conservative", "--json")
                .json();
        assertThat(of(slow, "automation_gns_20", "value")).isCloseTo(2061.7, within(0.01));
        assertThat(slow.path("automation_gns_100").path("value").isNull()).isTrue();
        assertThat(of(slow, "automation_gns_100", "reached")).isZero();
        var text =
                Cli.run("takeoff", "--model=davidson", "--preset=conservative").out();
        assertThat(text).contains("after 2100", "not reached", "preset conservative, a single run");
    }

    @Test
    void davidsonsDrawsSayHowManyWereThrownAway() {
        var json =
                Cli.run("takeoff", "--model=davidson", "--draws=12", "--json").json();
        assertThat(json.path("redrawn").asInt()).isPositive();
        assertThat(of(json, "automation_gns_20", "low")).isLessThan(of(json, "automation_gns_20", "high"));
        assertThat(json.path("swings").path("inputs").size()).isGreaterThan(20);
    }

    @Test
    void ai2027HasThePublishedQuantiles() {
        var json = Cli.run("takeoff", "--model=ai2027", "--json").json();
        assertThat(json.path("draws").asInt()).isEqualTo(5000);
        assertThat(json.path("level").asDouble()).isEqualTo(0.8);
        assertThat(of(json, "superhuman_coder", "value")).isBetween(2027.0, 2028.0);
        assertThat(of(json, "superhuman_coder", "low")).isBetween(2025.0, 2026.0);
        assertThat(of(json, "doublings", "value")).isCloseTo(16.24, within(0.35));
        assertThat(of(json, "months_superexponential", "value")).isCloseTo(29.6, within(2.0));
        var nikola = Cli.run("takeoff", "--model=ai2027", "--preset=nikola", "--json")
                .json();
        assertThat(of(nikola, "superhuman_coder", "high")).isLessThan(of(json, "superhuman_coder", "high"));
    }

    @Test
    void aSetInputIsLeftAloneByDrawsAndSwings() {
        var json = Cli.run(
                        "takeoff",
                        "--draws=20",
                        "--set",
                        "automation_ceiling=0.5",
                        "--set=software_returns=2",
                        "--json")
                .json();
        assertThat(json.path("automated_100").path("value").isNull())
                .as("half of the tasks stay with people")
                .isTrue();
        assertThat(json.path("central").asString("")).contains("automation_ceiling=0.5", "software_returns=2");
        for (var swing : json.path("swings").path("inputs")) {
            assertThat(swing.path("input").asString("")).isNotEqualTo("software_returns");
        }
    }

    @Test
    void everyInputIsListedWithItsSource() {
        for (var model : new String[] {"own", "davidson"}) {
            var json =
                    Cli.run("takeoff", "--model=" + model, "--inputs", "--json").json();
            assertThat(json.path("inputs").size()).isGreaterThan(15);
            for (var input : json.path("inputs")) {
                assertThat(input.path("source").asString(""))
                        .as(input.toString())
                        .isNotBlank();
                assertThat(input.path("what").asString("")).isNotBlank();
            }
        }
        assertThat(Cli.run("takeoff", "--inputs").out()).contains("software_returns");
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "davidson", "ai2027"})
    void thePageHasItsFiguresAndSaysWhatIsLeftOut(String model) throws Exception {
        var page = folder.resolve("page.html");
        var result = Cli.run("takeoff", "--model", model, "--draws=8", "--html", page);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("what this model leaves out").endsWith("written: " + page + "\n");
        var html = Files.readString(page);
        assertThat(html)
                .contains("what this model leaves out", "any choice to slow down")
                .endsWith("</html>\n");
        assertThat(html.split("<figure>", -1).length - 1).isGreaterThanOrEqualTo(2);
        assertThat(html.replaceAll("(?s)<script>.*?</script>", "")).doesNotContain("NaN", "Infinity", "undefined");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--preset=fast | --preset: found \"fast\", expected conservative, best_guess or aggressive with --model own",
                "--model=ai2027 --preset=best_guess | --preset: found \"best_guess\", expected eli or nikola",
                "--model=ai2027 --set=a=1 | --set: found with --model ai2027, which does not read it, expected --preset",
                "--model=ai2027 --draws=0 | found 0 draws, expected at least 1",
                "--model=ai2026 | expected one of own, davidson, ai2027",
                "--set=returns=2 | found the input \"returns\", expected one of software_returns",
                "--set=software_returns | found \"software_returns\", expected INPUT=NUMBER",
                "--set=software_returns=much | expected INPUT=NUMBER",
                "--set=task_substitution=0.5 | expected a negative number",
                "--model=davidson --set=flop_gap_training=0 | flop_gap_training: found 0, expected at least 1",
                "--draws=4 --set=serial_speed=1e300 --set=parallel_power=0.01 | --model own: found numbers beyond a double's range in 20",
                "--model=davidson --set=tfp_growth=1e9 | found numbers beyond a double's range in 2022.1",
                "--model=davidson --draws=4 --set=full_automation_requirements_training=1e20 | found no draw in a thousand",
                "--draws=-1 | --draws: found -1, expected 0 to 100000",
                "--level=80 | --level: found 80, expected a share between 0 and 1, for example 0.9",
                "--until=2020 | --until: found 2020, expected a year from 2030 to 2200",
                "--preset=aggressive --draws=5 | --draws: found 5 with --preset aggressive, expected best_guess",
            })
    void wrongWordsAreSaidInOneSentence(String words, String expected) {
        var line = new java.util.ArrayList<Object>(java.util.List.of("takeoff"));
        line.addAll(java.util.List.of(words.strip().split(" ")));
        assertThat(Cli.run(line.toArray()).complaint()).contains(expected.strip());
    }
}
