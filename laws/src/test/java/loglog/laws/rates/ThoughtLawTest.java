package loglog.laws.rates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import loglog.laws.rates.ThoughtLaw.Form;
import org.junit.jupiter.api.Test;

class ThoughtLawTest {
    private static final double CHANCE = 1.0 / 7;
    private static final int PROBLEMS = 400;
    private static final double[] SIZES = {4000, 16_000, 60_000};
    private static final int[] LENGTHS = {4, 8, 12};

    private interface Rate {
        double of(double logParams, int operations, int written);
    }

    /** Models of three sizes in three formats, that are right at a known rate. */
    private static List<ThoughtLaw.Asked> simulated(Rate rate, long seed) {
        var random = new SplittableRandom(seed);
        double center = Math.log(4000.0 * 16_000 * 60_000) / 3;
        var models = new ArrayList<ThoughtLaw.Asked>();
        for (double params : SIZES) {
            for (int every : new int[] {1, 2, 4}) {
                var operations = new int[PROBLEMS];
                var written = new int[PROBLEMS];
                var right = new boolean[PROBLEMS];
                for (int i = 0; i < PROBLEMS; i++) {
                    operations[i] = LENGTHS[i % LENGTHS.length];
                    written[i] = operations[i] / every;
                    right[i] = random.nextDouble() < rate.of(Math.log(params) - center, operations[i], written[i]);
                }
                models.add(new ThoughtLaw.Asked(params, operations, written, right));
            }
        }
        return models;
    }

    @Test
    void theFormThatMadeTheRatesIsFoundWithItsCoefficients() {
        int held = 0;
        int trials = 12;
        for (int trial = 0; trial < trials; trial++) {
            var laws = ThoughtLaw.of(
                            simulated(
                                    (x, k, n) -> CHANCE
                                            + (1 - CHANCE)
                                                    * Math.pow(
                                                            1
                                                                    / (1
                                                                            + Math.exp(-2.5
                                                                                    - 0.8 * x
                                                                                    + 1.1 * Math.log((double) k / n))),
                                                            n),
                                    trial),
                            CHANCE,
                            0.9,
                            40,
                            1)
                    .orElseThrow();
            assertThat(laws).extracting(ThoughtLaw::form).containsExactly(Form.BY_STEP, Form.BY_SHARE);
            // The linear part is that of errors: they fall with params and rise with what is hidden.
            held += laws.getFirst().params().holds(-0.8) ? 1 : 0;
            held += laws.getFirst().steps().holds(1.1) ? 1 : 0;
        }
        assertThat(held).isGreaterThanOrEqualTo(17); // of 24, 21.6 +- 1.5 expected
    }

    @Test
    void intervalsHoldTheTruth() {
        int inParams = 0;
        int inSteps = 0;
        int trials = 30;
        for (int trial = 0; trial < trials; trial++) {
            var law = ThoughtLaw.of(
                            simulated(
                                    (x, k, n) -> CHANCE
                                            + (1 - CHANCE)
                                                    / (1 + Math.exp(-(1 + 0.7 * x + 1.3 * Math.log((double) n / k)))),
                                    100 + trial),
                            CHANCE,
                            0.9,
                            60,
                            1)
                    .orElseThrow()
                    .getFirst();
            assertThat(law.form()).isEqualTo(Form.BY_SHARE);
            inParams += law.params().holds(0.7) ? 1 : 0;
            inSteps += law.steps().holds(1.3) ? 1 : 0;
            assertThat(law.dispersion()).isBetween(0.4, 2.0);
        }
        // Of 30 intervals at 90%, 27 +- 1.6 hold; four standard errors below is 20.
        assertThat(inParams).isGreaterThanOrEqualTo(21);
        assertThat(inSteps).isGreaterThanOrEqualTo(21);
    }

    @Test
    void oneSizeOrOneFormatIsNoLaw() {
        var models = simulated((_, _, _) -> 0.5, 1);
        assertThat(ThoughtLaw.of(models.subList(0, 3), CHANCE, 0.9, 5, 1).value())
                .isEmpty();
        assertThat(ThoughtLaw.of(List.of(models.get(0), models.get(3)), CHANCE, 0.9, 5, 1)
                        .value())
                .isEmpty();
    }

    @Test
    void ratesThatJumpFromChanceToOneStillHaveFiniteCoefficients() {
        var laws = ThoughtLaw.of(simulated((_, k, n) -> n == k ? 1 : CHANCE, 3), CHANCE, 0.9, 10, 1)
                .orElseThrow();
        for (var law : laws) {
            assertThat(law.steps().value()).isFinite().isPositive();
        }
    }
}
