package loglog.tables.sql;

import static loglog.runs.examples.SomeFolders.below;
import static loglog.runs.examples.SomeFolders.run;
import static loglog.runs.examples.SomeFolders.unfinished;
import static loglog.runs.examples.SomeFolders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import loglog.runs.reader.RunFolders;
import loglog.tables.TableException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions in SQL to run folders. */
@Tag("slow")
class RunsDatabaseTest {
    @TempDir
    Path root;

    private List<List<Object>> ask(String sql) {
        return ask(below(root), sql);
    }

    private static List<List<Object>> ask(RunFolders folders, String sql) {
        var answer = new ArrayList<List<Object>>();
        try (var database = RunsDatabase.of(folders, sql)) {
            database.query(sql, new RunsDatabase.Answer() {
                @Override
                public void columns(List<String> names) {}

                @Override
                public void row(List<Object> cells) {
                    answer.add(cells);
                }
            });
        }
        return answer;
    }

    @Test
    void runsAndTheirMetricsAreAsked() {
        run(root.resolve("a"));
        run(root.resolve("sweep/it's \"b\""));
        unfinished(root.resolve("sweep/c"));
        assertThat(ask("select name, study, status, loss, lr, tokens from runs order by name"))
                .containsExactly(
                        row("a", null, "finished", 3.25, 0.004, 196608L),
                        row("sweep/c", "sweep", "unfinished", null, 0.004, null),
                        row("sweep/it's \"b\"", "sweep", "finished", 3.25, 0.004, 196608L));
        assertThat(ask("select run, count(*), max(step), min(loss), min(validation_loss) from metrics"
                        + " where run = 'sweep/it''s \"b\"' group by all"))
                .containsExactly(row("sweep/it's \"b\"", 2L, 40L, 3.5, 3.25));
        assertThat(ask("select study, m.step from runs join metrics m on run = name where status = 'unfinished'"
                        + " order by step"))
                .containsExactly(row("sweep", 20L), row("sweep", 40L));
        assertThat(ask("select started, updated > started, typeof(started) from runs limit 1"))
                .containsExactly(row("2026-01-02T03:04:05.500", true, "TIMESTAMP"));
        assertThat(ask("SELECT count(*) FROM RUNS")).containsExactly(row(3L));
    }

    private static List<Object> row(Object... cells) {
        return Arrays.asList(cells);
    }

    @Test
    void withoutRunsTheViewsAreEmptyAndHaveTheirColumns() {
        for (var view : View.values()) {
            assertThat(ask("from " + view.sqlName())).isEmpty();
            assertThat(ask("select column_name from (describe " + view.sqlName() + ")"))
                    .hasSize(view.columns().size());
        }
        assertThat(ask("show tables")).hasSize(View.values().length);
    }

    @Test
    void whatFilesHoldBesideTheUsualBecomesColumns() {
        write(root.resolve("a"), "run.json", "{\"seed\":1,\"x\":1,\"Mixed\":1,\"executor\":{\"tags\":[1, 2]}}");
        write(root.resolve("b"), "run.json", "{\"seed\":2,\"x\":1.5,\"mixed\":\"one\",\"z\":true,\"\":0}");
        write(
                root.resolve("c"),
                "run.json",
                "{\"seed\":3,\"x\":3,\"started\":\"long ago\",\"big\":" + "9".repeat(30) + "}");
        assertThat(ask("select x, mixed, z, executor_tags, started, unnamed, big from runs order by seed"))
                .containsExactly(
                        row(1.0, "1", null, "[1, 2]", null, null, null),
                        row(1.5, "one", true, null, null, 0L, null),
                        row(3.0, null, null, null, "long ago", null, 1e30));
    }

