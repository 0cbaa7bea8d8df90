package loglog.laws.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import loglog.laws.rates.RepeatedSampling.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The law of repeated sampling against generators whose rates are known. */
@Tag("slow")
class RepeatedSamplingTest {
    private static RepeatedSampling of(SimulatedRates generator, int problems, int samples, long seed) {
        var random = new SplittableRandom(seed);
        return RepeatedSampling.of(
                SimulatedRates.drawn(generator.rates(problems, random), samples, random), 0.9, 200, seed);
    }

    @Test
    void theTailExponentOfABetaMixtureIsFoundAndItsIntervalHolds() {
        var many = of(SimulatedRates.HEAVY_TAIL, 4000, 200, 1);
        assertThat(many.beta().a()).isCloseTo(0.3, within(0.03));
        assertThat(many.beta().b()).isCloseTo(5, within(0.7));
        assertThat(many.verdict()).isEqualTo(Verdict.POWER_LAW);
        int held = 0;
        for (int repeat = 0; repeat < 40; repeat++) {
            held += of(SimulatedRates.HEAVY_TAIL, 200, 100, 100 + repeat)
                            .tailExponent()
                            .holds(0.3)
                    ? 1
                    : 0;
        }
        assertThat(held).isBetween(31, 40);
    }

    @Test
    void theTailExponentOfAKumaraswamyMixtureIsFound() {
        var random = new SplittableRandom(9);
        var rates = new double[4000];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = Math.pow(1 - Math.pow(1 - random.nextDouble(), 1 / 4d), 1 / 0.4);
        }
        var fitted = KumaraswamyRates.fit(SimulatedRates.drawn(rates, 100, random));
        assertThat(fitted.a()).isCloseTo(0.4, within(0.03));
        assertThat(fitted.b()).isCloseTo(4, within(0.4));
    }

    @Test
    void theLawsIntervalsHoldWhatManyProblemsGive() {
        var truth = of(SimulatedRates.LOG_UNIFORM, 60_000, 64, 5);
        int a = 0;
        int b = 0;
        int first = 0;
        int repeats = 60;
        for (int repeat = 0; repeat < repeats; repeat++) {
            var one = of(SimulatedRates.LOG_UNIFORM, 150, 64, 1000 + repeat);
            a += one.a().holds(truth.law().a()) ? 1 : 0;
            b += one.b().holds(truth.law().b()) ? 1 : 0;
            first += one.coverage()
                            .getFirst()
                            .value()
                            .holds(truth.coverage().getFirst().value().value())
                    ? 1
                    : 0;
        }
        assertThat(a).isBetween(47, 60);
        assertThat(b).isBetween(47, 60);
        assertThat(first).isBetween(47, 60);
    }

    @Test
    void forecastsOf1024SamplesFrom64HoldOnAtLeastFourOfFiveGenerators() {
        int all = 0;
        int repeats = 8;
        for (int repeat = 0; repeat < repeats; repeat++) {
            int generators = 0;
            for (var generator : SimulatedRates.values()) {
                var random = new SplittableRandom(31 * repeat + generator.ordinal());
                var rates = generator.rates(256, random);
                var fitted = RepeatedSampling.of(SimulatedRates.drawn(rates, 64, random), 0.9, 200, repeat);
                long solved = Arrays.stream(rates)
                        .filter(rate -> random.nextDouble() < -Math.expm1(1024 * Math.log1p(-rate)))
                        .count();
                generators += fitted.reach().at(1024).holds(solved / 256.0) ? 1 : 0;
            }
            all += generators;
            if (repeat == 0) {
                assertThat(generators).isGreaterThanOrEqualTo(4);
            }
        }
        assertThat(all).isGreaterThanOrEqualTo(34); // of 40; 36 expected
    }

    @Test
    void whereAPowerLawIsNotWhatTheTableShowsItSaysSo() {
        assertThat(of(SimulatedRates.CHAINS, 256, 256, 1).verdict()).isEqualTo(Verdict.NO_HEAVY_TAIL);
        assertThat(of(SimulatedRates.PLATEAU, 400, 256, 2).verdict()).isEqualTo(Verdict.PLATEAU);
        assertThat(of(SimulatedRates.HEAVY_TAIL, 256, 256, 3).verdict()).isEqualTo(Verdict.POWER_LAW);
        assertThat(of(SimulatedRates.HEAVY_TAIL, 12, 4, 3).verdict()).isNotEqualTo(Verdict.NO_HEAVY_TAIL);
        var alike = new double[100];
        Arrays.fill(alike, 0.1);
        assertThat(RepeatedSampling.of(SimulatedRates.drawn(alike, 100, new SplittableRandom(4)), 0.9, 100, 1)
                        .verdict())
                .isEqualTo(Verdict.NO_HEAVY_TAIL);
    }

    @Test
    void aTableOfAnExactPowerLawGivesItsParameters() {
        // rates of which ln C = a k^b to the last digit do not exist, so the law itself is given
        long[] ks = {1, 2, 4, 8, 16, 32, 64, 128};
        var coverage = Arrays.stream(ks)
                .mapToDouble(k -> Math.exp(-4.2 * Math.pow(k, -0.35)))
                .toArray();
        var law = CoverageLaw.fit(ks, coverage, ks.length);
        assertThat(law.a()).isCloseTo(-4.2, within(1e-9));
        assertThat(law.b()).isCloseTo(-0.35, within(1e-9));
        assertThat(law.rms()).isLessThan(1e-9);
        assertThat(law.at(1024)).isCloseTo(Math.exp(-4.2 * Math.pow(1024, -0.35)), within(1e-12));
    }

    @Test
    void thinTablesHaveNoLawRatherThanANonsenseOne() {
        var solved = RepeatedSampling.of(SampleCounts.of(new long[] {8, 8}, new long[] {8, 8}), 0.9, 50, 1);
        assertThat(solved.law()).isNull();
        assertThat(solved.reach()).isNull();
        var once = RepeatedSampling.of(SampleCounts.of(new long[] {1, 1, 1}, new long[] {1, 0, 0}), 0.9, 50, 1);
        assertThat(once.law()).isNull();
        assertThat(once.verdict()).isNotEqualTo(Verdict.POWER_LAW);
        assertThatThrownBy(() -> RepeatedSampling.of(SampleCounts.of(new long[] {4}, new long[] {2}), 0.9, 9, 1))
                .hasMessageContaining("1 problems");
        assertThatThrownBy(() -> RepeatedSampling.of(SampleCounts.of(new long[] {4, 4}, new long[] {0, 0}), 0.9, 9, 1))
                .hasMessageContaining("0 successes");
    }
}
