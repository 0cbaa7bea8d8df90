package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import loglog.laws.Coverage.Method;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * 90% intervals hold the truth in 86% to 94% of simulations: a few cells of the table in docs/laws-coverage.md, with
 * fewer repetitions.
 */
@Tag("slow")
class CoverageTest {
    private static final int REPETITIONS = 300;
    private static final int RESAMPLES = 200;

    @ParameterizedTest
    @CsvSource({
        "ROWS, true, 60, 0.005",
        "ROWS, false, 60, 0.02",
        "ROWS, true, 120, 0.001",
        "RESIDUALS, true, 60, 0.02",
        "PROFILE, true, 60, 0.005",
        "PROFILE, false, 120, 0.001",
    })
    void ninetyPercentIntervalsHoldAsOftenAsTheySay(Method method, boolean robust, int rows, double noise) {
        var criterion = robust ? Criterion.DEFAULT : Criterion.LOG_SQUARES;
        var cell = Coverage.cell(method, criterion, rows, noise, REPETITIONS, RESAMPLES, 5_000_000);
        assertThat(cell.held()).isNotEmpty();
        cell.held()
                .forEach((quantity, held) -> assertThat(held)
                        .as("%s of %d", quantity, REPETITIONS)
                        // Three standard deviations of a binomial below 86% and above 94%.
                        .isBetween(bound(0.86, -3), bound(0.94, 3)));
    }

    private static int bound(double share, int deviations) {
        return (int) Math.round(REPETITIONS * share + deviations * Math.sqrt(REPETITIONS * share * (1 - share)));
    }
}
