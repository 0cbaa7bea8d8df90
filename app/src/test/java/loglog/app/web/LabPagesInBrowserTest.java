package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.pages.report.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hex, preferences, the planner and the terms in a real browser, where one is installed: one server and one tab for all. */
@Tag("slow")
class LabPagesInBrowserTest {
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
        tab.onConsoleMessage(m -> {
            if (m.type().equals("error") && !m.text().contains("Failed to load resource")) {
                TROUBLES.add(m.text());
            }
        });
        tab.onRequest(r -> {
            if (!r.url().startsWith(lab.address(""))
                    && !r.url().startsWith("data:")
                    && !r.url().startsWith("blob:")) {
                TROUBLES.add("asked for " + r.url());
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
        assertThat(TROUBLES).isEmpty();
    }

    /** At two widths and in both schemes: nothing runs out of the page, and axe-core finds nothing serious. */
    private static void isForAllReaders() throws IOException {
        for (var scheme : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
            tab.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            Chromium.resize(tab, scheme == ColorScheme.DARK ? 400 : 1280, 900);
            assertThat(tab.evaluate("document.documentElement.scrollWidth - innerWidth"))
                    .isEqualTo(0);
            assertThat(ServeInBrowserTest.serious(tab)).isEmpty();
        }
    }

    private static void waitForMoves(int moves) {
        tab.waitForFunction(
                "moves => document.querySelectorAll('.cell.taken').length >= moves && (/your move|has won|you have won/).test(document.getElementById('said').textContent)"
                        + " && document.querySelector('#board[aria-busy=false]')",
                moves);
    }

    @Test
    void aGameOfHexIsPlayedByMouseAndKeysTakenBackAndReopenedByItsAddress() throws IOException {
        tab.navigate(lab.address("/hex?simulations=16"));
        waitForMoves(0);
        assertThat(tab.locator("#said").textContent()).startsWith("your move; you are X");
        tab.locator("#truth").check();
        waitForMoves(0);
        assertThat(tab.locator(".cell.wins").count()).isEqualTo(5);
        assertThat(tab.locator("[data-cell=b2]").getAttribute("aria-label"))
                .startsWith("b2, free, policy ")
                .endsWith("wins");
        isForAllReaders();
        assertThat(tab.evaluate("""
                        [...document.querySelectorAll('.side')].every(side => Array.from({length: 81}, (_, i) =>
                            side.getPointAtLength(i / 80 * side.getTotalLength())).every(point =>
                                ![...document.querySelectorAll('.ground')].some(cell => cell.isPointInFill(point))))"""))
                .as("the players' sides lie around the board")
                .isEqualTo(true);
        tab.locator("[data-cell=b2]").click();
        waitForMoves(2);
        assertThat(tab.url()).contains("moves=b2-");
        assertThat(tab.locator("[data-cell=b2]").getAttribute("aria-label")).isEqualTo("b2, X");
        tab.locator("[data-cell=a1]").focus();
        tab.keyboard().press("ArrowRight");
        assertThat(tab.evaluate("document.activeElement.dataset.cell")).isEqualTo("b1");
        tab.keyboard().press("u");
        tab.waitForFunction("() => !document.querySelector('.cell.taken')");
        tab.keyboard().press("Enter");
        waitForMoves(2);
        assertThat(tab.url()).contains("moves=b1-");
        tab.reload();
        waitForMoves(2);
        tab.locator("#swap").click();
        waitForMoves(3);
        assertThat(tab.locator("#said").textContent()).contains("you are O");
        assertThat(tab.locator(".sideX").count()).isEqualTo(2);
    }

    @Test
    void preferencesArePickedByKeysAndAreOnDiskBeforeTheNextQuestion() throws IOException {
        tab.navigate(lab.address("/prefer"));
        tab.waitForSelector("#models input");
        tab.locator("#name").fill("keys");
        tab.locator("#prompts").fill("one\ntwo\nthree");
        tab.locator("#tokens").fill("5");
        tab.locator("#begin").click();
        tab.waitForFunction("() => document.getElementById('progress').textContent === 'question 1 of 3'");
        tab.locator("h1").click();
        tab.keyboard().press("1");
        tab.waitForFunction("() => document.getElementById('progress').textContent === 'question 2 of 3'");
        var pairs = lab.runs().resolve("preferences/keys.jsonl");
        assertThat(Files.readAllLines(pairs)).hasSize(1);
        tab.waitForSelector("#elo:not([hidden]) table");
        assertThat(tab.locator("#standing").textContent()).contains("Elo");
        assertThat(tab.locator("#reward code").first().textContent()).contains("tune", "--method reward-model");
        tab.locator("[aria-label='train a reward model from first']").focus();
        tab.keyboard().press("Enter");
        tab.waitForFunction("() => document.querySelector('#reward a')?.textContent === 'first-reward-model-keys-1'"
                + " && !document.querySelector('#reward').textContent.includes('(unfinished)')");
        assertThat(lab.runs().resolve("first-reward-model-keys-1/result.json")).exists();
        isForAllReaders();
        tab.locator("[data-verdict=tie]").click();
        tab.waitForFunction("() => document.getElementById('progress').textContent === 'question 3 of 3'");
        tab.keyboard().press("u");
        tab.waitForFunction("() => document.getElementById('progress').textContent === 'question 2 of 3'");
        assertThat(Files.readString(lab.runs().resolve("preferences/keys-undecided.jsonl")))
                .isEmpty();
        tab.locator("#set").selectOption("");
        tab.locator("#prompts").fill(" ");
        tab.locator("#begin").click();
        tab.waitForSelector("#problem:not([hidden])");
        assertThat(tab.locator("#problem").textContent()).startsWith("prompts: found none");
    }

    @Test
    void aPlanHasItsModelWhatServingChangesAndItsCluster() throws IOException {
        tab.navigate(lab.address("/planner?budget=1e24"));
        tab.waitForSelector("#cluster:not([hidden], [aria-busy=true]) table"); // the last of three answers
        assertThat(tab.locator("#plan").textContent())
                .contains("besiroglu", "./loglog published --budget=1e24", "chip days");
        assertThat(tab.locator("#serving").textContent()).contains("times the params", "over its life");
        assertThat(tab.locator("#cluster").textContent()).contains("site", "./loglog cluster");
        isForAllReaders();
        tab.locator("#given").selectOption("chips");
        tab.locator("#count").fill("2000");
        tab.locator("#ask").click();
        tab.waitForFunction("() => document.getElementById('cluster').textContent.includes('--count=2000')");
        tab.locator("#law").selectOption("lab");
        tab.waitForSelector("#problem:not([hidden])");
        assertThat(tab.locator("#problem").textContent()).startsWith("study: found no finished run");
    }

    @Test
    void aTasksProblemHasItsStepsVotesAndTree() throws IOException {
        tab.navigate(lab.address("/playground"));
        tab.waitForFunction("() => document.getElementById('taskText').value !== ''");
        var first = tab.locator("#taskText").inputValue();
        tab.locator("#another").click();
        tab.waitForFunction("first => document.getElementById('taskText').value !== first", first);
        tab.locator("#think").click();
        tab.waitForSelector("#taskTree:not([hidden]) .steps code");
        assertThat(tab.locator("#taskAnswer").textContent()).contains("32 samples: the vote is", "./loglog think");
        isForAllReaders();
    }

    @Test
    void modelsReadATextSideBySideAndTheAddressHoldsThem() throws IOException {
        tab.navigate(lab.address("/playground?model=first&beside=other"));
        tab.waitForFunction("() => document.querySelectorAll('#beside select').length === 2");
        tab.locator("#text").fill("ab");
        tab.locator("#read").click();
        tab.waitForFunction("() => document.querySelectorAll('#answers .tokens').length === 2");
        assertThat(tab.locator("#answers h2").allTextContents()).containsExactly("first", "other");
        isForAllReaders();
        assertThat(tab.locator("#beside select").last().locator("option").allTextContents())
                .as("models of tasks read no texts")
                .contains("none", "first", "other")
                .doesNotContain(PlayedLab.SOLVER);
        tab.locator("#beside select").last().selectOption("first");
        assertThat(tab.locator("#beside select").count()).isEqualTo(3);
        assertThat(tab.url()).contains("model=first", "beside=other", "beside=first");
    }

    /** Of two questions the first is answered last, as on a busy machine. */
    @Test
    void whatWasAskedLastIsWhatIsSeen() {
        tab.navigate(lab.address("/forecast?question=nines"));
        tab.waitForSelector("#answer:not([hidden], [aria-busy=true]) h2");
        tab.evaluate("""
                () => {
                  const usual = fetch;
                  globalThis.late = new Promise(release => { globalThis.release = release; });
                  globalThis.fetch = async (url, options) => {
                    if (!url.includes('/cluster')) return usual(url, options);
                    globalThis.hasAsked = true;
                    await late;
                    const answer = await usual(url, {...options, signal: undefined});
                    await answer.clone().text();
                    setTimeout(() => { globalThis.hasCome = true; });
                    return answer;
                  };
                }""");
        tab.locator("#name").selectOption("cluster");
        tab.waitForFunction("() => globalThis.hasAsked");
        tab.locator("#name").selectOption("nines");
        tab.waitForFunction(
                "() => document.querySelector('#answer[aria-busy=false]')?.textContent.includes('./loglog nines')"
                        + " && document.getElementById('busy').textContent === ''");
        tab.evaluate("() => release()");
        tab.waitForFunction("() => globalThis.hasCome");
        assertThat(tab.locator("#answer").textContent()).contains("./loglog nines");
        tab.locator("#name").selectOption("trend"); // which needs a table, and there is none
        assertThat(tab.locator("#answer").isHidden()).isTrue();
    }

    @Test
    void aSheetWithPicturesDoesNotComeOverALaterOne() {
        tab.navigate(lab.address("/forecast?question=nines"));
        var seen = tab.evaluate("""
                async () => {
                  const {showSheet} = await import('/site/sheet.js');
                  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
                  const figure = {kind: 'figure', svg, narrow: svg, title: 'a', caption: ''};
                  const box = document.createElement('div');
                  const first = showSheet(box, {title: 'first', blocks: [figure, figure], command: ''});
                  await showSheet(box, {title: 'second', blocks: [], command: ''});
                  await first;
                  return box.querySelector('h2').textContent;
                }""");
        assertThat(seen).isEqualTo("second");
    }

    /** An answer whose head has come, and whose rest does not: it was {} before. */
    @Test
    void anAnswerThatBreaksOffIsNone() {
        tab.navigate(lab.address("/forecast?question=nines"));
        var said = tab.evaluate("""
                async () => {
                  const {ask} = await import('/site/common.js');
                  const usual = fetch;
                  const said = [];
                  for (const isWanted of [true, false]) {
                    const stop = new AbortController();
                    const breaksOff = {pull(rest) {
                      if (!isWanted) stop.abort();
                      rest.error(new TypeError('network error'));
                    }};
                    globalThis.fetch = async () => new Response(new ReadableStream(breaksOff));
                    said.push(await ask('/api/x', {}, {signal: stop.signal}).then(JSON.stringify, e => e.name === 'AbortError' ? e.name : e.message));
                  }
                  globalThis.fetch = usual;
                  return said;
                }""");
        assertThat(said)
                .isEqualTo(List.of("the server does not answer; is ./loglog serve still running?", "AbortError"));
    }

    @Test
    void aTextThatIsBegunAnewCanStillBeStopped() {
        tab.navigate(lab.address("/playground"));
        tab.waitForFunction("() => document.getElementById('taskText').value !== ''");
        tab.evaluate(
                "() => { globalThis.fetch = (_, {signal}) => new Promise((_, no) => signal.addEventListener('abort',"
                        + " () => no(new DOMException('', 'AbortError')))); }");
        tab.locator("#write").click();
        tab.locator("#write").click();
        assertThat(tab.locator("#stop").isEnabled()).isTrue();
        tab.locator("#stop").click();
        tab.waitForFunction("() => document.getElementById('stop').disabled");
    }

    @Test
    void eachAssumptionOfAForecastHasASliderAndTheAddressHoldsWhatIsSet() throws IOException {
        tab.navigate(lab.address("/forecast?question=ooms&draws=100&set=GPT-4%3D3e25"));
        tab.waitForSelector(".assumptions[open] input[type=range]");
        assertThat(tab.locator("#answer").textContent()).contains("--set=GPT-4=3e25", "as typed");
        assertThat(tab.locator("[data-set]").count()).isEqualTo(12);
        isForAllReaders();
        tab.locator("[aria-label='GPT-4, by a slider']").press("ArrowRight");
        tab.waitForFunction("() => !document.getElementById('answer').textContent.includes('GPT-4=3e25')"
                + " && document.getElementById('answer').textContent.includes('--set=GPT-4=3')");
        assertThat(tab.url()).contains("set=GPT-4%3D3");
        tab.navigate(lab.address("/forecast?question=takeoff&draws=0"));
        tab.waitForSelector("#answer:not([hidden]) figure");
        tab.locator(".assumptions summary").click();
        tab.locator("[aria-label='software_returns, by a slider']").press("ArrowRight");
        tab.waitForFunction("() => document.getElementById('answer').textContent.includes('--set=software_returns=')");
    }

    @Test
    void termsLeadToTheirEntriesAndASentencesTokensHaveTheirLoss() throws IOException {
        tab.navigate(lab.address("/planner"));
        tab.waitForSelector("#cluster:not([hidden], [aria-busy=true]) table");
        tab.waitForFunction("() => document.querySelector('#serving a.term, #plan a.term')");
        assertThat(tab.evaluate("document.querySelectorAll('a.term:not([tabindex=\"-1\"])').length"))
                .isEqualTo(0);
        tab.locator(".termsOfPage summary").click();
        var term = tab.locator(".termlist a").first().textContent();
        // By its name: answers that still come bring terms that stand before it.
        tab.locator(".termlist")
                .getByText(term, new Locator.GetByTextOptions().setExact(true))
                .click();
        tab.waitForSelector("dt.here");
        assertThat(tab.locator("dt.here").textContent()).startsWith(term);
        tab.waitForSelector("rect.tokenbar");
        assertThat(tab.locator("rect.tokenbar").count()).isEqualTo("The cat sat on the mat.".length());
    }
}
