package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import loglog.lab.work.ProgramRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Studies of runs of a moment each, from the file to the answer. */
class RunCommandTest {
    @TempDir
    Path folder;

    private Path runs;

    @BeforeEach
    void corpus() {
        runs = folder.resolve("runs");
        SomeTexts.words(folder.resolve("words.jsonl"));
    }

    private Path study(String design) throws IOException {
        return study("recipe: {context: 32, batch: 8, lr: 8e-3}\n", design);
    }

    private Path study(String recipes, String rest) throws IOException {
        return Files.writeString(
                folder.resolve("study.yaml"),
                "name: tiny\ncorpus: words.jsonl\nvalidation_tokens: 2K\n" + recipes + rest + "\n");
    }

    /** A study whose runs a program carries out: it prints a loss, as what is claimed hangs on no training. */
    private void printed(String rate, String tokens) throws IOException {
        Files.writeString(folder.resolve("study.yaml"), """
                name: tiny
                vocabulary: 256
                recipe: {context: 32, batch: 8, lr: %s}
                design: {kind: grid, sizes: [16x1], tokens: [%s]}
                trainer:
                  command: >
                    echo '{"step": {steps}, "val_loss": 2.5}'
                """.formatted(rate, tokens));
    }

    private Object[] words(Object... more) {
        var words = new ArrayList<Object>(List.of("run", folder.resolve("study.yaml"), "--runs", runs, "--cores", 1));
        words.addAll(List.of(more));
        return words.toArray();
    }

    private Cli.Result run(Object... more) {
        return Cli.run(words(more));
    }

    private static JsonNode json(Cli.Result ran) {
        return JsonMapper.shared().readTree(ran.out());
    }

