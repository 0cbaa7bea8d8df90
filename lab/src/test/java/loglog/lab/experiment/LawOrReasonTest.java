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
        assertThat(Choice.forBudget(few, 5.5, List.of(), null, 1e16, 1, 0.9, 1)).isInstanceOf(Fitted.None.class);
        // No reader lets a loss below zero pass: one that comes this far is a defect, and must not pass for too few
        // runs.
        var broken = results(3.1, 3.0, 2.9, -1, 2.7, 2.6);
        assertThatThrownBy(() -> StudyLaw.of(broken).forecaster(broken, 5.5, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Choice.forBudget(broken, 5.5, List.of(), null, 1e16, 1, 0.9, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAUserDidWrongIsNoArgumentOfOurs() {
        assertThat((Throwable) new DataException("a.csv: found nothing"))
                .isNotInstanceOf(IllegalArgumentException.class);
    }
}
