package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.app.SomeStudy;
import loglog.app.lab.report.StudyReport;
import loglog.pages.sheet.SheetPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A study's report in a real browser, where one is installed. */
class StudyInBrowserTest {
    private static Chromium chromium;

    /** Of all tests: each page is loaded anew into it. */
    private static com.microsoft.playwright.Page tab;

    private static final List<String> troubles = new ArrayList<>();

    @TempDir
    static Path folder;

    @BeforeAll
    static void write() {
        chromium = Chromium.open();
        tab = Chromium.patient(chromium.browser().newPage());
        tab.onConsoleMessage(m -> troubles.add(m.type() + ": " + m.text()));
        tab.onPageError(troubles::add);
        tab.onRequest(r -> {
            if (!r.url().startsWith("file://") && !r.url().startsWith("data:")) {
                troubles.add("asked for " + r.url());
            }
        });
        for (var study : List.of(SomeStudy.forecast(folder), SomeStudy.twoRecipes(folder))) {
            SheetPage.write(
                    StudyReport.of(study).sheet(true),
                    "./loglog",
                    page(study.getFileName().toString()));
        }
    }

    private static Path page(String study) {
        return folder.resolve(study + ".html");
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"first,1100,LIGHT,8", "first,1100,DARK,8", "first,390,LIGHT,8", "two,1100,LIGHT,12", "two,390,DARK,12"})
    void thePageStaysWithinItselfAsksNobodyAndItsTextsAreLegible(
            String study, int width, ColorScheme scheme, int figures) {
        show(study, width, scheme);
        assertThat(tab.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .isEqualTo(0);
        assertThat((List<?>) tab.evaluate(BrowserTest.OVERLAPS)).isEmpty();
        assertThat(tab.locator("figure").count()).isEqualTo(figures);
        tab.screenshot(new ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target", "screenshots", "study-" + study + "-" + width + "-" + scheme + ".png")));
    }

    private static void show(String study, int width, ColorScheme scheme) {
        troubles.clear();
        tab.setViewportSize(width, 900);
        tab.emulateMedia(new EmulateMediaOptions().setColorScheme(scheme));
        tab.navigate(page(study).toUri().toString());
        assertThat(troubles).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"first,26", "two,50"})
    void pointingAtACurveTellsWhichRunItIs(String study, int curves) {
        show(study, 1100, ColorScheme.LIGHT);
        var plot = tab.locator(".plot").nth(1);
        plot.scrollIntoViewIfNeeded();
        var lines = plot.locator("svg.wide .fine");
        assertThat(lines.count()).isEqualTo(curves);
        BrowserTest.point(tab, lines.nth(curves - 1), 0);
        assertThat(plot.locator(".tip").textContent())
                .matches("(?s)(plain-\\d+-\\d+|verification)\nparams: .*\nloss \\[nats per token\\]: .*");
    }
}
