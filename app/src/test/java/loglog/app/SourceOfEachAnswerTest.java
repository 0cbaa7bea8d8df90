package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Text, JSON and page of every question to laws name the table, its columns, the rows left out and what was assumed. */
class SourceOfEachAnswerTest {
    private static final List<String> KEYS =
            List.of("tables", "columns", "rows_read", "rows_used", "left_out", "assumptions");

    @TempDir
    Path folder;

    /** The usual table with columns of other names, rows of another dataset and a row without a loss. */
    private Path table() {
        var lines = read(SomeRuns.chinchilla(folder)).lines().toList();
        var names = lines.getFirst().replace("params", "weights").replace("loss", "val_loss");
        var csv = new StringBuilder("dataset," + names + "\n");
        lines.stream().skip(1).forEach(line -> csv.append("c4,").append(line).append('\n'));
        lines.stream()
                .skip(1)
                .limit(4)
                .forEach(line -> csv.append("rw,").append(line).append('\n'));
        var last = lines.getLast();
        csv.append("c4,").append(last, 0, last.lastIndexOf(',') + 1).append('\n');
        return SomeRuns.write(folder, "of others.csv", csv.toString());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Cli.Result run(String command, Path table, String... more) {
        var words = new ArrayList<Object>(List.of(command.split(" ")));
        words.add(1, table);
        words.addAll(List.of(more));
        var result = Cli.run(words.toArray());
        assertThat(result.status()).as(result.err()).isZero();
        return result;
    }

    private static void hasKeys(JsonNode source) {
        assertThat(source.propertyNames()).containsExactlyElementsOf(KEYS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fit --bootstrap=20",
                "which",
                "predict --at=params=1B,tokens=20B --bootstrap=20",
                "plan --bootstrap=20",
                "plan --budget=1e21 --bootstrap=20",
                "plan --target-loss=1 --bootstrap=20",
                "isoflop --bootstrap=20",
                "diagnose --permutations=99",
                "backtest --hide=1 --bootstrap=20"
            })
    void isInTextJsonAndPage(String command) {
        var table = table();
        var page = folder.resolve("page.html");
        var options = new String[] {"--where=dataset=c4", "--params=weights", "--skip-bad", "--html=" + page};
        var source = run(command + " --json", table, options).json().get("source");
        hasKeys(source);
        assertThat(source.get("tables").get(0).asString()).isEqualTo(table.toString());
        assertThat(source.get("columns").toString())
                .isEqualTo("{\"params\":\"weights\",\"tokens\":\"tokens\",\"loss\":\"val_loss\"}");
        assertThat(source.get("rows_read").asInt()).isEqualTo(41);
        assertThat(source.get("rows_used").asInt()).isEqualTo(36);
        assertThat(source.get("left_out").toString())
                .isEqualTo("[{\"rows\":4,\"why\":\"do not meet dataset=c4\"},{\"rows\":1,\"why\":\"bad (missing)\"}]");
        assertThat(source.get("assumptions").toString()).isEqualTo("[\"flops = 6 params tokens\"]");

        var sentence =
                "36 runs of " + table + "; columns: weights as params, tokens, val_loss as loss; 5 of 41 rows left"
                        + " out: 4 do not meet dataset=c4, 1 bad (missing); flops = 6 params tokens";
        assertThat(run(command, table, options).out().replaceAll("\\s+", " ")).contains(sentence);
        // A page goes to others, and names no folder of this machine.
        assertThat(read(page)).contains(sentence.replace(table.toString(), "of others.csv"));
    }

    @Test
    void ofTwoRecipesIsThatOfBoth() {
        var table = SomeRuns.recipes(folder);
        var source =
                run("compare --by=recipe --bootstrap=20 --json", table).json().get("source");
        hasKeys(source);
        assertThat(source.get("rows_used").asInt())
                .isEqualTo(source.get("rows_read").asInt());
        var other = SomeRuns.write(
                folder, "b.csv", read(SomeRuns.chinchilla(folder)).replace("loss", "val_loss"));
        var both = run("compare --bootstrap=20 --json --with=" + other, SomeRuns.chinchilla(folder))
                .json()
                .get("source");
        hasKeys(both);
        assertThat(both.get("tables")).hasSize(2);
        assertThat(both.get("rows_read").asInt()).isEqualTo(72);
        assertThat(both.get("columns").get("loss").asString()).isEqualTo("loss and val_loss");
    }

    @Test
    void ofTrainingCurvesIsSaidToo() {
        var table = SomeRuns.curves(folder);
        var source = run("diagnose --curve=run --json", table).json().get("source");
        hasKeys(source);
        assertThat(source.get("columns").get("group").asString()).isEqualTo("run");
        assertThat(source.get("rows_used").asInt()).isEqualTo(360);
    }

    /** The questions to dated rows have the same keys. */
    @Test
    void ofDatedRowsHasTheSameKeys() {
        var models = SomeRuns.models(folder);
        var trend = run("trend --metric=flops --bootstrap=20 --best-so-far --since=2019 --json", models)
                .json()
                .get("source");
        hasKeys(trend);
        assertThat(trend.get("columns").toString()).isEqualTo("{\"metric\":\"flops\",\"date\":\"date\"}");
        int left = 0;
        for (var part : trend.get("left_out")) {
            assertThat(part.get("rows").asInt()).isPositive();
            left += part.get("rows").asInt();
        }
        assertThat(trend.get("rows_used").asInt() + left)
                .isEqualTo(trend.get("rows_read").asInt())
                .isEqualTo(30);
        assertThat(trend.get("left_out").toString()).contains("none of those higher than all before them");
        var horizon = run("horizon --bootstrap=20 --json", SomeRuns.horizons(folder))
                .json()
                .get("source");
        hasKeys(horizon);
        assertThat(horizon.get("rows_used").asInt()).isPositive();
        assertThat(run("trend --metric=flops --bootstrap=20", models).out())
                .contains("30 rows of " + models + "; columns: flops");
    }

    @Test
    void rowsThatAnOptionLeavesOutAreCounted() {
        var source = run("fit --bootstrap=20 --drop-highest=2 --json", SomeRuns.chinchilla(folder))
                .json()
                .get("source");
        assertThat(source.get("rows_used").asInt()).isEqualTo(34);
        assertThat(source.get("left_out").toString()).isEqualTo("[{\"rows\":2,\"why\":\"of the highest loss\"}]");
    }

    @Test
    void ofGamesCountsAndCurvesHasTheSameKeysAndIsNamedInText() {
        var results = SomeRuns.results(folder);
        assertThat(sourceOf("elo", results).get("columns").toString()).contains("\"a\":", "\"b\":");
        assertThat(run("elo", results).out()).contains("rows of " + results + "; columns: ");
        assertThat(sourceOf("strength --bootstrap=20", SomeRuns.strength(folder))
                        .get("rows_used")
                        .asInt())
                .isPositive();
        var counts = SomeRuns.write(folder, "counts.csv", "problem,samples,successes\np,10,3\nq,10,9\nr,10,0\n");
        assertThat(sourceOf("coverage --bootstrap=20", counts).get("columns").toString())
                .isEqualTo("{\"problem\":\"problem\",\"samples\":\"samples\",\"successes\":\"successes\"}");
        var games = SomeRuns.write(folder, "g.csv", "board,a,b,winner\n9,x,y,x\n9,x,y,y\n7,x,y,x\n9,x,x,x\n9,y,x,\n");
        assertThat(sourceOf("elo --where=board=9", games).get("left_out").toString())
                .isEqualTo("[{\"rows\":1,\"why\":\"do not meet board=9\"},"
                        + "{\"rows\":1,\"why\":\"without two players or a result\"},"
                        + "{\"rows\":1,\"why\":\"of a player against itself\"}]");
    }

    /** What reads no table says what it took for granted instead. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nines",
                "ooms --draws=200",
                "cluster --flops=5e26 --days=90",
                "cluster fleet --workers=1M",
                "cluster chips",
                "cluster build-out --draws=200",
                "takeoff --draws=20",
                "takeoff --inputs"
            })
    void withoutATableHasTheSameKeys(String command) {
        var result = Cli.run((Object[]) (command + " --json").split(" "));
        assertThat(result.status()).as(result.err()).isZero();
        var source = result.json().get("source");
        hasKeys(source);
        assertThat(source.get("tables")).isEmpty();
        assertThat(source.get("assumptions")).hasSize(1);
    }

    private static JsonNode sourceOf(String command, Path table) {
        var source = run(command + " --json", table).json().get("source");
        hasKeys(source);
        return source;
    }

    /** What answers are is known without the command line: a web page shows the same. */
    @Test
    void answersKnowNoCommand() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java/loglog/app/answers"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(read(file)).doesNotContain("picocli", "Options;", "Command;", "\"--", " --"));
        }
    }
}
