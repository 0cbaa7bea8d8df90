package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;

class ProfileLikelihoodTest {
    private static final Observations RUNS = Simulated.chinchilla(60, 6, 0.005, 3);

    @Test
    void forALineByLeastSquaresItIsStudentsInterval() {
        // ln y = a - alpha ln x is linear in what is fitted, so that theory is exact.
        var fit = Laws.fit(new PowerLaw("flops"), RUNS, Criterion.LOG_SQUARES);
        var x = Arrays.stream(RUNS.axis("flops")).map(Math::log).toArray();
        double mean = Quantiles.mean(x);
        double sxx = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum();
        double s = Math.sqrt(Arrays.stream(fit.residuals()).map(r -> r * r).sum() / (60 - 2));
        double se = s / Math.sqrt(sxx);
        double t = new TDistribution(58).inverseCumulativeProbability(0.95);
        var interval = ProfileLikelihood.of(fit, "alpha", 0.9).orElseThrow();
        assertThat(interval.low()).isCloseTo(fit.parameter("alpha") - t * se, offset(1e-8));
        assertThat(interval.high()).isCloseTo(fit.parameter("alpha") + t * se, offset(1e-8));
        assertThat(interval.se()).isCloseTo(se, offset(1e-8));
    }

    @Test
    void itAgreesWithResamplingWhereBothHold() {
        var fit = Laws.fit(new Chinchilla(), RUNS, Criterion.LOG_SQUARES);
        var draws = Bootstrap.of(fit, Bootstrap.Resampling.RESIDUALS, 1000, 1);
        for (var name : fit.parameters().keySet()) {
            var profile = ProfileLikelihood.of(fit, name, 0.9).orElseThrow();
            var resampled = draws.parameter(name, 0.9);
            double ratio = (profile.high() - profile.low()) / (resampled.high() - resampled.low());
            assertThat(ratio).as(name).isBetween(0.8, 1.25);
            assertThat(profile.holds(fit.parameter(name))).isTrue();
        }
    }

    @Test
    void aParameterThatTheDataDoNotBoundHasAnEndAtItsLimit() {
        // A floor that may as well be zero.
        var runs = Simulated.obeying(
                new PowerLawWithFloor("flops"), new double[] {0.2, 2000, 0.16}, RUNS, Simulated.normal(0.1, 1));
        var fit = Laws.fit(new PowerLawWithFloor("flops"), runs, Criterion.LOG_SQUARES);
        assertThat(ProfileLikelihood.of(fit, "E", 0.999).orElseThrow().low()).isZero();
    }

    @Test
    void aParameterMixedOfSeveralIsRefused() {
        var fit = Laws.fit(new Kaplan(), RUNS);
        assertThat(ProfileLikelihood.of(fit, "alpha_N", 0.9))
                .isEqualTo(Fitted.none(
                        "alpha_N of kaplan depends on several internal parameters and has no profile here"));
        assertThat(ProfileLikelihood.of(fit, "alpha_D", 0.9).orElseThrow().holds(fit.parameter("alpha_D")))
                .isTrue();
    }
}
