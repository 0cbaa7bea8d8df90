package loglog.forecast.takeoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import loglog.forecast.CounterRandom;
import org.junit.jupiter.api.Test;

/** Labour and compute shared out among tasks, the published model's cases among them. */
class FactorAllocationTest {
    private static final double RHO = -0.5;

    private static double[] logs(double... efficiency) {
        return Arrays.stream(efficiency).map(Math::log).toArray();
    }

    /** Efficiencies that fall by orders of magnitude, as far as those of the published tests. */
    private static double[] falling(int tasks) {
        var efficiency = new double[tasks];
        for (int i = 0; i < tasks; i++) {
            efficiency[i] = i == 0 ? 1 : Math.pow(10, -7 - 13.0 * i / (tasks - 1));
        }
        return logs(efficiency);
    }

    private static void keepsToItsBudgets(FactorAllocation allocation, double labour, double compute, int automatable) {
        assertThat(Arrays.stream(allocation.labour()).min().orElseThrow()).isGreaterThanOrEqualTo(0);
        assertThat(Arrays.stream(allocation.compute()).min().orElseThrow()).isGreaterThanOrEqualTo(0);
        assertThat(Arrays.stream(allocation.labour()).sum() / labour).isCloseTo(1, within(1e-9));
        assertThat(Arrays.stream(allocation.compute()).sum() / compute).isCloseTo(1, within(1e-9));
        for (int i = automatable; i < allocation.compute().length; i++) {
            assertThat(allocation.compute()[i]).isZero();
        }
    }

    @Test
    void halfOfEqualTasksAreDoneByComputeWhereItMayDoHalf() {
        var allocation = new FactorAllocation.Tasks(0.25, 0.25, RHO, logs(1, 1, 1, 1)).allocate(1, 1, 2);
        keepsToItsBudgets(allocation, 1, 1, 2);
        assertThat(allocation.compute()).containsExactly(new double[] {0.5, 0.5, 0, 0}, within(1e-12));
        assertThat(allocation.labour()).containsExactly(new double[] {0, 0, 0.5, 0.5}, within(1e-12));
    }

    @Test
    void budgetsAreKeptWhereComputeIsScarceAbundantOrMayDoAll() {
        int n = 40;
        for (double compute : new double[] {1e15, 3.9e28, 2.2e33, 9.4e68}) {
            for (int automatable : new int[] {1, 20, 38, 40}) {
                var allocation =
                        new FactorAllocation.Tasks(0.025, 0.025, RHO, falling(n)).allocate(6e9, compute, automatable);
                keepsToItsBudgets(allocation, 6e9, compute, automatable);
                if (compute > 1e60) {
                    assertThat(Arrays.stream(allocation.compute())
                                    .filter(c -> c > 0)
                                    .count())
                            .isEqualTo(automatable);
                }
            }
        }
    }

    @Test
    void noOtherWayToShareOutGivesMore() {
        int n = 8;
        var efficiency = falling(n);
        var tasks = new FactorAllocation.Tasks(0.3, 0.1, RHO, efficiency);
        for (double compute : new double[] {1e10, 1e18, 1e25}) {
            var best = tasks.allocate(1e9, compute, 6);
            double most = output(best.labour(), best.compute(), efficiency);
            assertThat(Math.pow(best.aggregate(), 1 / RHO)).isCloseTo(most, within(1e-9 * most));
            for (int k = 0; k < 2000; k++) {
                int from = (int) (n * CounterRandom.uniform(1, 0, k));
                int to = (int) (n * CounterRandom.uniform(1, 1, k));
                double share = CounterRandom.uniform(1, 2, k);
                var labour = best.labour().clone();
                var of = best.compute().clone();
                double people = share * labour[from];
                double machines = to < 6 ? share * of[from] : 0;
                labour[from] -= people;
                labour[to] += people;
                of[from] -= machines;
                of[to] += machines;
                assertThat(output(labour, of, efficiency)).isLessThanOrEqualTo(most * (1 + 1e-9));
            }
        }
    }

    private static double output(double[] labour, double[] compute, double[] logEfficiency) {
        double sum = 0;
        for (int i = 0; i < labour.length; i++) {
            double input = labour[i] + Math.exp(logEfficiency[i]) * compute[i];
            sum += (i == 0 ? 0.3 : 0.1) * Math.pow(input, RHO);
        }
        return Math.pow(sum, 1 / RHO);
    }
}
