package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.plot.Scale;
import loglog.pages.text.TextTable;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PageTest {
    @TempDir
    Path folder;

    @Test
    void textCannotBecomeMarkup() {
        var nasty = "</title><script>alert(\"1\")</script>'&\u0000";
        double[] one = {1};
        var html = Page.of(nasty)
                .lead(nasty)
                .heading(nasty)
                .text(nasty)
                .equation(nasty)
                .warning(nasty)
                .facts(List.of(new Page.Fact(nasty, nasty, nasty)))
                .figure(
                        new Chart(nasty, Axis.log(nasty), Axis.log(nasty))
                                .color(Axis.log(nasty))
                                .with(new Layer.Points(nasty, one, one, one, new String[] {nasty}))
                                .line(nasty, one, one)
                                .vertical(nasty, 1)
                                .note(nasty, 1, 1),
                        nasty)
                .table(nasty, TextTable.of(nasty).row(nasty))
                .folded(nasty, TextTable.of(nasty).row(nasty))
                .command(nasty)
                .html();
        assertThat(html).doesNotContain("<script>alert").doesNotContain("\u0000");
        assertThat(html.split("<script>", -1)).hasSize(2); // the page's own
    }

    @Test
    void aPageNamesNoOtherServer() {
        var html = Pages.everything().html();
        assertThat(html)
                .contains("default-src 'none'")
                .doesNotContain("http://")
                .doesNotContain("https://");
        assertThat(html).doesNotContain("@import").doesNotContain("url(\"").doesNotContain("src=\"");
    }

    @Test
    void theSameDataGiveTheSamePage() {
        assertThat(Pages.everything().html()).isEqualTo(Pages.everything().html());
    }

    @Test
    void aFigureIsWellFormedAndEveryPointStandsAtItsPlace() throws Exception {
        double[] x = {1e18, 1e20, 1e22};
        double[] y = {4, 3, 2};
        var axes = new Chart("t", new Axis("x", Scale.LOG, 1e18, 1e22), new Axis("y", Scale.LINEAR, 2, 4));
        var svg = parse(SvgChart.draw(axes.points("p", x, y), "f", "wide", 760, 430, "d"));
        var area = (Element) svg.getElementsByTagName("rect").item(0);
        double left = Double.parseDouble(area.getAttribute("x"));
        double top = Double.parseDouble(area.getAttribute("y"));
        double width = Double.parseDouble(area.getAttribute("width"));
        double height = Double.parseDouble(area.getAttribute("height"));
        var paths = svg.getElementsByTagName("path");
        int found = 0;
        for (int i = 0; i < paths.getLength(); i++) {
            var path = (Element) paths.item(i);
            if (((Element) path.getParentNode()).getAttribute("class").startsWith("points")) {
                var at = path.getAttribute("d").substring(1).split("m")[0].split(" ");
                assertThat(Double.parseDouble(at[0])).isCloseTo(left + width * found / 2, pixel());
                assertThat(Double.parseDouble(at[1])).isCloseTo(top + height * found / 2, pixel());
                found++;
            }
        }
        assertThat(found).isEqualTo(3);
    }

    private static Offset<Double> pixel() {
        return Assertions.within(0.11);
    }

    @Test
    void whatHasNoPlaceIsNotDrawnAndNoNumberIsBroken() throws Exception {
        double[] bad = {Double.NaN, Double.POSITIVE_INFINITY, -1, 0, 10, 1e300};
        double[] good = {1, 1, 1, 1, 5, 1e-300};
        for (var scale : Scale.values()) {
            var axis = new Axis("a", scale, Double.NaN, Double.NaN);
            for (var values : new double[][] {bad, good, {}, {3, 3}}) {
                var other = values == bad ? good : values == good ? bad : values;
                var chart = new Chart("t", axis, axis)
                        .band("b", values, other, other)
                        .line("l", values, other)
                        .points("p", values, other)
                        .bars("e", values, other, other, other)
                        .vertical("v", -1)
                        .note("n", Double.NaN, 1);
                var svg = SvgChart.draw(chart, "f", "wide", 760, 430, "d");
                assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity").doesNotContainPattern(" d=\"[^\"]*E");
                parse(svg);
            }
        }
    }

    @Test
    void aBandWithAGapIsTwoRegions() {
        double[] x = {1, 2, 3, 4, 5};
        double[] low = {1, 1, Double.NaN, 1, 1};
        double[] high = {2, 2, 2, 2, 2};
        var svg = SvgChart.draw(
                new Chart("t", Axis.linear("x"), Axis.linear("y")).band("b", x, low, high), "f", "wide", 760, 430, "d");
        assertThat(svg.split("class=\"band ", -1)).hasSize(3);
    }

    @Test
    void layersOfOneNameShareAColorAndALegendEntry() {
        double[] one = {1};
        var chart = new Chart("t", Axis.log("x"), Axis.log("y"))
                .points("a", one, one)
                .points("b", one, one)
                .band("90%", one, one, one)
                .line("b", one, one)
                .line("c", one, one);
        assertThat(chart.colors()).containsExactly(0, 1, 1, 1, 2);
        assertThat(new Figure(chart, null, 1).html(2).split("class=\"key\"", -1))
                .hasSize(5);
    }

    @Test
    void writesTheWholePageInPlaceOfTheOld() throws IOException {
        var file = folder.resolve("report.html");
        Files.writeString(file, "old");
        var page = Pages.everything();
        page.write(file);
        assertThat(file).hasContent(page.html());
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws IOException {
        var nowhere = folder.resolve("no/report.html");
        assertThatThrownBy(() -> Page.of("t").write(nowhere))
                .isInstanceOf(ReportException.class)
                .hasMessage(nowhere + " cannot be written: there is no folder " + folder.resolve("no"));
        assertThatThrownBy(() -> Page.of("t").write(folder))
                .hasMessage(folder + ": found a folder, expected the name of an HTML file to write");
        var under = Files.writeString(folder.resolve("file"), "x").resolve("report.html");
        assertThatThrownBy(() -> Page.of("t").write(under)).hasMessageContaining("there is no folder");
        var locked = Files.createDirectory(
                folder.resolve("locked"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeFalse(Files.isWritable(locked), "this user may write everywhere");
        assertThatThrownBy(() -> Page.of("t").write(locked.resolve("r.html")))
                .hasMessage(locked.resolve("r.html") + " cannot be written: permission denied");
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
