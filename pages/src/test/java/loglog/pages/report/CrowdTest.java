package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.text.TextTable;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private static Chart cloud(int n) {
        var random = new SplittableRandom(1);
        var x = new double[n];
        var y = new double[n];
        var labels = new String[n];
        for (int i = 0; i < n; i++) {
            x[i] = Math.pow(10, 18 + random.nextGaussian());
            y[i] = 2 + 0.1 * random.nextGaussian();
            labels[i] = "a-table-of-runs.csv, line " + (i + 2);
        }
        y[n / 2] = 9; // one far off
        return new Chart("cloud", Axis.log("training compute [FLOP]"), Axis.linear("loss"))
                .with(new Layer.Points("runs", x, y, null, labels)
                        .more(java.util.List.of(new Layer.Column("tokens", x), new Layer.Column("by the law", y))));
    }

    @Test
    void everyPointThatIsLeftOutLiesNearOneThatIsDrawn() {
        var all = cloud(30_000);
        var frame = Frame.of(all, 760, 430);
        var crowd = Crowd.of(all, frame);
        assertThat(crowd.shown()).isBetween(Crowd.MOST / 2, Crowd.MOST);
        var drawn = (Layer.Points) crowd.chart().layers().getFirst();
        var points = (Layer.Points) all.layers().getFirst();
        for (int i = 0; i < points.x().length; i += 7) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < drawn.x().length; k++) {
                nearest = Math.min(
                        nearest,
                        Math.hypot(
                                frame.px(points.x()[i]) - frame.px(drawn.x()[k]),
                                frame.py(points.y()[i]) - frame.py(drawn.y()[k])));
            }
            assertThat(nearest).isLessThanOrEqualTo(crowd.within());
        }
        assertThat(drawn.y()).contains(9);
        assertThat(drawn.more().getFirst().values()).isEqualTo(drawn.x());
        assertThat(Frame.of(crowd.chart(), 760, 430)).isEqualTo(frame);
    }

    @Test
    void aMillionRowsMakeAPageOfAFewMegabytesThatSaysWhatIsShown() {
        var table = TextTable.of("row", "loss");
        for (int i = 0; i < 1_000_000; i++) {
            table.row("row", "1");
        }
        var cloud = cloud(1_000_000);
        var html = Page.of("t")
                .figure(cloud, "1000000 rows of runs.csv")
                .figure(cloud, null)
                .figure(cloud, null)
                .table("all", table)
                .html();
        assertThat(html.length()).isLessThan(5_000_000);
        assertThat(html).contains(" of 1000000 points are drawn; ", "The first 1000 of 1000000 rows; --json");
    }
}
