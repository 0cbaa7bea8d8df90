package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IsoFlopTest {
    private static final double TRUTH = 0.36718 / (0.34731 + 0.36718);
    private static final double TOLERANCE = IsoFlop.DEFAULT_TOLERANCE;

    private static IsoFlop of(Observations runs) {
        return IsoFlop.of(runs, Criterion.DEFAULT, TOLERANCE, 200, 0.9, 1);
    }

    @Test
    void parabolasOnASymmetricLawAndGridFindTheExponent() {
        // With alpha = beta, A = B and a centered grid the losses are even in log params about the optimum.
        double[] p = {1.8, 1000, 1000, 0.35, 0.35};
        var design = Simulated.isoflops(120, 8);
        var flops = design.axis("flops");
        var params = new double[120];
        var tokens = new double[120];
        for (int i = 0; i < 120; i++) {
            params[i] = Simulated.optimalParams(p, flops[i]) * Math.pow(10, -0.5 + (i % 15) / 14.0);
            tokens[i] = flops[i] / (6 * params[i]);
        }
        var runs = Simulated.obeying(
                new Chinchilla(),
                p,
                Observations.of(params, tokens, Solver.ones(120)).with("flops", flops));
        var isoflop = of(runs);
        assertThat(isoflop.buckets()).hasSize(8);
        assertThat(isoflop.parabolas().orElseThrow().nOpt().value()).isCloseTo(0.5, offset(1e-9));
        assertThat(isoflop.parabolas().orElseThrow().dOpt().value()).isCloseTo(0.5, offset(1e-9));
        assertThat(isoflop.predictedBias()).isCloseTo(0, offset(1e-6));
        assertThat(isoflop.warnings()).isEmpty();
        var optimum = isoflop.buckets().get(3).minimum().orElseThrow();
        assertThat(optimum.params() / Simulated.optimalParams(p, optimum.flops()))
                .isCloseTo(1, offset(1e-9));
    }

    @Test
    void thePredictedBiasIsTheBias() {
        // A grid that follows another exponent than the optimum's: without noise all of the error is bias.
        double[] p = {1.8, 120, 9000, 0.27, 0.43};
        var flops = Simulated.isoflops(120, 8).axis("flops");
        var params = new double[120];
        var tokens = new double[120];
        for (int i = 0; i < 120; i++) {
            double center = Simulated.optimalParams(p, 1e20) * Math.pow(flops[i] / 1e20, 0.3);
            params[i] = center * Math.pow(10, -1 + 2 * (i % 15) / 14.0);
            tokens[i] = flops[i] / (6 * params[i]);
        }
        var runs = Simulated.obeying(
                new Chinchilla(),
                p,
                Observations.of(params, tokens, Solver.ones(120)).with("flops", flops));
        var isoflop = of(runs);
        double truth = 0.43 / (0.27 + 0.43);
        double error = isoflop.parabolas().orElseThrow().nOpt().value() - truth;
        assertThat(Math.abs(error)).isGreaterThan(0.01);
        assertThat(isoflop.predictedBias()).isCloseTo(error, offset(1e-4));
        assertThat(isoflop.predictedFactor())
                .isCloseTo(
                        isoflop.parabolas().orElseThrow().params(1e23) / Simulated.optimalParams(p, 1e23),
                        offset(1e-3));
        assertThat(isoflop.parametric().orElseThrow().nOpt().value()).isCloseTo(truth, offset(1e-5));
        assertThat(isoflop.warnings()).anyMatch(w -> w.contains("parabolas are biased"));
    }

    @Test
    void aBucketWithoutAMinimumIsLeftOutAndNamed() {
        var runs = Simulated.chinchilla(120, 8, 0, 1);
        // Of the lowest budget only models far above the optimum.
        var kept = runs.where(i -> i >= 15 || i > 9);
        var isoflop = of(kept);
        assertThat(isoflop.buckets().getFirst().minimum()).isEmpty();
        assertThat(isoflop.buckets().getFirst().skipped()).contains("below the smallest");
        assertThat(isoflop.warnings()).anyMatch(w -> w.contains("1e18 FLOP is left out"));
        assertThat(isoflop.parabolas().orElseThrow().optima()).hasSize(7);
    }

    @Test
    void bucketsAreFoundThoughComputeScattersAndRunsLieBetween() {
        double[] flops = {1e19, 1.1e19, 0.95e19, 1.05e19, 1.6e19, 3e19, 2.9e19, 3.2e19, 3.1e19, 2.8e19, 6e21};
        var buckets = IsoFlopBucket.group(flops, 1.25);
        assertThat(buckets).hasSize(2);
        assertThat(Arrays.stream(buckets.get(0)).sorted()).containsExactly(0, 1, 2, 3);
        assertThat(Arrays.stream(buckets.get(1)).sorted()).containsExactly(5, 6, 7, 8, 9);
    }

    @Test
    void theEnvelopeOfTrainingCurvesFindsTheExponent() {
        // 25 sizes, each with 60 points along its training; the law is Chinchilla's at each point.
        int sizes = 25;
        int points = 60;
        int n = sizes * points;
        var params = new double[n];
        var tokens = new double[n];
        var names = new String[n];
        for (int i = 0; i < n; i++) {
            params[i] = 1e7 * Math.pow(1e3, (double) (i / points) / (sizes - 1));
            tokens[i] = 1e8 * Math.pow(1e4, (double) (i % points) / (points - 1));
            names[i] = "run" + i / points;
        }
        var runs = Simulated.obeying(
                        new Chinchilla(), Simulated.CHINCHILLA, Observations.of(params, tokens, Solver.ones(n)))
                .grouped(names);
        var envelope = of(runs).envelope().orElseThrow();
        // Sizes are 12% apart, which is how well a lowest curve knows the optimum.
        assertThat(envelope.nOpt().value()).isCloseTo(TRUTH, offset(0.015));
        assertThat(envelope.nOpt().low()).isLessThan(envelope.nOpt().high());
        assertThat(envelope.params(1e20) / Simulated.optimalParams(Simulated.CHINCHILLA, 1e20))
                .isCloseTo(1, offset(0.1));
    }

    @Test
    void intervalsHoldTheTruthOnNoisyRuns() {
        int held = 0;
        int parametric = 0;
        // A parabola's interval is about what parabolas estimate, their bias included.
        double bias = of(Simulated.chinchilla(120, 8, 0, 1)).predictedBias();
        for (int r = 0; r < 60; r++) {
            var runs = Simulated.chinchilla(120, 8, 0.005, 100 + r);
            var isoflop = of(runs);
            var a = isoflop.parabolas().orElseThrow().nOpt();
            held += a.holds(TRUTH + bias) ? 1 : 0;
            parametric += isoflop.parametric().orElseThrow().nOpt().holds(TRUTH) ? 1 : 0;
        }
        // 54 of 60, four standard deviations of a binomial.
        assertThat(held).isGreaterThanOrEqualTo(45);
        assertThat(parametric).isGreaterThanOrEqualTo(45);
    }

    @Test
    void chinchillasRunsGiveNineBudgetsAndAboutAHalf() {
        var isoflop = IsoFlop.of(ReferenceData.chinchilla(), Criterion.DEFAULT, TOLERANCE, 300, 0.9, 1);
        var large =
                isoflop.buckets().stream().filter(b -> b.rows().size() >= 10).toList();
        assertThat(large).hasSizeBetween(8, 10);
        // Hoffmann et al. report 0.49 by parabolas; Besiroglu et al. 0.51 by the parametric fit.
        assertThat(isoflop.parabolas().orElseThrow().nOpt().value()).isBetween(0.45, 0.55);
        assertThat(isoflop.parametric().orElseThrow().nOpt().value()).isCloseTo(0.5139, offset(1e-3));
        assertThat(IntStream.range(0, large.size() - 1)
                        .allMatch(i -> large.get(i).flops() < large.get(i + 1).flops()))
                .isTrue();
    }

    @Test
    void whatTheRunsOfABudgetReallyCostIsTold() {
        var met = of(Simulated.chinchilla(120, 8, 0, 1));
        assertThat(met.warnings()).noneMatch(w -> w.contains("differs by up to a factor"));
        var bucket = met.buckets().get(2);
        assertThat(bucket.most() / bucket.least()).isCloseTo(1, offset(1e-9));
        var runs = Simulated.chinchilla(120, 8, 0, 1);
        var flops = runs.axis("flops");
        for (int i = 0; i < flops.length; i++) {
            flops[i] *= 1 + 0.2 * (i % 15) / 14.0; // counted otherwise, the larger the model the more
        }
        var counted = of(runs.with("flops", flops));
        assertThat(counted.buckets()).hasSize(8);
        assertThat(counted.buckets().get(2).most() / counted.buckets().get(2).least())
                .isCloseTo(1.2, offset(1e-9));
        assertThat(counted.warnings())
                .anyMatch(w -> w.contains("differs by up to a factor of 1.20: a budget is the geometric mean"));
    }

    @Test
    void theToleranceIsAFactor() {
        var runs = Simulated.chinchilla(60, 6, 0, 1);
        assertThatThrownBy(() -> IsoFlop.of(runs, Criterion.DEFAULT, 0.2, 10, 0.9, 1))
                .hasMessageContaining("expected a factor above 1");
    }
}
