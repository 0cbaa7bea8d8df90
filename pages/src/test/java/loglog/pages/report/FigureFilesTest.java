package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import loglog.laws.Laws;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** Figures as files for a paper. */
class FigureFilesTest {
    private static final Look COLUMN = new Look(89, 60, "Helvetica", 6, true, 300);
    private static final List<FigureFiles.Format> VECTORS = List.of(FigureFiles.Format.svg, FigureFiles.Format.pdf);

    @TempDir
    Path folder;

    private Path write(Chart chart, Look look) {
        var to = folder.resolve("figures");
        new FigureFiles("./loglog fit runs.csv", VECTORS, look)
                .figure(
                        chart,
                        Caption.of("60 rows of runs.csv (arXiv 2203.15556)")
                                .equation("L(N) = 1")
                                .cites("efron1979"))
                .write(to);
        return to;
    }

    private static Chart compute() {
        return new Chart("loss against compute", Axis.log("training compute [FLOP]"), Axis.log("loss [nats per token]"))
                .color(Axis.log("params"))
                .with(new Layer.Points(
                        "runs",
                        new double[] {1e18, 1e20, 1e22},
                        new double[] {4, 3, 2},
                        new double[] {1e6, 1e7, 1e8},
                        new String[] {"runs.csv, line 2", "a \"b\", c", null}))
                .band("90% interval", new double[] {1e18, 1e22}, new double[] {3.5, 1.5}, new double[] {4.5, 2.5})
                .line("law", new double[] {1e18, 1e22}, new double[] {4, 2})
                .bars("predicted", new double[] {1e22}, new double[] {2}, new double[] {1.5}, new double[] {2.5})
                .barsAcross("minimum", new double[] {1e20}, new double[] {3}, new double[] {1e19}, new double[] {1e21});
    }

    @Test
    void onANarrowScreenAllLettersOfAFigureAreLargeEnough() {
        var crowded = compute();
        for (int i = 0; i < 14; i++) {
            crowded = crowded.line(
                    "recipe of a longer name " + i, new double[] {1e18, 1e22}, new double[] {4, 2 + 0.1 * i});
        }
        for (var chart : List.of(compute(), crowded)) {
            var svg = FigureFiles.narrowSvg(chart, Caption.of("60 rows"), "./loglog fit runs.csv");
            var width = Pattern.compile("viewBox=\"0 0 (\\d+) ").matcher(svg);
            assertThat(width.find()).isTrue();
            assertThat(Pattern.compile("<text [^>]*font-size=\"([\\d.]+)\"")
                            .matcher(svg)
                            .results())
                    .hasSizeGreaterThan(10)
                    .allMatch(
                            size -> Double.parseDouble(size.group(1)) * 340 / Integer.parseInt(width.group(1)) > 10.9);
        }
    }

