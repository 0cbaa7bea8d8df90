package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.pages.report.Chromium;
import loglog.web.ServerSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for all pages, in a real browser: widths, both color schemes, the keyboard alone, wrong input, a lab with nothing in it. */
@Tag("slow")
class EachPageInBrowserTest {
    private static final int[] WIDTHS = {400, 1280, 1920};

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static PlayedLab lab;
    private static BrowserContext context;
    private static Page tab;
    private static final List<String> TROUBLES = new ArrayList<>();

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
        lab = PlayedLab.open(folder);
        context = chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(1280, 900));
        tab = Chromium.patient(context.newPage());
        tab.onPageError(TROUBLES::add);
        tab.onResponse(response -> {
            if (response.status() >= 500) {
                TROUBLES.add(response.status() + " of " + response.url());
            }
        });
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void nothingWentWrong() {
        var found = List.copyOf(TROUBLES);
        TROUBLES.clear();
        assertThat(found).isEmpty();
    }

    /** Opens a page and waits until all that it shows at first is there: what came later would be another stop of the keyboard. */
    private static void show(String path) {
        tab.navigate(lab.address("/" + path));
        tab.waitForFunction(
                "selectors => selectors.every(selector => document.querySelector(selector))",
                switch (path.replaceFirst("\\?.*", "")) {
                    case "runs" -> List.of("#runs tbody tr td.name", "#chart[data-rows]", "#studyCount:not(:empty)");
                    case "laws" -> List.of("#name option:checked", "#source [value='study:']");
                    case "planner" -> List.of("#cluster:not([hidden], [aria-busy=true]) table");
                    case "playground" -> List.of("#first option", "#taskAbout:not(:empty)");
                    case "prefer" -> List.of("#models input");
                    case "hex" -> List.of("#board[aria-busy=false] .cell");
                    case "primer" -> List.of("dt");
                    default -> List.of("#answer:not([hidden], [aria-busy=true]) h2");
                });
        if (!path.startsWith("primer")) {
            tab.waitForSelector(".termsOfPage summary");
        }
    }

    static List<String> pages() {
        return List.of(
                "runs", "laws", "planner", "forecast", "ledger", "playground", "prefer", "hex", "primer?q=overhang");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageStaysWithinItselfAtEachWidthAndInBothSchemes(String path) throws IOException {
        show(path);
        if (path.equals("laws")) {
            tab.locator("#example").click();
            tab.waitForSelector("#answer:not([hidden]) img.drawn");
        }
        for (int width : WIDTHS) {
            Chromium.resize(tab, width, 900);
            assertThat(tab.evaluate("document.documentElement.scrollWidth - innerWidth"))
                    .as("at %d pixels", width)
                    .isEqualTo(0);
            assertThat(tab.evaluate("""
                            [...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && !e.closest('[title]') && !e.closest('svg, .chart')
                              && getComputedStyle(e).overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"""))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .as("cut off at %d pixels", width)
                    .isEmpty();
        }
        for (var scheme : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
            tab.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            Chromium.resize(tab, scheme == ColorScheme.DARK ? 400 : 1280, 900);
            assertThat(ServeInBrowserTest.serious(tab)).as("%s", scheme).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theTabKeyComesToEverythingInItsOrderAndIsSeenThere(String path) {
        tab.setViewportSize(1280, 900);
        show(path);
        int all = (int) tab.evaluate("""
                () => {
                  globalThis.stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
                    .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}) && !(e.closest('details:not([open])') && !e.matches('summary')));
                  return stops.length;
                }""");
        assertThat(all).isGreaterThan(10);
        for (int i = 0; i < all; i++) {
            tab.keyboard().press("Tab");
            assertThat(tab.evaluate("""
                            i => {
                              const here = document.activeElement;
                              const box = here.getBoundingClientRect();
                              const style = getComputedStyle(here);
                              const isSeen = style.outlineStyle !== 'none' && style.outlineWidth !== '0px'
                                || here.matches('.cell') && parseFloat(getComputedStyle(here.querySelector('.ground')).strokeWidth) > 3;
                              const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
                              return (here === stops[i] ? '' : `came to ${here.outerHTML.slice(0, 99)} in place of ${stops[i].outerHTML.slice(0, 99)}; `)
                                + (isSeen ? '' : 'its focus is not seen; ') + (isInView ? '' : 'it is out of view; ') + (here === stops[i] && isSeen && isInView ? '' : here.id);
                            }""", i)).as("key %d of %d", i + 1, all).isEqualTo("");
        }
    }

    /** Goes on with the Tab key until an element has the focus. */
    private static void tabTo(String selector) {
        for (int i = 0; i < 200; i++) {
            if (Boolean.TRUE.equals(tab.evaluate("s => document.activeElement.matches(s)", selector))) {
                return;
            }
            tab.keyboard().press("Tab");
        }
        throw new AssertionError("the Tab key does not come to " + selector);
    }

    private static void type(String selector, String text) {
        tabTo(selector);
        tab.keyboard().press("Control+A");
        tab.keyboard().type(text);
    }

    private static void waitForText(String selector, String text) {
        tab.waitForFunction(
                "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)",
                List.of(selector, text));
    }

    @Test
    void keysAloneAskAndReadQuestions() {
        show("laws");
        tabTo("#example");
        tab.keyboard().press("Enter");
        waitForText("#answer", "./loglog fit");
        assertThat(tab.locator("#chosen").textContent()).startsWith("runs.csv");
        show("planner");
        type("#budget", "1e24");
        tab.keyboard().press("Enter");
        waitForText("#plan", "--budget=1e24");
        show("forecast?question=cluster");
        tabTo("#name");
        tab.keyboard().type("nines");
        waitForText("#answer", "./loglog nines");
        show("ledger");
        tabTo("#ask");
        tab.keyboard().press("Enter");
        waitForText("#answer", "There are no forecasts yet");
        assertThat(tab.locator(".problem:visible").count()).isZero();
        show("primer?q=x");
        type("#query", "overhang");
        tab.waitForFunction("() => document.querySelector('#terms dt')?.textContent.startsWith('overhang')");
    }

    @Test
    void keysAloneReadWriteCompareAndClose() {
        show("playground?model=first");
        type("#text", "a cat");
        tabTo("#read");
        tab.keyboard().press("Enter");
        tab.waitForFunction("() => document.querySelectorAll('.tokens button').length === 5");
        tabTo("#tokens");
        tab.keyboard().press("Control+A");
        tab.keyboard().type("4000");
        tab.keyboard().press("Shift+Tab"); // stop is not there to be pressed
        tab.keyboard().press("Enter");
        tab.waitForFunction("() => !document.getElementById('stop').disabled");
        tab.keyboard().press("Escape");
        tab.waitForFunction("() => document.getElementById('stop').disabled");
        show("runs?run=first&run=other");
        tabTo("#compare");
        tab.keyboard().press("Enter");
        tab.waitForSelector("#comparison:not([hidden]) table");
        tabTo("#comparison button");
        tab.keyboard().press("Escape");
        assertThat(tab.locator("#comparison").isHidden()).isTrue();
        assertThat(tab.evaluate("document.activeElement.id")).isEqualTo("compare");
    }

    /** The field is marked, what is wrong stands beside it, and goes when the field is mended. */
    @ParameterizedTest
    @CsvSource({
        "planner, #budget, abc, 1e23, #ask",
        "planner, #budget, -1, 1e23, #ask",
        "planner, #utilization, 3, 0.4, #ask",
        "planner, #served, abc, 1e13, #ask",
        "planner, #unique, abc, '', #ask",
        "planner, #size, abc, '', #ask",
        "forecast?question=nines, #o-error, abc, 0.01, #ask",
        "forecast?question=cluster, #o-utilization, -2, 0.4, #ask",
        "forecast?question=ooms, #o-draws, 1e9, 100, #ask",
        "playground, #tokens, '', 5, #write",
        "playground, #temperature, 9999, 1, #write",
        "playground, #taskSamples, 0, 3, #think",
        "playground, #taskText, abc, '', #think",
        "prefer, #rounds, '', 1, #begin",
        "prefer, #prompts, '', a, #begin",
        "runs, #where, loss<, '', ''",
        "runs, #studyName, ../x, y, '#template button'"
    })
    void whatIsWrongStandsAtItsField(String path, String field, String wrong, String right, String button) {
        show(path);
        if (field.equals("#o-draws")) {
            tab.locator("#options summary").last().click();
        }
        tab.locator(field).fill(wrong);
        if (!button.isEmpty()) {
            tab.locator(button).click();
        }
        var said = (String) tab.waitForFunction("""
                field => {
                  const input = document.querySelector(field + '[aria-invalid=true]');
                  if (!input) return '';
                  const box = document.getElementById(input.getAttribute('aria-errormessage'));
                  const below = box.getBoundingClientRect().top - input.getBoundingClientRect().bottom;
                  return below > -5 && below < 120 ? box.textContent : `said ${below} pixels below: ${box.textContent}`;
                }""", field).jsonValue();
        assertThat(said)
                .contains("expected ")
                .doesNotContain("--", "Exception", "\n")
                .hasSizeLessThan(200);
        if (!right.isEmpty()) {
            tab.locator(field).fill(right);
            tab.locator(button).click();
            tab.waitForFunction("field => !document.querySelector(field).hasAttribute('aria-invalid')", field);
        }
    }

    @Test
    void aLabWithNothingInItSaysWhatComesFirstAndAlarmsNobody() throws IOException {
        var nothing = Files.createDirectories(folder.resolve("nothing"));
        try (var server = Serving.start(
                new ServerSettings("127.0.0.1", 0, null, false, "test", List.of(nothing), Serving::sentence))) {
            for (var path : List.of("runs", "playground", "prefer", "hex", "ledger")) {
                tab.navigate("http://127.0.0.1:" + server.port() + "/" + path);
                tab.waitForFunction(
                        "() => [...document.querySelectorAll('.empty, #answer p')].some(e => e.checkVisibility()"
                                + " && e.textContent.includes('./loglog '))");
                assertThat(tab.locator(".problem:visible").allTextContents())
                        .as(path)
                        .isEmpty();
            }
        }
    }
}
