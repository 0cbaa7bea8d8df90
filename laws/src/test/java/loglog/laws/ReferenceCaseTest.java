package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chinchilla's runs as arXiv 2404.10102 fits them; intervals by scipy from 4000 resamples. */
class ReferenceCaseTest {

    @Test
    void theObjectiveAndTheParametersAreThoseOfTheReplication() {
        var fit = Laws.fit(new Chinchilla(), ReferenceData.chinchilla());
        assertThat(fit.n()).isEqualTo(240);
        assertThat(fit.status()).isEqualTo(Status.CONVERGED);
        assertThat(fit.objective()).isLessThanOrEqualTo(0.001018274041);
        // The replication's best of 4500 starts, polished on by BFGS until the slope was below 1e-8.
        var expected =
                Map.of("A", 477.825827, "B", 2143.41752, "E", 1.81721810, "alpha", 0.34731049, "beta", 0.36717244);
        expected.forEach(
                (name, value) -> assertThat(fit.parameter(name)).as(name).isCloseTo(value, withPercentage(1e-4)));
    }

    @Test
    void intervalsByRowsAreNearThoseOfTheReplication() {
        var fit = Laws.fit(new Chinchilla(), ReferenceData.chinchilla());
        var draws = Bootstrap.of(fit, Bootstrap.Resampling.ROWS, 4000, 1);
        assertThat(draws.failed()).isZero();
        var expected = Map.of(
                "A", new double[] {285, 744},
                "B", new double[] {1042, 5810},
                "E", new double[] {1.769, 1.871},
                "alpha", new double[] {0.317, 0.373},
                "beta", new double[] {0.331, 0.415});
        expected.forEach((name, ends) -> {
            // Two bootstraps of 4000 differ by some percent of the width at each end.
            double slack = 0.1 * (ends[1] - ends[0]);
            int j = fit.parameters().keySet().stream().toList().indexOf(name);
            // Plain percentiles, as there; draws.parameter corrects them for bias.
            var interval = Quantiles.interval(fit.parameter(name), draws.of(p -> p[j]), 0.95);
            assertThat(draws.parameter(name, 0.95).low()).isCloseTo(interval.low(), offset(2 * slack));
            assertThat(draws.parameter(name, 0.95).high()).isCloseTo(interval.high(), offset(2 * slack));
            assertThat(interval.low()).as(name).isBetween(ends[0] - slack, ends[0] + slack);
            assertThat(interval.high()).as(name).isBetween(ends[1] - slack, ends[1] + slack);
        });
    }
}
