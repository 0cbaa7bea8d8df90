package loglog.pages.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
        return page;
    }

    /** Closes all windows. */
    @Override
    public void close() {
        browser.contexts().forEach(BrowserContext::close);
    }
}
