package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.lab.study.Study;
import loglog.models.language.LanguageTask;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a command, wherever they stand in it, arrive as they are, and nothing in them is carried out. */
@DisabledOnOs(OS.WINDOWS)
class QuotingTest extends ProgramRun {
    private static final List<String> HOSTILE = List.of(
            "it's \"a\" $(touch hit) `touch hit`; touch hit # ${HOME} * {run} \\ \\' \\\" \\$(touch hit) a\\nb%s"
                    + "\nEOF\ntouch hit\n: <<EOF",
            "'; touch hit; '", ")'\"; touch hit; (", "a[$(touch hit)]", "~ *", "-n");

    private static final List<String> PLACES = List.of(
            "printf '<%s>' {corpus}",
            "printf '<%s>' \"{corpus}\"",
            "printf '<%s>' '{corpus}'",
            "printf '<%s>' \"$(printf '%s' '{corpus}')\"",
            "printf '<%s>' \"$(printf '%s' \"{corpus}\")\"",
            "printf '<%s>' \"$(printf '%s' {corpus})\"",
            "printf '<%s>' \"$(: 'a' \"b'\" # don't\nprintf '%s' '{corpus}')\"",
            "printf '<%s>' \"`printf '%s' '{corpus}'`\"",
            "printf '<%s>' \"`printf '%s' \\\"{corpus}\\\"`\"",
            "x=`printf '%s' {corpus}`; printf '<%s>' \"$x\"",
            "printf '<%s>' \"${NONE:-{corpus}}\"",
            "printf '<%s>' ${NONE:-{corpus}}",
            "# don't buffer\nprintf '<%s>' {corpus}",
            ": it\\'s # \"it's {corpus}\nprintf '<%s>' {corpus}",
            "if true; then # isn't it\nprintf '<%s>' '{corpus}'; fi",
            "printf '<%s>' \"$(cat <<EOF\n{corpus}\nEOF\n)\"",
            "cat > text <<-'EOF' && printf '<%s>' {corpus}\n\tdon't \"$(\n\tEOF\n",
            "cat > text <<EOF; cat > more << \"END\"; printf '<%s>' {corpus}\nit's `echo \"{width}\"`\nEOF\nit's\nEND\n",
            "printf '<%s>' \"$(case x in y) ;; (x) printf '%s' {corpus} ;; esac)\"; : \"{corpus}\"",
            "echo case \\\" > text; (printf '<%s>' {corpus})",
            "x={corpus}; printf '<%s>' \"$x\"",
            "echo $(({steps} * (2 + 1))) > text; printf '<%s>' {corpus}",
            "echo $# ${#HOME} > text; printf '<%s>' {corpus} # it's",
            "sh -c 'printf \"<%s>\" \"$LOGLOG_CORPUS\"'");

    /** Which shell is sh differs from system to system. */
    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void everyValueArrivesAsItIsInEveryKindOfQuotes(String shell) throws Exception {
        assumeTrue(finds(shell), "needs " + shell);
        for (var place : PLACES) {
            for (var value : HOSTILE) {
                var line = line(value, place);
                assertThat(output(shell, line))
                        .as("%s with %s, as %s", place, value, line.command())
                        .isEqualTo("<" + value + ">");
                assertThat(folder.resolve("hit")).as("%s with %s", place, value).doesNotExist();
            }
        }
    }

    /** Where this reading of a command errs, a value may be cut into words, but nothing in it is carried out. */
    @Test
    void noValueIsEverPartOfTheCommandsText() {
        for (var place : PLACES) {
            assertThat(line("; touch hit", place).command()).doesNotContain("; touch hit");
        }
    }

    @Test
    void aHereDocumentOfTextAloneHasTheValueItself() throws Exception {
        var place = "cat <<'EOF'\n<{corpus}>\nEOF\necho '{width}'";
        assertThat(output("sh", line("it's $(touch hit) `touch hit`", place)))
                .isEqualTo("<it's $(touch hit) `touch hit`>\n16\n");
        assertThat(folder.resolve("hit")).doesNotExist();
        assertThatThrownBy(() -> line("x\nEOF\ntouch hit", place))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found {corpus} in a here-document whose end is quoted")
                .hasMessageContaining("expected LOGLOG_CORPUS from the environment");
    }

    @Test
    void whereTheShellComputesOnlyNumbersStand() {
        assertThatThrownBy(() -> line("a[$(touch hit)]", "echo $(({corpus} + 1))"))
                .isInstanceOf(DataException.class)
                .hasMessage("trainer: command: found {corpus}, which is no number, where the shell computes, expected a"
                        + " number");
        assertThatThrownBy(() -> line("a\0b", "echo {corpus}"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("corpus: found a character NUL");
    }

    @Test
    void numbersAndPlainNamesAreInTheTextItself() {
        assertThat(line(
                                "data/a-1.bin",
                                "a {corpus} '{corpus}' \"{width}\" {{x}} ${x} { x; } {print $1} {\"a\": 1} \\{width}")
                        .command())
                .isEqualTo("a data/a-1.bin 'data/a-1.bin' \"16\" {x} ${x} { x; } {print $1} {\"a\": 1} \\{width}");
        var template = new Template(Map.of("run", "/a b/it's $HOME", "width", "64"));
        assertThat(template.fill("x", "{run}/{width}", Template.Quoting.NONE)).isEqualTo("/a b/it's $HOME/64");
        assertThat(template.fill("x", "{run} \"{run}\" {width}", Template.Quoting.CMD))
                .isEqualTo("\"/a b/it's $HOME\" \"/a b/it's $HOME\" 64");
    }

    private CommandLine line(String corpus, String place) {
        var command = command(place, jsonl(null));
        var s = study(command);
        var study = new Study(
                s.name(),
                new LanguageTask(corpus, null, 256, 5_000, true),
                s.recipes(),
                s.design(),
                s.seeds(),
                s.forecast(),
                command);
        return CommandLine.of(Jobs.of(study, folder.resolve("the study"), RUN), command);
    }

    private static boolean finds(String shell) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(f -> Files.isExecutable(Path.of(f, shell.split(" ")[0])));
    }

    private String output(String shell, CommandLine line) throws IOException, InterruptedException {
        var words = new java.util.ArrayList<>(List.of(shell.split(" ")));
        words.addAll(List.of("-c", line.command()));
        var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(new LinkedHashMap<>(line.environment()));
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
