package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.pages.report.Chromium;
import loglog.web.ServerSettings;
import loglog.web.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of many runs, of which only the rows in sight are in the page, and dense curves as shapes, in a real browser. */
@Tag("slow")
class RunsInBrowserTest {
    private static final int RUNS = 600;

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static WebServer server;
    private static Page tab;
    private static final List<String> TROUBLES = new ArrayList<>();

    @BeforeAll
    static void open() throws IOException {
        chromium = Chromium.open();
        for (int i = 0; i < RUNS; i++) {
            var run = Files.createDirectories(folder.resolve("study/run-%03d".formatted(i)));
            Files.writeString(run.resolve("run.json"), "{\"params\":%d,\"tokens\":40000}".formatted(1000 + i));
            Files.writeString(
                    run.resolve("result.json"),
                    "{\"status\":\"finished\",\"params\":%d,\"loss\":%s}".formatted(1000 + i, 3 - i / 1000.0));
        }
        server = Serving.start(
                new ServerSettings("127.0.0.1", 0, null, false, "test", List.of(folder), Serving::sentence));
        tab = Chromium.patient(chromium.browser().newPage());
        tab.setViewportSize(1200, 1000);
        tab.onPageError(TROUBLES::add);
    }

    @AfterAll
    static void close() {
        if (server != null) {
            server.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void nothingWentWrong() {
        assertThat(TROUBLES).isEmpty();
    }

    private static void show(String query) {
        tab.navigate("http://127.0.0.1:" + server.port() + "/runs" + query);
        tab.waitForFunction("() => document.getElementById('chart').dataset.rows !== undefined");
        tab.waitForSelector("#runs tbody tr");
    }

    private static void waitForRow(String name) {
        tab.waitForFunction(
                "name => [...document.querySelectorAll('#runs td.name')].some(cell => cell.textContent === name)",
                name);
    }

    private static Object rows() {
        return tab.evaluate("document.querySelectorAll('#runs tbody tr').length");
    }

    /** Asked twice, the first page would come later instead of earlier. */
    @Test
    void thePageAsksForItsFirstRowsBeforeItsScriptsWithTheirOwnQuestion() {
        show("");
        var asked = tab.evaluate("""
                async () => {
                  const {askRows} = await import('/site/view.js');
                  const usual = globalThis.fetch;
                  let asked;
                  globalThis.fetch = url => { asked = url; return new Promise(() => {}); };
                  askRows();
                  globalThis.fetch = usual;
                  return asked;
                }
                """);
        assertThat(tab.locator("link[rel=preload]").getAttribute("href")).isEqualTo(asked);
    }

    /** In a wide window, where the page as the server sent it knows how wide its chart will be. */
    @Test
    void thePageAsksForCurvesOfItsAddressOnceAndWithTheScriptsOwnQuestion() {
        var usual = tab.viewportSize();
        tab.setViewportSize(1400, 900);
        show("?run=study%2Frun-000&run=study%2Frun-001&y=loss&sort=name&reverse=false");
        assertThat(tab.evaluate("""
                async () => {
                  const asked = performance.getEntriesByType('resource').filter(entry => entry.name.includes('/api/curves')).map(entry => entry.name);
                  const {askCurves} = await import('/site/view.js');
                  const usual = globalThis.fetch;
                  globalThis.fetch = url => { asked.push(new URL(url, location).href.replace('&log=false', '')); return new Promise(() => {}); };
                  askCurves(document.getElementById('chart').clientWidth);
                  globalThis.fetch = usual;
                  return asked.length === 2 && asked[0] === asked[1] && document.getElementById('firstCurves').href === asked[0] ? '' : asked.join(' ');
                }
                """)).isEqualTo("");
        tab.setViewportSize(usual.width, usual.height);
    }

    @Test
    void onlyRowsInSightAreInThePageAndEachCanBeScrolledTo() throws IOException {
        show("?sort=name&reverse=false");
        waitForRow("study/run-000");
        assertThat(tab.locator("#runs").getAttribute("aria-rowcount")).isEqualTo("601");
        assertThat((int) rows()).isLessThan(100);
        tab.evaluate("document.querySelector('.list').scrollTop = 1e6");
        waitForRow("study/run-599");
        assertThat((int) rows()).isLessThan(100);
        assertThat(tab.evaluate("document.querySelector('#runs tbody tr:last-child').ariaRowIndex"))
                .isEqualTo("601");
        // The last row ends where the box does, and the head stays in sight.
        assertThat(tab.evaluate("() => { const box = document.querySelector('.list').getBoundingClientRect();"
                        + " const last = document.querySelector('#runs tbody tr:last-child').getBoundingClientRect();"
                        + " const head = document.querySelector('#runs thead th').getBoundingClientRect();"
                        + " return Math.abs(last.bottom - box.bottom) < 20 && Math.abs(head.top - box.top) < 5; }"))
                .isEqualTo(true);
        tab.evaluate("document.querySelector('.list').scrollTop = document.querySelector('.list').scrollHeight / 2");
        waitForRow("study/run-300");
        assertThat(ServeInBrowserTest.serious(tab)).isEmpty();
    }

    @Test
    void keysGoFromRowToRowBeyondThoseInThePageAndWhatTheyHoldStaysHeld() {
        show("?sort=name&reverse=false&none=");
        waitForRow("study/run-000");
        // Slower than the keys: they come to rows that are not known yet, and go on from there.
        tab.evaluate("() => { const usual = fetch; globalThis.fetch = async (...asked) => {"
                + " await new Promise(resolve => setTimeout(resolve, 500)); return usual(...asked); }; }");
        tab.locator("[data-key='study/run-000']").focus();
        for (int i = 1; i <= 80; i++) {
            tab.keyboard().press("Tab");
            tab.waitForFunction("key => document.activeElement.dataset.key === key", "study/run-%03d".formatted(i));
        }
        tab.keyboard().press("Space");
        tab.waitForFunction("() => location.search.includes('run=study%2Frun-080')");
        // Sorted the other way the row is out of sight: the list holds the keys then, not the page.
        tab.evaluate(
                "[...document.querySelectorAll('#runs thead button')].find(b => b.textContent.startsWith('name')).click()");
        waitForRow("study/run-599");
        assertThat(tab.evaluate("document.activeElement.closest('.list') !== null"))
                .isEqualTo(true);
    }

    @Test
    void aFilterShowsWhatTheServerFindsAmongAllAndTheAddressTells() {
        show("?sort=params&reverse=true");
        waitForRow("study/run-599");
        tab.locator("#where").fill("params<1003");
        tab.waitForFunction("() => document.querySelectorAll('#runs tbody tr').length === 3");
        assertThat(tab.locator("#count").textContent()).isEqualTo("3 of 600 runs");
        assertThat(tab.locator("#runs tbody").textContent()).contains("study/run-002", "study/run-000");
        assertThat(tab.locator("#runs tbody tr").first().textContent()).contains("study/run-002");
        assertThat(tab.url()).contains("where=params%3C1003");
        tab.locator("#where").fill("");
        waitForRow("study/run-599");
    }

    /**
     * Random walks with spikes: what the shape paints in each column of pixels is from its greatest to its least value, where the line
     * breaks nothing is painted, and over empty columns the line goes on.
     */
    @Test
    void theShapeOfADenseCurveHasEveryExtremeOfEveryColumnOfPixels() {
        show("");
        var wrong = tab.evaluate("""
                async () => {
                  const {envelope} = await import('/site/envelope.js');
                  const [width, high] = [300, 400];
                  const wrong = [];
                  let seed = 7;
                  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
                  for (let round = 0; round < 20; round++) {
                    const places = 4 * width + 2;
                    const x = Float64Array.from({length: places}, (_, i) => i === 0 ? 0 : i === places - 1 ? width : (i - 0.5) / 4);
                    const y = new Array(places);
                    let level = 0.5;
                    for (let i = 0; i < places; i++) {
                      level = Math.min(0.8, Math.max(0.2, level + (random() - 0.5) / 50));
                      y[i] = random() < 0.01 ? random() : level;
                    }
                    const column = i => Math.min(width - 1, Math.floor(x[i]));
                    for (let i = 0; i < places; i++) {
                      if (column(i) >= 100 && column(i) < 103) y[i] = null; // a break
                      if (column(i) >= 200 && column(i) < 205) y[i] = undefined; // no points
                    }
                    const canvas = document.createElement('canvas');
                    Object.assign(canvas, {width, height: high});
                    const pen = canvas.getContext('2d');
                    const u = {scales: {x: {min: 0, max: width, distr: 1}, y: {min: 0, max: 1, distr: 1}}, bbox: {left: 0, top: 0, width, height: high},
                      data: [x, y], series: [{}, {scale: 'y'}], valToPos: value => Math.min(value, width - 0.001)};
                    const ratio = devicePixelRatio;
                    if (ratio !== 1) throw new Error('a screen of one pixel to a pixel was expected');
                    const {fill, stroke} = envelope(round % 2 ? [8, 4] : [])(u, 1, 0, places - 1);
                    pen.fill(fill);
                    pen.stroke(stroke);
                    const pixels = pen.getImageData(0, 0, width, high).data;
                    const isPainted = (c, row) => row >= 0 && row < high && pixels[4 * (row * width + c) + 3] > 0;
                    const height = value => high * (1 - value);
                    for (let c = 0; c < width; c++) {
                      const values = [];
                      for (let i = 0; i < places; i++) if (column(i) === c && y[i] != null) values.push(height(y[i]));
                      const rows = [...Array(high).keys()].filter(row => isPainted(c, row));
                      if (c >= 100 && c < 103) {
                        if (rows.length) wrong.push(`round ${round}: column ${c} of the break is painted`);
                        continue;
                      }
                      if (c > 200 && c < 204) {
                        if (!rows.length) wrong.push(`round ${round}: the line over column ${c} is missing`);
                        continue;
                      }
                      if (!values.length) continue;
                      const [top, bottom] = [Math.min(...values), Math.max(...values)];
                      if (round % 2 && bottom - top <= 3) continue; // may lie between two dashes
                      for (let row = Math.ceil(top); row < Math.floor(bottom); row++) {
                        if (!isPainted(c, row)) { wrong.push(`round ${round}: column ${c} lacks row ${row} of ${top} to ${bottom}`); break; }
                      }
                      if (!rows.length) wrong.push(`round ${round}: column ${c} is empty`);
                    }
                  }
                  return wrong.slice(0, 10);
                }
                """);
        assertThat((List<?>) wrong).isEmpty();
    }
}
