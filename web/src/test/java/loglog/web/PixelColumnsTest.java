package loglog.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelColumnsTest {
    /** What M4 promises: of each column of pixels first, least, greatest and last are there, in order, whatever the zoom. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofEachColumnFirstLeastGreatestAndLastAreKept(boolean log) {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            int n = 1 + random.nextInt(5000);
            var x = new double[n];
            var y = new double[n];
            double at = 0;
            for (int i = 0; i < n; i++) {
                at += random.nextDouble() < 0.1 ? 40 * random.nextDouble() : random.nextDouble();
                x[i] = at;
                y[i] = random.nextGaussian() + (random.nextInt(500) == 0 ? 50 : 0);
            }
            int columns = 16 + random.nextInt(300);
            double from = x[0] + random.nextDouble() * (x[n - 1] - x[0]) / 2;
            double to = from + (x[n - 1] - from) * (0.2 + random.nextDouble()) + 1e-3;
            var reduced = PixelColumns.of(x, y, from, to, log, columns);
            double left = log ? Math.log(from) : from;
            double width = (log ? Math.log(to) : to) - left;
            for (int c = 0; c < columns; c++) {
                int column = c;
                var inside = IntStream.range(0, n)
                        .filter(i -> x[i] >= from && x[i] <= to)
                        .filter(i -> Math.clamp(
                                        (long) (((log ? Math.log(x[i]) : x[i]) - left) / width * columns),
                                        0,
                                        columns - 1)
                                == column)
                        .mapToDouble(i -> y[i])
                        .toArray();
                var kept = IntStream.range(0, reduced.at().length)
                        .filter(i -> (reduced.at()[i] - 1) / 4 == column
                                && reduced.at()[i] >= 1
                                && reduced.at()[i] <= 4 * columns)
                        .mapToDouble(i -> reduced.value()[i])
                        .toArray();
                if (inside.length == 0) {
                    assertThat(kept).isEmpty();
                } else {
                    assertThat(kept[0]).isEqualTo(inside[0]);
                    assertThat(kept[kept.length - 1]).isEqualTo(inside[inside.length - 1]);
                    assertThat(Arrays.stream(kept).min())
                            .isEqualTo(Arrays.stream(inside).min());
                    assertThat(Arrays.stream(kept).max())
                            .isEqualTo(Arrays.stream(inside).max());
                }
            }
            assertThat(reduced.at()).isSorted();
            assertThat(Arrays.stream(reduced.at()).distinct().count()).isEqualTo(reduced.at().length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 50})
    void whatIsNoNumberBreaksTheLineAndIsNotPassedOver(int columns) {
        var x = IntStream.range(0, 1000).asDoubleStream().toArray();
        var y = new double[1000];
        Arrays.fill(y, 400, 600, Double.NaN);
        var reduced = PixelColumns.of(x, y, 0, 999, false, columns);
        assertThat(Arrays.stream(reduced.value()).filter(Double::isNaN).count()).isPositive();
        assertThat(IntStream.range(0, reduced.at().length)
                        .filter(i -> reduced.at()[i] > 4 * columns * 0.45 && reduced.at()[i] < 4 * columns * 0.55)
                        .mapToDouble(i -> reduced.value()[i]))
                .allMatch(v -> Double.isNaN(v));
    }
}
