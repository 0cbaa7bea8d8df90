package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import loglog.app.Cli;
import loglog.app.SomeStudy;
import loglog.pages.report.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that commands write, in a real browser: nothing serious for axe-core, nothing beyond the edge, no letters that are too small. */
@Tag("slow")
class ReportsForAllReadersTest {
    /** Letters of less than this many pixels, as they are seen; exponents are smaller than what they stand on. */
    private static final String SMALL = """
            () => [...document.querySelectorAll('main *')]
              .filter(e => e.checkVisibility() && !e.matches('tspan, sup') && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
              .filter(e => {
                const drawn = e.closest('svg')?.viewBox?.baseVal?.width;
                const scale = drawn ? e.closest('svg').getBoundingClientRect().width / drawn : 1;
                return parseFloat(getComputedStyle(e).fontSize) * scale < 10.5;
              }).map(e => e.textContent)""";

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static Page tab;

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
        tab = Chromium.patient(chromium.browser().newContext().newPage());
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fit runs.csv --bootstrap=50", "compare recipes.csv --by=recipe --bootstrap=50", "report STUDY"})
    void aReportIsForAllReaders(String command) throws IOException {
        var page = folder.resolve(command.split(" ")[0] + ".html");
        var asked = command.replaceAll("(\\S+[.]csv)", "../examples/$1");
        if (asked.contains("STUDY")) {
            asked = asked.replace(
                    "STUDY", SomeStudy.forecast(folder.resolve("runs")).toString());
        }
        var words = (asked + " --html=" + page).split(" ");
        assertThat(Cli.run((Object[]) words).status()).isZero();
        tab.navigate(page.toUri().toString());
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            tab.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : new int[] {1280, 400}) {
                Chromium.resize(tab, width, 900);
                assertThat(tab.evaluate("document.documentElement.scrollWidth - innerWidth"))
                        .isEqualTo(0);
                assertThat((List<?>) tab.evaluate(SMALL))
                        .as("at %d pixels", width)
                        .isEmpty();
            }
            assertThat(ServeInBrowserTest.serious(tab)).as("%s", scheme).isEmpty();
        }
    }
}
