package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import loglog.app.web.UntrainedRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --html} of every command. */
class PageOfEachCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fit",
                "which",
                "predict --at=params=1B,tokens=20B",
                "plan",
                "plan --budget=1e21",
                "isoflop",
                "compare --by=recipe --bootstrap=50",
                "diagnose",
                "backtest --hide=1 --bootstrap=50",
                "trend --metric=flops --bootstrap=50",
                "trend --metric=flops --best-so-far --bootstrap=50",
                "horizon --bootstrap=50",
                "elo",
                "strength --bootstrap=20",
                "task-law --bootstrap=20",
                "overoptimization",
                "coverage --bootstrap=50",
                "precision --bytes=1M",
            })
    void isWholeHasAFigureAndTheCommandThatRebuildsIt(String command) throws Exception {
        var words = command.split(" ", 2);
        var table = table(words[0]);
        var html = page(words[0] + " " + table + (words.length > 1 ? " " + words[1] : ""));
        assertThat(html).contains("<code>./loglog " + words[0] + " " + table.getFileName());
        var captions = html.split("<figcaption>", -1);
        for (int i = 1; i < captions.length; i++) {
            assertThat(captions[i]).matches("(?s).*?[0-9]+ (and [0-9]+ )?rows of \\Q" + table.getFileName() + "\\E.*");
        }
    }

    /** Those that read no table say instead what their figures are of: draws, a scenario, an assumption. */
    @ParameterizedTest
    @CsvSource({
        "nines, with an error of 0.01 per step",
        "published --budget=1e22, published laws",
        "ooms --draws=200, by the scenario",
        "cluster --flops=5e26 --days=90, for 5e26 FLOP",
        "cluster chips, accelerators",
        "cluster build-out --draws=200, 200 draws",
        "takeoff --draws=20, Model: ",
        "takeoff --model=ai2027 --draws=100, Model: "
    })
    void withoutATableItIsWholeToo(String command, String said) throws Exception {
        var html = page(command);
        assertThat(html).contains("<code>./loglog " + command);
        var captions = html.split("<figcaption>", -1);
        for (int i = 1; i < captions.length; i++) {
            assertThat(captions[i].split("</figcaption>", -1)[0]).containsIgnoringCase(said);
        }
    }

    /** Those that read run folders say so: a study's report and its ledger. */
    @ParameterizedTest
    @ValueSource(strings = {"report STUDY", "ledger --runs=RUNS"})
    void ofRunFoldersItIsWholeToo(String command) throws Exception {
        var runs = folder.resolve("runs");
        var study = SomeStudy.forecast(runs);
        var html = page(command.replace("STUDY", study.toString()).replace("RUNS", runs.toString()));
        assertThat(html).contains("<code>./loglog " + command.split(" ")[0]);
        var captions = html.split("<figcaption>", -1);
        for (int i = 1; i < captions.length; i++) {
            assertThat(captions[i].split("</figcaption>", -1)[0]).containsPattern("runs?|forecasts?");
        }
    }

    /** A command that trains says what it trained on, and where its runs are. */
    @Test
    void ofGrokkingItIsWholeToo() throws Exception {
        var html =
                page("grok --modulus=7 --width=16 --steps=40 --seeds=1 --threads=1 --runs=" + folder.resolve("grok"));
        var captions = html.split("<figcaption>", -1);
        assertThat(captions).hasSizeGreaterThan(2);
        for (int i = 1; i < captions.length; i++) {
            assertThat(captions[i].split("</figcaption>", -1)[0]).contains("sums modulo 7");
        }
    }

    /** Models are asked, here with random weights: no page of theirs has a figure, and each says who was asked. */
    @ParameterizedTest
    @CsvSource({
        "think SOLVER 1+2*2= --samples=4, 1+2*2=",
        "agent --run=SOLVER --problems=4, 4 tasks",
        "surprise --model=MODEL a cat, bits in all",
        "runs --runs=RUNS, 2 runs below",
        "runs --runs=RUNS --compare solver model, tokens",
    })
    void ofAModelItIsWholeToo(String command, String said) throws Exception {
        var runs = folder.resolve("runs");
        UntrainedRuns.solver(runs.resolve("solver"));
        UntrainedRuns.model(runs.resolve("model"), 3);
        var html = whole(command.replace("SOLVER", runs.resolve("solver").toString())
                .replace("MODEL", runs.resolve("model").toString())
                .replace("RUNS", runs.toString()));
        assertThat(html).contains("<code>./loglog " + command.split(" ")[0], said);
    }

    /** Those that train say where the runs are from which the page comes again. */
    @Test
    void ofAStudyItIsWholeToo() throws Exception {
        var study = Files.writeString(folder.resolve("tiny.yaml"), """
                name: tiny
                vocabulary: 256
                recipe: {context: 32, batch: 8}
                design: {kind: grid, sizes: [16x1, 32x1, 48x1], tokens: [10K, 20K, 40K]}
                trainer:
                  command: >
                    awk 'BEGIN { printf("{\\"step\\": %d, \\"val_loss\\": %.9f}\\n", {steps},
                    1 + 4 * {params} ^ -0.2 + 20 * {tokens} ^ -0.3) }'
                """);
        var html = page("run " + study + " --cores=2 --runs=" + folder.resolve("runs"));
        assertThat(html).contains("<code>./loglog run");
    }

    private Path table(String command) {
        return switch (command) {
            case "compare" -> SomeRuns.recipes(folder);
            case "trend" -> SomeRuns.models(folder);
            case "strength" -> SomeRuns.strength(folder);
            case "overoptimization" -> SomeRuns.overoptimized(folder);
            case "coverage" -> SomeRuns.counts(folder);
            case "precision" -> SomeRuns.ofBits(folder);
            case "elo" -> SomeRuns.results(folder);
            case "horizon" -> SomeRuns.horizons(folder);
            case "task-law" -> SomeRuns.evaluations(folder);
            default -> SomeRuns.chinchilla(folder);
        };
    }

    /** The page of a command, which has what every page has, and figures. */
    private String page(String command) throws Exception {
        var html = whole(command);
        assertThat(svgs(html)).isPositive();
        return html;
    }

    private String whole(String command) throws Exception {
        var page = folder.resolve("page.html");
        var line = new java.util.ArrayList<Object>(java.util.List.of(command.split(" ")));
        line.addAll(java.util.List.of("--html", page));
        var result = Cli.run(line.toArray());
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).endsWith("written: " + page + "\n");
        return whole(page);
    }

    /** What every page has. */
    private String whole(Path page) throws Exception {
        var html = words(Files.readString(page));
        assertThat(html).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(html).contains(" --html page.html");
        assertThat(html).as("the folders of this machine").doesNotContain(folder.toString());
        assertThat(html.replaceAll("(?s)<script>.*?</script>", "")).doesNotContain("NaN", "n/a n/a", "undefined");
        assertThat(html.split("<figcaption>", -1)).hasSize(html.split("<figure>", -1).length);
        assertThat(folder.toFile().list((dir, name) -> name.contains("page"))).containsExactly("page.html");
        return html;
    }

    /** The page with its command as one text; on the page, lines do not end within one of its words. */
    static String words(String html) {
        return html.replaceAll("<span class=\"word\">([^<]*)</span>", "$1");
    }

    /** The figures, each well-formed XML. */
    private static int svgs(String html) throws Exception {
        int count = 0;
        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        for (int from = html.indexOf("<svg"); from >= 0; from = html.indexOf("<svg", from + 1)) {
            var svg = html.substring(from, html.indexOf("</svg>", from) + "</svg>".length());
            builder.parse(new java.io.ByteArrayInputStream(svg.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            count++;
        }
        return count;
    }
}
