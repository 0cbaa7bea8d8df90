package loglog.app.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.runs.Metric;
import loglog.runs.RunId;
import org.junit.jupiter.api.Test;

class RecipeRunsTest {
    private static RecipeRuns family(double... losses) {
        var rows = IntStream.range(0, losses.length)
                .mapToObj(i -> {
                    double params = 1e6 * Math.pow(2, i);
                    return new Result(
                            Path.of("run" + i),
                            "run" + i,
                            RunId.alone(1, RunId.LANGUAGE, RunId.LOGLOG),
                            "",
                            params,
                            1e8,
                            6 * params * 1e8,
                            Metric.VALIDATION_LOSS,
                            losses[i],
                            Optional.empty());
                })
                .toList();
        return RecipeRuns.of("", new Results(rows, List.of()), OptionalDouble.empty(), Optional.empty());
    }

    @Test
    void fewRunsHaveNoLawAndSayWhy() {
        assertThat(family(3.1, 3.0).why()).isEqualTo("found results at 2 places along params, expected at least 3");
        assertThat(family(3.1, 3.0, 2.9, 2.8, 2.71, 2.63).fit()).isPresent();
    }

    /** No reader lets a loss below zero pass: one that comes this far is a defect. */
    @Test
    void aDefectIsNotToldAsTooFewRuns() {
        assertThatThrownBy(() -> family(3.1, 3.0, 2.9, -1, 2.7, 2.6)).isInstanceOf(IllegalArgumentException.class);
    }
}
