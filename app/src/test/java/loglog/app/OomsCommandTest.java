package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** {@code ooms}, from file to answer. */
class OomsCommandTest {
    private static final String EXACT = """
            name: arithmetic
            until: 2035
            models:
              - {name: A, date: 2020-01-01, flops: 1e20, source: a test, dated: 2026}
              - {name: B, date: 2024-01-01, flops: 1e24, source: a test, dated: 2026}
            growth:
              - {name: compute, part: compute, oom_per_year: 0.5, source: a test, dated: 2026}
              - {name: algorithms, part: algorithms, oom_per_year: 0.5, source: a test, dated: 2026}
            """;

    @TempDir
    Path folder;

    private Path write(String yaml) throws Exception {
        return Files.writeString(folder.resolve("mine.yaml"), yaml);
    }

    @Test
    void aScenarioWithoutUncertaintyIsArithmetic() throws Exception {
        var json = Cli.run("ooms", "--scenario", write(EXACT), "--draws=100", "--json")
                .json();
        assertThat(json.at("/jump_oom/together/value").asDouble()).isCloseTo(6, within(1e-9));
        // 6 OOM at one a year of 365.25 days.
        var again = LocalDate.parse(json.at("/again/date/value").asString());
        assertThat(again).isEqualTo(LocalDate.of(2030, 1, 1));
        assertThat(json.at("/again/date/low")).isEqualTo(json.at("/again/date/high"));
        assertThat(json.at("/again/flops/value").asDouble() / 1e27).isCloseTo(1, within(1e-6));
        assertThat(json.path("sensitivity")).isEmpty();
        assertThat(json.path("entries"))
                .hasSize(4)
                .allSatisfy(entry -> assertThat(entry.path("source").asString()).isEqualTo("a test"));
    }

    @Test
    void anEntryThatIsSetIsKnownExactlyAndTheOthersAreAsTheyWere() throws Exception {
        var file = write(EXACT);
        var json = Cli.run(
                        "ooms", "--scenario", file, "--set", "algorithms=1.5", "--set=B=1e23", "--draws=100", "--json")
                .json();
        // 3 OOM of compute and 6 of algorithms in four years; 9 more at 2 a year.
        assertThat(json.at("/jump_oom/together/value").asDouble()).isCloseTo(9, within(1e-9));
        assertThat(json.at("/again/date/value").asString()).startsWith("2028-0");
        assertThat(json.path("assumptions")).as("as the scenario has them").anySatisfy(one -> {
            assertThat(one.path("name").asString()).isEqualTo("algorithms");
            assertThat(one.path("value").asDouble()).isEqualTo(0.5);
        });
        assertThat(Cli.run("ooms", "--scenario", file, "--set", "C=1").err())
                .isEqualTo("loglog: --set: found no entry \"C\", expected one of A, B, compute, algorithms\n");
        assertThat(Cli.run("ooms", "--scenario", file, "--set", "A=0").err())
                .isEqualTo("loglog: --set: found 0 for \"A\", expected its FLOP, such as 2e25\n");
        assertThat(Cli.run("ooms", "--set", "GPT-4=much").err())
                .isEqualTo("loglog: --set: found \"GPT-4=much\", expected ENTRY=NUMBER, such as GPT-4=3e25\n");
        assertThat(Cli.run("ooms", "--set", "compute=1000", "--scenario", file).err())
                .contains("expected orders of magnitude, at most 100");
    }

    @Test
    void theBuiltInScenarioSaysWhenWithWhichIntervalAndWhatMovesItMost() {
        var json = Cli.run("ooms", "--draws=2000", "--json").json();
        for (var key : new String[] {"value", "low", "high"}) {
            assertThat(json.at("/again/date/" + key).asString()).matches("20[23]\\d-\\d\\d-\\d\\d");
            assertThat(json.at("/jump_oom/together/" + key).isNumber()).isTrue();
            assertThat(json.at("/by_year/0/oom/" + key).isNumber()).isTrue();
            assertThat(json.at("/again/chips/" + key).isNumber()).isTrue();
        }
        assertThat(json.at("/again/date/low").asString())
                .isLessThan(json.at("/again/date/high").asString());
        var swings = json.path("sensitivity");
        assertThat(swings.get(0).path("years_between").asDouble())
                .isGreaterThan(swings.get(1).path("years_between").asDouble());
        assertThat(json.path("entries")).isNotEmpty().allSatisfy(entry -> {
            assertThat(entry.path("source").asString()).isNotBlank();
            assertThat(entry.path("dated").asString()).isNotBlank();
        });
        assertThat(Cli.run("ooms", "--draws=2000", "--json").out())
                .isEqualTo(Cli.run("ooms", "--draws=2000", "--json").out());
    }

    @Test
    void aPageAndTheTerminalSayTheSame() throws Exception {
        var page = folder.resolve("page.html");
        var result = Cli.run("ooms", "--scenario", write(EXACT), "--draws=100", "--html", page);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("A to B again: arithmetic", "6.00 OOM", "2030-01", "effective compute since A", "a test");
        var html = Files.readString(page);
        assertThat(html).startsWith("<!DOCTYPE html>").contains("<svg", "2030-01", "a test");
        assertThat(html.replaceAll("(?s)<script>.*?</script>", "")).doesNotContain(folder.toString(), "NaN");
    }

    @Test
    void theTemplateIsAScenarioAndTheSchemaIsJson() throws Exception {
        var file = write(Cli.run("ooms", "--template").out());
        var own = (ObjectNode)
                Cli.run("ooms", "--scenario", file, "--draws=500", "--json").json();
        var builtIn = (ObjectNode) Cli.run("ooms", "--draws=500", "--json").json();
        assertThat(own.remove("source").get("tables").get(0).asString()).isEqualTo(file.toString());
        assertThat(builtIn.remove("source").get("assumptions").get(0).asString())
                .isEqualTo("the built-in scenario");
        assertThat(own).isEqualTo(builtIn);
        assertThat(Cli.run("ooms", "--schema").json().path("title").asString()).isEqualTo("Loglog scenario");
    }

    @Test
    void whatIsNotReachedIsSaidToBeLaterAndIsNullForPrograms() throws Exception {
        var slow = write(EXACT.replace("0.5", "0.01"));
        assertThat(Cli.run("ooms", "--scenario", slow, "--draws=100").out()).contains("after 2035-0");
        var json = Cli.run("ooms", "--scenario", slow, "--draws=100", "--json").json();
        assertThat(json.at("/again/date/value").isNull()).isTrue();
        assertThat(json.at("/again/share_by_until").asDouble()).isZero();
    }

    @Test
    void badInputIsOneSentence() throws Exception {
        var file = write(EXACT.replace("oom_per_year: 0.5", "oom_per_year: fast"));
        assertThat(Cli.run("ooms", "--scenario", file).complaint())
                .isEqualTo(file + ": line 7: growth[1].oom_per_year: found fast, expected orders of magnitude a year,"
                        + " such as 0.5");
        assertThat(Cli.run("ooms", "--scenario", folder.resolve("none.yaml")).complaint())
                .endsWith("none.yaml: there is no such file");
        assertThat(Cli.run("ooms", "--draws=5").complaint()).isEqualTo("--draws: found 5, expected 100 to 200000");
        assertThat(Cli.run("ooms", "--level=90").complaint()).contains("expected a share between 0 and 1");
        assertThat(Cli.run("ooms", "--chip=h1000").complaint())
                .contains("found h1000, expected one of")
                .contains("did you mean h100?");
    }
}
