package loglog.laws.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import loglog.laws.Fitted;
import org.junit.jupiter.api.Test;

class TrainedFitTest {
    private static final TrainedLaw TRUTH = new TrainedLaw(0, 4.9, 0.16, 12.8, 0.161, 1.8, 0);
    private static final double[] BITS = {1.585, 4, 8, 32};

    private static List<TrainedRun> simulated(Random random, double ofCell, double ofRun) {
        var runs = new ArrayList<TrainedRun>();
        for (double params : new double[] {1e4, 4e4, 1.6e5}) {
            for (double tokens : new double[] {5e5, 2e6, 8e6}) {
                double shared = ofCell * random.nextGaussian();
                for (double bits : BITS) {
                    double noise = shared + ofRun * random.nextGaussian();
                    runs.add(new TrainedRun(
                            params, tokens, bits, TRUTH.loss(params, tokens, bits, 32) * Math.exp(noise)));
                }
            }
        }
        return runs;
    }

    @Test
    void aLawWithoutNoiseIsRecovered() {
        var law = TrainedFit.of(simulated(new Random(1), 0, 0)).orElseThrow().law();
        assertThat(law.gamma()).isCloseTo(TRUTH.gamma(), within(1e-4));
        assertThat(law.alpha()).isCloseTo(TRUTH.alpha(), within(1e-4));
        assertThat(law.share(4, 32)).isCloseTo(TRUTH.share(4, 32), within(1e-4));
        var run = new TrainedRun(4e4, 2e6, 4, TRUTH.loss(4e4, 2e6, 4, 32));
        assertThat(law.shareOf(run).orElseThrow()).isCloseTo(TRUTH.share(4, 32), within(1e-3));
        assertThat(law.shareOf(new TrainedRun(4e4, 2e6, 4, 0.1))).isEmpty();
    }

    @Test
    void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
        int studies = 100;
        int gamma = 0;
        int share = 0;
        int loss = 0;
        for (int s = 0; s < studies; s++) {
            var random = new Random(50 + s);
            var fit = TrainedFit.of(simulated(random, 0.004, 0.002)).orElseThrow();
            double noise = 0.004 * random.nextGaussian() + 0.002 * random.nextGaussian();
            double beyond = TRUTH.loss(3e5, 8e6, 4, 32) * Math.exp(noise);
            loss += fit.loss(new TrainedPoint(3e5, 8e6, 4, 32), 0.9).holds(beyond) ? 1 : 0;
            gamma += fit.gamma(0.9).orElseThrow().holds(TRUTH.gamma()) ? 1 : 0;
            share += fit.share(4, 32, 0.9).holds(TRUTH.share(4, 32)) ? 1 : 0;
        }
        assertThat(gamma / (double) studies).isBetween(0.82, 0.98);
        assertThat(share / (double) studies).isEqualTo(gamma / (double) studies);
        assertThat(loss / (double) studies).isBetween(0.82, 0.98);
    }

    private static final TrainedLaw BOTH = new TrainedLaw(0.5, 4.9, 0.16, 12.8, 0.161, 1.8, 1.2);

    /** Weights, activations, and both at once rounded, where {@code both} alone is not. */
    private static List<TrainedRun> ofBoth(Random random, double ofCell, double ofRun, boolean both) {
        var pairs = both
                ? new double[][] {{32, 32}, {8, 8}, {4, 4}}
                : new double[][] {{32, 32}, {4, 32}, {1.585, 32}, {32, 4}, {32, 8}, {4, 4}};
        var runs = new ArrayList<TrainedRun>();
        for (double params : new double[] {1e4, 4e4, 1.6e5}) {
            for (double tokens : new double[] {5e5, 2e6, 8e6}) {
                double shared = ofCell * random.nextGaussian();
                for (var bits : pairs) {
                    double noise = shared + ofRun * random.nextGaussian();
                    double loss = BOTH.loss(params, tokens, bits[0], bits[1]) * Math.exp(noise);
                    runs.add(new TrainedRun(params, tokens, bits[0], bits[1], loss));
                }
            }
        }
        return runs;
    }

    @Test
    void weightsAndActivationsHaveAGammaEachWithIntervalsThatHold() {
        var exact = TrainedFit.of(ofBoth(new Random(1), 0, 0, false)).orElseThrow();
        assertThat(exact.law().gamma()).isCloseTo(1.8, within(0.02));
        assertThat(exact.law().activationGamma()).isCloseTo(1.2, within(0.02));
        assertThat(exact.law().share(4, 4)).isCloseTo(BOTH.share(4, 4), within(0.003));
        // Where the other is not rounded, a share's interval is its gamma's.
        var noisy = TrainedFit.of(ofBoth(new Random(5), 0.004, 0.002, false)).orElseThrow();
        var gamma = noisy.gamma(0.9).orElseThrow();
        assertThat(noisy.share(4, 32, 0.9).low()).isCloseTo(-Math.expm1(-4 / gamma.high()), within(1e-6));
        assertThat(noisy.share(4, 32, 0.9).high()).isCloseTo(-Math.expm1(-4 / gamma.low()), within(1e-6));
        var inputs = noisy.activationGamma(0.9).orElseThrow();
        assertThat(noisy.share(32, 4, 0.9).low()).isCloseTo(-Math.expm1(-4 / inputs.high()), within(1e-6));
        int studies = 60;
        int weights = 0;
        int activations = 0;
        int share = 0;
        for (int s = 0; s < studies; s++) {
            var fit = TrainedFit.of(ofBoth(new Random(90 + s), 0.004, 0.002, false))
                    .orElseThrow();
            weights += fit.gamma(0.9).orElseThrow().holds(1.8) ? 1 : 0;
            activations += fit.activationGamma(0.9).orElseThrow().holds(1.2) ? 1 : 0;
            share += fit.share(4, 4, 0.9).holds(BOTH.share(4, 4)) ? 1 : 0;
        }
        assertThat(weights / (double) studies).isBetween(0.8, 0.98);
        assertThat(activations / (double) studies).isBetween(0.8, 0.98);
        assertThat(share / (double) studies).isBetween(0.8, 0.98);
    }

    @Test
    void activationsAloneHaveAGammaAndWeightsThenHaveNone() {
        var runs = ofBoth(new Random(2), 0, 0, false).stream()
                .filter(run -> run.bits() == 32)
                .toList();
        var fit = TrainedFit.of(runs).orElseThrow();
        assertThat(fit.gamma(0.9)).isEmpty();
        assertThat(fit.law().activationGamma()).isCloseTo(1.2, within(0.02));
        assertThat(fit.share(32, 4, 0.9).value()).isCloseTo(BOTH.share(32, 4), within(0.003));
    }

    @Test
    void bitsThatChangeTogetherTellNothingOfTheOneOrTheOther() {
        assertThat(TrainedFit.of(ofBoth(new Random(3), 0, 0, true)))
                .isInstanceOfSatisfying(
                        Fitted.None.class, none -> assertThat(none.why()).contains("change together"));
    }

    @Test
    void withoutASecondValueOfEachScaleThereIsNoLaw() {
        var ofOneSize = simulated(new Random(1), 0, 0).stream()
                .filter(run -> run.params() == 1e4)
                .toList();
        assertThat(TrainedFit.of(ofOneSize))
                .isInstanceOfSatisfying(
                        Fitted.None.class,
                        none -> assertThat(none.why()).contains("found 12 runs of 1 params, 3 tokens and 4 bits"));
    }
}
