package loglog.pages.report;

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
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
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

    /** Large letters of a page: a unit of the drawing is {@link #SCALE} pixels. */
    private static final Look LOOK = new Look(211.667, 125, "Helvetica", 9.75, true, 192);

    private static final int SCALE = 2;

    /** Without title and legend, the chart begins at the image's margin. */
    private static Chart bare() {
        return new Chart(null, Axis.log("x"), Axis.log("y"));
    }

    @Test
    void aPointOfThePageHasItsLayersColorAtTheSamePlaceOfTheImage() {
        for (var layers : List.of(
                bare().points(null, X, Y),
                bare().line(null, X, Y).points(null, X, Y),
                bare().bars(null, X, Y, Y, Y),
                bare().line(null, X, Y).line(null, Y, Y).points(null, X, Y))) {
            var image = Picture.of(layers, LOOK);
            var frame = placed(layers).frame();
            int series = layers.colors()[layers.colors().length - 1];
            var ink = over(
                    Color.decode(Palette.onWhite(StrokeStyle.Color.TINT, PaletteColor.series(series))),
                    StrokeStyle.POINT.filled);
            for (int i = 0; i < X.length; i++) {
                var seen = at(image, frame.px(X[i]) - 1.3, frame.py(Y[i]) + 1.2);
                if (layers.layers().size() == 1) {
                    assertThat(distance(seen, ink)).isLessThan(8);
                } else { // a curve shows through
                    assertThat(distance(seen, Color.WHITE)).isGreaterThan(120);
                }
                assertThat(distance(at(image, frame.px(X[i]) + 6, frame.py(Y[i]) - 6), Color.WHITE))
                        .isLessThan(8);
            }
        }
    }

    @Test
    void everyPointOfTheSvgIsInked() {
        var chart = Pages.corpora();
        var figure = new Chart(null, chart.x(), chart.y(), null, chart.layers());
        var frame = placed(figure).frame();
        var svg = SvgChart.draw(figure, "f", "wide", frame.width(), frame.height(), "d");
        var points = new ArrayList<double[]>();
        var matcher = Pattern.compile("d=\"M([0-9.]+) ([0-9.]+)m").matcher(svg);
        while (matcher.find()) {
            points.add(new double[] {Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))});
        }
        assertThat(points).hasSize(11);
        var image = Picture.of(figure, LOOK);
        double left = placed(figure).left();
        double top = placed(figure).top();
        for (var point : points) {
            int x = (int) Math.round(SCALE * (left + point[0]));
            int y = (int) Math.round(SCALE * (top + point[1]));
            // A neighbor's white edge may run over a point's middle, not over all around it.
            int most = 0;
            for (int dx = -2; dx <= 2; dx++) {
                most = Math.max(most, distance(new Color(image.getRGB(x + dx, y - 2)), Color.WHITE));
            }
            assertThat(most).isGreaterThan(150);
        }
    }

    /** Where the chart stands in the figure. */
    private static Plate.Placed placed(Chart chart) {
        var image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        return Plate.draw(chart, LOOK, new ImagePen(image.createGraphics(), java.awt.Font.SANS_SERIF));
    }

    @Test
    void aLineTakesTheColorOfItsValue() {
        double[] x = {1, 100};
        var chart = bare().color(Axis.log("params"))
                .with(new Layer.Line(null, x, new double[] {1, 1}, 1e6, false))
                .with(new Layer.Line(null, x, new double[] {2, 2}, 1e9, false));
        var image = Picture.of(chart, LOOK);
        var frame = placed(chart).frame();
        double down = placed(chart).top() - 3;
        var low = at(image, frame.px(10), down + frame.py(1));
        var high = at(image, frame.px(10), down + frame.py(2));
        assertThat(distance(low, Color.decode(Palette.onWhite(StrokeStyle.Color.TINT, new PaletteColor(true, 0)))))
                .isLessThan(8);
        assertThat(distance(
                        high,
                        Color.decode(
                                Palette.onWhite(StrokeStyle.Color.TINT, new PaletteColor(true, Palette.STEPS - 1)))))
                .isLessThan(8);
    }

    @Test
    void aSurfacesLinesLieWhereTheFunctionHasTheirValuesAndItsRegionsAreShadedBetween() {
        double[] grid = {1, 3, 10, 30, 100};
        var axis = Axis.log("x").range(1, 100);
        var surface = Layer.Contours.of(null, grid, grid, (x, y) -> Math.log10(x * y), 1, 3);
        var chart = new Chart(null, axis, axis).color(Axis.linear("v")).with(surface);
        var image = Picture.of(chart, LOOK);
        var frame = placed(chart).frame();
        double down = placed(chart).top() - 3;
        var low = Color.decode(Palette.onWhite(StrokeStyle.Color.TINT, PaletteColor.value(0)));
        var high = Color.decode(Palette.onWhite(StrokeStyle.Color.TINT, PaletteColor.value(1)));
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
            var tint = Color.decode(Palette.onWhite(StrokeStyle.Color.TINT, PaletteColor.value(fractions[i])));
            assertThat(distance(shades[i], over(tint, StrokeStyle.SURFACE.filled)))
                    .isLessThan(8);
        }
    }

    /** The image's pixel at a place of the chart. */
    private static Color at(BufferedImage image, double px, double py) {
        return new Color(image.getRGB((int) (SCALE * (3 + px)), (int) (SCALE * (3 + py))));
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
        var circle = SvgPath.of("M10 20" + LayerRenderer.shape(0)).getBounds2D();
        assertThat(circle.getMinX()).isCloseTo(6.5, within(0.01));
        assertThat(circle.getMaxX()).isCloseTo(13.5, within(0.01));
        assertThat(circle.getMinY()).isCloseTo(16.5, within(0.01));
        assertThat(circle.getMaxY()).isCloseTo(23.5, within(0.01));
        assertThat(SvgPath.of("M10 20" + LayerRenderer.shape(0)).contains(10, 17))
                .isTrue();
        var square = SvgPath.of("M10 20" + LayerRenderer.shape(1)).getBounds2D();
        assertThat(square.getMinX()).isCloseTo(6.8, within(1e-9));
        assertThat(square.getMaxY()).isCloseTo(23.2, within(1e-9));
        var bar = SvgPath.of("M5 30h8m-4 0V10.5m-4 0h8").getBounds2D();
        assertThat(bar.getMinX()).isEqualTo(5);
        assertThat(bar.getMaxX()).isEqualTo(13);
        assertThat(bar.getMinY()).isEqualTo(10.5);
        var two = SvgPath.of("M1 2L3 4ZM-5 6H7");
        assertThat(two.getBounds2D().getMinX()).isEqualTo(-5);
    }

    @Test
    void theFileHasItsSizeItsResolutionAndSaysWhatItShows() throws IOException {
        var source = "60 rows of runs.csv; \u03b1 fitted by Huber's penalty";
        var folder = this.folder.resolve("figures");
        var figures = new FigureFiles("./loglog fit runs.csv --figures figures", List.of(FigureFiles.Format.png), LOOK)
                .figure(Pages.compute(), Caption.of(source))
                .figure(Pages.corpora(), Caption.of("Bars are 90% intervals."))
                .figure(Pages.isoflop(), Caption.of("IsoFLOP"))
                .figure(Pages.corpora(), Caption.of("again"))
                .write(folder);
        assertThat(figures)
                .extracting(FigureFiles.Named::stem)
                .containsExactly(
                        "loss-against-training-compute",
                        "two-corpora",
                        "loss-nats-per-token-against-params",
                        "two-corpora-2");
        var image = ImageIO.read(folder.resolve("two-corpora.png").toFile());
        assertThat(image.getWidth()).isEqualTo(1600);
        assertThat(image.getHeight()).isEqualTo(945);
        assertThat(texts(folder.resolve("loss-against-training-compute.png")))
                .containsEntry("Title", "Loss against training compute")
                .containsEntry("Description", source)
                .containsEntry("Command", "./loglog fit runs.csv --figures figures")
                .containsEntry("pixels per meter", "7559");
        for (var figure : figures) {
            var kept = Path.of("target", "screenshots", figure.stem() + ".png");
            Files.createDirectories(kept.getParent());
            Files.write(kept, Files.readAllBytes(folder.resolve(figure.stem() + ".png")));
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
            texts.put("pixels per meter", physical.getAttribute("pixelsPerUnitXAxis"));
            return texts;
        }
    }

    @Test
    void theSameDataGiveTheSameImage() {
        var one = Picture.png(Pages.compute(), LOOK, Map.of("Title", "t"));
        assertThat(Picture.png(Pages.compute(), LOOK, Map.of("Title", "t"))).isEqualTo(one);
    }

    @Test
    void aNameIsMadeOfTheTitlesLettersAndDigits() {
        assertThat(FigureFiles.name("Loss against compute [FLOP]")).isEqualTo("loss-against-compute-flop");
        assertThat(FigureFiles.name("../../etc/passwd \u00e9t\u00e9")).isEqualTo("etc-passwd-ete");
        assertThat(FigureFiles.name("\u6e2c\u5b9a")).isEqualTo("figure");
        assertThat(FigureFiles.name("a".repeat(500))).hasSize(80);
    }

    @Test
    void aLongTitleAndManyNamesStayWithinTheImage() {
        double[] one = {1, 2};
        var chart =
                new Chart("A title that is long enough to need a second line ".repeat(4), Axis.log("x"), Axis.log("y"));
        for (int i = 0; i < 12; i++) {
            chart = chart.line("a curve with a name, number " + i, one, new double[] {i + 1, i + 2});
        }
        var look = new Look(211.667, 250, "Helvetica", 9.75, true, 192);
        var image = Picture.of(chart.points("a name without end ".repeat(20), one, one), look);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x : new int[] {0, 2, image.getWidth() - 3, image.getWidth() - 1}) {
                assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(0xffffff);
            }
        }
    }
}
