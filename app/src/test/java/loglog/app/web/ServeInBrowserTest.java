package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import loglog.engine.cpu.HostDevice;
import loglog.models.training.Checkpoint;
import loglog.models.transformer.Model;
import loglog.models.weights.Llama;
import loglog.pages.report.Chromium;
import loglog.runs.RunLock;
import loglog.web.ServerSettings;
import loglog.web.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lab in a real browser, where one is installed: each page, what arrives while it is open, keys alone, a server that goes and comes back. */
@Tag("slow")
class ServeInBrowserTest {
    /** A name that would be markup if it were not put in as text. */
    private static final String EVIL = "<img src=x onerror=alert(1)>";

    @TempDir
    static Path folder;

    private static Chromium chromium;
    private static WebServer server;

    /** One for all tests, each of which begins with a page of its own: opening a window takes longer than most of them. */
    private static BrowserContext context;

    private static Page tab;
    private static final List<String> troubles = new ArrayList<>();

    @BeforeAll
    static void open() throws IOException {
        chromium = Chromium.open();
        run("finished", 40, true);
        run(EVIL, 30, true);
        run("under-way", 2, false);
        run("again-seed2", 40, true);
        var checkpoint = Files.createDirectories(folder.resolve("finished/checkpoint-40"));
        try (var device = HostDevice.scalar(1)) {
            var model = new Model(
                    device, new Llama(256, 16, 1, 2, 2, 8, 24, 64, 1e-5, 10000, false, OptionalInt.empty()), 0);
            model.initialize(3);
            Checkpoint.writeModel(checkpoint, model);
        }
        server = start(0);
        openTab();
    }

