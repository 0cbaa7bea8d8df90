package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No start, however lucky, leads below the fit that {@link Laws#fit} finds. */
class GlobalOptimumTest {
    private static final int STARTS = 200;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.02, 0.1})
    void noRandomStartBeatsTheFitOfSimulatedRuns(double noise) {
        noRandomStartBeats(Laws.fit(new Chinchilla(), Simulated.chinchilla(60, 6, noise, 5)));
    }

    @Test
    void noRandomStartBeatsTheFitOfChinchillasRuns() {
        noRandomStartBeats(Laws.fit(new Chinchilla(), ReferenceData.chinchilla()));
    }

    @Test
    void noRandomStartBeatsTheFitOfKaplansLaw() {
        noRandomStartBeats(Laws.fit(new Kaplan(), Simulated.chinchilla(60, 6, 0.005, 5)));
    }

    private static void noRandomStartBeats(Fit fit) {
        var law = fit.law();
        var problem = new Laws.Prepared(law, fit.observations(), fit.criterion());
        var bounds = law.bounds(problem.rows());
        var box = law.searchBox(problem.rows());
        int n = fit.n();
        var solver = new Solver(law, fit.criterion().penalty(), fit.criterion().logResiduals(), n);
        solver.load(problem.rows(), fit.criterion().target(problem.metric()), Solver.ones(n), bounds);
        var random = new SplittableRandom(9);
        double best = Double.POSITIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            var p = new double[bounds.length];
            int k = law.coefficients();
            for (int j = 0; j < p.length; j++) {
                p[j] = j < k
                        ? Math.exp(random.nextDouble(-3, 1.5))
                        : box[j - k][0] * Math.pow(box[j - k][1] / box[j - k][0], random.nextDouble());
            }
            best = Math.min(best, solver.minimize(p));
        }
        assertThat(best).isGreaterThanOrEqualTo(fit.objective() * (1 - 1e-9) - 1e-20);
        // The starts are worth something: many of them reach the fit.
        assertThat(best).isLessThanOrEqualTo(fit.objective() * (1 + 1e-6) + 1e-15);
    }
}
