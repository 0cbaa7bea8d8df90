package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code loglog sql} over runs that the trainer made. */
class SqlCommandTest {
    private static final String ODD = "it's \"odd\"";

    @TempDir
    static Path folder;

    private static Path runs;
    private static Path texts;

    @BeforeAll
    static void train() throws IOException {
        runs = folder.resolve("runs");
        texts = Files.writeString(folder.resolve("texts.jsonl"), lines());
        assertThat(Cli.run(training("--name=a")).status()).isZero();
        assertThat(Cli.run(training("--name=diverged", "--lr=1e25")).status()).isEqualTo(3);
        assertThat(Cli.run(training("--name=" + ODD, "--seed=2", "--runs=" + runs.resolve("study")))
                        .status())
                .isZero();
    }

    private static String lines() {
        var lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            lines.append("{\"text\":\"the cat ").append(i).append(" sat on the mat and sat on the mat\"}\n");
        }
        return lines.toString();
    }

    private static Object[] training(String... more) {
        var args = new ArrayList<Object>(List.of(
                "train", "--width=32", "--layers=1", "--context=32", "--batch=8", "--corpus=" + texts, "--threads=1"));
        var given = List.of(more);
        args.addAll(given);
        if (given.stream().noneMatch(arg -> arg.startsWith("--runs"))) {
            args.add("--runs=" + runs);
        }
        if (given.stream().noneMatch(arg -> arg.startsWith("--tokens"))) {
            args.add("--tokens=40K");
        }
        return args.toArray();
    }

    private static Cli.Result sql(Object... words) {
        var args = new ArrayList<Object>(List.of("sql", "--runs", runs));
        args.addAll(List.of(words));
        return Cli.run(args.toArray());
    }

    @Test
    void whatTheTrainerWroteIsWhatIsAnswered() throws IOException {
        var rows = sql("--json", "from runs where name = 'a'").json();
        assertThat(rows.size()).isEqualTo(1);
        var row = rows.get(0);
        var result = JsonMapper.shared().readTree(Files.readAllBytes(runs.resolve("a/result.json")));
        result.propertyStream()
                .filter(field -> !field.getKey().equals("sha256")) // the file's own seal
                .forEach(field -> assertThat(row.path(field.getKey())).isEqualTo(field.getValue()));
        var asked = JsonMapper.shared().readTree(Files.readAllBytes(runs.resolve("a/run.json")));
        assertThat(row.path("lr")).isEqualTo(asked.path("recipe").path("rate"));
        assertThat(row.path("width").intValue()).isEqualTo(32);
        assertThat(row.path("layers").intValue()).isEqualTo(1);
        assertThat(row.path("corpus").stringValue()).isEqualTo(texts.toString());
        assertThat(row.path("planned_tokens").longValue()).isEqualTo(40_000);
        assertThat(row.path("study").isNull()).isTrue();

        var last = sql(
                        "--json",
                        "select m.loss, m.validation_loss from metrics m join runs on run = name"
                                + " where name = 'a' and step = steps")
                .json();
        assertThat(last.size()).isEqualTo(1);
        assertThat(last.get(0).path("loss")).isEqualTo(result.path("loss"));
        assertThat(last.get(0).path("validation_loss")).isEqualTo(result.path("validation_loss"));
    }

    @Test
    void peopleGetATableProgramsCsvOrJson() {
        var query = "select name, study, status, seed, tokens, null as \"nothing, at all\", [1, 2] as list from runs"
                + " where seed = 2 or status = 'diverged' order by name";
        assertThat(sql(query).out().lines().toList())
                .containsExactly(
                        "name              study  status    seed  tokens  nothing, at all  list",
                        "----------------  -----  --------  ----  ------  ---------------  -----",
                        "diverged                 diverged     1     256                   [1,2]",
                        "study/it's \"odd\"  study  finished     2   40192                   [1,2]");
        assertThat(sql("--csv", query).out())
                .isEqualTo("name,study,status,seed,tokens,\"nothing, at all\",list\n"
                        + "diverged,,diverged,1,256,,\"[1,2]\"\n"
                        + "\"study/it's \"\"odd\"\"\",study,finished,2,40192,,\"[1,2]\"\n");
        var json = sql("--json", query).json();
        assertThat(json.get(1).path("name").stringValue()).isEqualTo("study/" + ODD);
        assertThat(json.get(1).path("list").toString()).isEqualTo("[1,2]");
        assertThat(json.get(0).path("nothing, at all").isNull()).isTrue();
        assertThat(sql("--json", "select a.name, b.name, 'nan'::double as x from runs a, runs b limit 1")
                        .json()
                        .get(0)
                        .toString())
                .isEqualTo("{\"name\":\"a\",\"name_2\":\"a\",\"x\":null}");
        assertThat(sql("--json", "from runs limit 0").json().isEmpty()).isTrue();
        // The words of a query may stand by themselves.
        assertThat(sql("select", "1.23456789::double", "as", "x").out()).isEqualTo("      x\n-------\n1.23457\n");
        assertThat(sql("select 'a' || chr(10) || chr(27) || 'b' as x").out())
                .isEqualTo("x\n----------\na\\n\\u001bb\n");
    }

    @Test
    void wideRowsStandOnTheirSide() {
        assertThat(sql("from runs where name = 'a'").out())
                .contains("column ", "row 1", "\nwidth ", " 32\n")
                .hasLineCount(
                        sql("select column_name from (describe runs)").out().split("\n").length);
        assertThat(sql("explain select 1").out()).contains("PROJECTION");
    }

    @Test
    void withoutAQueryItTellsWhatCanBeAsked() {
        var help = sql();
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("runs: ", "metrics: ", "ledger: ", "examples:")
                .containsPattern("validation_loss +DOUBLE")
                .contains("gflops"); // a column of this trainer's, beside the usual ones
        var examples = help.out().lines().toList();
        int asked = 0;
        for (int i = 0; i < examples.size(); i++) {
            if (examples.get(i).contains("./loglog sql") && examples.get(i).contains("\"")) {
                var example = examples.get(i).endsWith("\"") || examples.get(i).contains("\" >")
                        ? examples.get(i)
                        : examples.get(i) + examples.get(i + 1);
                var query = example.substring(example.indexOf('"') + 1, example.lastIndexOf('"'));
                assertThat(sql(query).status()).as(query).isZero();
                asked++;
            }
        }
        assertThat(asked).isEqualTo(5);
    }

    @Test
    void mistakesAreOneSentence() {
        assertThat(sql("select los from runs").complaint())
                .startsWith("the query, line 1, column 8: ")
                .contains("the columns of runs are name, study");
        assertThat(sql("copy runs to '" + folder + "/x.csv'").complaint())
                .endsWith("; sql only reads, and only run folders");
        assertThat(folder.resolve("x.csv")).doesNotExist();
        assertThat(Cli.run("sql", "--runs", folder.resolve("none"), "from runs").complaint())
                .isEqualTo(folder.resolve("none") + ": there is no such folder");
        assertThat(sql("--json", "--csv", "from runs").complaint()).contains("--json", "--csv");
        // The last row cannot be converted: nothing is answered.
        assertThat(sql("--json", "select (case x when 99999 then 'a' else '1' end)::int from range(100000) r(x)")
                        .complaint())
                .contains("Could not convert string 'a'");
    }

    @Test
    void emptyAndDamagedFoldersAreSaidInASentence() throws IOException {
        var empty = Files.createDirectories(folder.resolve("empty"));
        var none = Cli.run("sql", "--runs", empty, "--json", "from runs");
        assertThat(none.status()).isZero();
        assertThat(none.out()).isEqualTo("[]\n");
        assertThat(none.err()).isEqualTo("loglog: no runs were found below " + empty + "; the views are empty\n");

        var damaged = folder.resolve("damaged");
        for (int i = 0; i < 9; i++) {
            Files.writeString(
                    Files.createDirectories(damaged.resolve("bad" + i)).resolve("run.json"), i == 3 ? "" : "{\"a\"\n:");
        }
        Files.copy(
                runs.resolve("a/run.json"),
                Files.createDirectories(damaged.resolve("good")).resolve("run.json"));
        Files.writeString(damaged.resolve("good/metrics.jsonl"), "nothing\n{\"step\":1}\n{\"step\":2,\"lo");
        var some = Cli.run("sql", "--runs", damaged, "--csv", "select name, step from runs join metrics on run = name");
        assertThat(some.status()).isZero();
        assertThat(some.out()).isEqualTo("name,step\ngood,1\n");
        assertThat(some.err().lines()).hasSize(1);
        assertThat(some.err())
                .startsWith("loglog: warning: left out what cannot be read: " + damaged.resolve("bad0/run.json"))
                .endsWith("; and 5 more\n");
    }

    /** The process is ended as by a power cut, and the run goes on afterwards. */
    @Test
    void aKilledRunIsUnfinishedAndGoesOnWithoutRowsTwice() throws Exception {
        var killed = folder.resolve("killed");
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "loglog.app.Main"));
        var training = training("--name=k", "--tokens=400K", "--runs=" + killed, "--checkpoint-seconds=3600");
        for (var word : training) {
            words.add(word.toString());
        }
        var process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.txt").toFile())
                .start();
        var metrics = killed.resolve("k/metrics.jsonl");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (!Files.exists(metrics) || Files.size(metrics) == 0) {
            assertThat(process.isAlive()).isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(2);
        }
        process.destroyForcibly().waitFor();
        Files.writeString(metrics, "{\"step\":20000,\"tok", StandardCharsets.UTF_8, StandardOpenOption.APPEND);

        var query = "select status, min(step), count(*) = count(distinct step), max(step) = any_value(planned_steps)"
                + " from runs join metrics on run = name group by all";
        assertThat(Cli.run("sql", "--runs", killed, "--csv", query)
                        .out()
                        .lines()
                        .toList()
                        .getLast())
                .isEqualTo("unfinished,20,true,false");
        assertThat(Cli.run(training).status()).isZero();
        var finished = Cli.run("sql", "--runs", killed, "--csv", query);
        assertThat(finished.err()).isEmpty();
        assertThat(finished.out().lines().toList().getLast()).isEqualTo("finished,20,true,true");
    }
}
