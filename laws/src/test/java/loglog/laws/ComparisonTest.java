package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ComparisonTest {
    private static final double[] LINE = {1.7, 2000, 0.16};

    private static Observations line(double[] p, double noise, long seed) {
        int n = 40;
        var flops = IntStream.range(0, n)
                .mapToDouble(i -> 1e17 * Math.pow(1e5, i / (n - 1.0)))
                .toArray();
        var rows = Observations.of(Solver.ones(n)).with("flops", flops);
        return Simulated.obeying(
                p.length == 2 ? new PowerLaw("flops") : new PowerLawWithFloor("flops"),
                p,
                rows,
                Simulated.normal(noise, seed));
    }

    private static Comparison compare(Observations first, Observations second, Law law) {
        return Comparison.of(first, second, law, Criterion.LOG_SQUARES, 300, 0.9, 1)
                .orElseThrow();
    }

    private static Observations straight(double[] p, long seed) {
        int n = 40;
        var flops = IntStream.range(0, n)
                .mapToDouble(i -> 1e17 * Math.pow(1e5, i / (n - 1.0)))
                .toArray();
        var rows = Observations.of(Solver.ones(n)).with("flops", flops);
        return Simulated.obeying(new Logarithmic("flops"), p, rows, Simulated.normal(0.001, seed));
    }

    private static Comparison squares(Observations first, Observations second) {
        return Comparison.of(first, second, new Logarithmic("flops"), Criterion.SQUARES, 300, 0.9, 1)
                .orElseThrow();
    }

    /** The same law with a coefficient such that it needs {@code factor} times less compute for every loss. */
    private static double[] cheaper(double factor) {
        return new double[] {LINE[0], LINE[1] * Math.pow(factor, -LINE[2]), LINE[2]};
    }

    @Test
    void aKnownMultiplierIsRecoveredExactlyWithoutNoise() {
        var comparison = compare(line(LINE, 0, 1), line(cheaper(3), 0, 2), new PowerLawWithFloor("flops"));
        for (var multiplier : comparison.multipliers()) {
            assertThat(multiplier.factor().value()).isCloseTo(3, offset(1e-4));
        }
        assertThat(comparison.crossing()).isEmpty();
        assertThat(comparison.slopes().getFirst().difference().value()).isCloseTo(0, offset(1e-7));
        assertThat(comparison.offset().value()).isNegative();
    }

    @Test
    void multipliersOfChinchillaRunsAreTakenAlongTheOptimum() {
        // A and B such that every loss takes half the compute: N and D each shrink by sqrt(2).
        double[] p = Simulated.CHINCHILLA.clone();
        p[1] *= Math.pow(2, -p[3] / 2);
        p[2] *= Math.pow(2, -p[4] / 2);
        var second = Simulated.obeying(new Chinchilla(), p, Simulated.isoflops(60, 6));
        var comparison = compare(Simulated.chinchilla(60, 6, 0, 1), second, new Chinchilla());
        for (var multiplier : comparison.multipliers()) {
            assertThat(multiplier.factor().value()).isCloseTo(2, offset(1e-3));
        }
        assertThat(comparison.slopes()).extracting(Comparison.Slope::parameter).containsExactly("alpha", "beta");
    }

    @Test
    void intervalsAndTheSlopeTestKeepTheirPromisesWhereRecipesShareTheirSlope() {
        int repetitions = 300;
        int held = 0;
        int rejected = 0;
        var law = new PowerLawWithFloor("flops");
        for (int r = 0; r < repetitions; r++) {
            var comparison = compare(line(LINE, 0.005, 10 + r), line(cheaper(1.5), 0.005, 10_000 + r), law);
            held += comparison.multipliers().get(12).factor().holds(1.5) ? 1 : 0;
            rejected += comparison.slopesDiffer() < 0.1 ? 1 : 0;
        }
        // 270 and 30 of 300, with a standard deviation of 5.2; the bootstrap itself may be off by 4%.
        assertThat(held).isBetween(243, 290);
        assertThat(rejected).isBetween(11, 57);
    }

    @Test
    void slopesThatDifferAreFound() {
        double[] steeper = {LINE[0], LINE[1] * Math.pow(1e19, 0.02), LINE[2] + 0.02};
        var comparison = compare(line(LINE, 0.002, 1), line(steeper, 0.002, 2), new PowerLawWithFloor("flops"));
        assertThat(comparison.slopesDiffer()).isLessThan(0.05);
        assertThat(comparison.verdict(0.9)).startsWith("the slopes differ");
        assertThat(comparison.slopes().getFirst().difference().low()).isPositive();
    }

    /** A straight line in the logarithm has no exponent: its slope is what stands after its height. */
    @Test
    void theSlopesOfStraightLinesAreCompared() {
        double[] flat = {0.2, -0.01};
        var same = squares(straight(flat, 1), straight(flat, 2));
        assertThat(same.slopes()).extracting(Comparison.Slope::parameter).containsExactly("b");
        assertThat(same.slopesDiffer()).isBetween(0.05, 1.0);
        var steep = squares(straight(flat, 1), straight(new double[] {0.2, -0.03}, 2));
        assertThat(steep.slopesDiffer()).isLessThan(0.05);
        assertThat(steep.slopes().getFirst().difference().value()).isCloseTo(-0.02, offset(0.002));
    }

    @Test
    void theCrossingIsWhereTheLawsMeet() {
        double[] first = {30, 0.05};
        // Steeper, and equal at 1e19.
        double[] second = {30 * Math.pow(1e19, 0.01), 0.06};
        var law = new PowerLaw("flops");
        var exact =
                compare(line(first, 0, 1), line(second, 0, 2), law).crossing().orElseThrow();
        assertThat(exact.flops().value() / 1e19).isCloseTo(1, offset(1e-4));
        assertThat(exact.betterBeyond()).isEqualTo(2);
        int held = 0;
        for (int r = 0; r < 200; r++) {
            var crossing = compare(line(first, 0.003, 10 + r), line(second, 0.003, 10_000 + r), law)
                    .crossing()
                    .orElseThrow();
            held += crossing.flops().holds(1e19) ? 1 : 0;
            assertThat(crossing.share()).isGreaterThan(0.99);
        }
        // 86% to 94% of 200, and three standard deviations of a binomial either way.
        assertThat(held).isBetween(157, 199);
    }

    @Test
    void aLossThatTheSecondNeverReachesHasMultiplierZero() {
        double[] higherFloor = {2.5, LINE[1], LINE[2]};
        var comparison = compare(line(LINE, 0, 1), line(higherFloor, 0, 2), new PowerLawWithFloor("flops"));
        assertThat(comparison.multipliers().getLast().factor().value()).isZero();
    }

    @Test
    void runsWithoutCommonComputeAreWarnedOf() {
        var runs = line(LINE, 0.001, 1);
        var comparison = compare(
                runs.where(i -> i < 20), line(LINE, 0.001, 2).where(i -> i >= 20), new PowerLawWithFloor("flops"));
        assertThat(comparison.warnings()).anyMatch(w -> w.contains("no compute in common"));
    }

    @Test
    void aRecipeThatCannotBeFittedIsNamed() {
        var runs = line(LINE, 0.001, 1);
        assertThatThrownBy(() -> compare(runs, runs.select(0, 1), new PowerLawWithFloor("flops")))
                .hasMessageContaining("the second recipe's runs are too few points");
    }

    @Test
    void corporaOfTheOpenModelsCompare() {
        var rows = ReferenceData.table("openlm_104.csv");
        var c4 = corpus(rows, "c4");
        var rw = corpus(rows, "rw");
        var comparison = Comparison.of(c4, rw, new Chinchilla(), Criterion.DEFAULT, 200, 0.9, 1)
                .orElseThrow();
        // Losses on c4: models trained on c4 itself need less compute than those on RefinedWeb.
        assertThat(comparison.offset().low()).isPositive();
        assertThat(comparison.multipliers().get(12).factor().high()).isLessThan(1);
    }

    private static Observations corpus(java.util.List<java.util.Map<String, String>> rows, String name) {
        var of = rows.stream().filter(row -> row.get("dataset").equals(name)).toList();
        return Observations.of(
                ReferenceData.column(of, "params"),
                ReferenceData.column(of, "tokens"),
                ReferenceData.column(of, "loss_c4"));
    }
}
