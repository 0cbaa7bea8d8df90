package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed arrives, or the exit status says that it did not. */
class OutputTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path folder;

    private record Ended(int status, String out, String err) {}

    /** Runs a shell's line with the program as {@code loglog}. */
    private Ended shell(String line) throws IOException, InterruptedException {
        var java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        // Tests that a shell started in its background ignore Ctrl-C, and so would what they start.
        var script = "usual=; if env --default-signal=INT true 2>/dev/null; then usual='env --default-signal=INT'; fi\n"
                + "loglog() { $usual " + String.join(" ", java) + " \"$@\"; }\n" + line;
        var out = folder.resolve("out").toFile();
        var err = folder.resolve("err").toFile();
        var process = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectOutput(out)
                .redirectError(err)
                .start();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fit runs.csv", "fit runs.csv --json", "--help", "fit --help", "study schema", "runs"})
    void aFullDiskIsOneSentenceAndNoSuccess(String command) throws Exception {
        assumeThat(FULL).exists();
        SomeRuns.chinchilla(folder);
        var ended = shell("loglog " + command + " > " + FULL);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).startsWith("loglog: standard output: what was printed is lost: ");
    }

    @Test
    void aClosedPipeEndsItQuietly() throws Exception {
        // More than a pipe holds, so that the program meets the closed end.
        var ended = shell("loglog sql 'select range as x from range(200000)' | head -1; exit ${PIPESTATUS[0]}");
        assertThat(ended.out().strip()).isEqualTo("x");
        assertThat(ended.err().lines().filter(line -> !line.contains("no runs were found")))
                .isEmpty();
        assertThat(ended.status()).isEqualTo(141);
    }

    @Test
    void anInterruptEndsItAtOnce() throws Exception {
        var rows = new StringBuilder("params,tokens,loss\n");
        for (int i = 0; i < 20_000; i++) {
            double n = 1e6 * Math.pow(1000, (i * 0.618034) % 1);
            double d = 1e8 * Math.pow(1000, (i * 0.414214) % 1);
            rows.append(n).append(',').append(d).append(',');
            rows.append(1.8 + 480 / Math.pow(n, 0.35) + 2100 / Math.pow(d, 0.37) + 0.01 * Math.sin(i))
                    .append('\n');
        }
        SomeRuns.write(folder, "many.csv", rows.toString());
        // In the middle of its resamples, as the class that makes them tells.
        var ended = shell("""
                export JDK_JAVA_OPTIONS=-Xlog:class+load:file=loaded
                set -m
                loglog fit many.csv --bootstrap 5000 &
                while kill -0 $! && ! grep -q 'loglog.laws.Bootstrap source' loaded; do sleep 0.1; done 2>/dev/null
                kill -INT -- -$!
                wait $!""");
        assertThat(ended.status()).isEqualTo(130);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).doesNotContain("Exception", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compare hostile.csv --by recipe --bootstrap 20",
                "compare hostile.csv --by recipe --bootstrap 20 --json",
                "compare hostile.csv --by nothing",
                "fit hostile.csv --where recipe=c",
                "fit hostile.csv --bootstrap 0",
                "fit no\u001b[2Jthing.csv",
                "fti\u0007",
                "sql select chr(27) || chr(155) as \"\u009b\", chr(8238) as b"
            })
    void nothingFromAFileOrALineSpeaksToTheTerminal(String line) throws IOException {
        var clean = Files.readString(SomeRuns.recipes(folder));
        var hostile = "\u001b[31m\u0007\u009b\u202e\u6a21";
        SomeRuns.write(folder, "hostile.csv", clean.replace("\na,", "\na" + hostile + ","));
        var words = line.replace("hostile.csv", folder.resolve("hostile.csv").toString())
                .split(" ");
        var result = Cli.run((Object[]) words);
        assertThat(result.out() + result.err())
                .isNotBlank()
                .matches(text -> text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t' || c == 0x202e));
    }
}
