package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportCommandTest {
    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    @Test
    void importedRunsAreFittedAsTheTableTheyCameFrom() {
        var table = SomeRuns.chinchilla(folder);
        var imported = Cli.run("import", table, "--runs", runs());
        assertThat(imported.err()).isEmpty();
        assertThat(imported.status()).isZero();
        assertThat(imported.out())
                .contains("runs-36", "flops = 6 params tokens", "imported into " + runs() + ": 36 runs");
        var fit = Cli.run("fit", runs() + "/*/result.json", "--json").json().get("params");
        // Params become whole numbers on the way.
        for (var expected : Cli.run("fit", table, "--json").json().get("params").properties()) {
            double value = expected.getValue().get("value").asDouble();
            assertThat(fit.get(expected.getKey()).get("value").asDouble()).isCloseTo(value, within(1e-4 * value));
        }
        assertThat(fit.size()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void whatIsThereAlreadyIsSaidAndNoError() {
        var table = SomeRuns.write(folder, "past.csv", "name,params,loss\na,1e6,4\n");
        Cli.run("import", table, "--runs", runs());
        var again = Cli.run("import", table, "--runs", runs());
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("unknown, there already", "0 runs; 1 there already, unchanged");
    }

    @Test
    void aRunThatCannotBeReadIsNamedBesideTheOthersAndAloneIsAnError() {
        var table = SomeRuns.write(folder, "past.csv", "name,params,loss\na,1e6,4\nb,1e6,x\n");
        var result = Cli.run("import", table, "--runs", runs());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("1 run; 1 not, see below");
        assertThat(result.err())
                .startsWith("loglog: not imported: ")
                .contains("line 3, column loss: found \"x\", expected a number");
        var json = Cli.run("import", table, "--runs", runs(), "--json");
        assertThat(json.out()).contains("\"not_imported\"", "line 3");
        var alone = SomeRuns.write(folder, "bad.csv", "name,params,loss\nb,1e6,x\n");
        assertThat(Cli.run("import", alone, "--runs", runs()).complaint()).contains("line 2, column loss");
    }

    @Test
    void whatKeepsAllRunsFromBeingImportedIsSaidOnce() {
        var table = SomeRuns.write(folder, "past.csv", "name,params,loss\na,1e6,4\nb,1e6,3\n");
        var file = SomeRuns.write(folder, "file", "");
        assertThat(Cli.run("import", table, "--runs", file.resolve("runs")).complaint())
                .contains("is a file, expected a folder");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nowhere | nowhere does not exist",
                "past.csv --metric=nothing | found no column nothing (--map loss=nothing), expected one of name, params",
                "past.csv --map=Loss=x | --map: found Loss=x, expected NAME=TAG with a name of small letters",
                "past.csv --map=loss | --map: found loss, expected NAME=TAG",
                "past.csv --metric=a --map=loss=b | --metric: found it beside --map loss=..., expected one of the two",
                "past.csv --params=many | --params: found many, expected a positive number",
                "past.csv --tokens-per-step=0 | --tokens-per-step: found 0, expected a positive number",
                "past.csv --flops-per-token=xN | --flops-per-token: found xN, expected",
                "past.csv --name=a/b | --name: found a/b, expected a name without slashes",
                "past.csv --format=excel | --format: found excel, expected tensorboard, trainer-state, wandb or table",
                "past.csv --format=tensorboard | expected a whole event file",
                "past.csv --format=trainer-state | the file is no valid JSON",
                "twice.csv | line 3: column name: found a second row named a, and no column of steps",
                "slash.csv | found two runs named a-b, of",
            })
    void whatCannotBeImportedIsOneSentenceAndNothingWritten(String words, String sentence) {
        SomeRuns.write(folder, "past.csv", "name,params,loss\na,1e6,4\n");
        SomeRuns.write(folder, "slash.csv", "name,params,loss\na b,1e6,4\na/b,1e6,5\n");
        SomeRuns.write(folder, "twice.csv", "name,params,loss\na,1e6,4\na ,1e6,5\n");
        var args = ("import --runs=" + runs() + " " + words.strip()).split(" ");
        args[2] = folder.resolve(args[2]).toString();
        assertThat(Cli.run((Object[]) args).complaint()).contains(sentence);
        assertThat(Files.exists(runs())).isFalse();
    }
}
