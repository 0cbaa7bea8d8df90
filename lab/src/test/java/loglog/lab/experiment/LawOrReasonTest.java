package loglog.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Fitted;
import loglog.laws.Law;
import loglog.laws.Observations;
import loglog.runs.DataException;
import loglog.runs.Metric;
import loglog.runs.RunId;
import org.junit.jupiter.api.Test;

class LawOrReasonTest {
    /** Runs of a ladder with these losses. */
    private static Results results(double... losses) {
        return new Results(
                IntStream.range(0, losses.length)
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
                        .toList(),
                List.of());
    }

    @Test
    void fewRunsAreAReasonAndADefectIsNot() {
        var few = results(3.1);
        assertThat(StudyLaw.of(few).forecaster(few, 5.5, 1)).isInstanceOf(Fitted.None.class);
        assertThat(ModelChoice.forBudget(few, 5.5, List.of(), null, 1e16, 1, 0.9, 1))
                .isInstanceOf(Fitted.None.class);
        // No reader lets a loss below zero pass: one that comes this far is a defect, and must not pass for too few
        // runs.
        var broken = results(3.1, 3.0, 2.9, -1, 2.7, 2.6);
        assertThatThrownBy(() -> StudyLaw.of(broken).forecaster(broken, 5.5, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ModelChoice.forBudget(broken, 5.5, List.of(), null, 1e16, 1, 0.9, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Reports and answers ask the same: through as many places as it has parameters a law runs exactly. */
    @Test
    void aLawNeedsMorePlacesThanItHasParameters() {
        var along = new MetricLaws(Metric.VALIDATION_LOSS).along("params");
        var twoSizes = Observations.of(3, 3.1, 2.9, 2.95).with("params", 1e6, 1e6, 2e6, 2e6);
        assertThat(StudyLaw.telling(along, twoSizes))
                .isEqualTo(Fitted.none("found results at 2 places along params, expected at least 3"));
        var three = Observations.of(3, 2.9, 2.85).with("params", 1e6, 2e6, 4e6);
        assertThat(StudyLaw.telling(along, three).orElseThrow())
                .extracting(Law::name)
                .containsExactly("power");
        var four = Observations.of(3, 2.9, 2.85, 2.82).with("params", 1e6, 2e6, 4e6, 8e6);
        assertThat(StudyLaw.telling(along, four).orElseThrow()).isEqualTo(along);
    }

    @Test
    void whatAUserDidWrongIsNoArgumentOfOurs() {
        assertThat((Throwable) new DataException("a.csv: found nothing"))
                .isNotInstanceOf(IllegalArgumentException.class);
    }
}
