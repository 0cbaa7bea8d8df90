package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.Bootstrap.Resampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fits to more rows than a search or a resample looks at. */
class ManyRowsTest {
    private static final int ROWS = 40_000;
    private static final Law LAW = new PowerLaw("flops");
    private static final Observations RUNS = Simulated.chinchilla(ROWS, 10, 0.01, 1)
            .grouped(IntStream.range(0, ROWS).mapToObj(i -> "g" + i / 4).toArray(String[]::new));
    private static final Fit FIT = Laws.fit(LAW, RUNS, Criterion.LOG_SQUARES);

    @Test
    void aSamplesMinimumIsPolishedOnAllRows() {
        // Squares of logs on a line have one minimum: that of ordinary least squares.
        var x = new double[ROWS];
        var y = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            x[i] = Math.log(RUNS.scale("flops", i));
            y[i] = Math.log(RUNS.metric(i));
        }
        double meanX = Quantiles.mean(x);
        double meanY = Quantiles.mean(y);
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < ROWS; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
        }
        assertThat(FIT.parameter("alpha") / (-xy / xx)).isBetween(1 - 1e-6, 1 + 1e-6);
        assertThat(FIT.status()).isEqualTo(Status.CONVERGED);
    }

    /** Few scales that many rows share, and scales that no two share. */
    @ParameterizedTest
    @ValueSource(ints = {3, 700, 1_000_000})
    void theRowsSearchedAreSpreadOverTheScales(int different) {
        var random = new SplittableRandom(different);
        var scales = random.doubles(5001).map(u -> Math.floor(u * different)).toArray();
        var sorted = IntStream.range(0, 5000)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scales[i]))
                .toList();
        var spread = GlobalSearch.spread(scales, 5000, 600);
        for (int i = 0; i < spread.length; i++) {
            assertThat(spread[i]).isEqualTo(sorted.get((int) ((i + 0.5) * 5000 / spread.length)));
        }
    }

    @ParameterizedTest
    @EnumSource(Resampling.class)
    void aPartOfTheRowsTellsTheSpreadOfAll(Resampling resampling) {
        assertThat(Bootstrap.drawn(FIT)).isLessThan(ROWS);
        double spread = Quantiles.sd(Bootstrap.of(FIT, resampling, 200, 3).of(p -> p[1]));
        // White 1980, by rows; Liang and Zeger 1986, by groups: exact for squares on a line.
        double sandwich = sandwich(resampling == Resampling.GROUPS ? 4 : 1);
        assertThat(spread / sandwich).isBetween(0.8, 1.25); // 200 draws know a spread to 5%
    }

    private static double sandwich(int together) {
        double mean = IntStream.range(0, ROWS)
                .mapToDouble(i -> Math.log(RUNS.scale("flops", i)))
                .average()
                .orElseThrow();
        var residuals = FIT.residuals();
        double meat = 0;
        double bread = 0;
        for (int from = 0; from < ROWS; from += together) {
            double sum = 0;
            for (int i = from; i < from + together; i++) {
                double x = Math.log(RUNS.scale("flops", i)) - mean;
                sum += x * residuals[i];
                bread += x * x;
            }
            meat += sum * sum;
        }
        return Math.sqrt(meat) / bread;
    }
}