    @Test
    void productsOfCountsDoNotOverflow() {
        write(root.resolve("a"), "run.json", "{\"seed\":1,\"params\":70000000000,\"unique\":2000000000000}");
        write(root.resolve("a"), "result.json", "{\"params\":70000000000,\"tokens\":1400000000000,\"steps\":5}");
        write(root.resolve("a"), "metrics.jsonl", "{\"step\":1,\"tokens\":1400000000000}\n");
        assertThat(ask("select 6 * params * tokens, 6 * params * \"unique\", params, sum(params * tokens), 2 * steps"
                        + " from runs group by all"))
                .containsExactly(row(
                        new BigInteger("588000000000000000000000"),
                        new BigInteger("840000000000000000000000"),
                        70_000_000_000L,
                        new BigInteger("98000000000000000000000"),
                        10L));
        assertThat(ask("select 6 * r.params * m.tokens from metrics m join runs r on run = name"))
                .containsExactly(row(new BigInteger("588000000000000000000000")));
        assertThatThrownBy(() -> ask("select steps * 9223372036854775807 from runs"))
                .isInstanceOf(TableException.class)
                .hasMessageEndingWith("; make one of them a real number, as in 1.0 * steps");
    }

    @Test
    void aRunMayHaveAsManyColumnsAsItLikes() {
        var settings = IntStream.range(0, 300)
                .mapToObj(i -> "\"s%d\":%s".formatted(i, i % 3 == 0 ? "\"x\"" : i))
                .collect(Collectors.joining(","));
        write(root.resolve("a"), "run.json", "{\"seed\":1}");
        write(root.resolve("b"), "run.json", "{\"seed\":2," + settings + "}");
        assertThat(ask("select s297, s298 from runs order by seed"))
                .containsExactly(row((Object) null, null), row("x", 298L));
    }

    @Test
    void theColumnsOfMetricsAreThoseOfAnyRun() {
        write(run(root.resolve("a")), "metrics.jsonl", "{\"step\":1,\"loss\":2}\n{\"step\":2,\"norm\":1}\n");
        write(run(root.resolve("b")), "metrics.jsonl", "{\"step\":1,\"norm\":0.5,\"note\":\"spike\"}\n{\"loss\":NaN}");
        assertThat(ask("select run, step, loss, norm, note from metrics order by run, step"))
                .containsExactly(
                        row("a", 1L, 2.0, null, null),
                        row("a", 2L, null, 1.0, null),
                        row("b", 1L, null, 0.5, "spike"),
                        row("b", null, Double.NaN, null, null));
    }

    @Test
    void theLedgerIsAView() {
        write(root, "ledger.jsonl", "{\"study\":\"s\",\"forecast\":{\"value\":3.5},\"inside\":true,\"by\":\"law\"}\n");
        assertThat(ask("select study, forecast_value, inside, \"by\" from ledger"))
                .containsExactly(row("s", 3.5, true, "law"));
    }

    @Test
    void ofSeveralStatementsTheLastIsShown() {
        run(root.resolve("a"));
        assertThat(ask("create macro half(x) as x / 2; select half(loss) from runs;"))
                .containsExactly(row(1.625));
        assertThatThrownBy(() -> ask("select 1; create table x as select 1"))
                .isInstanceOf(TableException.class)
                .hasMessageContaining("a last statement without an answer");
    }

