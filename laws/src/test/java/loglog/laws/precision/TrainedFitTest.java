package loglog.laws.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import loglog.laws.Fitted;
import org.junit.jupiter.api.Test;

class TrainedFitTest {
    private static final TrainedLaw TRUTH = new TrainedLaw(0, 4.9, 0.16, 12.8, 0.161, 1.8);
    private static final double[] BITS = {1.585, 4, 8, 32};

    private static List<TrainedRun> simulated(Random random, double ofCell, double ofRun) {
        var runs = new ArrayList<TrainedRun>();
        for (double params : new double[] {1e4, 4e4, 1.6e5}) {
            for (double tokens : new double[] {5e5, 2e6, 8e6}) {
                double shared = ofCell * random.nextGaussian();
                for (double bits : BITS) {
                    double noise = shared + ofRun * random.nextGaussian();
                    runs.add(new TrainedRun(params, tokens, bits, TRUTH.loss(params, tokens, bits) * Math.exp(noise)));
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
        assertThat(law.share(4)).isCloseTo(TRUTH.share(4), within(1e-4));
        var run = new TrainedRun(4e4, 2e6, 4, TRUTH.loss(4e4, 2e6, 4));
        assertThat(law.shareOf(run).orElseThrow()).isCloseTo(TRUTH.share(4), within(1e-3));
        assertThat(law.shareOf(new TrainedRun(4e4, 2e6, 4, 0.1))).isEmpty();
    }

    @Test
    void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
        int studies = 100;
        int gamma = 0;
        int share = 0;
        for (int s = 0; s < studies; s++) {
            var fit = TrainedFit.of(simulated(new Random(50 + s), 0.004, 0.002)).orElseThrow();
            gamma += fit.gamma(0.9).holds(TRUTH.gamma()) ? 1 : 0;
            share += fit.share(4, 0.9).holds(TRUTH.share(4)) ? 1 : 0;
        }
        assertThat(gamma / (double) studies).isBetween(0.82, 0.98);
        assertThat(share / (double) studies).isEqualTo(gamma / (double) studies);
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
