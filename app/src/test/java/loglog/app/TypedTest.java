package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message names an option as the user wrote it, whatever other names it has or whatever it is passed on as. */
class TypedTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fit RUNS --metric nope | (--metric) | --loss",
                "fit RUNS --metric=nope | (--metric) | --loss",
                "fit RUNS --loss nope | (--loss) | --metric",
                "fit RUNS --loss | --loss: found no value | --metric",
                "tune RUNS --method grpo -n 0 | -n: found 0 | --samples",
                "tune RUNS --method grpo -nx | -n: found x | --samples",
                "tune RUNS --method grpo --samples x | --samples: found x | -n:",
                "compare RUNS --by nope | (--by) | --group",
                "diagnose RUNS --curve nope | (--curve) | --group",
                "fit RUNS --png FILE/x | --png: found | --figures",
                "fit RUNS --figures FILE/x | --figures: found | --png",
                "which RUNS --laws nope | --laws: found nope | --law:",
                "fit RUNS --law nope | --law: found nope | --laws"
            })
    void theOptionIsNamedAsItWasTyped(String command, String named, String other) throws Exception {
        var runs = Path.of("../examples/runs.csv").toAbsolutePath().toString();
        var file = Files.writeString(folder.resolve("file"), "").toString();
        var said = Cli.run((Object[])
                        command.replace("RUNS", runs).replace("FILE", file).split(" "))
                .complaint();
        assertThat(said).contains(named).doesNotContain(other);
    }

    @Test
    void eachAliasIsTriedAbove() {
        var aliases = Main.line().getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> option.names().length > 1 && !option.usageHelp() && !option.versionHelp())
                .map(option -> String.join(" ", option.names()))
                .distinct();
        assertThat(aliases).containsExactlyInAnyOrder("--loss --metric", "--samples -n");
    }
}
