package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --figures} and {@code --png}. */
class FiguresOfEachCommandTest {
    private static final List<String> OF_FIT = List.of(
            "loss-against-compute", "loss-over-params-and-tokens", "residuals-against-flops", "observed-against-law");

    @TempDir
    Path folder;

    private Path runs;

    @BeforeEach
    void write() {
        runs = SomeRuns.chinchilla(folder);
    }

    private static Cli.Result run(Object... words) {
        var result = Cli.run(words);
        assumeFalse(result.err().contains("PNG: found no fonts"), result.err());
        return result;
    }

    @Test
    void eachFigureIsFilesNamedByItsTitleWithDataCaptionAndPapers() throws Exception {
        var figures = folder.resolve("figures");
        var result = run("fit", runs, "--figures", figures, "--format", "svg,pdf", "--figure-size", "3.5x2.5in");
        assertThat(result.status()).as(result.err()).isZero();
        for (var name : OF_FIT) {
            for (var end : List.of(".svg", ".pdf", ".csv", ".txt", ".tex", ".bib")) {
                assertThat(figures.resolve(name + end)).isNotEmptyFile();
            }
            assertThat(result.out())
                    .contains("written: " + figures.resolve(name + ".svg") + " and .pdf, .csv, .txt, .tex, .bib\n");
            assertThat(Files.readString(figures.resolve(name + ".svg"))).contains("width=\"88.9mm\" height=\"63.5mm\"");
            assertThat(Files.readString(figures.resolve(name + ".txt")))
                    .contains("36 rows of runs.csv", "chinchilla, L = ", "fitted by Huber", "arXiv 2203.15556");
            assertThat(Files.readString(figures.resolve(name + ".tex"))).contains("L(N, D) = ", "\\frac{", "\\cite{");
        }
        assertThat(Files.readString(figures.resolve("loss-against-compute.txt")))
                .contains("band: 90% interval of the law, 1000 resamples of rows");
        assertThat(figures.toFile().list()).anyMatch(name -> name.startsWith("uncertainty-of-alpha-and-beta"));
    }

    @Test
    void thePngAliasWritesPicturesOfTheUsualSize() throws Exception {
        var figures = folder.resolve("figures");
        var result = run("fit", runs, "--png", figures);
        assertThat(result.status()).as(result.err()).isZero();
        var file = figures.resolve("loss-against-compute.png");
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(2126); // 180 mm at 300 dpi
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("36 rows of runs.csv. Law: chinchilla")
                .contains("Command\0./loglog fit runs.csv --png figures");
        assertThat(figures.resolve("loss-against-compute.svg")).doesNotExist();
    }

    /** What is sent to others tells nothing of where it was made. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fit",
                "which",
                "predict --at flops=1e22",
                "plan --budget 1e22",
                "isoflop",
                "diagnose",
                "backtest",
                "compare --by recipe"
            })
    void noFileNamesAFolderOfThisMachine(String command) throws Exception {
        var table = folder.resolve("my private folder").resolve("runs.csv");
        Files.createDirectories(table.getParent());
        if (command.startsWith("compare")) {
            var lines = Files.readAllLines(runs);
            var two = new ArrayList<String>(List.of(lines.getFirst() + ",recipe"));
            for (int i = 1; i < lines.size(); i++) {
                two.add(lines.get(i) + "," + (i % 2 == 0 ? "a" : "b"));
            }
            Files.write(table, two);
        } else {
            Files.copy(runs, table);
        }
        var figures = folder.resolve("my private folder").resolve("figures");
        var words = new ArrayList<Object>(List.of(command.split(" ")));
        words.add(1, table);
        words.addAll(List.of("--figures", figures, "--format", "svg"));
        if (!List.of("diagnose", "which").contains(command)) {
            words.addAll(List.of("--bootstrap", "20"));
        }
        var result = run(words.toArray());
        assertThat(result.status()).as(result.err()).isZero();
        try (var files = Files.list(figures)) {
            var all = files.toList();
            assertThat(all).isNotEmpty();
            for (var file : all) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("private", folder.toString());
            }
        }
    }

    @Test
    void aProgramsAnswerIsJsonAlone() {
        var figures = folder.resolve("figures");
        var json = run("fit", runs, "--json", "--figures", figures).json();
        assertThat(json.path("equation_latex").asString(""))
                .startsWith("L(N, D) = ")
                .contains("\\frac{");
        assertThat(json.path("equation_fitted").asString("")).startsWith("L = ").contains(" / params^0.");
        assertThat(figures.resolve("loss-against-compute.pdf")).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--figures F --format gif|--format: found \"gif\", expected svg, pdf or png",
                "--format svg|--format: found without --figures, expected --figures FOLDER with it",
                "--figures F --figure-size big|--figure-size: found \"big\", expected width x height",
                "--figures F --figure-size 5x5mm|--figure-size: found 5x5mm, expected a width and a height from 20",
                "--figures F --figure-title maybe|--figure-title: found \"maybe\", expected on or off",
                "--figures F --figure-font-size 1|--figure-font-size: found 1, expected 3 to 72 points",
                "--figures F --png G|found both, expected one of them",
                "--figures F --figure-font Garamond|found \"Garamond\", which is none of PDF"
            })
    void aWrongOptionIsSaidAndNothingIsWritten(String options, String sentence) {
        var words = new ArrayList<Object>(List.of("fit", runs));
        for (var word : options.split(" ")) {
            words.add(word.matches("[FG]") ? folder.resolve(word) : word);
        }
        assertThat(run(words.toArray()).complaint()).contains(sentence);
        assertThat(folder.resolve("F")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"missing/figures,found no folder", "runs.csv,found the file"})
    void aFolderThatCannotBeWrittenToIsSaidAndNothingIsLeftBehind(String figures, String sentence) {
        var before = folder.toFile().list().length;
        var result = run("fit", runs, "--figures", folder.resolve(figures));
        assertThat(result.complaint()).startsWith("--figures: " + sentence);
        assertThat(folder.toFile().list()).hasSize(before);
    }

    private Process start(String before, String... words) throws IOException {
        var path = Stream.of("jdk.module.path", "java.class.path")
                .map(name -> System.getProperty(name, ""))
                .filter(text -> !text.isEmpty())
                .toList();
        var line = new ArrayList<>(List.of("sh", "-c", before + " exec \"$@\"", "sh"));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xlog:class+load:file=" + folder.resolve("classes.txt"));
        line.addAll(List.of("-cp", String.join(File.pathSeparator, path), "loglog.app.Main"));
        line.addAll(List.of(words));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .start();
    }

    private void ends(Process process) throws Exception {
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("out.txt")))
                .isZero();
    }

    /** A start with the libraries that draw images would take several times as long; files have the umask's rights. */
    @Test
    void aPageAndVectorsHaveTheUmasksRightsAndLoadNoClassThatDrawsImages() throws Exception {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        var page = folder.resolve("page.html");
        var figures = folder.resolve("figures");
        ends(start(
                "umask 027;",
                "fit",
                runs.toString(),
                "--html",
                page.toString(),
                "--figures",
                figures.toString(),
                "--format",
                "svg"));
        var rights = PosixFilePermissions.fromString("rw-r-----");
        assertThat(Files.getPosixFilePermissions(page)).isEqualTo(rights);
        assertThat(Files.getPosixFilePermissions(figures.resolve("loss-against-compute.svg")))
                .isEqualTo(rights);
        assertThat(Files.readString(folder.resolve("classes.txt")))
                .contains("loglog.pages.report.SvgChart")
                .doesNotContain("java.awt.Graphics", "javax.imageio.", "loglog.pages.report.Picture");
    }
}
