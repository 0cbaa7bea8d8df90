package loglog.app.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import loglog.laws.Allocation;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Layer;
import org.junit.jupiter.api.Test;

/** The map of a law over params and tokens. */
class LossMapTest {
    @Test
    void ofVeryManyRunsAnEvenShareIsDrawnAndNamed() {
        int n = 20_000;
        var params = Figures.logSpaced(1e6, 1e9, n);
        var tokens = Arrays.stream(params).map(x -> 20 * x).toArray();
        var flops = Arrays.stream(params).map(x -> 120 * x * x).toArray();
        var named = new AtomicInteger();
        var chart = LossMap.chart(new LossMap.Of(
                "map",
                Axis.log("loss"),
                params,
                tokens,
                flops,
                params,
                run -> "run " + run + named.incrementAndGet(),
                List.of(),
                (x, d) -> 2 + 400 / Math.pow(x, 0.34) + 400 / Math.pow(d, 0.28),
                c -> new Allocation(c, Math.sqrt(c / 120), 20 * Math.sqrt(c / 120), 3),
                _ -> 6.0));
        var points = chart.layers().stream()
                .filter(Layer.Points.class::isInstance)
                .map(Layer.Points.class::cast)
                .toList();
        assertThat(points).hasSize(1);
        assertThat(points.getFirst().x()).hasSize(5000).startsWith(params[0], params[4]);
        assertThat(points.getFirst().name()).isEqualTo("runs (color: measured; 5000 of 20000 drawn)");
        assertThat(named).hasValue(5000);
    }
}
