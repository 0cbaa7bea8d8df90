package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.text.TextTable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that nobody's names can take over, and that everybody can read: in a real browser, where one is installed. */
@Tag("slow")
class SafePageTest {
    private static Chromium chromium;

    /** Of all tests: each page is loaded anew into it. */
    private static com.microsoft.playwright.Page tab;

    private static final List<String> troubles = new ArrayList<>();

    @TempDir
    static Path folder;

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
        tab = Chromium.patient(chromium.browser().newPage());
        tab.onConsoleMessage(m -> troubles.add(m.text()));
        tab.onPageError(troubles::add);
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private static Page named(String name) {
        double[] x = {1, 2, 3};
        return Page.of(name)
                .lead(name)
                .heading(name)
                .text(name)
                .warning(name)
                .facts(List.of(new Page.Fact(name, name, name)))
                .marked(List.of(new Page.Mark(name, 1, name)), List.of(name, name))
                .figure(
                        new Chart(name, Axis.log(name), Axis.log(name))
                                .color(Axis.log(name))
                                .with(new Layer.Points(name, x, x, x, new String[] {name, name, name})
                                        .more(List.of(new Layer.Column(name + "2", x))))
                                .line(name + " l", x, x)
                                .bars(name + " b", x, x, x, x)
                                .vertical(name, 2)
                                .note(name, 2, 2),
                        name)
                .table(name, TextTable.of(name, "n").row(name, 1).row(name, 2))
                .command(name);
    }

    private static void show(Path file, int width, ColorScheme scheme) {
        troubles.clear();
        tab.setViewportSize(width, 900);
        tab.emulateMedia(new com.microsoft.playwright.Page.EmulateMediaOptions().setColorScheme(scheme));
        tab.navigate(file.toUri().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>window.hacked = 1</script>",
                "</script><script>window.hacked = 1</script>",
                "</title></style></textarea><img src=x onerror='window.hacked=1'>",
                "\"><svg onload=window.hacked=1>",
                "'\"`;window.hacked=1;//",
                "<!--<script>",
                "javascript:window.hacked=1",
                "]]></desc><script>window.hacked = 1</script>",
                "\u2028\u2029\\u003cscript>window.hacked=1",
            })
    void namesAreTextAndNeverRun(String name) {
        var file = folder.resolve("hostile.html");
        named(name).write(file);
        show(file, 1280, ColorScheme.LIGHT);
        var figure = tab.locator("figure");
        figure.evaluate("f => f.querySelectorAll('button').forEach(b => { b.click(); b.click(); })");
        figure.locator("svg.wide").focus();
        tab.keyboard().press("ArrowRight");
        assertThat(figure.locator(".tip").textContent()).startsWith(name);
        tab.locator("th button").last().click();
        assertThat(tab.evaluate("window.hacked")).isNull();
        assertThat(tab.locator("h1").textContent()).isEqualTo(name);
        assertThat((Number) tab.evaluate("document.querySelectorAll('script').length"))
                .isEqualTo(2);
        assertThat(troubles).isEmpty();
    }

    @Test
    void thePolicyRefusesWhatIsNotThePagesOwn() throws IOException {
        var file = folder.resolve("injected.html");
        var html = named("a name").html();
        Files.writeString(
                file,
                html.replace(
                        "<footer>",
                        "<script>window.hacked = 1</script><p id=p onclick='window.hacked=2' style='color:red'>x</p>"
                                + "<style>h1{display:none}</style><img src='http://127.0.0.1:9/x.png'><footer>"),
                StandardCharsets.UTF_8);
        show(file, 1280, ColorScheme.LIGHT);
        tab.locator("#p").click();
        assertThat(tab.evaluate("window.hacked")).isNull();
        assertThat(tab.locator("h1").isVisible()).isTrue();
        assertThat(tab.evaluate("getComputedStyle(document.getElementById('p')).color"))
                .isNotEqualTo("rgb(255, 0, 0)");
        assertThat(troubles).anyMatch(m -> m.contains("Content Security Policy"));
        assertThat(tab.locator(".view").count()).as("its own script runs").isEqualTo(1);
    }

    /** By the rules of WCAG 2.2 A and AA in axe-core: names and roles, and contrast as computed, in light and dark, wide and narrow. */
    @ParameterizedTest
    @CsvSource({"1280,LIGHT", "400,DARK"})
    void aPageIsAccessible(int width, ColorScheme scheme) throws IOException {
        var file = folder.resolve("accessible.html");
        var long_ = TextTable.of("run", "loss");
        for (int i = 0; i < 20; i++) {
            long_.row("run-" + i, i);
        }
        Pages.everything()
                .marked(
                        List.of(new Page.Mark("some", 0, ""), new Page.Mark("words", 2, "a note")),
                        List.of("none", "some", "most"))
                .table("A long one", long_)
                .write(file);
        show(file, width, scheme);
        tab.locator("figure button.key").first().click();
        tab.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
        // Rows of a table and marks of a layer are alike: some of each are looked at, as each takes its time.
        tab.evaluate("for (const all of document.querySelectorAll('tbody, svg g')) [...all.children].slice(12)"
                + ".filter(one => one.matches('tr, path')).forEach(one => one.remove())");
        try (var axe = SafePageTest.class.getResourceAsStream("/axe.min.js")) {
            tab.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        var found = (List<?>)
                tab.evaluate(
                        "async () => (await axe.run({ resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], rules: { 'heading-order': { enabled: true } } })).violations"
                                + ".map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).slice(0, 3).join(' / '))");
        assertThat(found).isEmpty();
    }
}
