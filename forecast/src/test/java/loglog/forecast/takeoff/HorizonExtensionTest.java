package loglog.forecast.takeoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import loglog.forecast.Estimate;
import loglog.forecast.takeoff.HorizonExtension.Beliefs;
import loglog.forecast.takeoff.HorizonExtension.Draw;
import loglog.forecast.takeoff.HorizonExtension.Growth;
import org.junit.jupiter.api.Test;

/** AI 2027's time-horizon extension, against what its published Python gives, and against its own limits. */
class HorizonExtensionTest {
    private static final int DRAWS = 5000;
    private static final Beliefs ELI = Beliefs.eli();

    /** Quantiles of 5,000 draws of the published Python (seed 1), Eli Lifland's beliefs: within the noise of both samples. */
    @Test
    void quantilesAreThePublishedScriptsWithinTheirNoise() {
        var many = HorizonExtension.draw(ELI, 200_000, 2);
        var ours = HorizonExtension.draw(ELI, DRAWS, 1);
        check(many, ours, draw -> true, Draw::doublings, 9.31, 16.24, 23.24);
        check(many, ours, of(Growth.EXPONENTIAL), Draw::months, 57, 117, 255);
        check(many, ours, of(Growth.SUPEREXPONENTIAL), Draw::months, 15.3, 29.6, 51.4);
        check(many, ours, of(Growth.SUBEXPONENTIAL), Draw::months, 66, 180, 442);
        check(many, ours, draw -> true, Draw::months, 19.8, 61.3, 220.7);
    }

    private static Predicate<Draw> of(Growth growth) {
        return draw -> draw.growth() == growth;
    }

    private static void check(
            Draw[] many, Draw[] ours, Predicate<Draw> which, ToDoubleFunction<Draw> of, double... published) {
        double[] sorted =
                Arrays.stream(many).filter(which).mapToDouble(of).sorted().toArray();
        double[] small =
                Arrays.stream(ours).filter(which).mapToDouble(of).sorted().toArray();
        double[] at = {0.1, 0.5, 0.9};
        for (int i = 0; i < at.length; i++) {
            double truth = Estimate.quantile(sorted, at[i]);
            // The standard error of a quantile is that of its probability over the density there.
            double slope = (Estimate.quantile(sorted, at[i] + 0.02) - Estimate.quantile(sorted, at[i] - 0.02)) / 0.04;
            double error = slope * Math.sqrt(at[i] * (1 - at[i]) / small.length);
            assertThat(published[i]).as("published, quantile %s", at[i]).isCloseTo(truth, within(3 * error));
            assertThat(Estimate.quantile(small, at[i]))
                    .as("ours, quantile %s", at[i])
                    .isCloseTo(truth, within(3 * error));
        }
    }

    /** What the authors publish of this method: 2027, and 2025 to 2039 with 80%. */
    @Test
    void theYearIsThePublishedOne() {
        double[] years = Arrays.stream(HorizonExtension.draw(ELI, 50_000, 3))
                .mapToDouble(Draw::year)
                .sorted()
                .toArray();
        assertThat((int) Estimate.quantile(years, 0.1)).isEqualTo(2025);
        assertThat((int) Estimate.quantile(years, 0.5)).isEqualTo(2027);
        assertThat((int) Estimate.quantile(years, 0.9)).isEqualTo(2039);
        assertThat(years[years.length - 1]).isEqualTo(HorizonExtension.LATEST);

        double[] nikola = Arrays.stream(HorizonExtension.draw(Beliefs.nikola(), 50_000, 3))
                .mapToDouble(Draw::year)
                .sorted()
                .toArray();
        assertThat((int) Estimate.quantile(nikola, 0.1)).isEqualTo(2025);
        assertThat((int) Estimate.quantile(nikola, 0.5)).isEqualTo(2027);
        assertThat((int) Estimate.quantile(nikola, 0.9)).isEqualTo(2033);
    }