    @Test
    void anSvgHasTheSizeThatWasAskedForAndItsWordsWithTheirUnits() throws Exception {
        var svg = write(compute(), COLUMN).resolve("loss-against-compute.svg");
        var root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(svg.toFile())
                .getDocumentElement();
        assertThat(root.getAttribute("width")).isEqualTo("89mm");
        assertThat(root.getAttribute("height")).isEqualTo("60mm");
        var box = root.getAttribute("viewBox").split(" ");
        assertThat(Double.parseDouble(box[3]) / Double.parseDouble(box[2])).isCloseTo(60.0 / 89, within(1e-4));
        // Letters of 6 points: 13 units of the drawing are 6/72 inch.
        assertThat(Double.parseDouble(box[2]) / 13 * 6 / 72 * 25.4).isCloseTo(89, within(0.2));
        var words = new ArrayList<String>();
        var texts = root.getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++) {
            words.add(texts.item(i).getTextContent());
        }
        assertThat(words)
                .contains("training compute [FLOP]", "loss [nats per token]", "params", "runs", "law", "predicted");
        assertThat(root.getElementsByTagName("desc").item(0).getTextContent()).startsWith("60 rows of runs.csv");
        assertThat(((Element) texts.item(0)).getAttribute("fill")).startsWith("#"); // no style sheet is needed
    }

    @Test
    void aPdfIsOnePageOfThatSizeWithTextAndWholeTables() throws Exception {
        var bytes = Files.readAllBytes(write(compute(), COLUMN).resolve("loss-against-compute.pdf"));
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("%PDF-1.7").endsWith("%%EOF\n").contains("/MediaBox[0 0 252.283 170.079]");
        int table = Integer.parseInt(text.replaceFirst("(?s).*startxref\\n(\\d+)\\n.*", "$1"));
        assertThat(text.substring(table)).startsWith("xref\n0 9\n");
        var rows = text.substring(table).split("\n");
        for (int object = 1; object < 9; object++) {
            int at = Integer.parseInt(rows[2 + object].substring(0, 10));
            assertThat(text.substring(at)).startsWith(object + " 0 obj\n");
            assertThat(rows[2 + object]).hasSize(19); // with its line break 20, as every reader expects
        }
        var page = page(text);
        assertThat(page)
                .contains("(training compute [FLOP]) Tj", "(loss [nats per token]) Tj", "(predicted) Tj")
                .contains("ActualText <FEFF" + "0031006500310038>"); // 1e18, which is drawn with a raised 18
        assertThat(count(page, "q")).isEqualTo(count(page, "Q"));
        assertThat(count(page, "BDC") + count(page, "BMC")).isEqualTo(count(page, "EMC"));
    }

    private static String page(String pdf) throws IOException {
        int from = pdf.indexOf("stream\n") + 7;
        var packed = pdf.substring(from, pdf.indexOf("\nendstream")).getBytes(StandardCharsets.ISO_8859_1);
        try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static long count(String page, String operator) {
        return page.lines()
                .flatMap(line -> Pattern.compile("\\s+").splitAsStream(line))
                .filter(operator::equals)
                .count();
    }

    @Test
    void anotherProgramReadsThePdfsText() throws Exception {
        var pdf = write(compute(), new Look(180, 115, "Times", 8, true, 300)).resolve("loss-against-compute.pdf");
        Process process;
        try {
            process = new ProcessBuilder("pdftotext", "-layout", pdf.toString(), "-").start();
        } catch (IOException e) {
            Assumptions.abort("no pdftotext here (poppler-utils): " + e.getMessage());
            return;
        }
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(text).contains("training compute [FLOP]", "loss [nats per token]", "90% interval", "1e20", "2.5");
    }

    @Test
    void lettersBeyondTheStandardFontsAreDrawnAndCopiedAsTheyAre() throws Exception {
        var chart = new Chart("\u03b1 \u2264 1, \u6e2c\u5b9a (caf\u00e9)", Axis.log("x"), Axis.log("y"))
                .points(null, new double[] {1, 10}, new double[] {1, 10});
        var page = page(new String(PdfFile.draw(chart, Look.USUAL, Map.of()), StandardCharsets.ISO_8859_1));
        assertThat(page).contains("/F3 15 Tf", "(a) Tj", "\\(caf\\351\\)");
        try {
            Picture.needFonts();
            assertThat(page).contains("ActualText <FEFF6E2C5B9A>");
        } catch (ReportException e) {
            assertThat(page).doesNotContain("6E2C");
        }
    }

    @Test
    void theCsvHoldsWhatIsDrawnWithAllItsDigits() throws Exception {
        var to = write(compute(), COLUMN);
        var rows = Files.readAllLines(to.resolve("loss-against-compute.csv"));
        assertThat(rows)
                .startsWith("series,mark,training compute [FLOP],loss [nats per token],low,high,params,label")
                .contains(
                        "runs,points,1.0E18,4.0,,,1000000.0,\"runs.csv, line 2\"",
                        "runs,points,1.0E20,3.0,,,1.0E7,\"a \"\"b\"\", c\"",
                        "90% interval,band,1.0E22,,1.5,2.5,,",
                        "law,line,1.0E18,4.0,,,,",
                        "predicted,interval,1.0E22,2.0,1.5,2.5,,",
                        "minimum,interval along x,1.0E20,3.0,1.0E19,1.0E21,,");
        var svg = Files.readString(to.resolve("loss-against-compute.svg"));
        var frame = Labels.of(compute(), COLUMN).placed().frame();
        for (var row : rows.stream().filter(r -> r.startsWith("runs,points")).toList()) {
            var cells = row.split(",");
            assertThat(svg)
                    .contains("d=\"M" + Html.px(frame.px(Double.parseDouble(cells[2]))) + " "
                            + Html.px(frame.py(Double.parseDouble(cells[3]))) + "m");
        }
    }

    @Test
    void aSurfacesLinesAndItsGridAreInTheCsv() {
        double[] grid = {1, 10, 100};
        var surface = Layer.Contours.of("loss", grid, grid, (x, y) -> x * y, 50);
        var csv = FigureCsv.of(new Chart("t", Axis.log("params"), Axis.log("tokens"))
                .color(Axis.log("loss"))
                .with(surface));
        assertThat(csv).contains("loss,surface,10.0,100.0,,,1000.0,\n").contains("loss: 50,contour,");
        assertThat(csv.lines().filter(row -> row.contains(",surface,"))).hasSize(9);
    }

    @Test
    void twiceTheSameFigureIsTwiceTheSameBytes() throws Exception {
        for (var format : VECTORS) {
            var one = Files.readAllBytes(write(compute(), COLUMN).resolve("loss-against-compute." + format));
            var two = Files.readAllBytes(write(compute(), COLUMN).resolve("loss-against-compute." + format));
            assertThat(two).isEqualTo(one);
        }
    }

    @Test
    void captionAndPapersStandBesideIt() throws Exception {
        var to = write(compute(), COLUMN);
        assertThat(to.resolve("loss-against-compute.txt"))
                .content()
                .contains("loss against compute", "60 rows of runs.csv", "Made by Loglog: ./loglog fit runs.csv");
        var bib = Files.readString(to.resolve("loss-against-compute.bib"));
        assertThat(bib).contains("@misc{hoffmann2022,", "@article{efron1979,").doesNotContain("kaplan2020");
        assertThat(to.resolve("loss-against-compute.tex"))
                .content()
                .contains("\\includegraphics{loss-against-compute}")
                .contains("\\cite{efron1979,hoffmann2022}")
                .contains("\\begin{equation}\n  L(N) = 1\n\\end{equation}");
    }

    /** An entry as BibTeX has it: a kind, a key, and fields with braces that match. */
    @Test
    void theBibliographyIsBibtexAndHoldsThePaperOfEveryLaw() {
        assertThat(Bibliography.all()).hasSizeGreaterThan(15);
        for (var entry : Bibliography.all()) {
            var text = entry.bibtex();
            assertThat(text).matches("(?s)@(article|misc|book)\\{[a-z]+[0-9]{4},\\n(  \\w+ = \\{[^{}]+},?\\n)+}");
            assertThat(text)
                    .contains(
                            "author = {", "title = {", "year = {" + entry.key().replaceAll("\\D", "") + "}");
            var fields = text.lines().filter(line -> line.startsWith("  ")).toList();
            assertThat(fields.subList(0, fields.size() - 1)).allMatch(line -> line.endsWith("},"));
        }
        for (var name : Laws.NAMES) {
            var source =
                    Laws.named(name, Laws.ofOneScale(name) ? "params" : null).source();
            var numbers = Pattern.compile("arXiv ([0-9.]+[0-9])").matcher(source);
            while (numbers.find()) {
                assertThat(Bibliography.in(List.of(source)))
                        .as(source)
                        .extracting(Bibliography.Entry::arxiv)
                        .contains(numbers.group(1));
            }
        }
    }

    @Test
    void aTitleThatIsOffLeavesItsRoomToTheChart() {
        var with = Labels.of(compute(), COLUMN);
        var without = Labels.of(compute(), new Look(89, 60, "Helvetica", 6, false, 300));
        assertThat(with.words()).contains("loss against compute");
        assertThat(without.words()).doesNotContain("loss against compute");
        assertThat(without.placed().frame().height())
                .isGreaterThan(with.placed().frame().height());
    }

    @Test
    void aFigureTooSmallForItsLettersIsSaid() {
        assertThatThrownBy(() -> write(compute(), new Look(20, 20, "Helvetica", 8, true, 300)))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("20 x 20 mm with letters of 8 pt, which leave \"loss against compute\" no room");
        assertThatThrownBy(() -> PdfFile.draw(compute(), new Look(89, 60, "Garamond", 6, true, 300), Map.of()))
                .hasMessageContaining(
                        "font: found \"Garamond\", which is none of PDF, expected Helvetica, Times or Courier");
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 300_000})
    void ofManyPointsASampleIsDrawnThatKeepsTheExtremesAndSaysSo(int n) {
        var x = new double[n];
        var y = new double[n];
        var random = new java.util.Random(1);
        for (int i = 0; i < n; i++) {
            x[i] = Math.exp(random.nextGaussian());
            y[i] = random.nextGaussian();
        }
        x[17] = 1e6;
        y[17] = 40;
        x[n - 1] = 1e-6;
        y[n - 1] = -40;
        var chart = new Chart("t", Axis.log("x"), Axis.linear("y"))
                .points("a", x, y)
                .points("few", new double[] {1, 2}, new double[] {3, 4});
        var thin = Thinned.of(chart);
        var kept = (Layer.Points) thin.chart().layers().getFirst();
        assertThat(kept.x().length).isBetween(Crowd.MOST / 4, Crowd.MOST);
        assertThat(kept.x()).contains(1e6, 1e-6);
        assertThat(kept.y()).contains(40, -40);
        assertThat(((Layer.Points) thin.chart().layers().getLast()).x()).hasSize(2);
        assertThat(thin.remark()).matches("\\d+ of %d points are drawn; .*".formatted(n + 2));
        var html = Page.of("t").figure(chart, "c").html();
        assertThat(html.length()).isLessThan(3_000_000);
        assertThat(html).contains(" points are drawn");
    }

    @Test
    void ofManyCurvesSomeAreDrawnEvenlyOverTheirValues() {
        var chart = new Chart("t", Axis.log("x"), Axis.linear("y")).color(Axis.log("params"));
        for (int i = 1; i <= 3000; i++) {
            chart = chart.with(new Layer.Line("run " + i, new double[] {1, 2}, new double[] {i, i}, i, false));
        }
        var thin = Thinned.of(chart.line("envelope", new double[] {1, 2}, new double[] {1, 1}));
        assertThat(thin.chart().layers()).hasSize(Thinned.MOST_CURVES + 1);
        assertThat(thin.chart().layers()).extracting(Layer::name).contains("run 1", "run 3000", "envelope");
        assertThat(thin.remark()).isEqualTo("400 of 3000 curves are drawn, evenly by params");
    }
}
