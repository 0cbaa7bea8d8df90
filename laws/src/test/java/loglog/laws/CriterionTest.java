package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each penalty against a solution of its own that needs no iteration. */
class CriterionTest {
    private static final int N = 15;
    private static final double[] X = new double[N];
    private static final double[] Y = new double[N];
    private static final Observations RUNS;

    static {
        var random = new Random(11);
        for (int i = 0; i < N; i++) {
            X[i] = Math.pow(10, 17 + 0.3 * i);
            // Noise with heavy tails, so that the penalties differ.
            double noise = 0.01 * random.nextGaussian() + (i % 5 == 2 ? 0.2 : 0);
            Y[i] = 30 * Math.pow(X[i], -0.05) * Math.exp(noise);
        }
        RUNS = Observations.of(Y).with("flops", X);
    }

    /** The line {@code ln y = a - alpha ln x}, as {@code {a, alpha}}, through two points. */
    private static double[] through(int i, int j) {
        double alpha = -(Math.log(Y[j]) - Math.log(Y[i])) / (Math.log(X[j]) - Math.log(X[i]));
        return new double[] {Math.log(Y[i]) + alpha * Math.log(X[i]), alpha};
    }

    private static double sum(Penalty penalty, double a, double alpha) {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum += penalty.of(a - alpha * Math.log(X[i]) - Math.log(Y[i]));
        }
        return sum;
    }

    @Test
    void squaredErrorIsTheRegressionLine() {
        double mx = Arrays.stream(X).map(Math::log).average().orElseThrow();
        double my = Arrays.stream(Y).map(Math::log).average().orElseThrow();
        double sxy = 0;
        double sxx = 0;
        for (int i = 0; i < N; i++) {
            double dx = Math.log(X[i]) - mx;
            sxy += dx * (Math.log(Y[i]) - my);
            sxx += dx * dx;
        }
        double alpha = -sxy / sxx;
        var fit = Laws.fit(new PowerLaw("flops"), RUNS, Criterion.LOG_SQUARES);
        assertThat(fit.parameter("alpha")).isCloseTo(alpha, offset(1e-9));
        assertThat(Math.log(fit.parameter("A"))).isCloseTo(my + alpha * mx, offset(1e-7));
        assertThat(fit.objective()).isCloseTo(sum(new Penalty.Squared(), my + alpha * mx, alpha), offset(1e-12));
    }

    @Test
    void leastAbsoluteDeviationsIsTheBestLineThroughTwoPoints() {
        // The optimum of this linear program is at a vertex: a line through two of the points.
        double best = Double.POSITIVE_INFINITY;
        double[] line = null;
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < i; j++) {
                var candidate = through(i, j);
                double deviations = sum(new Penalty.Absolute(), candidate[0], candidate[1]);
                if (deviations < best) {
                    best = deviations;
                    line = candidate;
                }
            }
        }
        var fit = Laws.fit(new PowerLaw("flops"), RUNS, new Criterion(new Penalty.Absolute(), true));
        assertThat(fit.objective() / best).isCloseTo(1, offset(1e-6));
        assertThat(fit.parameter("alpha")).isCloseTo(line[1], offset(1e-6));
        assertThat(Math.log(fit.parameter("A"))).isCloseTo(line[0], offset(1e-4));
    }

    @Test
    void hubersSlopeVanishesAtTheMinimum() {
        // Necessary and, the penalty being convex in a and alpha, sufficient.
        var penalty = new Penalty.Huber(0.02);
        var fit = Laws.fit(new PowerLaw("flops"), RUNS, new Criterion(penalty, true));
        double mean = Arrays.stream(X).map(Math::log).average().orElseThrow();
        double byA = 0;
        double byAlpha = 0;
        var residuals = fit.residuals();
        for (int i = 0; i < N; i++) {
            byA += penalty.influence(residuals[i]);
            byAlpha += penalty.influence(residuals[i]) * (Math.log(X[i]) - mean);
        }
        assertThat(byA).isCloseTo(0, offset(1e-8));
        assertThat(byAlpha).isCloseTo(0, offset(1e-7));
    }

    @Test
    void plainResidualsAreMinimizedWhereAskedFor() {
        var squares = Laws.fit(new Logarithmic("flops"), RUNS, Criterion.SQUARES);
        double byA = Arrays.stream(squares.residuals()).sum();
        assertThat(byA).isCloseTo(0, offset(1e-9));
        assertThat(squares.residuals()[3]).isCloseTo(squares.at(X[3]) - Y[3], offset(1e-12));
    }

    @Test
    void aWeightOfThreeIsTheRowThreeTimes() {
        var penalty = new Penalty.Huber(1e-2);
        var weights = new double[N];
        var repeated = new int[N + 2 * 3];
        int rows = 0;
        for (int i = 0; i < N; i++) {
            int times = i == 2 || i == 7 || i == 9 ? 3 : 1;
            weights[i] = times;
            for (int t = 0; t < times; t++) {
                repeated[rows++] = i;
            }
        }
        var often = Laws.fit(new PowerLaw("flops"), RUNS.select(repeated), new Criterion(penalty, true));

        var law = new PowerLaw("flops");
        var problem = new Laws.Prepared(law, RUNS, new Criterion(penalty, true));
        var solver = new Solver(law, penalty, true, N);
        solver.load(problem.rows(), problem.criterion().target(Y), weights, law.bounds(problem.rows()));
        var p = new double[] {5, 0.1};
        double objective = solver.minimize(p);
        assertThat(objective).isCloseTo(often.objective(), offset(1e-12));
        assertThat(p[1]).isCloseTo(often.parameter("alpha"), offset(1e-8));
    }

    @Test
    void penaltiesAndTheirInfluenceAgree() {
        for (var penalty : new Penalty[] {new Penalty.Huber(0.3), new Penalty.Squared(), new Penalty.Absolute()}) {
            for (double r = -2; r < 2; r += 0.07) {
                double slope = (penalty.of(r + 1e-6) - penalty.of(r - 1e-6)) / 2e-6;
                assertThat(penalty.influence(r)).isCloseTo(slope, offset(1e-5));
            }
        }
    }
}
