package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import loglog.pages.text.TerminalText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every command says what it does, and every option what it takes where it is not given. */
class HelpTest {
    static Stream<String> commands() {
        var names = new ArrayList<String>();
        below(Main.line(), "", names);
        return names.stream();
    }

    private static void below(CommandLine line, String name, List<String> names) {
        names.add(name);
        line.getSubcommands().forEach((word, sub) -> below(sub, (name + " " + word).strip(), names));
    }

    private static CommandSpec spec(String command) {
        var line = Main.line();
        for (var word : words(command)) {
            line = line.getSubcommands().get(word);
        }
        return line.getCommandSpec();
    }

    private static List<String> words(String command) {
        return command.isEmpty() ? List.of() : List.of(command.split(" "));
    }

    private static Cli.Result run(String command, String... more) {
        return Cli.run(Stream.concat(words(command).stream(), Stream.of(more)).toArray());
    }

    @ParameterizedTest(name = "loglog {0} --help")
    @MethodSource("commands")
    void helpIsPrintedByBothNamesAndTheVersionToo(String command) {
        var help = run(command, "--help");
        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: loglog " + command).contains("--help", "--version");
        assertThat(help.out().lines()).allMatch(line -> TerminalText.width(line) <= 80);
        assertThat(help.out()).as("a list stands there as it is typed").doesNotContainPattern("default:\\s+\\[");
        assertThat(run(command, "-h")).isEqualTo(help);
        assertThat(run(command, "--version").out()).matches("loglog \\d+\\.\\d+\\.\\d+(-\\w+)?\\R");
    }

    @ParameterizedTest(name = "loglog {0}")
    @MethodSource("commands")
    void everyOptionSaysWhatItIsWithoutAValue(String command) {
        for (var option : spec(command).options()) {
            var text = String.join(" ", option.description());
            assertThat(text).as(option.longestName()).isNotBlank();
            boolean flag = option.arity().max() == 0;
            assertThat(flag || option.required() || text.contains("default"))
                    .as("%s: \"%s\" says its default", option.longestName(), text)
                    .isTrue();
            assertThat(flag || !option.paramLabel().isBlank())
                    .as(option.longestName())
                    .isTrue();
            assertThat(flag || !option.paramLabel().startsWith("<"))
                    .as("%s: %s is a name for its value", option.longestName(), option.paramLabel())
                    .isTrue();
        }
        assertThat(spec(command).usageMessage().description()).isNotEmpty();
    }

    @Test
    void theCommandsAreListedWhereNoneIsNamed() {
        var bare = Cli.run();
        assertThat(bare.status()).isZero();
        assertThat(bare.out())
                .contains("Usage: loglog", "fit", "quickstart", "study")
                .doesNotContain("warm-up");
        assertThat(Cli.run("help")).isEqualTo(bare);
        assertThat(Cli.run("--help")).isEqualTo(bare);
    }

    @Test
    void helpOfACommandIsAskedForInFrontToo() {
        assertThat(Cli.run("help", "fit")).isEqualTo(Cli.run("fit", "--help"));
        assertThat(Cli.run("help", "study", "init")).isEqualTo(Cli.run("study", "init", "--help"));
        assertThat(Cli.run("help", "fti").complaint()).contains("there is no command fti");
    }
}
