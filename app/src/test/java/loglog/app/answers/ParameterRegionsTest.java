package loglog.app.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Path2D;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterRegionsTest {
    /** From parameters that know nothing of each other to a ridge as narrow as that of A and alpha, and narrower. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.9, -0.999, 0.99999, -0.9999999})
    void aRegionHoldsItsShareOfTheResamplesHoweverNarrowTheirRidge(double correlation) {
        var random = new Random(1);
        int n = 400;
        var x = new double[n];
        var y = new double[n];
        for (int i = 0; i < n; i++) {
            double one = random.nextGaussian();
            double other = random.nextGaussian();
            x[i] = 2.7 + 0.3 * one;
            y[i] = 0.35 + 0.01 * (correlation * one + Math.sqrt(1 - correlation * correlation) * other);
        }
        var density = new ParameterRegions.Density(x, y);
        for (double share : new double[] {0.5, 0.9}) {
            var region = new Path2D.Double(Path2D.WIND_EVEN_ODD);
            for (var path : density.around(share)) {
                for (int i = 0; i < path.x().length; i++) {
                    if (i == 0) {
                        region.moveTo(path.x()[i], path.y()[i]);
                    } else {
                        region.lineTo(path.x()[i], path.y()[i]);
                    }
                }
                region.closePath();
            }
            long inside = IntStream.range(0, n)
                    .filter(i -> region.contains(x[i], y[i]))
                    .count();
            assertThat((double) inside / n).isCloseTo(share, within(0.03));
        }
    }
}
