package loglog.pages.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/** The system's Chromium; a test that wants it is skipped where there is none. */
@SuppressWarnings("exports") // the browser is a library of tests alone
public record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {
    /** Milliseconds. */
    private static final double PATIENCE = 240_000;

    public static Chromium open() {
        var chromium = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(chromium.isPresent(), "no Chromium is installed: the reports were not looked at in a browser");
        var environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        var browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setTimeout(PATIENCE)
                        .setExecutablePath(chromium.get())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
        return new Chromium(playwright, browser);
    }

    /** The page itself, which waits for what comes true on it however busy the machine is. */
    public static Page patient(Page page) {
        page.setDefaultTimeout(PATIENCE);
        return page;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
