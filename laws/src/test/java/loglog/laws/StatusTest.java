package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A fit that means little says so. */
class StatusTest {

    @Test
    void tooFewPointsAreNotFitted() {
        var fit = Laws.fit(new Chinchilla(), Simulated.chinchilla(60, 6, 0, 1).select(0, 1, 20, 40));
        assertThat(fit.status()).isEqualTo(Status.TOO_FEW_POINTS);
        assertThat(fit.usable()).isFalse();
        assertThat(fit.values()).containsOnly(Double.NaN);
        assertThat(fit.warnings()).singleElement().asString().contains("4 distinct points", "5 parameters");
    }

    @Test
    void repeatedRowsAreNotDistinctPoints() {
        var fit = Laws.fit(new Chinchilla(), Simulated.chinchilla(60, 6, 0, 1).select(0, 0, 0, 1, 1, 2, 2, 3, 3, 3));
        assertThat(fit.status()).isEqualTo(Status.TOO_FEW_POINTS);
    }

    @Test
    void lossesWithoutAFloorPutTheFloorAtItsBound() {
        var flops = new double[] {1e17, 3e17, 1e18, 3e18, 1e19, 3e19, 1e20};
        // Steeper than any power law on log-log axes: a floor below zero would fit best.
        var loss = Arrays.stream(flops)
                .map(c -> 40 * Math.pow(c / 1e17, -0.05) - 10)
                .toArray();
        var fit = Laws.fit(new PowerLawWithFloor("flops"), Observations.of(loss).with("flops", flops));
        assertThat(fit.status()).isEqualTo(Status.AT_BOUND);
        assertThat(fit.parameter("E")).isZero();
        assertThat(fit.warnings()).anyMatch(warning -> warning.startsWith("E ended at the edge"));
    }

    @Test
    void runsOfOneSizeDoNotTellTheFloorFromTheSizesTerm() {
        var tokens = new double[] {1e9, 2e9, 5e9, 1e10, 2e10, 5e10, 1e11, 2e11};
        var params = new double[tokens.length];
        Arrays.fill(params, 1e9);
        var runs = Simulated.obeying(
                new Chinchilla(), Simulated.CHINCHILLA, Observations.of(params, tokens, Solver.ones(tokens.length)));
        var fit = Laws.fit(new Chinchilla(), runs);
        assertThat(fit.status()).isEqualTo(Status.NOT_IDENTIFIABLE);
        assertThat(fit.warnings()).anySatisfy(w -> assertThat(w).contains("do not determine", "E", "A", "alpha"));
        // What the rows do determine is right all the same.
        assertThat(fit.at(1e9, 3e10)).isCloseTo(new Chinchilla().value(Simulated.CHINCHILLA, 1e9, 3e10), offset(1e-6));
    }

    @Test
    void aLossThatRisesWithComputeEndsAtABound() {
        var flops = new double[] {1e17, 3e17, 1e18, 3e18, 1e19, 3e19, 1e20};
        var loss = Arrays.stream(flops).map(c -> 2 * Math.pow(c / 1e17, 0.05)).toArray();
        var runs = Observations.of(loss).with("flops", flops);
        var floor = Laws.fit(new PowerLawWithFloor("flops"), runs);
        assertThat(floor.status()).isIn(Status.AT_BOUND, Status.NOT_IDENTIFIABLE);
        assertThat(floor.warnings()).isNotEmpty();
        // A plain power law may rise, and says so by the exponent's sign.
        var power = Laws.fit(new PowerLaw("flops"), runs);
        assertThat(power.status()).isEqualTo(Status.CONVERGED);
        assertThat(power.parameter("alpha")).isCloseTo(-0.05, offset(1e-9));
    }

    @Test
    void aMetricThatIsNotPositiveNeedsPlainResiduals() {
        var elo = Observations.of(-200, -50, 100, 250).with("flops", 1e12, 1e13, 1e14, 1e15);
        assertThatThrownBy(() -> Laws.fit(new Logarithmic("flops"), elo))
                .hasMessageContaining("metric of row 0 is -200.0; log residuals need it positive");
        var fit = Laws.fit(new Logarithmic("flops"), elo, Criterion.SQUARES);
        assertThat(fit.parameter("b")).isCloseTo(-150 / Math.log(10), offset(1e-9));
    }

    @Test
    void aMissingAxisIsNamed() {
        var runs = Observations.of(3, 2.5, 2.2).with("flops", 1e18, 1e19, 1e20);
        assertThatThrownBy(() -> Laws.fit(new Chinchilla(), runs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("params");
    }

    @Test
    void scalesMustBePositiveAndMetricsFinite() {
        assertThatThrownBy(() -> Observations.of(3, Double.NaN, 2)).hasMessageContaining("metric of row 1: found NaN");
        assertThatThrownBy(() -> Observations.of(3, 2).with("flops", 1e18, 0))
                .hasMessageContaining("flops of row 1: found 0.0");
        assertThatThrownBy(() -> Observations.of(3, 2).with("flops", 1e18)).hasMessageContaining("1 values");
    }
}
