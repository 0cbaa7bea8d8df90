package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabelsTest {
    static Stream<Look> sizes() {
        return Stream.of(
                Look.USUAL, new Look(89, 70, "Helvetica", 6, true, 300), new Look(120, 80, "Helvetica", 7, false, 300));
    }

    private static Chart prediction() {
        return new Chart(
                        "prediction against result",
                        Axis.log("training compute [FLOP]"),
                        Axis.log("loss [nats per token]"))
                .color(Axis.log("params"))
                .with(new Layer.Points(
                        "runs",
                        new double[] {1e10, 3e10, 1e11, 3e11},
                        new double[] {2.8, 2.6, 2.4, 2.2},
                        new double[] {1e4, 2e4, 3e4, 4e4},
                        null))
                .line("law", new double[] {1e10, 3e12}, new double[] {2.8, 1.96})
                .bars("predicted", new double[] {3e12}, new double[] {1.964}, new double[] {1.722}, new double[] {2.078
                })
                .note("predicted 1.964 (90%: 1.722 to 2.078)", 3e12, 2.078)
                .note("measured 1.960", 3e12, 1.722)
                .points("measured", new double[] {3e12}, new double[] {1.96});
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void noTwoTextsOfAFigureLieOverEachOtherAndAllLieInIt(Look look) {
        for (var chart : Stream.of(Pages.compute(), Pages.corpora(), Pages.isoflop(), prediction())
                .toList()) {
            var labels = Labels.of(chart, look);
            assertThat(labels.overlaps()).as(Figure.title(chart)).isEmpty();
            for (var box : labels.boxes()) {
                assertThat(box.left()).as(box.text()).isGreaterThanOrEqualTo(0);
                assertThat(box.right()).as(box.text()).isLessThanOrEqualTo(look.width() + 1);
                assertThat(box.bottom()).as(box.text()).isLessThanOrEqualTo(look.height() + 1);
            }
        }
    }

    @Test
    void whatWasMeasuredStandsBesideWhatWasPredictedAndHasAnotherShape() {
        var svg = SvgFile.draw(prediction(), Look.USUAL, "", "");
        var chart = prediction();
        var frame = Labels.of(chart, Look.USUAL).placed().frame();
        var shapes = chart.shapes();
        int predicted = 2;
        int measured = 5;
        assertThat(shapes[measured]).isNotEqualTo(shapes[predicted]);
        double px = frame.px(3e12);
        assertThat(svg)
                .contains(
                        "d=\"M" + Html.px(px) + " " + Html.px(frame.py(1.964)) + LayerRenderer.shape(shapes[predicted]))
                .doesNotContain(
                        "d=\"M" + Html.px(px) + " " + Html.px(frame.py(1.96)) + LayerRenderer.shape(shapes[measured]));
        assertThat(svg)
                .containsPattern("d=\"M[0-9.]+ " + Html.px(frame.py(1.96)) + LayerRenderer.shape(shapes[measured]));
    }

    /** Two of eight series never share color and shape, and eight shapes are eight. */
    @Test
    void everySeriesHasAShapeOfItsOwn() {
        assertThat(Stream.iterate(0, i -> i + 1).limit(Palette.SERIES).map(LayerRenderer::shape))
                .doesNotHaveDuplicates();
    }
}
