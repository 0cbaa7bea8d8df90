package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final Law LAW = new Chinchilla();

    private static Diagnosis of(Fit fit) {
        return Diagnosis.of(fit, 499, 1);
    }

    @Test
    void aRunOffTheTrendIsNamed() {
        var runs = Simulated.chinchilla(60, 6, 0.005, 8);
        var metric = runs.metric();
        metric[17] *= 1.06;
        var diagnosis = of(Laws.fit(LAW, runs.withMetric(metric)));
        var off = diagnosis.rows().stream().filter(Diagnosis.Row::offTrend).toList();
        assertThat(off).extracting(Diagnosis.Row::row).contains(17).hasSizeLessThanOrEqualTo(2);
        assertThat(diagnosis.rows().get(17).residual()).isPositive(); // the run lies above the law
        assertThat(diagnosis.rows().get(17).z()).isPositive();
        assertThat(diagnosis.findings())
                .anyMatch(f -> f.startsWith("1 of ") && f.contains("stands off the trend") && f.endsWith("row 17"));
    }

    @Test
    void influenceIsWhatARefitWithoutTheRowFinds() {
        var runs = Simulated.chinchilla(60, 6, 0.005, 8);
        var fit = Laws.fit(LAW, runs, Criterion.LOG_SQUARES);
        var diagnosis = of(fit);
        var at =
                new double[] {diagnosis.asked().get("params"), diagnosis.asked().get("tokens")};
        var moved = new double[60];
        double squares = 0;
        for (int i = 0; i < 60; i++) {
            int out = i;
            moved[i] = Math.log(Laws.fit(LAW, runs.where(r -> r != out), Criterion.LOG_SQUARES)
                            .at(at)
                    / fit.at(at));
            squares += moved[i] * moved[i];
        }
        double se = Math.sqrt(squares * 59 / 60);
        for (int i = 0; i < 60; i++) {
            assertThat(diagnosis.rows().get(i).influence()).isCloseTo(moved[i] / se, offset(1e-3));
        }
    }

    @Test
    void leverageSumsToTheNumberOfParameters() {
        var diagnosis = of(Laws.fit(LAW, Simulated.chinchilla(60, 6, 0.005, 8)));
        assertThat(diagnosis.rows().stream()
                        .mapToDouble(Diagnosis.Row::leverage)
                        .sum())
                .isCloseTo(5, offset(1e-6));
    }

    @Test
    void aLawWithoutTheRunsFloorIsFoundByItsCurvature() {
        var runs = Simulated.obeying(
                new PowerLawWithFloor("flops"),
                new double[] {1.7, 2000, 0.16},
                Simulated.isoflops(60, 6).with("flops", grid(60)),
                Simulated.normal(0.005, 3));
        var line = of(Laws.fit(new PowerLaw("flops"), runs, Criterion.LOG_SQUARES));
        assertThat(line.trends().getFirst().curvatureP()).isLessThan(0.01);
        assertThat(line.findings()).anyMatch(f -> f.startsWith("residuals curve with flops"));
        var floor = of(Laws.fit(new PowerLawWithFloor("flops"), runs, Criterion.LOG_SQUARES));
        assertThat(floor.trends().getFirst().curvatureP()).isGreaterThan(0.01);
    }

    @Test
    void noiseThatGrowsWithScaleIsFound() {
        var design = Simulated.isoflops(120, 8);
        var normal = Simulated.normal(1, 5);
        var runs = Simulated.obeying(
                LAW, Simulated.CHINCHILLA, design, i -> normal.applyAsDouble(i) * 0.001 * (1 + i / 10.0));
        var flops = of(Laws.fit(LAW, runs)).trends().stream()
                .filter(t -> t.axis().equals("flops"))
                .findFirst()
                .orElseThrow();
        assertThat(flops.spread()).isGreaterThan(0.3);
        assertThat(flops.spreadP()).isLessThan(0.01);
    }

    @Test
    void soundRunsRaiseFewAlarms() {
        int repetitions = 100;
        int trends = 0;
        int alarms = 0;
        for (int r = 0; r < repetitions; r++) {
            var fit = Laws.fit(LAW, Simulated.chinchilla(60, 6, 0.005, 50 + r), Criterion.LOG_SQUARES);
            for (var trend : Diagnosis.of(fit, 199, r).trends()) {
                for (double p : new double[] {trend.driftP(), trend.curvatureP(), trend.spreadP()}) {
                    trends++;
                    alarms += p <= 0.05 ? 1 : 0;
                }
            }
        }
        // 5% of 900, which are correlated; the fit takes some of the drift out of the residuals.
        assertThat(alarms / (double) trends).isBetween(0.01, 0.08);
    }

    @Test
    void permutationPValuesAreUniformWithoutARelation() {
        var random = new SplittableRandom(4);
        int below = 0;
        for (int r = 0; r < 400; r++) {
            var x = random.doubles(30).toArray();
            var y = random.doubles(30).toArray();
            below += Ranks.pValue(x, y, 199, random) <= 0.2 ? 1 : 0;
        }
        assertThat(below).isBetween(80 - 32, 80 + 32); // four standard deviations
        assertThat(Ranks.of(new double[] {3, 1, 3, 2})).containsExactly(2.5, 0, 2.5, 1);
    }

    @Test
    void aFitThatIsNoneIsNotDiagnosed() {
        var fit = Laws.fit(LAW, Simulated.chinchilla(60, 6, 0, 1).select(0, 1));
        assertThatThrownBy(() -> of(fit)).hasMessageContaining("too few points");
    }

    private static double[] grid(int n) {
        var flops = new double[n];
        for (int i = 0; i < n; i++) {
            flops[i] = 1e17 * Math.pow(1e5, i / (n - 1.0));
        }
        return flops;
    }

    /** Where no best model is determined, influence is on a forecast that there is: of the model on the line of the runs. */
    @Test
    void influenceOfRunsOnALineIsOnAModelOnThatLine() {
        var n = IntStream.range(0, 12).mapToDouble(i -> 2e7 * Math.pow(1.6, i)).toArray();
        var d = Arrays.stream(n).map(params -> 20 * params).toArray();
        var runs = Simulated.obeying(
                new Chinchilla(),
                Simulated.CHINCHILLA,
                Observations.of(n, d, Solver.ones(12)),
                Simulated.normal(0.004, 4));
        var diagnosis = Diagnosis.of(Laws.fit(new Chinchilla(), runs), 99, 1);
        double params = diagnosis.asked().get("params");
        double tokens = diagnosis.asked().get("tokens");
        assertThat(tokens / params).isBetween(19.9, 20.1);
        assertThat(params * tokens / (10 * n[11] * d[11])).isBetween(0.999, 1.001);
        assertThat(diagnosis.rows()).anyMatch(row -> Math.abs(row.influence()) > 0.1);
    }
}
