package loglog.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.metadata.IIOMetadataNode;
import loglog.app.plot.Axis;
import loglog.app.plot.Chart;
import loglog.app.plot.Layer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class PictureTest {
    private static final double[] X = {1e18, 1e20, 1e22};
    private static final double[] Y = {4, 3, 2};

    @TempDir
    Path folder;

    @BeforeAll
    static void fonts() {
        try {
            Picture.needFonts();
        } catch (ReportException e) {
            Assumptions.abort("no picture was drawn: a PNG " + e.getMessage());
        }
    }

    /** Without title, legend and caption, the chart begins at the image's margin. */
    private static Chart bare() {
        return new Chart(null, Axis.log("x"), Axis.log("y"));
    }

    @Test
    void aPointOfThePageHasItsLayersColourAtTheSamePlaceOfTheImage() {
        for (var layers : List.of(
                bare().points(null, X, Y),
                bare().line(null, X, Y).points(null, X, Y),
                bare().bars(null, X, Y, Y, Y),
                bare().line(null, X, Y).line(null, Y, Y).points(null, X, Y))) {
            var image = Picture.of(layers, null);
            var frame = Frame.of(layers, Picture.CHART_WIDTH, Picture.CHART_HEIGHT);
            int series = layers.colours()[layers.colours().length - 1];
            var ink = over(Color.decode(Palette.onWhite(Ink.Colour.TINT, Tint.series(series))), Ink.POINT.filled);
            for (int i = 0; i < X.length; i++) {
                var seen = at(image, frame.px(X[i]) + 0.8, frame.py(Y[i]) - 1.2);
                if (layers.layers().size() == 1) {
                    assertThat(distance(seen, ink)).isLessThan(8);
                } else { // a curve shows through
                    assertThat(distance(seen, Color.WHITE)).isGreaterThan(120);
                }
                assertThat(distance(at(image, frame.px(X[i]) + 9, frame.py(Y[i]) - 9), Color.WHITE))
                        .isLessThan(8);
            }
        }
    }

    @Test
    void everyPointOfTheSvgIsInked() {
        var chart = Pages.corpora();
        var figure = new Chart(null, chart.x(), chart.y(), null, chart.layers());
        var svg = SvgChart.draw(figure, "f", "wide", Picture.CHART_WIDTH, Picture.CHART_HEIGHT, "d");
        var points = new ArrayList<double[]>();
        var matcher = Pattern.compile("d=\"M([0-9.]+) ([0-9.]+)m").matcher(svg);
        while (matcher.find()) {
            points.add(new double[] {Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))});
        }
        assertThat(points).hasSize(11);
        var image = Picture.of(figure, null);
        int top = Picture.MARGIN + (int) Math.round(legendHeight(figure));
        for (var point : points) {
            int x = (int) Math.round(Picture.SCALE * (Picture.MARGIN + point[0]));
            int y = (int) Math.round(Picture.SCALE * (top + point[1]));
            // A neighbour's white edge may run over a point's middle, not over all around it.
            int most = 0;
            for (int dx = -2; dx <= 2; dx++) {
                most = Math.max(most, distance(new Color(image.getRGB(x + dx, y - 2)), Color.WHITE));
            }
            assertThat(most).isGreaterThan(150);
        }
    }

    private static double legendHeight(Chart chart) {
        int whole = Picture.of(chart, null).getHeight() / Picture.SCALE;
        return whole - 2 * Picture.MARGIN - Picture.CHART_HEIGHT;
    }

    @Test
    void aLineTakesTheColourOfItsValue() {
        double[] x = {1, 100};
        var chart = bare().colour(Axis.log("params"))
                .with(new Layer.Line(null, x, new double[] {1, 1}, 1e6, false))
                .with(new Layer.Line(null, x, new double[] {2, 2}, 1e9, false));
        var image = Picture.of(chart, null);
        var frame = Frame.of(chart, Picture.CHART_WIDTH, Picture.CHART_HEIGHT);
        double down = legendHeight(chart);
        var low = at(image, frame.px(10), down + frame.py(1));
        var high = at(image, frame.px(10), down + frame.py(2));
        assertThat(distance(low, Color.decode(Palette.onWhite(Ink.Colour.TINT, new Tint(true, 0)))))
                .isLessThan(8);
        assertThat(distance(high, Color.decode(Palette.onWhite(Ink.Colour.TINT, new Tint(true, Palette.STEPS - 1)))))
                .isLessThan(8);
    }

    @Test
    void aSurfacesLinesLieWhereTheFunctionHasTheirValuesAndItsRegionsAreShadedBetween() {
        double[] grid = {1, 3, 10, 30, 100};
        var axis = Axis.log("x").range(1, 100);
        var surface = Layer.Contours.of(null, grid, grid, (x, y) -> Math.log10(x * y), 1, 3);
        var chart = new Chart(null, axis, axis).colour(Axis.linear("v")).with(surface);
        var image = Picture.of(chart, null);
        var frame = Frame.of(chart, Picture.CHART_WIDTH, Picture.CHART_HEIGHT);
        double down = legendHeight(chart);
        var low = Color.decode(Palette.onWhite(Ink.Colour.TINT, Tint.value(0)));
        var high = Color.decode(Palette.onWhite(Ink.Colour.TINT, Tint.value(1)));
        int lows = 0;
        int highs = 0;
        for (double x = 1.3; x < 10; x += 0.5) { // x y = 10, and x y = 1000 ten times as far on both axes
            lows += distance(at(image, frame.px(x), down + frame.py(10 / x)), low) < 60 ? 1 : 0;
            highs += distance(at(image, frame.px(10 * x), down + frame.py(100 / x)), high) < 60 ? 1 : 0;
        }
        assertThat(lows).isBetween(13, 18); // but for where its label stands
        assertThat(highs).isBetween(13, 18);
        var shades = new Color[] {
            at(image, frame.px(1.7), down + frame.py(1.7)),
            at(image, frame.px(15), down + frame.py(4)),
            at(image, frame.px(60), down + frame.py(60))
        };
        double[] fractions = {-0.5, 0.5, 1.5};
        for (int i = 0; i < shades.length; i++) {
            var tint = Color.decode(Palette.onWhite(Ink.Colour.TINT, Tint.value(fractions[i])));
            assertThat(distance(shades[i], over(tint, Ink.SURFACE.filled))).isLessThan(8);
        }
    }

    /** The image's pixel at a place of the chart. */
    private static Color at(BufferedImage image, double px, double py) {
        return new Color(image.getRGB(
                (int) (Picture.SCALE * (Picture.MARGIN + px)), (int) (Picture.SCALE * (Picture.MARGIN + py))));
    }

    private static Color over(Color ink, double opacity) {
        return new Color(
                (int) Math.round(255 - opacity * (255 - ink.getRed())),
                (int) Math.round(255 - opacity * (255 - ink.getGreen())),
                (int) Math.round(255 - opacity * (255 - ink.getBlue())));
    }

    private static int distance(Color a, Color b) {
        return Math.abs(a.getRed() - b.getRed())
                + Math.abs(a.getGreen() - b.getGreen())
                + Math.abs(a.getBlue() - b.getBlue());
    }

    @Test
    void aPathOfSvgIsTheSameShape() {
        var circle = ImagePen.path("M10 20" + Layers.shape(0)).getBounds2D();
        assertThat(circle.getMinX()).isCloseTo(6.5, within(0.01));
        assertThat(circle.getMaxX()).isCloseTo(13.5, within(0.01));
        assertThat(circle.getMinY()).isCloseTo(16.5, within(0.01));
        assertThat(circle.getMaxY()).isCloseTo(23.5, within(0.01));
        assertThat(ImagePen.path("M10 20" + Layers.shape(0)).contains(10, 17)).isTrue();
        var square = ImagePen.path("M10 20" + Layers.shape(1)).getBounds2D();
        assertThat(square.getMinX()).isCloseTo(6.8, within(1e-9));
        assertThat(square.getMaxY()).isCloseTo(23.2, within(1e-9));
        var bar = ImagePen.path("M5 30h8m-4 0V10.5m-4 0h8").getBounds2D();
        assertThat(bar.getMinX()).isEqualTo(5);
        assertThat(bar.getMaxX()).isEqualTo(13);
        assertThat(bar.getMinY()).isEqualTo(10.5);
        var two = ImagePen.path("M1 2L3 4ZM-5 6H7");
        assertThat(two.getBounds2D().getMinX()).isEqualTo(-5);
    }

    @Test
    void theFileHasItsSizeItsResolutionAndSaysWhatItShows() throws IOException {
        var source = "60 rows of runs.csv; \u03b1 fitted by Huber's penalty";
        var files = new Pictures("./loglog fit runs.csv --png figures")
                .figure(Pages.compute(), source)
                .figure(Pages.corpora(), "Bars are 90% intervals.")
                .figure(Pages.isoflop(), null)
                .figure(Pages.corpora(), null)
                .write(folder.resolve("figures"));
        assertThat(files)
                .extracting(file -> folder.relativize(file).toString())
                .containsExactly(
                        "figures/loss-against-training-compute.png",
                        "figures/two-corpora.png",
                        "figures/loss-nats-per-token-against-params.png",
                        "figures/two-corpora-2.png");
        var image = ImageIO.read(files.get(1).toFile());
        assertThat(image.getWidth()).isEqualTo(1600);
        assertThat(image.getHeight()).isBetween(1000, 1200);
        assertThat(texts(files.getFirst()))
                .containsEntry("Title", "Loss against training compute")
                .containsEntry("Description", source)
                .containsEntry("Command", "./loglog fit runs.csv --png figures")
                .containsEntry("pixels per metre", "7559");
        assertThat(texts(files.get(2))).doesNotContainKey("Description");
        for (var file : files) {
            var kept = Path.of("target", "screenshots", file.getFileName().toString());
            Files.createDirectories(kept.getParent());
            Files.write(kept, Files.readAllBytes(file));
        }
    }

    private static Map<String, String> texts(Path file) throws IOException {
        var reader = ImageIO.getImageReadersByFormatName("png").next();
        try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            reader.setInput(in);
            var root = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
            var texts = new TreeMap<String, String>();
            for (var kind : new String[][] {{"tEXtEntry", "value"}, {"iTXtEntry", "text"}}) {
                var nodes = root.getElementsByTagName(kind[0]);
                for (int i = 0; i < nodes.getLength(); i++) {
                    var entry = (Element) nodes.item(i);
                    texts.put(entry.getAttribute("keyword"), entry.getAttribute(kind[1]));
                }
            }
            var physical = (Element) root.getElementsByTagName("pHYs").item(0);
            texts.put("pixels per metre", physical.getAttribute("pixelsPerUnitXAxis"));
            return texts;
        }
    }

    @Test
    void theSameDataGiveTheSameImage() {
        var one = Png.of(Picture.of(Pages.compute(), "caption"), Picture.SCALE, Map.of("Title", "t"));
        assertThat(Png.of(Picture.of(Pages.compute(), "caption"), Picture.SCALE, Map.of("Title", "t")))
                .isEqualTo(one);
    }

    @Test
    void aNameIsMadeOfTheTitlesLettersAndDigits() {
        assertThat(Pictures.name("Loss against compute [FLOP]")).isEqualTo("loss-against-compute-flop");
        assertThat(Pictures.name("../../etc/passwd \u00e9t\u00e9")).isEqualTo("etc-passwd-ete");
        assertThat(Pictures.name("\u6e2c\u5b9a")).isEqualTo("figure");
        assertThat(Pictures.name("a".repeat(500))).hasSize(80);
    }

    @Test
    void aLongTitleAndManyNamesStayWithinTheImage() {
        double[] one = {1, 2};
        var chart =
                new Chart("A title that is long enough to need a second line ".repeat(4), Axis.log("x"), Axis.log("y"));
        for (int i = 0; i < 12; i++) {
            chart = chart.line("a curve with a name, number " + i, one, new double[] {i + 1, i + 2});
        }
        var image = Picture.of(chart.points("a name without end ".repeat(20), one, one), "caption ".repeat(100));
        int edge = Picture.SCALE * Picture.MARGIN - 6;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x : new int[] {2, edge, image.getWidth() - edge, image.getWidth() - 2}) {
                assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(0xffffff);
            }
        }
    }
}
