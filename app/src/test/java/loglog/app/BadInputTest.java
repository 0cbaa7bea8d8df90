package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user can mend is one sentence on stderr that names it, with status 2, and nothing written. */
class BadInputTest {
    @TempDir
    Path folder;

    @BeforeEach
    void tables() {
        SomeRuns.chinchilla(folder);
        SomeRuns.recipes(folder);
        SomeRuns.write(folder, "empty.csv", "");
        SomeRuns.write(folder, "header.csv", "params,tokens,loss\n");
        SomeRuns.write(folder, "word.csv", "params,tokens,loss\n1e6,1e7,4\n1e7,abc,3\n");
        SomeRuns.write(folder, "negative.csv", "params,tokens,loss\n1e6,1e7,4\n1e7,-5,3\n");
        SomeRuns.write(folder, "missing.csv", "params,tokens,loss\n1e6,1e7,4\n1e7,,3\n");
        SomeRuns.write(folder, "duplicate.csv", "params,tokens,loss\n1e6,1e7,4\n1e6,1e7,4\n");
        SomeRuns.write(folder, "few.csv", "params,tokens,loss\n1e6,1e7,4\n1e7,1e8,3\n1e8,1e9,2.5\n");
        SomeRuns.write(folder, "notokens.csv", "params,loss\n1e6,4\n1e7,3\n1e8,2.5\n1e9,2.2\n");
        SomeRuns.write(folder, "noloss.csv", "params,tokens\n1,2\n");
        SomeRuns.write(folder, "point.csv", "params,tokens,loss\n1e6,1e7,4\n1e6,1e7,4.1\n1e6,1e7,4.2\n");
        SomeRuns.write(folder, "elo.csv", "flops,elo\n1e18,-100\n1e19,0\n1e20,110\n1e21,205\n");
    }

    @Test
    void inputThatIsNestedWithoutEndIsOneSentence() {
        SomeRuns.write(folder, "deep.json", "[".repeat(200_000));
        SomeRuns.write(folder, "deep.jsonl", "{\"a\":".repeat(200_000) + "\n");
        SomeRuns.write(folder, "deep.yaml", "study: x\nrecipes: " + "[".repeat(200_000) + "\n");
        for (var command : new String[] {"fit deep.json", "fit deep.jsonl", "run deep.yaml"}) {
            var words = command.split(" ");
            assertThat(Cli.run(words[0], folder.resolve(words[1])).complaint()).doesNotContain("StackOverflow");
        }
    }

