package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
            })
    void isWholeHasAFigureAndTheCommandThatRebuildsIt(String command) throws Exception {
        var words = command.split(" ", 2);
        var table = words[0].equals("compare") ? SomeRuns.recipes(folder) : SomeRuns.chinchilla(folder);
        var page = folder.resolve("page.html");
        var line = new java.util.ArrayList<Object>(java.util.List.of(words[0], table, "--html", page));
        if (words.length > 1) {
            line.addAll(java.util.List.of(words[1].split(" ")));
        }
        var result = Cli.run(line.toArray());
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).endsWith("written: " + page + "\n");

        var html = Files.readString(page);
        assertThat(html).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(html).contains("<code>./loglog " + words[0] + " " + table.getFileName() + " --html page.html");
        assertThat(html).as("the folders of this machine").doesNotContain(folder.toString());
        assertThat(html.replaceAll("(?s)<script>.*?</script>", "")).doesNotContain("NaN", "n/a n/a", "undefined");
        assertThat(svgs(html)).isPositive();
        var captions = html.split("<figcaption>", -1);
        assertThat(captions).hasSize(html.split("<figure>", -1).length);
        for (int i = 1; i < captions.length; i++) {
            assertThat(captions[i]).matches("(?s).*?[0-9]+ (and [0-9]+ )?rows of \\Q" + table.getFileName() + "\\E.*");
        }
        assertThat(folder.toFile().list((dir, name) -> name.contains("page"))).containsExactly("page.html");
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
