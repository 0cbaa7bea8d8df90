package loglog.app.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.lab.plan.PlannedRun;
import loglog.lab.work.Pace;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the quickstart plans for a time and a pace. */
class QuickstartTest {
    private static final long EUROPARL = 50_000_000;

    @TempDir
    Path runs;

    /** A machine of two cores that trains small models at so many FLOP per second and core. */
    private static Pace pace(double flopsPerSecond) {
        var pace = new Pace();
        Quickstart.probes().forEach(shape -> pace.measured(shape.params(), 1, flopsPerSecond));
        return pace;
    }

    private static Quickstart plan(double minutes, double flopsPerSecond) {
        return Quickstart.plan("europarl", 1, minutes, pace(flopsPerSecond), 2, EUROPARL);
    }

    /** As it has since feed-forward widths are multiples of 32. */
    @Test
    void aBudgetThatIsGivenPlansWhatItAlwaysDid() {
        var planned = Quickstart.of("europarl", 2, 8, 3e12, 2);
        assertThat(planned.runs()).hasSize(14);
        assertThat(planned.budgets().getFirst()).isEqualTo(3e12 * Math.pow(10, -1.6));
        var text = new StringBuilder();
        for (var run : planned.runs()) {
            var plan = Json.MAPPER.createObjectNode();
            run.plan().write(plan);
            text.append("%s %d %s\n".formatted(run.name(), run.tokens(), plan));
        }
        assertThat(text.toString()).startsWith("16x3-7.5e10 ");
        assertThat(Digests.of(text.toString()))
                .as("the plan to the digit: %s", text)
                .isEqualTo("04e433c0aa975053347d0206f1b86ec072b9b3e129d70e17698b763d2f45b840");
    }

    /** Where there is none, it is refused before anything is trained, with the least that is enough. */
    @Test
    void aBudgetThatIsGivenHasAFamilyOrIsRefused() {
        assertThat(Quickstart.ofBudget("europarl", 2, 8, 3e12, 2, EUROPARL))
                .isEqualTo(Quickstart.of("europarl", 2, 8, 3e12, 2));
        assertThat(Quickstart.ofBudget("europarl", 1, 8, 4e11, 2, EUROPARL))
                .isEqualTo(Quickstart.of("europarl", 1, 8, 4e11, 2));
        assertThatThrownBy(() -> Quickstart.ofBudget("europarl", 1, 8, 2e10, 2, EUROPARL))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        "--budget: found 2e10 FLOP, too few for a family of models, expected at least [0-9.]+e1[01]");
        assertThatThrownBy(() -> Quickstart.ofBudget("a.txt", 1, 8, 4e11, 2, 10_000))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found 10000 training tokens, too few for a family of models of 4e11 FLOP");
        // What is named as enough is enough.
        try {
            Quickstart.ofBudget("europarl", 1, 8, 1e9, 2, EUROPARL);
        } catch (DataException e) {
            double least = Double.parseDouble(e.getMessage().replaceAll(".* at least ", ""));
            assertThat(Quickstart.ofBudget("europarl", 1, 8, 1.01 * least, 2, EUROPARL)
                            .runs())
                    .hasSizeGreaterThanOrEqualTo(8);
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 2e10", "8, 2e9", "8, 2e8", "8, 1e6", "2, 6e10", "2, 1e9", "0.01, 6e10", "100, 6e10"})
    void thereIsAFamilyForEveryTimeAndEveryPace(double minutes, double flopsPerSecond) {
        var planned = plan(minutes, flopsPerSecond);
        assertThat(planned.runs().size()).isGreaterThanOrEqualTo(10);
        assertThat(planned.runs().stream()
                        .mapToLong(PlannedRun::params)
                        .distinct()
                        .count())
                .isGreaterThanOrEqualTo(3);
        assertThat(planned.runs()).allMatch(run -> run.plan().steps() >= 50);
        double seconds = planned.seconds(pace(flopsPerSecond));
        if (seconds > 60 * minutes) {
            assertThat(planned.shortfall(pace(flopsPerSecond)).orElseThrow())
                    .contains("is too short for any family", "the smallest is trained, which takes longer");
        } else {
            assertThat(seconds).isLessThan(0.81 * 60 * minutes);
            assertThat(planned.shortfall(pace(flopsPerSecond)).isPresent())
                    .isEqualTo(planned.extent() == Quickstart.Extent.SMALL);
        }
    }

    @Test
    void littleTimeHasASmallerFamilyBeforeItTakesMore() {
        assertThat(plan(8, 6e10).extent()).isEqualTo(Quickstart.Extent.USUAL);
        var small = plan(2, 4e10);
        assertThat(small.extent()).isEqualTo(Quickstart.Extent.SMALL);
        assertThat(small.shortfall(pace(4e10)).orElseThrow())
                .isEqualTo(
                        "2 min is too short for the usual family of models on this machine as it is now: a smaller one"
                                + " is trained, whose forecast is wider");
        // The smallest of all takes a tenth of the FLOP of the smallest usual one.
        double smallest = plan(0.01, 4e10).largestBudget();
        assertThat(smallest).isBetween(1e11, 3e11);
    }

    @Test
    void aStudyThatWasBegunKeepsItsPlanWhereverItsCorpusIsNamedFrom() throws IOException {
        var corpus = Files.writeString(runs.resolve("words.txt"), "words");
        var planned = Quickstart.plan(corpus.toString(), 1, 2, pace(4e10), 2, EUROPARL);
        planned.write(runs);
        assertThat(Quickstart.begun(runs, corpus.toString(), 1, 2).orElseThrow().runs())
                .isEqualTo(planned.runs());
        var relative = Path.of("").toAbsolutePath().relativize(corpus.toAbsolutePath());
        assertThat(Quickstart.begun(runs, relative.toString(), 1, 2)).isPresent();
        // Plans of before say nothing of an extent.
        var file = runs.resolve(planned.name()).resolve("quickstart.json");
        Files.writeString(
                file,
                "{\"corpus\": \"words.txt\", \"largest_budget\": 3e12, \"cores\": 2, \"seed\": 1, \"minutes\": 2}");
        assertThat(Quickstart.begun(runs, corpus.toString(), 1, 2).orElseThrow())
                .isEqualTo(Quickstart.of(corpus.toString(), 1, 2, 3e12, 2));
        for (var damaged :
                new String[] {"{}", "[]", "{\"corpus\": 1, \"largest_budget\": {}, \"cores\": \"x\"}", "{"}) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> Quickstart.begun(runs, corpus.toString(), 1, 2))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("quickstart.json");
        }
    }

    @Test
    void tooLittleTextIsSaid() {
        assertThatThrownBy(() -> Quickstart.plan("a.txt", 1, 8, pace(4e10), 2, 10_000))
                .isInstanceOf(DataException.class)
                .hasMessage("corpus a.txt: found 10000 training tokens, too few for a family of models, expected more");
    }
}
