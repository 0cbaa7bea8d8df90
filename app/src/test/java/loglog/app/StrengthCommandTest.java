package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code loglog strength}. */
class StrengthCommandTest {
    @TempDir
    Path folder;

    private Path table;

    @BeforeEach
    void write() {
        table = SomeRuns.strength(folder);
    }

    private static Cli.Result strength(Object... more) {
        var words = new ArrayList<Object>(List.of("strength"));
        words.addAll(List.of(more));
        words.addAll(List.of("--bootstrap", "30"));
        return Cli.run(words.toArray());
    }

    private static double value(JsonNode json, String name) {
        return json.path("law").path(name).path("value").asDouble();
    }

    @Test
    void theLawTheExchangeAndTheNextBoardAreFoundInATable() {
        var json = strength(table, "--json").json();
        assertThat(json.path("curves").asInt()).isEqualTo(20);
        assertThat(value(json, "elo_per_oom")).isCloseTo(480, within(8.0));
        assertThat(value(json, "elo_per_test_oom")).isCloseTo(400, within(12.0));
        assertThat(json.path("exchange").path("value").asDouble()).isCloseTo(1.2, within(0.05));
        assertThat(json.path("compute_per_board").path("value").asDouble()).isCloseTo(10, within(0.6));
        assertThat(json.path("compute_per_board").path("low").asDouble()).isLessThan(10.2);
        assertThat(json.path("odds_exponent").path("value").asDouble()).isCloseTo(1.2, within(0.02));
        assertThat(json.path("law").path("ceiling").asDouble()).isZero();
        assertThat(json.path("resample").asString("")).isEqualTo("boards");
        assertThat(json.path("held_out")).hasSize(2);
        assertThat(json.path("held_out").get(1).path("rms").asDouble()).isLessThan(15);
        assertThat(json.path("next").path("board").asDouble()).isEqualTo(8);
        assertThat(json.path("optimal_size_exponent").path("value").isNull()).isTrue();
    }

    @Test
    void peopleSeeTheEquationTheBoardsAndThePlot() throws Exception {
        var page = folder.resolve("page.html");
        var text = strength(table, "--html", page).out();
        assertThat(text)
                .contains(
                        "elo = min(max(",
                        "log10 C",
                        "log10 T",
                        "compute for the next board",
                        "10 times the training is worth",
                        "would be played perfectly at",
                        "training compute [FLOP]");
        assertThat(Files.readString(page)).contains("rows of strength.csv", "2104.03113");
    }

    @Test
    void oneBoardRowsOfAgentsAndNoCeilingAreEnough() {
        var csv = SomeRuns.write(
                folder, "agents.csv", "flops,elo\n1e9,10\n1e10,205\n1e11,395\n1e11,100\n1e12,600\n1e13,790\n");
        var result = strength(csv, "--json");
        var json = result.json();
        assertThat(value(json, "elo_per_oom")).isCloseTo(195, within(8.0));
        assertThat(json.path("law").path("ceiling").isNull()).isTrue();
        assertThat(json.path("next").isNull()).isTrue();
        assertThat(json.path("resample").asString("")).isEqualTo("curves");
        var text = strength(csv).out();
        assertThat(text).contains("elo = 19").doesNotContain("next board");
    }

    @Test
    void rowsOfAFrontierAreNotCountedBesideTheRunsItIsOf() throws Exception {
        var rows = Files.readAllLines(table);
        var csv = new StringBuilder("kind," + rows.getFirst() + "\n");
        rows.stream().skip(1).forEach(row -> csv.append("run,").append(row).append('\n'));
        csv.append("frontier,3,0,1,1e12,-1\nfrontier,3,0,1,1e13,0\n");
        var both = SomeRuns.write(folder, "both.csv", csv.toString());
        assertThat(strength(both).out().replaceAll("\\s+", " ")).contains("2 of kind frontier, which the runs have");
        assertThat(strength(both, "--json").json().path("law"))
                .isEqualTo(strength(table, "--json").json().path("law"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--elo|strong|found no column strong for --elo",
                "--ceiling|high|--ceiling: found \"high\", expected an Elo, such as 0, or none",
                "--level|1|--level: found 1, expected a share",
                "--where|board=77|found no rows with compute and Elo",
                "--flops|elo|line 2, column elo: found",
            })
    void aWrongOptionIsOneSentence(String option, String value, String sentence) {
        assertThat(strength(table, option, value).complaint()).contains(sentence);
    }

    @Test
    void whatHasNoLawIsSaid() {
        var flat = SomeRuns.write(folder, "flat.csv", "board,run,flops,elo\n3,a,1e9,-5\n3,a,1e10,-6\n3,b,1e9,-7\n");
        assertThat(strength(flat).complaint())
                .contains("found 3 points of 2 curves whose Elo does not rise with compute");
        assertThat(strength(flat, "--resample", "boards").complaint()).contains("--resample boards: found 1 in");
        assertThat(strength(SomeRuns.write(folder, "no.csv", "a,b\n1,2\n")).complaint())
                .contains("found no column train_flops");
    }

    /** The five parameters of 195 published curves (arXiv 2104.03113), from the curves and from the frontiers as they were read. */
    @ParameterizedTest
    @CsvSource({"kind=run", "kind=frontier"})
    void publishedParametersAreFoundWithinTwoPercent(String rows) {
        var json = strength(Cli.shared("hex/flops-curves.csv"), "--where", rows, "--json")
                .json();
        var near = Percentage.withPercentage(2);
        assertThat(value(json, "plateau_per_board")).isCloseTo(-268.4, near);
        assertThat(value(json, "plateau")).isCloseTo(575.0, near);
        assertThat(value(json, "elo_per_oom")).isCloseTo(505.6, near);
        assertThat(value(json, "incline_per_board")).isCloseTo(-430.1, near);
        assertThat(value(json, "incline")).isCloseTo(-4399, near);
        assertThat(json.path("compute_per_board").path("value").asDouble()).isCloseTo(7.1, near);
        var held = json.path("held_out");
        assertThat(held).hasSize(4);
        assertThat(held.get(3).path("board").asInt()).isEqualTo(9);
        assertThat(held.get(3).path("rms").asDouble()).isLessThan(75);
        assertThat(Math.abs(held.get(3).path("oom").asDouble())).isLessThan(0.2);
    }
}
