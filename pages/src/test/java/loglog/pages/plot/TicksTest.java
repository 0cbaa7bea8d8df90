package loglog.pages.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import loglog.tables.Numbers;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TicksTest {
    @Test
    void decadesOfParamsAreLabelledInLetters() {
        assertThat(labels(log(1e6, 1e10), 6)).containsExactly("1M", "10M", "100M", "1B", "10B");
    }

    @Test
    void decadesOfComputeAreLabelledAsPowers() {
        assertThat(labels(log(1e18, 1e23), 10)).containsExactly("1e18", "1e19", "1e20", "1e21", "1e22", "1e23");
        assertThat(labels(log(1e13, 1e17), 10)).containsExactly("1e13", "1e14", "1e15", "1e16", "1e17");
        assertThat(labels(log(1e13, 1e16), 8)).startsWith("1e13", "3e13").endsWith("1e16");
    }

    @Test
    void manyDecadesAreThinned() {
        assertThat(labels(log(1, 1e24), 6))
                .hasSizeBetween(3, 6)
                .startsWith("1e0")
                .doesNotHaveDuplicates();
    }

    @Test
    void lessThanADecadeHasRoundNumbers() {
        assertThat(labels(log(2, 4.2), 6)).containsExactly("2", "2.5", "3", "3.5", "4");
        assertThat(labels(log(2.31, 2.36), 6)).containsExactly("2.31", "2.32", "2.33", "2.34", "2.35", "2.36");
    }

    @Test
    void linearAxesHaveRoundNumbers() {
        assertThat(labels(new Extent(Scale.LINEAR, 0, 1), 6)).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(labels(new Extent(Scale.LINEAR, -1200, 1200), 5)).containsExactly("-1K", "-500", "0", "500", "1K");
    }

    @Test
    void placesInAListAreWholeNumbers() {
        var axis = Axis.linear("forecast, in order");
        assertThat(Ticks.of(axis, new Extent(Scale.LINEAR, 0.5, 1.5), 12))
                .extracting(Ticks::label)
                .containsExactly("1");
        assertThat(Ticks.of(axis, new Extent(Scale.LINEAR, 0.5, 4.5), 12))
                .extracting(Ticks::label)
                .containsExactly("1", "2", "3", "4");
    }

    @Property
    void ticksLieOnTheAxisInOrderAndSayTheirValue(
            @ForAll @DoubleRange(min = -8, max = 25) double low,
            @ForAll @DoubleRange(min = 0.01, max = 30) double decades,
            @ForAll @IntRange(min = 3, max = 12) int most) {
        check(new Extent(Scale.LOG, low, low + decades), most);
    }

    @Property
    void linearTicksToo(
            @ForAll @DoubleRange(min = -1e4, max = 1e4) double low,
            @ForAll @DoubleRange(min = 0.01, max = 1e5) double width,
            @ForAll @IntRange(min = 3, max = 12) int most) {
        check(new Extent(Scale.LINEAR, low, low + width), most);
    }

    private static void check(Extent extent, int most) {
        var ticks = Ticks.of(extent, most);
        assertThat(ticks).hasSizeBetween(1, most);
        double before = Double.NEGATIVE_INFINITY;
        for (var tick : ticks) {
            assertThat(extent.fraction(tick.value())).isBetween(-1e-6, 1 + 1e-6);
            assertThat(tick.value()).isGreaterThan(before);
            before = tick.value();
        }
        assertThat(ticks.stream().map(Ticks::label)).doesNotHaveDuplicates();
        double step = ticks.size() < 2 ? 0 : ticks.get(1).value() - ticks.get(0).value();
        for (var tick : ticks) {
            assertThat(Numbers.parse(tick.label()).orElseThrow())
                    .isCloseTo(tick.value(), within(Math.max(Math.abs(step) * 0.05, Math.abs(tick.value()) * 1e-12)));
        }
    }

    private static Extent log(double low, double high) {
        return new Extent(Scale.LOG, Math.log10(low), Math.log10(high));
    }

    private static List<String> labels(Extent extent, int most) {
        return Ticks.of(extent, most).stream().map(Ticks::label).toList();
    }
}
