package loglog.pages.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/**
 * The system's Chromium; a test that wants it is skipped where there is none. One process of it serves all test classes of a JVM,
 * each of which has windows of its own: a start takes seconds.
 */
@SuppressWarnings("exports") // the browser is a library of tests alone
public record Chromium(Browser browser) implements AutoCloseable {
    /** Milliseconds. */
    private static final double PATIENCE = 240_000;

    /**
     * For the search for tests and scripts that stand only where all comes quickly: {@code -Dloglog.test.delay=600} lets each question of a
     * page, its answer and its pictures wait up to so many milliseconds, by chance (another with {@code -Dloglog.test.seed=2}), and
     * {@code -Dloglog.test.throttle=6} makes the tab so many times slower.
     */
    private static final int DELAY = Integer.getInteger("loglog.test.delay", 0);

    private static final int SEED = Integer.getInteger("loglog.test.seed", 1);
    private static final int THROTTLE = Integer.getInteger("loglog.test.throttle", 1);

    private static final String DELAYING = """
            (() => {
              let seed = %d + 7919 * location.href.length;
              const chance = () => (seed = seed * 16807 %% 2147483647) / 2147483647;
              const late = () => new Promise(done => setTimeout(done, chance() * %d));
              const usual = globalThis.fetch;
              globalThis.fetch = async (...asked) => {
                await late();
                const answer = await usual(...asked);
                await late();
                return answer;
              };
              const decode = HTMLImageElement.prototype.decode;
              HTMLImageElement.prototype.decode = async function () { await late(); return decode.call(this); };
            })();""";

    private static Browser started;

    public static Chromium open() {
        if (started == null || !started.isConnected()) {
            started = start();
        }
        return new Chromium(started);
    }

    private static Browser start() {
        var chromium = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(chromium.isPresent(), "no Chromium is installed: the reports were not looked at in a browser");
        var environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setTimeout(PATIENCE)
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
    }

    /** The page itself, which waits for what comes true on it however busy the machine is. */
    public static Page patient(Page page) {
        page.setDefaultTimeout(PATIENCE);
        if (DELAY > 0) {
            page.addInitScript(DELAYING.formatted(SEED, DELAY));
        }
        if (THROTTLE > 1) {
            var rate = new JsonObject();
            rate.addProperty("rate", THROTTLE);
            page.context().newCDPSession(page).send("Emulation.setCPUThrottlingRate", rate);
        }
        return page;
    }

    /** Another width: done when the page has been laid out and drawn with it. */
    public static void resize(Page page, int width, int height) {
        page.setViewportSize(width, height);
        page.waitForFunction("width => innerWidth === width", width);
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /** Closes all windows. */
    @Override
    public void close() {
        browser.contexts().forEach(BrowserContext::close);
    }
}