    /** Every file of the runs, by its path, but for logs and locks. */
    private TreeMap<String, String> files() throws IOException {
        var files = new TreeMap<String, String>();
        try (var all = Files.walk(runs)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                var name = runs.relativize(file).toString();
                if (!name.endsWith(".log") && !name.endsWith(".lock")) {
                    files.put(name, Files.getLastModifiedTime(file) + " " + Files.size(file));
                }
            }
        }
        return files;
    }

    @Test
    void aDryRunShowsThePlanAndWritesNothing() throws IOException {
        study("design: {kind: grid, sizes: [16x1, 32x1, 48x1], tokens: [10K, 20K, 40K]}\nforecast: {times: 3}");
        var ran = run("--dry-run");
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("llama-16x1-9.98K-seed1", "9 runs, ", "0 done, 0 to continue, 9 to do")
                .containsPattern("time: (about|less than) .* on 1 core, by a measurement")
                .containsPattern("expected precision of the forecast: -[\\d.]+% to \\+[\\d.]+%.*small models of bytes");
        assertThat(runs).doesNotExist();

        var json = json(run("--dry-run", "--json"));
        assertThat(json.path("runs").size()).isEqualTo(9);
        assertThat(json.path("seconds").asDouble()).isPositive();
        assertThat(json.path("expected_precision").get(0).path("half_width").asDouble())
                .isBetween(0.001, 0.5);
        assertThat(runs).doesNotExist();
    }

    @Test
    void aForecastOfFourRunsIsExpectedToBeWideButToHaveAnEnd() throws IOException {
        study("design: {kind: grid, sizes: [16x1, 32x1], tokens: [10K, 20K]}\nforecast: {times: 3}");
        assertThat(run("--dry-run").out())
                .containsPattern("expected precision of the forecast: -[0-9.]+% to \\+[0-9.]+% \\(90% interval");
        var expected =
                json(run("--dry-run", "--json")).path("expected_precision").get(0);
        assertThat(expected.path("low").asDouble()).isBetween(-0.5, -0.05);
        assertThat(expected.path("high").asDouble()).isBetween(0.05, 1.0);
    }

    @Test
    void aLongPlanIsShortenedInTheMiddle() throws IOException {
        study("design: {kind: grid, sizes: [16x1, 32x1], tokens: {from: 10K, to: 100K, count: 20}}");
        var ran = run("--dry-run");
        assertThat(ran.out()).contains("... 10 more", "40 runs, ");
        assertThat(ran.out().lines().filter(line -> line.endsWith("to do")).count())
                .isEqualTo(31); // 15 first, 15 last, and the count
    }

    @Test
    void predictsFirstVerifiesAfterAndSaysTheSameAgainWithoutTraining() throws IOException {
        study("design: {kind: grid, sizes: [16x1, 32x1, 48x1], tokens: [10K, 20K, 40K]}\nforecast: {times: 2}");
        var page = folder.resolve("page.html");
        var first = Cli.runByWorkers(words("--html", page));
        assertThat(first.status()).as(first.err()).isZero();
        var last = first.out().lines().toList().getLast();
        assertThat(last)
                .matches("predicted .*, 90% interval .* to .*, measured .*, error .*: (in|out)side the interval");
        assertThat(first.out()).containsPattern("written into the ledger as \\w+, before that model is trained");
        assertThat(Files.readString(page)).contains("study tiny", "<svg");
        var ledger = Files.readString(runs.resolve("ledger.jsonl"));
        assertThat(ledger.lines()).hasSize(2);

        var files = files();
        var second = run();
        assertThat(second.status()).as(second.err()).isZero();
        assertThat(second.out()).contains("9 done, 0 to continue, 0 to do", "nothing is left to train");
        assertThat(second.out().lines().toList().getLast()).isEqualTo(last);
        assertThat(files()).isEqualTo(files);

        var json = json(run("--json"));
        assertThat(json.path("runs").size()).isEqualTo(9);
        assertThat(json.path("forecasts").get(0).path("result").asDouble()).isPositive();
    }

    @Test
    void aChangedStudyIsNoticedAndKeepsWhatItCan() throws IOException {
        printed("8e-3", "10K, 20K");
        ProgramRuns.carryOut(folder.resolve("study.yaml"), runs);
        printed("8e-3", "20K, 30K");
        var ran = run();
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.err())
                .contains("the study file has changed since " + runs.resolve("tiny")
                        + " was begun (design); 1 run made before is no longer of the plan and stays as it is");
        assertThat(ran.out()).contains("1 done, 0 to continue, 1 to do");
        assertThat(runs.resolve("tiny/llama-16x1-9.98K-seed1/result.json")).exists();
        assertThat(run().err()).doesNotContain("has changed");
    }

    @Test
    void aStudyGoesOnWhereverItsFileIsNamedFrom() throws IOException {
        study("design: {kind: grid, sizes: [16x1], tokens: [2560, 5120]}");
        var here = Path.of("").toAbsolutePath();
        var relative = here.relativize(folder.toRealPath()).resolve("study.yaml");
        var begun = Cli.run("run", relative, "--runs", runs, "--cores", 1);
        assertThat(begun.status()).as(begun.err()).isZero();
        // As a kill leaves the runs: without results, to be continued.
        try (var all = Files.walk(runs)) {
            for (var file : all.filter(f -> f.endsWith("result.json")).toList()) {
                Files.delete(file);
            }
        }
        var ran = run();
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.err()).doesNotContain("has changed", "started on");
        assertThat(ran.out()).contains("0 done, 2 to continue");

        // Plans of before have the corpus as it was named.
        var plan = runs.resolve("tiny/plan.json");
        Files.writeString(
                plan,
                Files.readString(plan)
                        .replace(folder.toRealPath().resolve("words.jsonl").toString(), "../words.jsonl"));
        assertThat(Files.readString(plan)).contains("\"../words.jsonl\"");
        assertThat(run().err()).doesNotContain("has changed");

        // The whole of it moved, the runs not finished.
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.move(folder.resolve("words.jsonl"), elsewhere.resolve("words.jsonl"));
        Files.move(folder.resolve("study.yaml"), elsewhere.resolve("study.yaml"));
        Files.delete(runs.resolve("tiny/llama-16x1-5.12K-seed1/result.json"));
        var moved = Cli.run("run", elsewhere.resolve("study.yaml"), "--runs", runs, "--cores", 1);
        assertThat(moved.status()).as(moved.err()).isZero();
        assertThat(moved.err()).doesNotContain("has changed", "started on");

        // Other texts are others, whatever their name.
        Files.writeString(elsewhere.resolve("words.jsonl"), lines(2000));
        Files.delete(runs.resolve("tiny/llama-16x1-5.12K-seed1/result.json"));
        var other = Cli.run("run", elsewhere.resolve("study.yaml"), "--runs", runs, "--cores", 1);
        assertThat(other.status()).as(other.err()).isEqualTo(1);
        assertThat(other.err()).contains("the run was started on other texts");
    }

    private static String lines(int count) {
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"text\": \"this is line %d of another text\"}\n".formatted(i));
        }
        return lines.toString();
    }

    @Test
    void aProgramBesideTheStudyFileIsFoundFromAnywhere() throws IOException {
        Files.createDirectory(folder.resolve("it's \"here\""));
        var file = folder.resolve("it's \"here\"/study.yaml");
        Files.writeString(file.resolveSibling("train.sh"), """
                echo "{\\"step\\": $1, \\"val_loss\\": 2.5}"
                """);
        Files.writeString(file, """
                name: tiny
                vocabulary: 256
                recipe: {context: 32, batch: 8}
                design: {kind: grid, sizes: [16x1], tokens: [10K, 20K]}
                trainer: {command: "sh {here}/train.sh {steps} # don't wait", metrics: {format: jsonl}}
                """);
        var ran = Cli.run("run", file, "--runs", runs, "--cores", 1);
        assertThat(ran.status()).as(ran.err() + ran.out()).isZero();
        assertThat(ran.out()).contains("2.500").doesNotContain("were trained on ,");
    }

    @Test
    void runsOfAChangedRecipeAreNotTakenForTheStudys() throws IOException {
        printed("8e-3", "10K, 20K");
        ProgramRuns.carryOut(folder.resolve("study.yaml"), runs);
        printed("2e-3", "20K, 30K");
        var ran = run("--json");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .contains(
                        "has changed since",
                        "(recipes, design)",
                        "1 run made before is no longer of the plan and stays as it is")
                .contains("1 whose folder holds a run with other settings")
                .contains("found a run with other settings there (recipe.rate 0.008, not 0.002)", "finds it as it is")
                .doesNotContain("tries again");
        assertThat(json(ran).path("runs").get(0).has("loss")).isFalse();
        assertThat(json(ran).path("runs").get(1).has("loss")).isTrue();
    }

    @Test
    void aDivergedRunIsNamedAndRetriedOnlyWhenAsked() throws IOException {
        study(
                "recipe: {context: 32, batch: 8}\n",
                "design: {kind: learning-rates, sizes: [16x1], tokens: 10K, rates: [1e-3, 3e-3, 1e-2, 1e25]}");
        var ran = run();
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .contains("1 of 4 runs did not finish:")
                .containsPattern("llama-16x1-9.98K-lr10{25}-seed1 +diverged +at step .* leaves it as it is")
                .contains("the same settings give the same bits", "--retry-diverged");
        var diverged = runs.resolve("tiny/llama-16x1-9.98K-lr10000000000000000000000000-seed1");
        assertThat(diverged.resolve("result.json")).exists();

        var again = run("--dry-run");
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("3 done, 0 to continue, 0 to do, 1 diverged");

        var retried = run("--retry-diverged");
        assertThat(retried.status()).isEqualTo(1);
        assertThat(retried.out()).contains("set aside: ", "3 done, 0 to continue, 1 to do");
        assertThat(runs.resolve("tiny/aside/llama-16x1-9.98K-lr10000000000000000000000000-seed1-1/result.json"))
                .exists();
        assertThat(diverged.resolve("result.json")).exists();
    }

    @Test
    void anOptimalDesignStaysAsItWasChosen() throws IOException {
        var design = "design: {kind: optimal, flops: %s, sizes: [16x1, 32x1, 48x1], tokens_per_param: [0.5, 1, 2, 4]}\n"
                + "forecast: {times: 3}";
        study(design.formatted("3e10"));
        var chosen = names(json(run("--dry-run", "--json")));
        var ran = run("--json");
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(names(json(ran))).isEqualTo(chosen).hasSizeGreaterThan(4);
        assertThat(Files.readString(runs.resolve("tiny/plan.json"))).contains(chosen.toArray(String[]::new));
        // The rows that are there by now would choose otherwise; what was begun is gone on with.
        var again = run("--dry-run", "--json");
        assertThat(names(json(again))).isEqualTo(chosen);
        assertThat(again.err()).doesNotContain("has changed");
        // More FLOP: the runs that are there stay, and more come by the fit to them.
        study(design.formatted("5e10"));
        var more = json(run("--dry-run", "--json"));
        assertThat(more.path("changed").asString("")).contains("(design)");
        assertThat(names(more)).containsAll(chosen).hasSizeGreaterThan(chosen.size());
        double flops = 0;
        for (var run : more.path("runs")) {
            flops += run.path("flops").asDouble();
        }
        assertThat(flops).isBetween(3.5e10, 5e10);
    }

    private static List<String> names(JsonNode json) {
        var names = new ArrayList<String>();
        json.path("runs").forEach(run -> names.add(run.path("name").asString()));
        return names;
    }

    @Test
    void aProgramOfTheUsersIsCarriedOutAlike() throws IOException {
        Files.writeString(folder.resolve("study.yaml"), """
                name: tiny
                vocabulary: 256
                recipe: {context: 32, batch: 8}
                design: {kind: grid, sizes: [16x1, 32x1, 48x1], tokens: [10K, 20K, 40K]}
                forecast: {params: 70K, tokens: 80K}
                trainer:
                  command: >
                    awk 'BEGIN { printf("{\\"step\\": %d, \\"val_loss\\": %.9f}\\n", {steps},
                    1 + 4 * {params} ^ -0.2 + 20 * {tokens} ^ -0.3) }'
                """);
        var ran = Cli.runByWorkers(words());
        assertThat(ran.status()).as(ran.err() + ran.out()).isZero();
        assertThat(ran.out()).contains("time: not known for a program of yours").contains("inside the interval");
    }

    @Test
    void whatThisMachineCannotDoIsRefusedBeforeAnythingIsWritten() throws IOException {
        study("design: {kind: ladder, sizes: [1B, 100B]}");
        assertThat(run().complaint()).startsWith("study tiny: llama-").contains("expected at most");
        study("design: {kind: ladder, sizes: [30M], tokens_per_param: 1000000}");
        assertThat(run().complaint())
                .startsWith("study tiny: all its runs take about ")
                .contains(" years on 1 core, expected at most a year");
        assertThat(runs).doesNotExist();
        var plan = run("--dry-run");
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("1 run, ");
        assertThat(runs).doesNotExist();
    }

    @Test
    void wrongInputIsOneSentence() throws IOException {
        assertThat(Cli.run("run", folder.resolve("none.yaml")).complaint()).contains("there is no such file");
        study("design: {kind: params, sizes: [16x1, 32x1, 48x1], tokens: 10K}\nforecast: {params: 100K, tokens: 1M}");
        assertThat(run().complaint()).contains("forecast: found", "which do not tell what others would change");
        assertThat(run("--cores", 0).status()).isEqualTo(2);
        study("design: {kind: ladder, sizes: [16x1]}");
        assertThat(run("--on", "pbs").complaint()).contains("--on: found pbs, expected local or slurm");
        assertThat(run("--cancel").complaint()).contains("--cancel: found runs on this machine, expected --on slurm");
        Files.writeString(
                folder.resolve("study.yaml"),
                "vocabulary: 256\ndesign: {kind: ladder, sizes: [16x1]}\ntrainer: {command: x}\n");
        assertThat(run("--on", "slurm").complaint()).contains("found no memory for the jobs of its command");
        assertThat(runs).doesNotExist();
    }
}