    @Test
    void aDrawIsTheSameWhateverTheOthersAre() {
        var few = HorizonExtension.draw(ELI, 10, 7);
        var more = HorizonExtension.draw(ELI, 1000, 7);
        assertThat(few).isEqualTo(Arrays.copyOf(more, 10));
        assertThat(few).isNotEqualTo(HorizonExtension.draw(ELI, 10, 8));
    }

    @Test
    void anEasierDoublingEachTimeReachesAnyLengthInFiniteTime() {
        for (double first : new double[] {2.5, 5, 9}) {
            double bound = first / ELI.easier();
            assertThat(HorizonExtension.monthsToDouble(Growth.SUPEREXPONENTIAL, 1e6, first, ELI))
                    .isCloseTo(bound, within(1e-9));
            assertThat(HorizonExtension.monthsToDouble(Growth.SUPEREXPONENTIAL, 20, first, ELI))
                    .isLessThan(bound);
            double sum = 0;
            for (int i = 0; i < 20; i++) {
                sum += first * Math.pow(1 - ELI.easier(), i);
            }
            assertThat(HorizonExtension.monthsToDouble(Growth.SUPEREXPONENTIAL, 20, first, ELI))
                    .isCloseTo(sum, within(1e-9));
            assertThat(HorizonExtension.monthsToDouble(Growth.EXPONENTIAL, 20, first, ELI))
                    .isEqualTo(20 * first);
        }
    }

    @Test
    void withoutSpeedUpsProgressIsTheCalendar() {
        assertThat(HorizonExtension.arrival(24, 2025, 1, 1, 2040)).isCloseTo(2027, within(1e-6));
        // After the slowdown people alone do a half of v: the geometric mean of 1/2 and 1/2, and compute a half.
        assertThat(HorizonExtension.arrival(24, 2025, 1, 1, 2025)).isCloseTo(2029, within(1e-6));
        assertThat(HorizonExtension.arrival(24, 2025, 1, 1, 2026)).isCloseTo(2028, within(1e-6));
    }

    @Test
    void theClosedFormIsWhatShortStepsConvergeTo() {
        for (double[] c : new double[][] {
            {30, 2025.1, 1.1, 8, 2029},
            {120, 2025.0, 1.03, 41, 2029},
            {300, 2024.8, 1.3, 2.5, 2029},
            {60, 2029.5, 1.2, 20, 2029}
        }) {
            double found = HorizonExtension.arrival(c[0], c[1], c[2], c[3], c[4]);
            double days = 0.1;
            double progress = 0;
            double time = c[1];
            while (progress < c[0]) {
                double v = c[2] * Math.pow(c[3] / c[2], progress / c[0]);
                boolean late = time >= c[4];
                double rate = late ? (Math.sqrt(v / 2 * (v - 0.5)) + 0.5) / 2 : (v + 1) / 2;
                progress += days / 30.5 * rate;
                time += days / 30.5 / 12;
            }
            assertThat(found).isCloseTo(time, within(0.5 / 365));
        }
    }

    /** The authors: a median of about a year from the superhuman coder to superintelligence, with wide margins. */
    @Test
    void takeoffTakesAboutAYear() {
        var draws = HorizonTakeoff.draw(20_000, 1);
        double[] asi = Arrays.stream(draws)
                .mapToDouble(HorizonTakeoff.Draw::asi)
                .sorted()
                .toArray();
        assertThat(Estimate.quantile(asi, 0.5)).isBetween(0.7, 1.3);
        assertThat(Estimate.quantile(asi, 0.9) / Estimate.quantile(asi, 0.1)).isGreaterThan(10);
        assertThat(Arrays.stream(draws).filter(draw -> draw.sar() == 0).count() / 20_000.0)
                .isCloseTo(0.15, within(0.01));
    }

    @Test
    void aPhaseIsWhatDailyStepsTake() {
        double gap = 4 * 365;
        double progress = 0;
        int day = 0;
        while (progress < gap) {
            progress += 5 * Math.pow(5, progress / gap);
            day++;
        }
        assertThat(HorizonTakeoff.calendar(4, 0) * 365).isCloseTo(day, within(2.0));
    }
}
