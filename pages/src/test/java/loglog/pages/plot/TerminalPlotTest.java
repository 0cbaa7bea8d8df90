package loglog.pages.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import loglog.pages.text.TerminalText;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalPlotTest {
    private static final Terminal ASCII = new Terminal(48, false, false);
    private static final Terminal BRAILLE = new Terminal(48, true, false);

    private static Chart chart() {
        double[] c = {1e18, 1e19, 1e20, 1e21, 1e22};
        double[] loss = {3.5, 3.0, 2.6, 2.3, 2.1};
        double[] low = {3.3, 2.9, 2.5, 2.2, 1.9};
        double[] high = {3.7, 3.1, 2.7, 2.4, 2.3};
        return new Chart("Loss falls with compute", Axis.log("compute [FLOP]"), Axis.log("loss [nats]"))
                .band("90% interval", c, low, high)
                .line("fit", c, loss)
                .points("runs", new double[] {1e18, 1e20, 1e22}, new double[] {3.5, 2.7, 2.1})
                .vertical("budget", 1e21);
    }

    @Test
    void drawsInAscii() {
        assertThat(TerminalPlot.draw(chart(), ASCII, 10)).isEqualTo("""
                Loss falls with compute
                loss [nats]
                """ + golden("chart.ascii.txt"));
    }

    @Test
    void drawsInBraille() {
        assertThat(TerminalPlot.draw(chart(), BRAILLE, 10)).isEqualTo("""
                Loss falls with compute
                loss [nats]
                """ + golden("chart.braille.txt"));
    }

    @Test
    void colorsAreOnlyAddedToTheSameCharacters() {
        var plain = TerminalPlot.draw(chart(), BRAILLE, 10);
        var colored = TerminalPlot.draw(chart(), new Terminal(48, true, true), 10);
        assertThat(colored).contains("\u001b[36m").isNotEqualTo(plain);
        assertThat(colored.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(plain);
    }

    @Test
    void aSurfaceIsLinesWithTheirValuesOnThem() {
        double[] grid = {1, 10, 100, 1000};
        var axis = Axis.log("x").range(1, 1000);
        var chart = new Chart(null, axis, axis)
                .with(Layer.Contours.of("x y", grid, grid, (x, y) -> Math.log10(x * y), 1.5, 3, 4.5));
        for (var terminal : List.of(ASCII, BRAILLE)) {
            var rows = TerminalPlot.draw(chart, terminal, 11).lines().toList().subList(1, 12);
            assertThat(rows.get(5)).contains("3"); // the middle one, from corner to corner
            assertThat(rows.get(5).indexOf('3')).isBetween(24, 28);
            assertThat(String.join("\n", rows)).contains("1.5", "4.5");
        }
    }

    @Test
    void colorsOfValuesAreTold() {
        double[] x = {1, 10};
        var chart = new Chart(null, Axis.log("x"), Axis.log("y"))
                .color(Axis.log("params"))
                .with(new Layer.Line("small", x, x, 1e6, false))
                .with(new Layer.Line("large", x, new double[] {2, 20}, 1e9, false));
        var colored = TerminalPlot.draw(chart, new Terminal(60, true, true), 10);
        assertThat(colored)
                .contains("curves by params", "params 1M to 1B", "\u001b[38;5;97m", "\u001b[38;5;142m")
                .doesNotContain("small", "large");
        assertThat(TerminalPlot.draw(chart, BRAILLE, 10)).doesNotContain("\u001b");
        // Both ends are written in one way.
        var ends = new Chart(null, Axis.log("x"), Axis.log("y"))
                .color(Axis.log("params"))
                .with(new Layer.Line("small", x, x, 3840, false))
                .with(new Layer.Line("large", x, new double[] {2, 20}, 13_824, false));
        assertThat(TerminalPlot.draw(ends, new Terminal(60, true, true), 10)).contains("params 3.84K to 13.8K");
    }

    /** One value has no range: "params 1925 to 7662" stood under runs that all have 3.84K. */
    @Test
    void theColorOfOneValueTellsNothing() {
        double[] x = {1, 10};
        var chart = new Chart(null, Axis.log("x"), Axis.log("y"))
                .color(Axis.log("params"))
                .with(new Layer.Points(null, x, x, new double[] {3840, 3840}, null));
        for (var terminal : List.of(BRAILLE, new Terminal(60, true, true))) {
            assertThat(TerminalPlot.draw(chart, terminal, 10)).doesNotContain("params", " to ");
        }
        assertThat(Extent.onlyColor(chart)).hasValueCloseTo(3840.0, org.assertj.core.data.Offset.offset(1e-6));
    }

    @Test
    void aDashedLineHasGaps() {
        double[] x = {1, 1000};
        double[] y = {1, 1};
        var whole = TerminalPlot.draw(new Chart(null, Axis.log("x"), Axis.log("y")).line(null, x, y), ASCII, 9);
        var dashed = TerminalPlot.draw(new Chart(null, Axis.log("x"), Axis.log("y")).dashed(null, x, y), ASCII, 9);
        assertThat(whole).contains("........").doesNotContain(". .");
        assertThat(dashed).contains("...   ...   ...").doesNotContain("....");
    }

    @Property
    void everyPointLiesInItsCellAndNothingElseDoes(
            @ForAll @Size(min = 2, max = 20) List<@DoubleRange(min = -3, max = 6) Double> decades,
            @ForAll @DoubleRange(min = 0.1, max = 10) double slope) {
        double[] x = decades.stream().mapToDouble(v -> Math.pow(10, v)).toArray();
        double[] y = Arrays.stream(x).map(v -> Math.pow(v, slope)).toArray();
        var chart = new Chart(null, Axis.log("x"), Axis.log("y")).points(null, x, y);
        var rows = TerminalPlot.draw(chart, ASCII, 10).lines().toList().subList(1, 11);
        var extentX = Extent.ofX(chart, 0.03);
        var extentY = Extent.ofY(chart, 0.05);
        int left = rows.getFirst().indexOf('|') < 0
                ? rows.getFirst().indexOf('+')
                : rows.getFirst().indexOf('|');
        int columns = 48 - left - 2;
        var expected = new ArrayList<String>();
        for (int i = 0; i < x.length; i++) {
            int column = (int) (extentX.fraction(x[i]) * columns);
            int row = (int) ((1 - extentY.fraction(y[i])) * 10);
            expected.add(row + " " + column);
            assertThat(rows.get(row).charAt(left + 1 + column)).isEqualTo('o');
        }
        for (int r = 0; r < 10; r++) {
            assertThat(rows.get(r).length()).isLessThanOrEqualTo(48);
            for (int c = left + 1; c < rows.get(r).length(); c++) {
                assertThat(rows.get(r).charAt(c) == 'o').isEqualTo(expected.contains(r + " " + (c - left - 1)));
            }
        }
    }

    @Test
    void whatHasNoPlaceIsNotDrawn() {
        double[] bad = {Double.NaN, Double.POSITIVE_INFINITY, -1, 0, 10};
        double[] good = {1, 1, 1, 1, 5};
        var chart = new Chart(null, Axis.log("x"), Axis.log("y"))
                .points("p", bad, good)
                .points("q", good, bad);
        var marks = TerminalPlot.draw(chart, ASCII, 8).lines().limit(9).toList().toString();
        assertThat(marks.chars().filter(c -> c == 'o').count()).isEqualTo(1);
        assertThat(marks.chars().filter(c -> c == 'x').count()).isEqualTo(1);
    }

    @Test
    void constantDataASinglePointAndNoneAreDrawn() {
        for (var scale : Scale.values()) {
            var x = new Axis("x", scale, Double.NaN, Double.NaN);
            for (var values : new double[][] {{}, {3}, {3, 3, 3}, {0}, {-2}}) {
                var plot = TerminalPlot.draw(
                        new Chart("t", x, x).points("p", values, values).line("l", values, values), ASCII, 6);
                assertThat(plot.lines().count()).isEqualTo(2 + 6 + 3 + 1);
                assertThat(plot.lines()).allMatch(line -> line.length() <= 48);
            }
        }
    }

    @Test
    void whatLiesOutsideAGivenRangeIsLeftOut() {
        var chart = new Chart(
                        null, Axis.log("x").range(1, 100), Axis.linear("y").range(0, 1))
                .points("p", new double[] {0.5, 10, 1000, 10}, new double[] {0.5, 0.5, 0.5, 2})
                .line("l", new double[] {1e-3, 1e6}, new double[] {-5, 5});
        var drawn = TerminalPlot.draw(chart, ASCII, 8).lines().limit(9).toList();
        assertThat(drawn.toString().chars().filter(c -> c == 'o').count()).isEqualTo(1);
        assertThat(drawn).allMatch(line -> line.length() <= 48);
    }

    @Test
    void severalSeriesHaveDifferentMarksAndAllStandInTheLegend() {
        var chart = new Chart(null, Axis.log("x"), Axis.log("y"));
        for (int i = 1; i <= 6; i++) {
            chart = chart.points("series " + i, new double[] {i}, new double[] {i});
        }
        var plot = TerminalPlot.draw(chart, ASCII, 8);
        for (int i = 0; i < 6; i++) {
            assertThat(plot).contains("ox+*#@".charAt(i) + " series " + (i + 1));
        }
        assertThat(plot.lines()).allMatch(line -> line.length() <= 48);
    }

    @Test
    void whatWasPredictedAndWhatWasMeasuredNeverHideEachOther() {
        for (var terminal : List.of(ASCII, BRAILLE)) {
            var apart = TerminalPlot.draw(predicted(2.3), terminal, 10);
            assertThat(apart).doesNotContain("&").contains("runs", "forecast", "measured");
            for (double measured : new double[] {2.0, 2.001}) {
                var plot = TerminalPlot.draw(predicted(measured), terminal, 10);
                assertThat(plot.lines().limit(12).filter(line -> line.contains("&")))
                        .hasSize(1);
                assertThat(plot).contains("& forecast and measured in one place");
            }
        }
    }

    private static Chart predicted(double measured) {
        double[] at = {1e22};
        return new Chart(null, Axis.log("compute [FLOP]"), Axis.log("loss"))
                .points("runs", new double[] {1e18, 1e20}, new double[] {3.5, 2.7})
                .bars("forecast", at, new double[] {2}, new double[] {1.9}, new double[] {2.1})
                .points("measured", at, new double[] {measured});
    }

    @Test
    void moreThanTwoSeriesInOneCellAreSaidToBeSeveral() {
        double[] one = {1};
        var chart = new Chart(null, Axis.log("x"), Axis.log("y"))
                .points("a", one, one)
                .points("b", one, one)
                .points("c", one, one);
        assertThat(TerminalPlot.draw(chart, ASCII, 8)).contains("& several in one place");
        var same = new Chart(null, Axis.log("x"), Axis.log("y"))
                .points("a", one, one)
                .points("a", one, one);
        assertThat(TerminalPlot.draw(same, ASCII, 8)).doesNotContain("&");
    }

    @Test
    void eachOfManySeriesHasAMarkOfItsOwn() {
        var chart = new Chart(null, Axis.log("x"), Axis.log("y"));
        for (int i = 1; i <= 20; i++) {
            chart = chart.points("series-" + i, new double[] {i}, new double[] {i});
        }
        var plot = TerminalPlot.draw(chart, new Terminal(100, true, false), 20);
        var marks = new HashSet<Character>();
        for (int i = 1; i <= 20; i++) {
            int name = plot.indexOf("series-" + i + (i < 20 ? " " : "\n"));
            marks.add(plot.charAt((name < 0 ? plot.indexOf("series-" + i + "\n") : name) - 2));
        }
        assertThat(marks).hasSize(20);
    }

    @Test
    void withoutColorsLettersTellCurvesApartAndDigitsSayValues() {
        double[] x = {1, 10, 100};
        var chart = new Chart(null, Axis.log("x"), Axis.log("y"))
                .line("first", x, new double[] {4, 3, 2})
                .line("second", x, new double[] {5, 4, 3});
        var plot = TerminalPlot.draw(chart, BRAILLE, 10);
        assertThat(plot).contains("\u2812\u2812A first", "\u2812\u2812B second");
        assertThat(plot.lines().limit(11).flatMapToInt(String::chars).filter(c -> c == 'A'))
                .hasSize(3);
        assertThat(TerminalPlot.draw(chart, new Terminal(48, true, true), 10)).doesNotContain("A first");
        var byValue = new Chart(null, Axis.log("x"), Axis.log("y"))
                .color(Axis.log("params"))
                .with(new Layer.Points("runs", x, new double[] {4, 3, 2}, new double[] {1e6, 1e7, 1e8}, null));
        assertThat(TerminalPlot.draw(byValue, BRAILLE, 10))
                .contains("1-6 runs", "from 1 to 6: params 1M to 100M")
                .containsSubsequence("1", "4", "6");
    }

    @Test
    void longNamesAndTitlesKeepWithinTheWidth() {
        var name = "quickstart-europarl-8min-seed1/fixed-3.16e11-".repeat(3);
        var chart = new Chart(name + " " + name, Axis.log(name), Axis.log(name + " \u6a21\u578b"));
        for (int i = 1; i <= 3; i++) {
            chart = chart.points(i + name, new double[] {i}, new double[] {i});
        }
        assertThat(TerminalPlot.draw(chart, ASCII, 8).lines()).allMatch(line -> TerminalText.width(line) <= 48);
    }

    @Test
    void namesDoNotSpeakToTheTerminal() {
        double[] one = {1};
        var chart = new Chart("a\u001b[2J", Axis.log("x\u0007"), Axis.log("y\u009b")).points("p\u202e", one, one);
        assertThat(TerminalPlot.draw(chart, ASCII, 8))
                .contains("\\u001b[2J", "\\u0007", "\\u009b", "\\u202e")
                .doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
    }

    @ParameterizedTest
    @CsvSource({
        "'',true,UTF-8,80,true,true,true",
        "COLUMNS=120,false,UTF-8,120,true,false,true",
        "COLUMNS=7,true,UTF-8,40,true,true,true",
        "COLUMNS=x,true,ANSI_X3.4-1968,80,false,true,true",
        "NO_COLOR=1,true,UTF-8,80,true,false,true",
        "TERM=dumb,true,UTF-8,80,false,false,true",
        "TERM=xterm,false,UTF-8,80,true,false,false",
        "LANG=C,true,,80,false,true,true",
        "LANG=de_DE.UTF-8,true,,80,true,true,true"
    })
    void theTerminalIsAskedWhatItCan(
            String set, boolean terminal, String encoding, int columns, boolean unicode, boolean color, boolean folds) {
        var environment = set.isEmpty() ? Map.<String, String>of() : Map.of(set.split("=")[0], set.split("=")[1]);
        var properties = new Properties();
        if (encoding != null) {
            properties.setProperty("stdout.encoding", encoding);
        }
        assertThat(Terminal.of(environment, properties, terminal))
                .isEqualTo(new Terminal(columns, unicode, color, folds));
    }

    @Test
    void theTerminalsOwnWidthCountsWhereNoneIsGivenAndNotInAPipe() {
        var properties = new Properties();
        properties.setProperty("loglog.columns", "132");
        assertThat(Terminal.of(Map.of(), properties, true).columns()).isEqualTo(132);
        assertThat(Terminal.of(Map.of("COLUMNS", "70"), properties, true).columns())
                .isEqualTo(70);
        assertThat(Terminal.of(Map.of(), properties, false).columns()).isEqualTo(80);
        assertThat(Terminal.of(Map.of(), properties, false).tableColumns()).isEqualTo(Integer.MAX_VALUE);
    }

    private static String golden(String name) {
        try (var in = TerminalPlotTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
