package loglog.laws.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import loglog.laws.Fitted;
import org.junit.jupiter.api.Test;

/** The step from a loss to an accuracy, against the parameters that made the rows. */
class AccuracyOfLossTest {
    private static double[] losses(int rows) {
        var losses = new double[rows];
        for (int i = 0; i < rows; i++) {
            losses[i] = 2.4 + 3.6 * i / (rows - 1);
        }
        return losses;
    }

    private static double[] ones(int rows) {
        var ones = new double[rows];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void epsKAndGammaOfExactRowsAreFound() {
        var loss = losses(30);
        var accuracy = Arrays.stream(loss)
                .map(l -> 1 - (0.752 - 2.9 * Math.exp(-1.1 * l)))
                .toArray();
        var fit = AccuracyOfLoss.fit(AccuracyOfLoss.Form.EXPONENTIAL, loss, accuracy, ones(30))
                .orElseThrow();
        assertThat(fit.eps()).isCloseTo(0.752, within(1e-4));
        assertThat(fit.rise()).isCloseTo(2.9, within(0.01));
        assertThat(fit.rate()).isCloseTo(1.1, within(0.002));
        assertThat(fit.rms()).isLessThan(1e-5);
        assertThat(fit.at(2)).isCloseTo(1 - (0.752 - 2.9 * Math.exp(-2.2)), within(1e-3));
    }

    @Test
    void epsKAndGammaOfNoisyRowsAreNear() {
        var random = new SplittableRandom(2);
        var loss = losses(200);
        var accuracy = Arrays.stream(loss)
                .map(l -> 1 - (0.752 - 2.9 * Math.exp(-1.1 * l)) + 0.005 * random.nextGaussian())
                .toArray();
        var fit = AccuracyOfLoss.fit(AccuracyOfLoss.Form.EXPONENTIAL, loss, accuracy, ones(200))
                .orElseThrow();
        assertThat(fit.eps()).isCloseTo(0.752, within(0.005));
        assertThat(fit.rate()).isCloseTo(1.1, within(0.1));
        assertThat(fit.rms()).isCloseTo(0.005, within(0.001));
    }

    @Test
    void aSigmoidsParametersAreFound() {
        var loss = losses(40);
        var accuracy = Arrays.stream(loss)
                .map(l -> 0.25 + 0.7 / (1 + Math.exp(4 * (l - 3.1))))
                .toArray();
        var fit = AccuracyOfLoss.fit(AccuracyOfLoss.Form.SIGMOID, loss, accuracy, ones(40))
                .orElseThrow();
        assertThat(fit.low()).isCloseTo(0.25, within(1e-3));
        assertThat(fit.rise()).isCloseTo(0.7, within(3e-3));
        assertThat(fit.rate()).isCloseTo(4, within(0.03));
        assertThat(fit.middle()).isCloseTo(3.1, within(3e-3));
    }

    @Test
    void rowsThatCannotTellAreNoFitAndSayWhy() {
        assertThat(AccuracyOfLoss.fit(
                        AccuracyOfLoss.Form.EXPONENTIAL, new double[] {2, 2, 2}, new double[] {1, 1, 1}, ones(3)))
                .isEqualTo(Fitted.none("all 3 rows are at one place"));
        assertThat(AccuracyOfLoss.fit(
                        AccuracyOfLoss.Form.SIGMOID, new double[] {2, 3, 4}, new double[] {1, 1, 1}, ones(3)))
                .isEqualTo(Fitted.none("3 rows cannot determine the 4 parameters of %s", SIGMOID));
    }

    private static final String SIGMOID = "low + rise / (1 + exp(gamma (L - middle)))";
}