    /** In a process of its own with a heap that the table does not fit into. */
    @Test
    void memoryThatRunsOutIsOneSentence() throws Exception {
        // A ledger is read whole; tables are bounded before they are.
        Files.writeString(folder.resolve("ledger.jsonl"), "{}\n".repeat(10_000_000));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "loglog.app.Main",
                        "ledger",
                        "--runs",
                        folder.toString())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        var err = Files.readString(folder.resolve("err"));
        assertThat(process.exitValue()).as(err).isEqualTo(2);
        assertThat(err).contains("loglog: out of memory").doesNotContain("\tat ");
        assertThat(Files.readString(folder.resolve("out"))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // tables
                "fit nowhere.csv | nowhere.csv does not exist",
                "fit . | .: found a folder, expected a file",
                "fit no*thing.csv | no file matches",
                "fit empty.csv | empty.csv: found nothing, expected a table",
                "fit header.csv | header.csv: found only column names, expected rows",
                "fit noloss.csv | has no column for the loss; its columns are params and tokens",
                // rows
                "fit word.csv | word.csv, line 3, column tokens: \"abc\" is not a number; correct it, or leave such rows",
                "fit negative.csv | negative.csv, line 3, column tokens: \"-5\" is not positive",
                "fit missing.csv | missing.csv, line 3, column tokens: the cell is empty",
                "fit duplicate.csv | line 3: the same in every column as",
                "fit elo.csv --metric=elo | line 2, column elo: \"-100\" is not positive",
                "fit few.csv | 3 distinct points cannot determine the 5 parameters of E + A / params^alpha",
                "fit point.csv | 1 distinct point cannot determine",
                "which few.csv | 3 distinct points cannot determine the 4 parameters",
                "predict few.csv --at=flops=1e20 | 3 distinct points cannot determine the 4 parameters",
                "plan few.csv | 3 distinct points cannot determine the 5 parameters",
                "isoflop few.csv | no approach can be tried",
                "diagnose few.csv | 3 distinct points cannot determine",
                "diagnose runs.csv --curve=run | has no column run (--curve)",
                "diagnose runs.csv --curve=params --calibrate=5 | expected at least 10 points",
                "diagnose runs.csv --curve=params | found 1 point, expected more than the 10 that calibrate",
                "diagnose runs.csv --calibrate=20 | expected --curve COLUMN with it",
                "diagnose runs.csv --permutations=9 | expected at least 99",
                "backtest few.csv | leaves too few rows to fit",
                "compare runs.csv --with=few.csv | the 3 runs of",
                "compare runs.csv --with=notokens.csv | law chinchilla: found no tokens in",
                // columns
                "fit runs.csv --params=prams | has no column prams (--params); did you mean params?",
                "plan runs.csv --flops=1e24 | has no column 1e24 (--flops names a column, not an amount); its columns are",
                "fit runs.csv --axis=year | has no column year",
                "fit notokens.csv --law=chinchilla | has no column for the tokens",
                "fit runs.csv --law=data-constrained | has no column for the unique tokens",
                "plan notokens.csv | has no column for the tokens",
                "compare runs.csv --by=corpus | has no column corpus (--by)",
                "compare runs.csv --by=5 | has no column 5 (--by names a column, not an amount)",
                "diagnose runs.csv --curve=2 | has no column 2 (--curve names a column, not an amount)",
                "compare recipes.csv --by=recipe --between=a,c | --between: found c, expected two of the values of column recipe: a, b",
                "compare recipes.csv --by=recipe --between=a,a | expected two different ones",
                "compare runs.csv | expected --by COLUMN",
                "fit runs.csv --bootstrap=10 --resample=groups | expected --group COLUMN with it",
                // conditions
                "fit runs.csv --where=corpus=c4 | has no column corpus (--where)",
                "fit runs.csv --where=params>1e20 | no row of",
                "fit runs.csv --where=params | --where: found params, expected COLUMN=VALUE",
                "fit runs.csv --where=params<x | --where params<x: found \"x\", expected a number",
                // options
                "fit runs.csv --law=chinchila | --law: found chinchila, expected one of power",
                "fit runs.csv --law=sum: | names no axes",
                "which runs.csv --laws=chinchilla,foo | --laws: found foo, expected one of power",
                "fit runs.csv --level=2 | --level: found 2, expected a share between 0 and 1",
                "fit runs.csv --level=x | --level: found x, expected a number",
                "fit runs.csv --bootstrap=-1 | --bootstrap: found -1, expected 0 or at least 2",
                "fit runs.csv --bootstrap=1e3 | --bootstrap: found 1e3, expected a whole number",
                "fit runs.csv --bootstrap=3000000000 | --bootstrap: found 3000000000, expected a whole number below 2^31",
                "fit runs.csv --seed=one | --seed: found one, expected a whole number below 2^63",
                "fit runs.csv --penalty=cubed | --penalty: found cubed, expected one of huber, squared, absolute",
                "fit runs.csv --level | --level: found no value, expected P",
                "fit runs.csv --level=0.9 --level=0.8 | --level: found it twice, expected it once",
                "fit | TABLE: found nothing, expected tables of runs",
                "fit runs.csv --ceiling=1 | --ceiling: found 1, expected more than the greatest loss of the rows",
                "isoflop runs.csv --ceiling=9 | --ceiling: found with isoflop, which does not read it, expected without",
                "fit runs.csv --delta=0 | --delta: found 0, expected a positive number",
                "fit runs.csv --drop-highest=999 | --drop-highest: found 999, expected at least 0 and fewer than the 36 rows",
                "fit runs.csv --flops-per-token=x | expected a multiple of the parameters such as 6N",
                "fit runs.csv --bootstrap=0 --resample=rows | expected --bootstrap above 0 with it",
                "plan runs.csv --bootstrap=0 | --bootstrap: found 0, expected at least 2 resamples",
                "fit runs.csv --wher=params=1 | did you mean --where?",
                "which runs.csv --bootstrap=10 | --bootstrap: found with which, which does not read it",
                "isoflop runs.csv --law=kaplan | --law: found with isoflop, which does not read it",
                "isoflop runs.csv --tolerance=1 | expected a factor above 1",
                "backtest runs.csv --hide=0 | expected positive orders of magnitude",
                "backtest runs.csv --hide=99 | hiding 99 OOM of flops leaves too few rows",
                "fti runs.csv | there is no command fti; the commands are fit, which",
                "fti runs.csv | did you mean fit?",
                "weak-to-strong | ; weak-to-strong is a design of studies: ./loglog study init weak-to-strong.yaml --design weak-to-strong",
                // where to forecast
                "predict runs.csv | --at: found nothing, expected AXIS=VALUE",
                "predict runs.csv --at=much | expected AXIS=POSITIVE NUMBER",
                "predict runs.csv --at=params=-1 | expected AXIS=POSITIVE NUMBER",
                "predict runs.csv --at=flops=1e400 | expected AXIS=POSITIVE NUMBER",
                "predict runs.csv --at=params=1e9 | found params and not tokens",
                "predict runs.csv --at=params=1e9,tokens=1e9,size=3 | --at: found \"size\", which the laws do not read, expected",
                "predict runs.csv --at=params=1e9,tokens=1e9,flops=3 | expected two of them",
                "predict runs.csv --at=params=1e9,params=1e9 | --at: found params twice, expected it once",
                // plans
                "plan runs.csv --budget=0 | --budget: found 0, expected a positive number",
                "plan runs.csv --budget=1e20 --usd=5 --usd-per-hour=2 | found several of them, expected one",
                "plan runs.csv --budget=1e20 --target-loss=2 | found a budget and --target-loss, expected one",
                "plan runs.csv --chips=8 | --chips, --days: found only --chips, expected both",
                "plan runs.csv --usd=8 | found only --usd",
                "plan runs.csv --utilization=2 | expected a share of at most 1",
                "plan runs.csv --fixed-params=8B | --fixed-params: found alone, expected --budget",
                "plan runs.csv --budget=1e20 --no-repeats | --no-repeats: found without --max-unique-tokens",
                "plan runs.csv --law=power | which is no law of params and tokens",
                "plan runs.csv --budget=1 | has no model of at least 1 param and 1 token",
                "plan runs.csv --budget=1e18 --inference-tokens=1e30 | has no model of at least 1 param",
                "plan runs.csv --target-loss=1e9 | has no model of at least 1 param",
            })
    void isOneSentenceThatNamesIt(String line, String sentence) {
        var words = line.split(" ");
        for (int i = 1; i < words.length; i++) {
            boolean table = words[i].endsWith(".csv") && !words[i].startsWith("-") || words[i].equals(".");
            words[i] =
                    table ? folder.resolve(words[i]).toString() : words[i].replaceFirst("(?<=^--with=)", folder + "/");
        }
        assertThat(Cli.run((Object[]) words).complaint()).contains(sentence);
    }

    @Test
    void aLongTextInATableIsQuotedByItsBeginning() {
        SomeRuns.write(folder, "long.csv", "params,tokens,loss\n1e6," + "x".repeat(5000) + ",3\n");
        assertThat(Cli.run("fit", folder.resolve("long.csv")).complaint())
                .contains("column tokens: \"xxx", "xxx...\" is not a number")
                .hasSizeLessThan(500);
        assertThat(Cli.run("fit", folder.resolve("long.csv"), "--where=tokens=5")
                        .complaint())
                .contains("column tokens has xxx")
                .hasSizeLessThan(500);
        SomeRuns.write(folder, "wide.csv", "a,b" + names(2000) + "\n1,2" + ",3".repeat(2000) + "\n");
        assertThat(Cli.run("fit", folder.resolve("wide.csv")).complaint())
                .contains("has no column for the loss")
                .hasSizeLessThan(2100);
    }

    private static String names(int count) {
        var names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(",c").append(i);
        }
        return names.toString();
    }

    @Test
    void badRowsCanBeLeftOutAndAreCounted() {
        var runs = SomeRuns.write(
                folder, "some-bad.csv", read(folder.resolve("runs.csv")) + "1e9,abc,3\n1e9,-1,3\n1e9,1e9,\n");
        var result = Cli.run("fit", runs, "--skip-bad");
        assertThat(result.status()).isZero();
        // Where lines break depends on how long the folder's name is.
        assertThat(result.out().replaceAll("\\s+", " "))
                .contains("36 runs of")
                .contains("3 of 39 rows left out: 1 bad (not a number), 1 bad (not positive), 1 bad");
    }

    @ParameterizedTest
    @CsvSource({"missing/page.html,found no folder", ".,found the folder"})
    void aPageThatCannotBeWrittenIsSaidAndNothingIsLeftBehind(String page, String sentence) {
        var before = folder.toFile().list().length;
        var result = Cli.run("fit", folder.resolve("runs.csv"), "--html", folder.resolve(page));
        assertThat(result.complaint()).startsWith("--html").contains(sentence);
        assertThat(folder.toFile().list()).hasSize(before);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