    @Test
    void cellsArePlain() {
        assertThat(ask("select [1, 2], {'a': 1.5, 'b': [true]}, map {'k': null}, 1::hugeint, date '2026-01-02',"
                        + " timestamp '2026-01-02 03:04:05', '\\x01'::blob, sum(1)"))
                .containsExactly(row(
                        List.of(1, 2),
                        Map.of("a", new BigDecimal("1.5"), "b", List.of(true)),
                        Collections.singletonMap("k", null),
                        1L,
                        "2026-01-02",
                        "2026-01-02T03:04:05",
                        "01",
                        1L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select los from runs | the query, line 1, column 8: Referenced column \"los\" not found",
                "select los from runs | did you mean loss?",
                "select los from runs | the columns of runs are name, study, status",
                "select 'ü',NEWLINE  los from runs | the query, line 2, column 3: ",
                "select r.los from runs r | the columns of runs are name, study",
                "select 1; select los from runs | the query, line 1, column 18: ",
                "select * from run | column 15: Table with name run does not exist; the views are runs, metrics, ledger",
                "selec 1 | the query, line 1, column 1: syntax error at or near \"selec\"",
                "select (1 | the query, line 1, column 10: syntax error at end of input",
                "select name::int from runs | Could not convert string 'a' to INT32",
                "select sum(name) from runs | No function matches",
                "; | the query: No statements to execute",
            })
    void mistakesAreToldWithTheirPlace(String sql, String finding) {
        run(root.resolve("a"));
        assertThatThrownBy(() -> ask(sql.replace("NEWLINE", "\n")))
                .isInstanceOf(TableException.class)
                .hasMessageStartingWith("the query")
                .hasMessageContaining(finding)
                .message()
                .doesNotContain("\n", "exception_type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "copy runs to 'ROOT/x.csv'",
                "copy (select 1) to 'ROOT/x.parquet'",
                "copy runs from 'ROOT/a/run.json'",
                "attach 'ROOT/x.db'",
                "export database 'ROOT/x'",
                "install httpfs",
                "load httpfs",
                "load 'ROOT/x.duckdb_extension'",
                "update extensions",
                "select * from read_csv('http://localhost:1/x.csv')",
                "select * from read_csv('ROOT/a/run.json')",
                "select * from read_text('ROOT/a/run.json')",
                "select * from read_json('ROOT/a/run.json')",
                "select * from 'ROOT/a/run.json'",
                "select * from glob('ROOT/*')",
                "select 1; copy runs to 'ROOT/x.csv'; select 2",
                "set enable_external_access = true",
                "reset enable_external_access",
                "set lock_configuration = false",
                "set temp_directory = 'ROOT/tmp'",
                "pragma profiling_output = 'ROOT/x'",
                "call enable_logging('QueryLog', storage = 'file', storage_path = 'ROOT/log'); select 1",
                "create persistent secret s (type http, bearer_token 'x')",
            })
    void whatWouldWriteOrReachOutIsRefused(String sql) throws IOException {
        run(root.resolve("a"));
        var before = files();
        assertThatThrownBy(() -> ask(sql.replace("ROOT", root.toString())))
                .isInstanceOf(TableException.class)
                .hasMessageStartingWith("the query");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void whatAQueryChangesIsGoneAfterwards() throws IOException {
        run(root.resolve("a"));
        var before = files();
        assertThat(ask("update runs set loss = 0; select loss from runs")).containsExactly(row(0.0));
        assertThat(ask("drop table metrics; delete from runs; select count(*) from runs"))
                .containsExactly(row(0L));
        assertThat(ask("select loss from runs")).containsExactly(row(3.25));
        assertThat(files()).isEqualTo(before);
    }

    private Set<String> files() throws IOException {
        try (var all = Files.walk(root)) {
            return all.map(Path::toString).collect(Collectors.toSet());
        }
    }

    @Test
    void damagedMetricsAreNamedWhereTheyAreAsked() {
        write(run(root.resolve("a")), "metrics.jsonl", "garbage\n{\"step\":1}\n");
        try (var asked = RunsDatabase.of(below(root), "from metrics");
                var others = RunsDatabase.of(below(root), "from runs")) {
            assertThat(asked.problems()).hasSize(1);
            assertThat(others.problems()).isEmpty();
        }
    }

    @Test
    void hundredsOfRunsAreReadInTheirOrder() {
        for (int i = 0; i < 300; i++) {
            write(root.resolve("run-" + i), "run.json", "{\"seed\":" + i + "}");
            write(root.resolve("run-" + i), "metrics.jsonl", "{\"step\":" + i + ",\"loss\":" + i / 8.0 + "}\n");
        }
        assertThat(ask("select count(*), sum(step)::int, sum(m.loss), bool_and(run = 'run-' || seed)"
                        + " from runs join metrics m on name = run"))
                .containsExactly(row(300L, 44850, 44850 / 8.0, true));
    }
}
