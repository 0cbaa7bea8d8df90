package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports in a real browser, where one is installed. */
@Tag("slow")
class BrowserTest {
    private static Chromium chromium;
    private static Path page;

    /** Of all tests but the one without scripts: each page is loaded anew into it. */
    private static com.microsoft.playwright.Page tab;

    private static final List<String> troubles = new ArrayList<>();

    @TempDir
    static Path folder;

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
        tab = Chromium.patient(chromium.browser().newPage());
        tab.onConsoleMessage(m -> troubles.add(m.type() + ": " + m.text()));
        tab.onPageError(troubles::add);
        tab.onRequest(r -> {
            if (!r.url().startsWith("file://") && !r.url().startsWith("data:")) {
                troubles.add("asked for " + r.url());
            }
        });
        page = folder.resolve("report.html");
        Pages.everything().write(page);
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1100,LIGHT", "1100,DARK", "700,LIGHT", "360,LIGHT", "360,DARK"})
    void aPageStaysWithinItselfAndItsTextIsLegible(int width, ColorScheme scheme) {
        open(page, width, scheme);
        assertThat(tab.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .isEqualTo(0);
        assertThat((List<?>) tab.evaluate(OVERLAPS)).isEmpty();
        assertThat((Number) tab.evaluate("document.querySelectorAll('.chart').length"))
                .isEqualTo(8);
        tab.screenshot(new ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", width + "-" + scheme + ".png")));
    }

    private static void open(Path file, int width, ColorScheme scheme) {
        troubles.clear();
        tab.setViewportSize(width, 900);
        tab.emulateMedia(new com.microsoft.playwright.Page.EmulateMediaOptions().setColorScheme(scheme));
        tab.mouse().move(2, 2);
        tab.navigate(file.toUri().toString());
        assertThat(troubles).isEmpty();
    }

    /** The texts of the visible figures that leave their figure or touch another text of it. */
    static final String OVERLAPS = """
            () => {
              const bad = [];
              for (const svg of document.querySelectorAll('.plot svg')) {
                const frame = svg.getBoundingClientRect();
                if (frame.width === 0) continue;
                const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
                if (texts.length < 6) bad.push('only ' + texts.length + ' texts');
                for (const [name, box] of texts) {
                  if (box.left < frame.left - 0.5 || box.right > frame.right + 0.5
                      || box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5) bad.push(name + ' leaves');
                  for (const [other, b] of texts) {
                    if (b !== box && box.left < b.right && b.left < box.right
                        && box.top < b.bottom - 2 && b.top < box.bottom - 2) bad.push(name + ' touches ' + other);
                  }
                }
              }
              return bad;
            }""";

    @Test
    void pointingAtARunTellsWhichItIs() {
        open(page, 1100, ColorScheme.LIGHT);
        var plot = tab.locator(".plot").first();
        plot.scrollIntoViewIfNeeded();
        assertThat(plot.locator(".tip").isVisible()).isFalse();
        var box = plot.locator("svg.wide .points path").nth(5).boundingBox();
        tab.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
        assertThat(plot.locator(".tip").isVisible()).isTrue();
        assertThat(plot.locator(".tip").textContent())
                .startsWith("runs.csv, line 7\ntraining compute [FLOP]: 2.61e18\nloss [nats per token]: ")
                .contains("\nparams: ");
        var area = plot.locator("svg.wide .area").boundingBox();
        tab.mouse().move(area.x + area.width - 20, area.y + 10);
        assertThat(plot.locator(".tip").textContent())
                .startsWith("training compute [FLOP]: 1.02e24\nloss [nats per token]: 3.60");
        tab.screenshot(new ScreenshotOptions().setPath(Path.of("target", "screenshots", "hover.png")));
        tab.mouse().move(2, 2);
        assertThat(plot.locator(".tip").isVisible()).isFalse();
    }

    @Test
    void pointingAtOneOfManyCurvesTellsWhoseItIs() {
        var file = folder.resolve("curves.html");
        loglog.pages.report.Page.of("curves")
                .figure(Pages.curves(200, 200), null)
                .figure(Pages.surface(), null)
                .write(file);
        open(file, 1100, ColorScheme.LIGHT);
        var curves = tab.locator(".plot").first();
        point(tab, curves.locator("svg.wide .finest").nth(120), 0);
        assertThat(curves.locator(".tip").textContent())
                .startsWith("run-120\nparams: 258M\ntraining compute [FLOP]: ")
                .contains("\nloss [nats per token]: ");
        var lengths = (List<?>) curves.evaluate("p => ['.focus', '.finest:nth-of-type(121)'].map("
                + "s => p.querySelector('svg.wide ' + s).getTotalLength())");
        assertThat(((Number) lengths.get(0)).doubleValue())
                .as("the curve is marked, by what the page holds of it")
                .isCloseTo(((Number) lengths.get(1)).doubleValue(), Percentage.withPercentage(2));
        tab.screenshot(new ScreenshotOptions().setPath(Path.of("target", "screenshots", "curve.png")));

        var surface = tab.locator(".plot").nth(1);
        surface.scrollIntoViewIfNeeded();
        point(tab, surface.locator("svg.wide .contour").nth(1), 0);
        assertThat(surface.locator(".tip").textContent()).startsWith("loss of the law: 2.5\nparams: ");
        assertThat(troubles).isEmpty();
    }

    /** Moves the pointer to the beginning of a path. */
    static void point(com.microsoft.playwright.Page tab, com.microsoft.playwright.Locator path, double along) {
        var at = (List<?>) path.evaluate("""
                (p, along) => {
                  const at = p.getPointAtLength(p.getTotalLength() * along + 2).matrixTransform(p.getScreenCTM());
                  return [at.x, at.y];
                }""", along);
        tab.mouse().move(((Number) at.get(0)).doubleValue(), ((Number) at.get(1)).doubleValue());
    }

    @Test
    void withoutScriptAndOnPaperThePageStillSaysEverything() {
        try (var context = chromium.browser().newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            var tab = Chromium.patient(context.newPage());
            tab.navigate(page.toUri().toString());
            assertThat(tab.locator("svg.wide .points path > title").first().textContent())
                    .startsWith("runs.csv, line 2");
            assertThat(tab.locator("h1").textContent()).isEqualTo("Chinchilla's law, fitted to 60 runs <script>");
            assertThat(tab.locator(".equation sup").allTextContents()).containsExactly("α", "β");
            tab.emulateMedia(new com.microsoft.playwright.Page.EmulateMediaOptions()
                    .setMedia(Media.PRINT)
                    .setColorScheme(ColorScheme.DARK));
            tab.pdf(new com.microsoft.playwright.Page.PdfOptions()
                    .setFormat("A4")
                    .setPath(Path.of("target", "screenshots", "print.pdf")));
            assertThat(tab.locator("body").evaluate("b => getComputedStyle(b).backgroundColor"))
                    .isEqualTo("rgb(255, 255, 255)");
        }
    }
}