    @AfterAll
    static void close() {
        if (context != null) {
            context.close();
        }
        if (server != null) {
            server.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    private static void openTab() {
        context = chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(1200, 1000));
        tab = watched(context.newPage());
    }

    /** A tab whose errors, and requests to elsewhere, are troubles. */
    private static Page watched(Page page) {
        Chromium.patient(page);
        page.onPageError(troubles::add);
        page.onConsoleMessage(m -> {
            if (m.type().equals("error")
                    && !m.text().contains("Failed to load resource")
                    && !m.text().contains("net::")) {
                troubles.add(m.text());
            }
        });
        page.onRequest(r -> {
            if (!r.url().startsWith(address(""))
                    && !r.url().startsWith("about:")
                    && !r.url().startsWith("data:")
                    && !r.url().startsWith("blob:")) {
                troubles.add("asked for " + r.url());
            }
        });
        return page;
    }

    @AfterEach
    void nothingWentWrong() {
        tab.navigate("about:blank"); // what it listened to ends
        tab.setViewportSize(1200, 1000);
        tab.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        var found = List.copyOf(troubles);
        troubles.clear();
        assertThat(found).isEmpty();
    }

    private static WebServer start(int port) {
        return Serving.start(
                new ServerSettings("127.0.0.1", port, null, false, "test", List.of(folder), Serving::sentence));
    }

    private static String address(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private static void run(String name, int rows, boolean isFinished) throws IOException {
        var run = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                run.resolve("run.json"),
                "{\"recipe\":{\"rate\":0.004},\"params\":1000,\"tokens\":40000,\"steps\":40,\"seed\":1}");
        for (int step = 1; step <= rows; step++) {
            append(name, step);
        }
        if (isFinished) {
            Files.writeString(
                    run.resolve("result.json"),
                    "{\"status\":\"finished\",\"params\":1000,\"tokens\":40000,\"flops\":2.4e8,\"loss\":2.5,\"steps\":40}");
        }
    }

    private static void append(String name, int step) throws IOException {
        Files.write(
                folder.resolve(name).resolve("metrics.jsonl"),
                "{\"step\":%d,\"tokens\":%d,\"flops\":%d,\"loss\":%s,\"seconds\":%d}\n"
                        .formatted(step, 1000 * step, 6_000_000L * step, 2 + 3.0 / step, step)
                        .getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void waitForRows(String rows) {
        tab.waitForFunction("rows => document.getElementById('chart').dataset.rows === rows", rows);
    }

    @Test
    void whatARunWritesAppearsOnTheOpenPageAndAfterTheServerCameBack() throws IOException {
        tab.navigate(address("/runs?run=under-way"));
        waitForRows("2");
        append("under-way", 3);
        waitForRows("3");
        int port = server.port();
        server.close();
        append("under-way", 4);
        server = start(port);
        waitForRows("4");
        tab.waitForFunction("() => document.getElementById('live').textContent.startsWith('live')");
    }

    /** Each of its rows brings a new chart, which would take away what the pointer drags. */
    @Test
    void aRangeIsDraggedOnWhileItsRunWrites() throws IOException {
        run("dragged", 2, false);
        tab.navigate(address("/runs?run=dragged&x=step"));
        waitForRows("2");
        tab.locator("#legend button").focus();
        append("dragged", 3);
        waitForRows("3");
        assertThat(tab.evaluate("document.activeElement.dataset.run"))
                .as("what the keyboard holds stays")
                .isEqualTo("dragged");
        tab.locator("#chart").scrollIntoViewIfNeeded();
        var box = tab.locator("#chart .u-over").boundingBox();
        tab.mouse().move(box.x + box.width / 4, box.y + 100);
        tab.mouse().down();
        tab.mouse().move(box.x + box.width / 3, box.y + 100);
        append("dragged", 4);
        waitForRows("4");
        tab.mouse().move(box.x + 3 * box.width / 4, box.y + 100);
        tab.mouse().up();
        tab.waitForFunction("() => Math.abs(new URLSearchParams(location.search).get('from') - 1.5) < 0.02");
        assertThat(tab.evaluate("+new URLSearchParams(location.search).get('to')"))
                .satisfies(to -> assertThat(((Number) to).doubleValue()).isBetween(2.48, 2.52));
    }

    @Test
    void twoTabsSeeTheSameRunsEachInItsOwnView() throws IOException {
        run("seen-twice", 2, false);
        tab.navigate(address("/runs?run=seen-twice"));
        var other = watched(context.newPage());
        try {
            other.navigate(address("/runs?run=seen-twice&x=step&hide=seen-twice"));
            waitForRows("2");
            append("seen-twice", 3);
            waitForRows("3");
            other.waitForFunction("() => document.getElementById('chart').dataset.rows === '3'");
            assertThat(other.locator("#legend button").getAttribute("aria-pressed"))
                    .isEqualTo("false");
            assertThat(tab.locator("#legend button").getAttribute("aria-pressed"))
                    .isEqualTo("true");
            assertThat(tab.locator("#x").inputValue()).isEqualTo("tokens");
        } finally {
            other.close();
        }
    }

    @Test
    void aRunningRunHasItsTimeLeftAndFlagsAreSentences() throws IOException {
        run("paced", 10, false);
        Files.writeString(
                folder.resolve("paced/flags.jsonl"),
                "{\"flag\":1,\"kind\":\"spike\",\"from_step\":3,\"from_tokens\":3000,\"certain_step\":4,\"certain_tokens\":4000,"
                        + "\"until_step\":5,\"until_tokens\":5000,\"percent\":12.5,\"against\":\"its own past\"}\n"
                        + "{\"flag\":2,\"kind\":\"diverged\",\"from_step\":9,\"from_tokens\":9000,\"certain_step\":9,\"certain_tokens\":9000,"
                        + "\"against\":\"a number\"}\n");
        try (var _ = RunLock.take(folder.resolve("paced"))) {
            tab.navigate(address("/runs?name=paced&run=paced"));
            tab.waitForSelector("#flagged:not([hidden]) li");
            assertThat(tab.locator("#flagged li").allTextContents())
                    .containsExactly(
                            "paced: spike from step 3 to step 5: loss 12.5% above its own past; diverged from step 9");
            // A quarter of its steps took ten seconds. The server may have seen the run before all was written.
            tab.waitForFunction(
                    "() => /running.*25%, 30 s left/.test(document.querySelector('#runs tbody').textContent)");
            append("paced", 20);
            tab.waitForFunction("() => document.querySelector('#runs tbody').textContent.includes('50%, 20 s left')");
            assertThat(serious(tab)).isEmpty();
        }
        tab.reload();
        tab.waitForFunction("() => document.querySelector('#runs tbody').textContent.includes('unfinished')");
        assertThat(tab.locator("#runs tbody tr").textContent()).contains("50%").doesNotContain("left");
    }

    @Test
    void seedsAreABandAndWithShiftTheChartMovesWithoutAZoom() {
        tab.navigate(address("/runs?run=finished&run=again-seed2&by=seeds&x=step&from=10&to=30"));
        waitForRows("40,40");
        assertThat(tab.locator("#legend").textContent()).contains("finished", "2 seeds");
        tab.waitForSelector("#chart .u-over");
        tab.locator("#chart").scrollIntoViewIfNeeded();
        var box = tab.locator("#chart .u-over").boundingBox();
        tab.keyboard().down("Shift");
        tab.mouse().move(box.x + box.width / 2, box.y + 100);
        tab.mouse().down();
        tab.mouse().move(box.x + box.width / 4, box.y + 100);
        tab.mouse().up();
        tab.keyboard().up("Shift");
        tab.waitForFunction("() => Math.abs(new URLSearchParams(location.search).get('from') - 15) < 0.1");
        assertThat(tab.evaluate("+new URLSearchParams(location.search).get('to')"))
                .satisfies(to -> assertThat(((Number) to).doubleValue()).isBetween(34.9, 35.1));
    }

    @Test
    void aStudyIsWrittenFromATemplateAndItsPlanIsShownByKeysAlone() {
        tab.navigate(address("/runs"));
        tab.waitForSelector(
                "#design option[value=''] ~ option",
                new Page.WaitForSelectorOptions()
                        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
        tab.locator("#studyName").focus();
        tab.keyboard().type("by-keys");
        tab.keyboard().press("Tab");
        tab.keyboard().type("ladder");
        tab.keyboard().press("Tab");
        tab.keyboard().press("Tab");
        tab.keyboard().press("Enter");
        tab.waitForSelector("[aria-label='start by-keys']");
        assertThat(folder.resolve("by-keys.yaml")).content().contains("kind: ladder");
        tab.locator("[aria-label='start by-keys']").focus();
        tab.keyboard().press("Tab");
        tab.keyboard().press("Enter");
        tab.waitForSelector("#studyDetail table");
        assertThat(tab.locator("#studyDetail").textContent()).contains("Plan of by-keys", "params");
        tab.locator("#studyName").fill("by-keys");
        tab.keyboard().press("Enter");
        tab.waitForSelector("#studyProblem:not([hidden])");
        assertThat(tab.locator("#studyProblem").textContent()).contains("by-keys there already");
    }

    @Test
    void namesAreTextEverywhere() {
        tab.navigate(address("/runs"));
        tab.waitForSelector("#runs tbody tr");
        assertThat(tab.locator("#runs tbody").textContent()).contains(EVIL);
        tab.waitForSelector("#legend button");
        assertThat(tab.locator("#legend").textContent()).contains(EVIL);
        tab.locator("#compare").click();
        tab.waitForSelector("#comparison table");
        assertThat(tab.locator("img").count()).isZero();
    }

    @Test
    void theAddressHoldsWhatIsSeenAndTheListIsFilteredAndSorted() {
        tab.navigate(address("/runs?run=finished&x=flops&xlog=true&ylog=true&smooth=50&from=2e7&to=1e8"));
        waitForRows("40");
        assertThat(tab.locator("#x").inputValue()).isEqualTo("flops");
        assertThat(tab.locator("#chart").getAttribute("aria-label")).contains("loss over flops", "finished");
        tab.locator("#where").fill("loss<");
        tab.waitForSelector("#problem:not([hidden])");
        assertThat(tab.locator("#problem").textContent()).contains("loss<");
        tab.locator("#where").fill("tokens>3K");
        tab.waitForSelector(
                "#problem",
                new Page.WaitForSelectorOptions()
                        .setState(com.microsoft.playwright.options.WaitForSelectorState.HIDDEN));
        tab.locator("#name").fill("fini");
        tab.waitForFunction("() => document.querySelectorAll('#runs tbody tr').length === 1");
        assertThat(tab.url()).contains("from=20000000", "name=fini", "smooth=50");
    }

    @Test
    void keysAloneZoomAndMove() {
        tab.navigate(address("/runs?run=finished"));
        waitForRows("40");
        for (int i = 0; i < 40 && !"chart".equals(tab.evaluate("document.activeElement.id")); i++) {
            tab.keyboard().press("Tab");
        }
        assertThat(tab.evaluate("document.activeElement.id")).isEqualTo("chart");
        tab.keyboard().press("+");
        tab.waitForFunction("() => location.search.includes('from=')");
        tab.keyboard().press("0");
        tab.waitForFunction("() => !location.search.includes('from=')");
    }

    @Test
    void exportsAreTheCurvesThatAreSeen() throws IOException {
        tab.navigate(address("/runs?run=finished&x=step"));
        waitForRows("40");
        var csv = tab.waitForDownload(() -> tab.locator("#csv").click());
        assertThat(Files.readAllLines(csv.path())).hasSize(41).first().isEqualTo("run,step,loss");
        var svg = tab.waitForDownload(() -> tab.locator("#svg").click());
        assertThat(Files.readString(svg.path())).startsWith("<svg").contains("finished</text>");
    }

    @Test
    void theModelReadsATextTokenByTokenAndGoesOn() {
        tab.navigate(address("/playground"));
        tab.waitForSelector(
                "#first option",
                new Page.WaitForSelectorOptions()
                        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
        tab.locator("#text").fill("a cat");
        tab.locator("#read").click();
        tab.waitForSelector(".tokens button");
        assertThat(tab.locator(".tokens button").count()).isEqualTo(5);
        tab.locator(".tokens button").nth(2).hover();
        tab.waitForSelector(".tip li");
        assertThat(tab.locator(".tip").textContent()).contains("probability", "bits");
        assertThat(tab.locator(".tip li").count()).isEqualTo(8);
        tab.locator(".tokens button").first().focus();
        tab.keyboard().press("ArrowRight");
        assertThat(tab.evaluate("document.activeElement.getAttribute('aria-expanded')"))
                .isEqualTo("true");
        tab.locator("#tokens").fill("7");
        tab.locator("#write").click();
        tab.waitForFunction(
                "() => document.querySelectorAll('.tokens button').length >= 7 && document.getElementById('stop').disabled");
    }

    @Test
    void aDroppedTableIsFittedAsOnTheCommandLineAndABadOneIsSaid() throws IOException {
        tab.navigate(address("/laws"));
        tab.waitForFunction("() => document.querySelector('#name option')");
        var runs = Files.writeString(folder.resolve("mine.csv"), table());
        tab.locator("#file").setInputFiles(runs);
        tab.waitForSelector("#answer:not([hidden]) img.drawn");
        assertThat(tab.locator("#answer").textContent())
                .contains("chinchilla", "alpha", "./loglog fit", "mine.csv")
                .doesNotContain("/tmp/");
        assertThat(tab.evaluate(
                        "[...document.querySelectorAll('#answer img')].every(i => i.complete && i.naturalWidth > 0)"))
                .isEqualTo(true);
        tab.locator("#name").selectOption("plan");
        tab.waitForFunction(
                "() => document.querySelector('#answer').textContent.includes('./loglog plan --budget=1e22')");
        tab.locator("#options summary").click();
        tab.locator("#o-drop-highest").fill("99");
        tab.locator("#ask").click();
        tab.waitForSelector("#problem:not([hidden])");
        assertThat(tab.locator("#problem").textContent())
                .contains("\"drop highest\"")
                .doesNotContain("--");
        tab.locator("#o-drop-highest").fill("");
        tab.locator("#source").selectOption("study:");
        tab.waitForFunction("() => document.querySelector('#chosen').textContent.startsWith('3 runs')");
        tab.locator("#file")
                .setInputFiles(Files.writeString(folder.resolve("bad.csv"), "params,tokens,loss\n1e6,x,3\n"));
        tab.waitForFunction("() => document.querySelector('#problem').textContent.includes('bad.csv')");
        assertThat(tab.locator("#problem").textContent())
                .contains("bad.csv", "line 2")
                .doesNotContain("/tmp/");
    }

    private static String table() {
        var csv = new StringBuilder("params,tokens,loss\n");
        for (int i = 0; i < 40; i++) {
            double n = 1e6 * Math.pow(1000, (i * 0.618034) % 1);
            double d = 20 * n * Math.pow(30, (i * 0.414214) % 1 - 0.5);
            csv.append("%s,%s,%s%n"
                    .formatted(
                            n, d, 1.8 + 480 / Math.pow(n, 0.35) + 2090 / Math.pow(d, 0.37) + 0.003 * Math.sin(9 * i)));
        }
        return csv.toString();
    }

    @Test
    void questionsWithoutATableAnswerAtOnceAndAgainWhenAnAssumptionMoves() {
        tab.navigate(address("/forecast?question=nines"));
        tab.waitForFunction(
                "() => document.querySelector('#answer').textContent.includes('./loglog nines --error=0.01')");
        tab.locator("#o-error").fill("0.001");
        tab.locator("#ask").click();
        tab.waitForFunction(
                "() => document.querySelector('#answer').textContent.includes('./loglog nines --error=0.001')");
    }

    @Test
    void thePrimerIsSearchedAndItsLinksLeadToEntries() {
        tab.navigate(address("/primer#compute-optimal"));
        tab.waitForSelector("dt.here");
        assertThat(tab.locator("dt.here").textContent()).startsWith("compute-optimal");
        var broken = (List<?>)
                tab.evaluate(
                        "() => [...document.querySelectorAll('dd a[href^=\"#\"]')].filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.hash)");
        assertThat(broken).isEmpty();
        tab.locator("#query").fill("overhang");
        tab.waitForFunction("() => document.querySelector('#terms dt')?.textContent.startsWith('overhang')");
        assertThat(tab.locator("figure").count()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "runs,1200,LIGHT",
        "runs,380,DARK",
        "playground,1200,DARK",
        "playground,380,LIGHT",
        "primer,380,DARK",
        "laws,1200,LIGHT",
        "forecast,380,DARK",
        "ledger,1200,DARK"
    })
    void pagesStayWithinThemselvesAndAxeFindsNothingSerious(String path, int width, ColorScheme scheme)
            throws IOException {
        tab.setViewportSize(width, 900);
        tab.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        tab.navigate(address("/" + path));
        tab.waitForSelector(
                switch (path) {
                    case "runs" -> "#legend button";
                    case "playground" -> "#first:has(option)";
                    case "primer" -> "rect.tokenbar";
                    case "laws" -> "#source:has([value='study:'])";
                    default -> "#answer:not([aria-busy=true]) h2";
                });
        assertThat(tab.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .isEqualTo(0);
        assertThat(serious(tab)).isEmpty();
    }

    /** What axe-core calls serious or critical; it is put in by the browser itself, past the policy of the page. */
    static List<String> serious(Page tab) throws IOException {
        try (var script = ServeInBrowserTest.class.getResourceAsStream("/axe.min.js")) {
            tab.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8) + "; undefined");
        }
        var found = (List<?>) tab.evaluate(
                "async () => (await axe.run({preload: false, resultTypes: ['violations']})).violations.filter(v => ['serious', 'critical'].includes(v.impact))"
                        + ".map(v => ({id: v.id, nodes: v.nodes.slice(0, 3).map(n => n.html).join(' ')}))");
        return found.stream().map(v -> ((Map<?, ?>) v).toString()).toList();
    }
}
