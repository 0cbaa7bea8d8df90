package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader can do with a page's figures, in a real browser, where one is installed. */
@Tag("slow")
class FigureInBrowserTest {
    private static Chromium chromium;

    @TempDir
    static Path folder;

    private static Path page;

    /** Of all tests: each page is loaded anew into it. */
    private static com.microsoft.playwright.Page tab;

    private static final List<String> troubles = new ArrayList<>();

    @BeforeAll
    static void write() {
        chromium = Chromium.open();
        tab = Chromium.patient(chromium.browser()
                .newPage(new Browser.NewPageOptions().setViewportSize(1100, 900).setHasTouch(true)));
        tab.onPageError(troubles::add);
        tab.onConsoleMessage(m -> troubles.add(m.text()));
        page = folder.resolve("figures.html");
        Page.of("figures")
                .figure(Pages.compute(), null)
                .figure(Pages.corpora(), null)
                .figure(Pages.isoflop(), null)
                .figure(Pages.surface(), null)
                .figure(runs(), null)
                .write(page);
    }

    /** Three runs of which more is known than the axes show. */
    private static Chart runs() {
        double[] flops = {1e18, 1e19, 1e20};
        double[] loss = {3.5, 3.0, 2.5};
        return new Chart("three runs", Axis.log("training compute [FLOP]"), Axis.linear("loss"))
                .color(Axis.log("params"))
                .with(new Layer.Points("runs", flops, loss, new double[] {1e7, 3e7, 1e8}, new String[] {
                            "runs.csv, line 2", "runs.csv, line 3", "runs.csv, line 4"
                        })
                        .more(List.of(
                                new Layer.Column("params", new double[] {1e7, 3e7, 1e8}),
                                new Layer.Column("tokens", new double[] {1.4e12, 2e12, 3e12}),
                                new Layer.Column("evaluation [FLOP]", new double[] {2.5e14, 0, 1e15}),
                                new Layer.Column("fitted", new double[] {3.51, 2.98, 2.5}),
                                new Layer.Column("observed above law [%]", new double[] {-0.28, Double.NaN, 0}))))
                .line("law", flops, loss);
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private static void open(Path file) {
        tab.mouse().move(0, 0);
        tab.navigate(file.toUri().toString());
    }

    private static Locator figure(int index) {
        open(page);
        var figure = tab.locator("figure").nth(index);
        figure.locator("svg.wide").scrollIntoViewIfNeeded();
        return figure;
    }

    @AfterEach
    void nothingWentWrong() {
        var found = List.copyOf(troubles);
        troubles.clear();
        assertThat(found).isEmpty();
    }

    private static final String MARKS = "svg.wide .points path";

    private static double[] middle(Locator mark) {
        var box = mark.boundingBox();
        return new double[] {box.x + box.width / 2, box.y + box.height / 2};
    }

    @Test
    void pointingAtAPointTellsEverythingThatIsKnownOfIt() {
        var figure = figure(4);
        var at = middle(figure.locator(MARKS).first());
        tab.mouse().move(at[0], at[1]);
        assertThat(figure.locator(".tip").textContent()).isEqualTo("""
                runs.csv, line 2
                training compute [FLOP]: 1e18
                loss: 3.500
                params: 10M
                tokens: 1.4T
                evaluation [FLOP]: 2.5e14
                fitted: 3.510
                observed above law [%]: -0.2800""");
        at = middle(figure.locator(MARKS).nth(1));
        tab.mouse().move(at[0], at[1]);
        assertThat(figure.locator(".tip").textContent())
                .startsWith("runs.csv, line 3\n")
                .endsWith("fitted: 2.980");
        at = middle(figure.locator(MARKS).nth(2));
        tab.touchscreen().tap(at[0], at[1]);
        assertThat(figure.locator(".tip").textContent()).startsWith("runs.csv, line 4\n");
    }

    @Test
    void theSameIsInTheTableOfItsData() {
        var table = figure(4).locator("table");
        assertThat(table.locator("thead th").allTextContents())
                .containsExactly(
                        "series",
                        "training compute [FLOP]",
                        "loss",
                        "params",
                        "tokens",
                        "evaluation [FLOP]",
                        "fitted",
                        "observed above law [%]");
        assertThat(table.locator("tbody tr").first().locator("td").allTextContents())
                .containsExactly(
                        "runs.csv, line 2",
                        "1.0000e18",
                        "3.5000",
                        "1.0000e7",
                        "1.4000e12",
                        "2.5000e14",
                        "3.5100",
                        "-0.28000");
    }

    @Test
    void arrowKeysGoFromPointToPoint() {
        var figure = figure(4);
        figure.locator("svg.wide").focus();
        tab.keyboard().press("ArrowRight");
        assertThat(figure.locator(".tip").textContent()).startsWith("runs.csv, line 2\n");
        tab.keyboard().press("ArrowRight");
        assertThat(figure.locator(".tip").textContent()).startsWith("runs.csv, line 3\n");
        tab.keyboard().press("End");
        assertThat(figure.locator(".tip").textContent()).startsWith("runs.csv, line 4\n");
        tab.keyboard().press("Escape");
        assertThat(figure.locator(".tip").isVisible()).isFalse();
    }

    @Test
    void aSeriesCanBeHiddenAndShownAgain() {
        var figure = figure(0);
        var key = figure.locator("button.key", new Locator.LocatorOptions().setHasText("runs"));
        int marks = figure.locator(MARKS).count();
        assertThat(key.textContent().strip()).isEqualTo("runs");
        assertThat(marks).isEqualTo(60);
        var at = middle(figure.locator(MARKS).nth(5));
        key.click();
        assertThat(figure.locator(MARKS).count()).isZero();
        assertThat(key.getAttribute("aria-pressed")).isEqualTo("false");
        assertThat(figure.locator("svg.wide .band").count()).isEqualTo(1);
        tab.mouse().move(at[0], at[1]);
        assertThat(figure.locator(".tip").textContent()).doesNotContain("runs.csv");
        key.click();
        assertThat(figure.locator(MARKS).count()).isEqualTo(marks);
    }

    /** All axes' labels. */
    private static List<String> labels(Locator figure) {
        return figure.locator("svg.wide .ticks text").allTextContents();
    }

    private static List<?> paths(Locator figure) {
        return (List<?>)
                figure.locator("svg.wide")
                        .evaluate(
                                "s => [...s.querySelectorAll('.points path, .grid, .axis, .ticks text, .xtitle')]"
                                        + ".map(p => p.getAttribute('d') ?? [p.textContent, p.getAttribute('x'), p.getAttribute('y')].join())");
    }

    /** The same marks and texts, to a tenth of a pixel. */
    private static void same(List<?> drawn, List<?> byJava) {
        var number = Pattern.compile("-?[0-9]+([.][0-9]+)?");
        assertThat(drawn).hasSameSizeAs(byJava);
        for (int i = 0; i < drawn.size(); i++) {
            var now = drawn.get(i).toString();
            var then = byJava.get(i).toString();
            assertThat(number.matcher(now).replaceAll("#"))
                    .isEqualTo(number.matcher(then).replaceAll("#"));
            var a = number.matcher(now)
                    .results()
                    .mapToDouble(r -> Double.parseDouble(r.group()))
                    .toArray();
            var b = number.matcher(then)
                    .results()
                    .mapToDouble(r -> Double.parseDouble(r.group()))
                    .toArray();
            assertThat(a).as(then).containsExactly(b, Offset.offset(0.15));
        }
    }

    @Test
    void aBoxZoomsInADoubleClickShowsAllAgain() {
        var figure = figure(0);
        var before = labels(figure);
        var drawn = paths(figure);
        var area = figure.locator("svg.wide .area").boundingBox();
        drag(
                area.x + 0.25 * area.width,
                area.y + 0.3 * area.height,
                area.x + 0.5 * area.width,
                area.y + 0.6 * area.height);
        var zoomed = labels(figure);
        assertThat(zoomed).isNotEqualTo(before);
        var at = middle(figure.locator(MARKS).first());
        assertThat(at[0]).isBetween(area.x - 1, area.x + area.width + 1);
        tab.mouse().move(at[0], at[1]);
        assertThat(figure.locator(".tip").textContent()).startsWith("runs.csv, line ");
        tab.mouse().dblclick(area.x + area.width / 2, area.y + 5);
        assertThat(labels(figure)).isEqualTo(before);
        same(paths(figure), drawn);
    }

    private static void drag(double x, double y, double toX, double toY) {
        tab.mouse().move(x, y);
        tab.mouse().down();
        tab.mouse().move(toX, toY, new Mouse.MoveOptions().setSteps(4));
        tab.mouse().up();
    }

    @Test
    void theWheelZoomsWithControlAndScrollsThePageWithout() {
        var figure = figure(0);
        var before = labels(figure);
        var at = middle(figure.locator("svg.wide .area"));
        tab.mouse().move(at[0], at[1]);
        tab.mouse().wheel(0, 100);
        tab.waitForFunction("() => scrollY === 100");
        assertThat(labels(figure)).isEqualTo(before);
        figure.locator("svg.wide").scrollIntoViewIfNeeded();
        at = middle(figure.locator("svg.wide .area"));
        tab.mouse().move(at[0], at[1]);
        tab.keyboard().down("Control");
        tab.mouse().wheel(0, -300);
        tab.keyboard().up("Control");
        tab.waitForFunction(
                "was => [...document.querySelector('svg.wide').querySelectorAll('.ticks text')]"
                        + ".map(t => t.textContent).join() !== was",
                String.join(",", before));
        figure.locator("button", new Locator.LocatorOptions().setHasText("all")).click();
        assertThat(labels(figure)).isEqualTo(before);
    }

    @Test
    void shiftAndADragMovesTheView() {
        var figure = figure(0);
        figure.locator("button[aria-label='zoom in']").click();
        var mark = figure.locator(MARKS).first();
        var text = mark.getAttribute("d");
        var area = figure.locator("svg.wide .area").boundingBox();
        tab.keyboard().down("Shift");
        drag(area.x + 300, area.y + 100, area.x + 340, area.y + 100);
        tab.keyboard().up("Shift");
        assertThat(figure.locator(MARKS).first().getAttribute("d")).isNotEqualTo(text);
    }

    @Test
    void anAxisCanBeLinearAndTheFigureDrawnAgainIsTheOneThatJavaDrew() {
        for (int i : new int[] {0, 1, 3}) {
            var figure = figure(i);
            var before = labels(figure);
            var drawn = paths(figure);
            var curve = length(figure);
            var button = figure.locator(".view button").first();
            assertThat(button.textContent()).isEqualTo("x: log");
            button.click();
            assertThat(button.textContent()).isEqualTo("x: linear");
            assertThat(labels(figure)).isNotEqualTo(before);
            button.click();
            same(paths(figure), drawn);
            assertThat(length(figure)).isCloseTo(curve, Offset.offset(2.0));
        }
    }

    private static double length(Locator figure) {
        return ((Number) figure.locator("svg.wide .line").first().evaluate("p => p.getTotalLength()")).doubleValue();
    }

    /** On a linear axis, a power law that was two points of a straight line is bent. */
    @Test
    void aPowerLawIsBentOnLinearAxes() {
        var file = folder.resolve("power.html");
        double[] x = {1, 10, 100, 1000};
        double[] y = {1000, 100, 10, 1};
        Page.of("power")
                .figure(new Chart("power", Axis.log("x"), Axis.log("y")).line("law", x, y), null)
                .write(file);
        open(file);
        tab.locator(".view button").nth(0).click();
        tab.locator(".view button").nth(1).click();
        var under = tab.locator("svg.wide .line").evaluate("""
                p => {
                  const box = p.getBBox();
                  const at = p.getPointAtLength(p.getTotalLength() / 2);
                  return Math.max((at.x - box.x) / box.width, 1 - (box.y + box.height - at.y) / box.height);
                }""");
        assertThat(((Number) under).doubleValue()).as("near the corner").isGreaterThan(0.9);
    }

    @Test
    void anAxisWithValuesBelowZeroStaysLinear() {
        var file = folder.resolve("residuals.html");
        double[] x = {1, 2, 3};
        Page.of("r")
                .figure(new Chart("r", Axis.log("x"), Axis.linear("y")).points("p", x, new double[] {-1, 0, 1}), null)
                .write(file);
        open(file);
        assertThat(tab.locator(".view button").nth(0).isDisabled()).isFalse();
        assertThat(tab.locator(".view button").nth(1).isDisabled()).isTrue();
    }
}
