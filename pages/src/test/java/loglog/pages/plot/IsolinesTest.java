package loglog.pages.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolinesTest {
    private static final double[] X = spaced(1e6, 1e10, 41);
    private static final double[] Y = spaced(1e8, 1e13, 31);

    private static double[] spaced(double from, double to, int count) {
        var values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = from * Math.pow(to / from, i / (count - 1.0));
        }
        return values;
    }

    private static List<Isolines.Path> lines(Layer.Contours contours, double level) {
        return Isolines.of(contours, Scale.LOG, Scale.LOG, level);
    }

    @Test
    void equalComputeIsAStraightLineOverDecadesFromEdgeToEdge() {
        var flops = Layer.Contours.of("C", X, Y, (n, d) -> Math.log10(6 * n * d));
        var lines = lines(flops, 19);
        assertThat(lines).hasSize(1);
        var line = lines.getFirst();
        assertThat(line.closed()).isFalse();
        for (int i = 0; i < line.x().length; i++) {
            assertThat(line.x()[i] + line.y()[i]).isCloseTo(19 - Math.log10(6), within(1e-9));
        }
        double first = line.x()[0];
        double last = line.x()[line.x().length - 1];
        assertThat(Math.min(first, last)).isCloseTo(6, within(1e-9)); // the grid's left edge
        assertThat(Math.max(first, last)).isCloseTo(10, within(1e-9)); // and its right one
    }

    @Test
    void aBowlHasCirclesForLevelsWhichJoinInOneClosedPath() {
        var bowl = Layer.Contours.of("", X, Y, (x, y) -> Math.hypot(Math.log10(x) - 8, Math.log10(y) - 10.5));
        for (double radius : new double[] {0.5, 1, 1.7}) {
            var circles = lines(bowl, radius);
            assertThat(circles).hasSize(1);
            var circle = circles.getFirst();
            assertThat(circle.closed()).isTrue();
            double round = 0;
            for (int i = 0; i < circle.x().length; i++) {
                assertThat(Math.hypot(circle.x()[i] - 8, circle.y()[i] - 10.5)).isCloseTo(radius, within(0.012));
                int next = (i + 1) % circle.x().length;
                round += Math.hypot(circle.x()[next] - circle.x()[i], circle.y()[next] - circle.y()[i]);
            }
            assertThat(round).isCloseTo(2 * Math.PI * radius, within(0.02 * 2 * Math.PI * radius));
        }
        assertThat(lines(bowl, 1e6)).isEmpty();
    }

    @Test
    void twoHillsHaveTwoRingsAndASaddleCrossesNothing() {
        var hills = Layer.Contours.of("", X, Y, (x, y) -> {
            double u = Math.log10(x) - 8;
            double v = Math.log10(y) - 10.5;
            return Math.exp(-4 * ((u - 1) * (u - 1) + v * v)) + Math.exp(-4 * ((u + 1) * (u + 1) + v * v));
        });
        assertThat(lines(hills, 0.5)).hasSize(2).allMatch(Isolines.Path::closed);
        // Opposite corners alike in one square: both ways to join are lines that do not cross.
        for (double middle : new double[] {0.4, 0.6}) {
            var saddle = new Layer.Contours(
                    "",
                    new double[] {1, 10},
                    new double[] {1, 10},
                    new double[][] {{1, 2 * middle - 1}, {2 * middle - 1, 1}},
                    new double[0]);
            assertThat(lines(saddle, 0.5)).hasSize(2).allMatch(path -> path.x().length == 2);
        }
    }

    @Test
    void whereTheFunctionHasNoValueThereIsNoLine() {
        var half = Layer.Contours.of("", X, Y, (x, y) -> x > 1e8 ? Double.NaN : Math.log10(y));
        var lines = lines(half, 10.1);
        assertThat(lines).hasSize(1);
        for (double x : lines.getFirst().x()) {
            assertThat(x).isLessThanOrEqualTo(8 + 1e-9);
        }
    }

    /** What is left of a region and of the levels within it has the area that a count of the grid's values gives. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.2, 2.2, 3})
    void aRegionIsClosedAlongTheGridsEdge(double radius) {
        var dome = Layer.Contours.of("", X, Y, (x, y) -> -Math.hypot(Math.log10(x) - 8, Math.log10(y) - 10.5));
        double area = 0;
        for (var path : Isolines.around(dome, Scale.LOG, Scale.LOG, -radius)) {
            assertThat(path.closed()).isTrue();
            double twice = 0;
            for (int i = 0; i < path.x().length; i++) {
                int next = (i + 1) % path.x().length;
                twice += path.x()[i] * path.y()[next] - path.x()[next] * path.y()[i];
            }
            area += Math.abs(twice) / 2;
        }
        int inside = 0;
        int all = 400;
        for (int i = 0; i < all; i++) {
            for (int j = 0; j < all; j++) {
                inside += Math.hypot(6 + 4 * (i + 0.5) / all - 8, 8 + 5 * (j + 0.5) / all - 10.5) <= radius ? 1 : 0;
            }
        }
        assertThat(area).isCloseTo(20.0 * inside / all / all, within(0.03));
    }

    @Test
    void roundLevelsLieWithinTheSurface() {
        var loss = Layer.Contours.of("loss", X, Y, (n, d) -> 1.8 + 480 / Math.pow(n, 0.35) + 2000 / Math.pow(d, 0.37));
        var levels = loss.at(Scale.LOG, 12).levels();
        assertThat(levels).hasSizeBetween(4, 12).isSorted().contains(3, 4);
        for (double level : levels) {
            assertThat(lines(loss, level)).isNotEmpty();
        }
        assertThat(Layer.Contours.of("flat", X, Y, (x, y) -> 1)
                        .at(Scale.LOG, 12)
                        .levels())
                .isEmpty();
    }
}
