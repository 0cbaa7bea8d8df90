package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.tasks.ArithmeticChain;
import loglog.tasks.HashSplit;
import loglog.tasks.TaskKind;
import loglog.tasks.TrainedTask;
import loglog.training.Size;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code loglog tune}, on a model of a second. */
@Tag("slow")
class TuneCommandTest {
    @TempDir
    static Path folder;

    private static Path base;
    private static Path pairs;
    private static Path steps;

    @BeforeAll
    static void train() throws IOException {
        base = folder.resolve("base");
        var learned = new TrainedTask(new ArithmeticChain(List.of(1, 2), 3, 1), 20, Optional.empty());
        TaskKind.train(base, learned, "batch: 64\nlr: 8e-3", new Size.Shape(16, 1), 20_000, 1);
        var task = TaskKind.taskOf(base);
        var chosen = new StringBuilder();
        var judged = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            var problem = task.problem(9, i, HashSplit.Side.TRAINING);
            int wrong = (Integer.parseInt(problem.answer()) + 1) % 3;
            chosen.append(Json.MAPPER
                            .createObjectNode()
                            .put("prompt", problem.prompt())
                            .put("chosen", problem.solution())
                            .put("rejected", wrong + "."))
                    .append('\n');
            var line = Json.MAPPER.createObjectNode().put("prompt", problem.prompt());
            line.putArray("completions").add((i % 2 == 0 ? problem.answer() : String.valueOf(wrong)) + ".");
            line.putArray("labels").add(i % 2 == 0);
            judged.append(line).append('\n');
        }
        pairs = Files.writeString(folder.resolve("pairs.jsonl"), chosen);
        steps = Files.writeString(folder.resolve("steps.jsonl"), judged);
    }

    private static Cli.Result tune(String name, String... more) {
        var words = new ArrayList<Object>(List.of("tune", base));
        words.addAll(List.of(more));
        words.addAll(List.of("--name", name, "--runs", folder.resolve("tuned"), "--threads", 1, "--test-prompts", 10));
        return Cli.run(words.toArray());
    }

    private static String[] words(String options) {
        return options.replace("PAIRS", pairs.toString())
                .replace("STEPS", steps.toString())
                .split(" ");
    }

    /** Rows of a run without what the clock says. */
    private static List<String> rows(String name) throws IOException {
        return Files.readAllLines(folder.resolve("tuned").resolve(name).resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll("\"seconds\":[^,}]*", ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "sft, --method sft --pairs PAIRS --epochs 1, loss",
        "reward-model, --method reward-model --pairs PAIRS --epochs 1, preference accuracy",
        "step-wise, --method reward-model --pairs STEPS --epochs 1, loss",
        "best-of-n, --method best-of-n --rounds 1 --round-prompts 8 -n 4, reward",
        "dpo, --method dpo --pairs PAIRS --epochs 1 --beta 0.2, margin",
        "ipo, --method dpo --loss ipo --pairs PAIRS --epochs 1, margin",
        "grpo, --method grpo --rounds 2 --round-prompts 8 -n 4 --normalization dr_grpo --scaling none, pass rate",
        "topr, --method grpo --rounds 2 --round-prompts 8 -n 4 --ratio topr --positive-loss 0.5 --scaling none --epochs 2, pass rate",
        "raft, --method grpo --rounds 2 --round-prompts 32 -n 1 --baseline none --scaling none --updates 2 --beta 0, pass rate",
        "cooled, --method expert-iteration --rounds 2 --round-prompts 64 --schedule cosine --warmup 0.1, pass rate",
        "expert, --method expert-iteration --rounds 2 --round-prompts 64, pass rate"
    })
    void eachMethodTrainsIntoARunThatIsListedAndThatTheSameCommandFindsDone(String name, String options, String figure)
            throws IOException {
        var result = tune(name, words(options));
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains(name, " step", "FLOP", figure);
        // Best of n trains nothing, so that there is nothing before.
        boolean isMeasuredFirst = !name.equals("best-of-n");
        assertThat(result.out()).containsPattern(isMeasuredFirst ? "figure +before +after\n" : "figure +after\n");
        assertThat(result.err()).contains("tuning ", "1 thread");
        var row = Cli.run(
                "runs", "--runs", folder.resolve("tuned"), "--columns", "name,status,tuning_method,tuning_seed");
        assertThat(row.out()).as(row.err()).contains(name, "finished");
        var before = rows(name);
        var again = tune(name, words(options));
        assertThat(again.status()).isZero();
        assertThat(again.err()).as("nothing goes on").doesNotContain("going on with ");
        assertThat(again.out()).isEqualTo(result.out());
        assertThat(rows(name)).isEqualTo(before);
        var json = Json.MAPPER.readTree(tune(name, words(options + " --json")).out());
        assertThat(json.path("status").asString("")).isEqualTo("finished");
        // What was measured before the first round, and its standard errors.
        var first = Json.MAPPER.readTree(
                Files.readAllLines(folder.resolve("tuned").resolve(name).resolve("metrics.jsonl"))
                        .getFirst());
        assertThat(json.path("before").isEmpty()).isEqualTo(!isMeasuredFirst);
        json.path("before")
                .properties()
                .forEach(figureBefore ->
                        assertThat(first.path(figureBefore.getKey())).isEqualTo(figureBefore.getValue()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method ppo | --method: found ppo, expected one of sft, reward-model",
                "--loss dpo | --method: found nothing, expected one of sft",
                "--method sft | --pairs: found nothing, expected a file for sft",
                "--method dpo --pairs PAIRS --loss kto | --loss: found kto, expected dpo or ipo",
                "--method grpo --pairs PAIRS | with grpo, which samples: expected --prompts",
                "--method grpo -n 1 | -n: found 1, expected 2 or more",
                "--method best-of-n -n 0 | -n: found 0, expected 1 or more",
                "--method ipo --pairs PAIRS | --method: found ipo, which is a loss of pairs, expected --method dpo --loss ipo",
                "--method sft --pairs PAIRS --rounds 2 | --rounds: found with sft, which does not read it",
                "--method expert-iteration --clip 0.1 | --clip: found with expert-iteration, which does not read it, expected with grpo alone",
                "--method best-of-n --lr 0.1 | --lr: found with best-of-n",
                "--method dpo --pairs PAIRS -n 4 | -n: found with dpo",
                "--method grpo --clip 1.5 | --clip: found 1.5 below",
                "--method grpo --beta -1 | --beta: found -1, expected 0 or more",
                "--method dpo --pairs PAIRS --beta 0 | --beta: found 0, expected a number above 0",
                "--method dpo --pairs PAIRS --label-smoothing 0.6 | --label-smoothing: found 0.6",
                "--method grpo --baseline none -n 1 | --baseline: found none with --scaling group",
                "--method grpo --baseline-shift -0.1 | --baseline-shift: found -0.1 with --scaling group, expected --scaling none or batch",
                "--method grpo --clip 0.1,0.2,0.3 | --clip: found 3 numbers",
                "--method grpo --updates 3 --round-prompts 8 -n 4 | --updates: found 3, expected a divisor of the 32 answers of a round",
                "--method expert-iteration --rounds 0 | --rounds: found 0, expected 1 or more",
                "--method expert-iteration --temperature 0 | --temperature: found 0, expected a number above 0",
                "--method best-of-n --max-tokens 0 | --max-tokens: found 0, expected 1 or more",
                "--method sft --pairs STEPS | line 1",
                "--method sft --pairs PAIRS --schedule wsd | --schedule: found wsd, expected constant, linear or cosine",
                "--method sft --pairs PAIRS --warmup 2 | --warmup: found 2, expected a share from 0 to 1",
                "--method grpo --ratio topr --clip 0.2 | --clip: found with --ratio topr, which clips nothing",
                "--method grpo --positive-loss -1 | --positive-loss: found -1, expected 0 or more",
                "--method best-of-n --schedule linear | --schedule: found with best-of-n, which does not read it",
                "--method sft --pairs PAIRS --lr 0 | --lr: found 0, expected a positive learning rate",
                "--method sft --pairs PAIRS --epochs 0 | --epochs: found 0, expected 1 or more",
                "--method sft --pairs PAIRS --checkpoint-seconds -1 | --checkpoint-seconds: found -1, expected 0 or more"
            })
    void whatIsWrongIsSaidAndNothingIsWritten(String options, String complaint) {
        assertThat(tune("wrong", words(options.strip())).complaint()).contains(complaint.strip());
        assertThat(folder.resolve("tuned/wrong/run.json")).doesNotExist();
    }

    @Test
    void aRunThatIsNoLanguageModelIsCalledWhatItIs() throws IOException {
        assertThat(Cli.run("sample", base, "--prompt", "1").complaint())
                .contains("found a run of kind task, expected a language model");
    }

    @Test
    void aRunIsNotGoneOnWithByOtherSettings() {
        assertThat(tune("fixed", words("--method expert-iteration --rounds 1 --round-prompts 8"))
                        .status())
                .isZero();
        var other = tune("fixed", words("--method expert-iteration --rounds 2 --round-prompts 8"));
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("rounds: found", "or another --name");
    }

    @Test
    void whatTheWatchSaysIsAmongTheFlagsOfRuns() throws IOException {
        assertThat(tune("flagged", words("--method grpo --rounds 1 --round-prompts 8 -n 4"))
                        .status())
                .isZero();
        var run = new RunFolder(folder.resolve("tuned/flagged"));
        var lines = new ArrayList<>(Files.readAllLines(run.metricsFile()));
        var last = (tools.jackson.databind.node.ObjectNode) Json.MAPPER.readTree(lines.removeLast());
        lines.add(last.put("flag", "entropy collapsed: 0.001 nats a token").toString());
        Files.write(run.metricsFile(), lines);
        var shown = Cli.run("runs", "--runs", folder.resolve("tuned"), "--flags");
        assertThat(shown.status()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("flagged", "feedback", "entropy collapsed: 0.001");
        var json = Cli.run("runs", "--runs", folder.resolve("tuned"), "--flags", "--json")
                .json();
        assertThat(json.findValuesAsString("sentence")).contains("entropy collapsed: 0.001 nats a token");
    }

    /** Ctrl-C and a polite kill are the same to a process. */
    @Test
    void aRunThatWasStoppedGoesOnToTheSameBits() throws Exception {
        var options = words("--method expert-iteration --rounds 30 --round-prompts 128 --measure-every 1");
        assertThat(tune("whole", options).status()).isZero();
        var run = folder.resolve("tuned/stopped");
        var output = folder.resolve("stopped.txt");
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "loglog.app.Main",
                "tune",
                base.toString()));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--name",
                "stopped",
                "--runs",
                run.getParent().toString(),
                "--threads",
                "1",
                "--test-prompts",
                "10",
                "--checkpoint-seconds",
                "3600"));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (!Files.exists(run.resolve("metrics.jsonl")) || rows("stopped").size() < 3) {
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
        process.destroy();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).contains("stopped after step ", "the same command goes on from there");
        assertThat(run.resolve("result.json")).doesNotExist();
        assertThat(rows("stopped").size()).isLessThan(rows("whole").size());
        assertThat(tune("stopped", options).status()).isZero();
        assertThat(rows("stopped")).isEqualTo(rows("whole"));
        assertThat(weights("stopped")).isEqualTo(weights("whole"));
    }

    private static String weights(String name) throws IOException {
        var checkpoint = new RunFolder(folder.resolve("tuned").resolve(name))
                .newestCheckpoint()
                .orElseThrow();
        try (var files = Files.list(checkpoint)) {
            return files.filter(f -> f.toString().endsWith(".safetensors"))
                    .sorted()
                    .map(f -> f.getFileName() + " " + digest(f))
                    .collect(Collectors.joining(", "));
        }
    }

    private static String digest(Path file) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(loglog.runs.Digests.sha256().digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
