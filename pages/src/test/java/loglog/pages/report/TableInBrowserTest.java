package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.Media;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import loglog.pages.text.TextTable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page's tables in a real browser, where one is installed. */
@Tag("slow")
class TableInBrowserTest {
    private static Chromium chromium;

    /** Of all tests: each page is loaded anew into it. */
    private static com.microsoft.playwright.Page tab;

    @TempDir
    static Path folder;

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
        tab = Chromium.patient(chromium.browser().newPage());
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private static void at(int width, Page page, Consumer<com.microsoft.playwright.Page> look) {
        var file = folder.resolve("tables.html");
        page.write(file);
        tab.setViewportSize(width, 800);
        tab.emulateMedia(new EmulateMediaOptions().setMedia(Media.SCREEN));
        tab.navigate(file.toUri().toString());
        look.accept(tab);
    }

    private static List<String> column(Locator table, int column) {
        return table.locator("tbody tr:not([hidden]) td:nth-child(" + (column + 1) + ")")
                .allTextContents();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.4T;70B;512;999K;n/a;3.09e13 | 512;999K;70B;1.4T;3.09e13;n/a | 3.09e13;1.4T;70B;999K;512;n/a",
                "+0.31%;-2.5%;<0.001;12% | -2.5%;<0.001;+0.31%;12% | 12%;+0.31%;<0.001;-2.5%",
                "3 min 20 s;85 ms;2 h;12 s | 85 ms;12 s;3 min 20 s;2 h | 2 h;3 min 20 s;12 s;85 ms",
                "10 [9, 11];9.5 [1, 20];100 [99, 101] | 9.5 [1, 20];10 [9, 11];100 [99, 101] | 100 [99, 101];10 [9, 11];9.5 [1, 20]",
                "2026-02-01 10:00;2025-12-31 23:59 | 2025-12-31 23:59;2026-02-01 10:00 | 2026-02-01 10:00;2025-12-31 23:59",
                "runs.csv, line 10;runs.csv, line 9;a.csv, line 2 | a.csv, line 2;runs.csv, line 9;runs.csv, line 10 | runs.csv, line 10;runs.csv, line 9;a.csv, line 2",
                "inf;-inf;0 | -inf;0;inf | inf;0;-inf",
            })
    void aClickOnAHeaderSortsByWhatTheCellsAreWorth(String written, String ascending, String descending) {
        var table = TextTable.of("what");
        List.of(written.split(";")).forEach(table::row);
        at(1000, Page.of("t").table("of cells", table), tab -> {
            var shown = tab.locator("table");
            var head = shown.locator("th").first();
            assertThat(head.getAttribute("aria-sort")).isEqualTo("none");
            head.locator("button").click();
            assertThat(column(shown, 0)).containsExactly(ascending.split(";"));
            assertThat(head.getAttribute("aria-sort")).isEqualTo("ascending");
            head.locator("button").press("Enter");
            assertThat(column(shown, 0)).containsExactly(descending.split(";"));
            head.locator("button").click();
            assertThat(column(shown, 0)).containsExactly(written.split(";"));
        });
    }

    @Test
    void aLongTableCanBeFiltered() {
        var table = TextTable.of("run", "loss");
        for (int i = 0; i < 40; i++) {
            table.row("run-" + i + (i % 2 == 0 ? " llama" : " gpt"), 3 - 0.01 * i);
        }
        at(1000, Page.of("t").table(null, table), tab -> {
            tab.locator("input[type=search]").fill("LLAMA run-1");
            assertThat(column(tab.locator("table"), 0)).hasSize(5).allMatch(c -> c.matches("run-1\\d? llama"));
            assertThat(tab.locator(".tools output").textContent()).isEqualTo("5 of 40 rows");
            tab.locator("th button").nth(1).click();
            assertThat(column(tab.locator("table"), 0).getFirst()).isEqualTo("run-18 llama");
            tab.locator("input[type=search]").fill("");
            assertThat(column(tab.locator("table"), 0)).hasSize(40);
        });
    }

    private static final String COMMAND =
            "./loglog fit a-file-with-a-name-that-is-longer-than-a-phone-is-wide.csv --html a-page-of-it.html";

    static Page wide() {
        var names = new String[12];
        var cells = new Object[12];
        for (int i = 0; i < 12; i++) {
            names[i] = i == 0 ? "forecast" : "column " + i + " [nats]";
            cells[i] = i % 3 == 0 ? "study/run-with-a-long-name-" + i + "-europarl-8min-seed1" : "1.5071 to 1.6" + i;
        }
        return Page.of("A wide table")
                .table(
                        "A ledger, say, with a caption long enough for a phone to break it.",
                        TextTable.of(names).row(cells).row(cells))
                .folded("rows", TextTable.of(names).row(cells))
                .figure(Pages.compute(), "a figure")
                .command(COMMAND);
    }

    /** No cell is cut off: what does not fit is reached by scrolling the table, and the page itself does not move. */
    @ParameterizedTest
    @ValueSource(ints = {320, 400, 1280, 1920})
    void aWideTableScrollsByItselfAndLosesNothing(int width) {
        at(width, wide(), tab -> {
            assertThat(tab.evaluate("document.documentElement.scrollWidth - innerWidth"))
                    .isEqualTo(0);
            // A line of the command ends between words, never behind the hyphens of an option, and is copied as it is.
            assertThat(tab.evaluate("""
                    () => {
                      const command = [...document.querySelectorAll('pre.command')].at(-1);
                      const range = document.createRange();
                      const options = [...command.querySelectorAll('.word')].filter(w => w.textContent.startsWith('--'));
                      const whole = options.filter(w => {
                        range.selectNodeContents(w);
                        return range.getClientRects().length === 1;
                      });
                      getSelection().selectAllChildren(command);
                      return whole.map(w => w.textContent).join() + ' in ' + getSelection().toString().trim();
                    }""")).isEqualTo("--html in " + COMMAND);
            tab.locator("summary").first().click();
            assertThat(tab.evaluate("document.documentElement.scrollWidth - innerWidth"))
                    .isEqualTo(0);
            for (var box : tab.locator(".table:has(tbody tr)").all()) {
                if (!box.isVisible()) {
                    continue;
                }
                assertThat(box.evaluate("""
                        box => {
                          box.scrollLeft = 1e6;
                          const frame = box.getBoundingClientRect();
                          const cells = [...box.querySelectorAll('td, th')];
                          const cut = cells.filter(c => c.scrollWidth > c.clientWidth + 1).map(c => c.textContent);
                          const last = cells.filter(c => !c.nextElementSibling && c.getBoundingClientRect().right > frame.right + 1);
                          const first = cells.filter(c => !c.previousElementSibling && c.getBoundingClientRect().left < frame.left - 1);
                          return [...cut, ...last.map(c => 'beyond ' + c.textContent), ...first.map(c => 'left ' + c.textContent),
                            ...(frame.right > innerWidth ? ['the table leaves the page'] : [])];
                        }""")).isEqualTo(List.of());
                assertThat(box.getAttribute("tabindex"))
                        .as("the keyboard scrolls it")
                        .isEqualTo("0");
            }
        });
    }

    @Test
    void onPaperNothingOfATableIsLeftOut() {
        at(1000, wide(), tab -> {
            tab.emulateMedia(new EmulateMediaOptions().setMedia(Media.PRINT));
            tab.setViewportSize(700, 900);
            assertThat(tab.evaluate("""
                    () => [...document.querySelector('.table').querySelectorAll('td, th')]
                      .filter(c => c.getBoundingClientRect().right > innerWidth + 1).length""")).isEqualTo(0);
            assertThat(tab.locator(".view").first().isVisible()).isFalse();
        });
    }
}
