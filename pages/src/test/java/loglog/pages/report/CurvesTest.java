package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Terminal;
import loglog.pages.plot.TerminalPlot;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures of many curves, and what is left out of a curve. */
class CurvesTest {
    @ParameterizedTest
    @ValueSource(ints = {5, 25, 200})
    void manyRunsNeedOneLegendEntryAndEachCurveSaysWhichRunItIs(int runs) {
        var chart = Pages.curves(runs, 200);
        var html = new Figure(chart, null, 1).html(2);
        assertThat(html.split("class=\"key\"", -1)).hasSize(2); // the envelope
        assertThat(html.split("<title>run-[0-9]+\nparams: ", -1)).hasSize(1 + 2 * runs); // wide and narrow
        var terminal = TerminalPlot.draw(chart, new Terminal(80, true, false));
        assertThat(terminal)
                .contains("curves by params")
                .contains("lower envelope")
                .doesNotContain("run-");
        assertThat(terminal.lines().count()).isLessThan(28);
    }

    @Test
    void twoHundredCurvesOfTwoHundredPointsMakeAPageOfLessThanAMegabyte() {
        var html = Page.of("t").figure(Pages.curves(200, 200), null).html();
        assertThat(html.length()).isLessThan(1_000_000);
        assertThat(html).contains(" of 40120 rows, evenly from each series");
        for (int run = 0; run < 200; run++) {
            assertThat(html).contains("<td>run-" + run + "</td>");
        }
    }

    @Test
    void aCurveDenserThanPixelsKeepsItsLowestAndHighestPoints() {
        int n = 100_000;
        var x = new double[n];
        var y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = 1 + i;
            y[i] = i == 77_777 ? 9 : i == 33_333 ? 0.2 : 1 + 0.1 * Math.sin(i);
        }
        var chart = new Chart("t", Axis.log("x"), Axis.log("y")).line("l", x, y);
        var svg = SvgChart.draw(chart, "f", "wide", 760, 430, "d");
        assertThat(svg.length()).isLessThan(60_000);
        var frame = Frame.of(chart, 760, 430);
        assertThat(svg).contains(" " + Html.px(frame.py(9))).contains(" " + Html.px(frame.py(0.2)));
    }

    @Property(tries = 200)
    void noPointOfACurveIsFartherThanAPixelFromWhatIsDrawn(
            @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = 0, max = 30) Double> steps) {
        var points = new ArrayList<double[]>();
        double x = 0;
        for (double step : steps) {
            x += step / 10;
            points.add(new double[] {x, step});
        }
        var kept = LineSimplifier.line(points);
        assertThat(kept.getFirst()).isEqualTo(points.getFirst());
        assertThat(kept.getLast()).isEqualTo(points.getLast());
        for (var point : points) {
            double nearest = Math.hypot(point[0] - kept.getFirst()[0], point[1] - kept.getFirst()[1]);
            for (int i = 1; i < kept.size(); i++) {
                nearest = Math.min(nearest, fromSegment(point, kept.get(i - 1), kept.get(i)));
            }
            assertThat(nearest).isLessThan(1);
        }
    }

    private static double fromSegment(double[] p, double[] a, double[] b) {
        double dx = b[0] - a[0];
        double dy = b[1] - a[1];
        double square = dx * dx + dy * dy;
        double t = square == 0 ? 0 : Math.clamp(((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square, 0, 1);
        return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
    }

    @Test
    void aStraightCurveIsItsEnds() {
        double[] x = {1, 10, 100, 1000};
        double[] y = {1000, 100, 10, 1};
        var svg =
                SvgChart.draw(new Chart("t", Axis.log("x"), Axis.log("y")).line("l", x, y), "f", "wide", 760, 430, "d");
        var d = svg.split("<path class=\"line s0\" d=\"")[1].split("\"")[0];
        assertThat(d).matches("M[0-9.]+ [0-9.]+L[0-9.]+ [0-9.]+");
    }
}
