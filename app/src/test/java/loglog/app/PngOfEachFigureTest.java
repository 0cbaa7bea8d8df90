package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --png}. */
class PngOfEachFigureTest {
    @TempDir
    Path folder;

    private Path runs;

    @BeforeEach
    void write() {
        runs = SomeRuns.chinchilla(folder);
    }

    private static Cli.Result run(Object... words) {
        var result = Cli.run(words);
        assumeFalse(result.err().contains("--png needs fonts"), result.err());
        return result;
    }

    @Test
    void eachFigureIsAFileNamedByItsTitleThatSaysRowsFitAndCommand() throws Exception {
        var figures = folder.resolve("figures");
        var result = run("fit", runs, "--png", figures);
        assertThat(result.status()).as(result.err()).isZero();
        var names = List.of("loss-against-compute.png", "residuals-against-flops.png", "observed-against-law.png");
        assertThat(figures.toFile().list()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(result.out())
                .endsWith(names.stream()
                        .map(name -> "written: " + figures.resolve(name) + "\n")
                        .reduce("", String::concat));
        for (var name : names) {
            var file = figures.resolve(name);
            assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(1600);
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .contains("Description\0" + "36 rows of " + runs + "; chinchilla fitted by ")
                    .contains("Command\0./loglog fit " + runs + " --png " + figures);
        }
    }

    @Test
    void aProgramsAnswerIsJsonAlone() {
        assertThat(run("fit", runs, "--json", "--png", folder.resolve("figures"))
                        .json()
                        .isObject())
                .isTrue();
        assertThat(folder.resolve("figures/loss-against-compute.png")).exists();
    }

    @ParameterizedTest
    @CsvSource({"missing/figures,there is no folder", "runs.csv,is a file; expected a folder"})
    void aFolderThatCannotBeWrittenToIsSaidAndNothingIsLeftBehind(String figures, String sentence) {
        var before = folder.toFile().list().length;
        var result = run("fit", runs, "--png", folder.resolve(figures));
        assertThat(result.complaint())
                .startsWith("--png " + folder.resolve(figures))
                .contains(sentence);
        assertThat(folder.toFile().list()).hasSize(before);
    }

    /** A start with the libraries that draw images would take several times as long. */
    @Test
    void withoutPngNoClassThatDrawsImagesIsLoaded() throws Exception {
        var path = Stream.of("jdk.module.path", "java.class.path")
                .map(name -> System.getProperty(name, ""))
                .filter(text -> !text.isEmpty())
                .toList();
        var classes = folder.resolve("classes.txt");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + classes,
                        "-cp",
                        String.join(File.pathSeparator, path),
                        "loglog.app.Main",
                        "fit",
                        runs.toString(),
                        "--html",
                        folder.resolve("page.html").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("out.txt")))
                .isZero();
        assertThat(Files.readString(classes))
                .contains("loglog.app.report.SvgChart")
                .doesNotContain("java.awt.", "javax.imageio.", "loglog.app.report.Picture");
    }
}
