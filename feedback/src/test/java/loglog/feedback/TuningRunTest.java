package loglog.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import loglog.models.training.Schedule;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.tasks.TaskKind;
import loglog.tasks.TaskModel;
import loglog.training.Outcome;
import loglog.training.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Runs that learn from feedback, over their folders. */
@Tag("slow")
class TuningRunTest {
    @TempDir
    static Path folder;

    private static Path base;
    private static Path pairs;
    private static Path steps;

    @BeforeAll
    static void train() throws IOException {
        base = folder.resolve("base");
        SmallTask.train(base);
        var task = TaskKind.taskOf(base);
        pairs = SmallTask.pairs(folder, task, 200);
        steps = SmallTask.steps(folder, task, 200);
    }

    private static TuningRequest request(TuningName method, long rounds) {
        return SmallTask.request(method, base, method.samplesPrompts() ? null : pairs, null, rounds);
    }

    private static Outcome tune(String name, TuningRequest request, Progress progress) {
        return TuningRun.carryOut(folder.resolve(name), request, 0, _ -> {}, progress);
    }

    private static Progress stoppingAfter(int rounds) {
        return new Progress() {
            private int seen;

            @Override
            public void logged(Row row) {
                seen++;
            }

            @Override
            public boolean stop() {
                return seen >= rounds;
            }
        };
    }

    private static List<JsonNode> rows(String name) throws IOException {
        var rows = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
            rows.add(Json.MAPPER.readTree(line));
        }
        return rows;
    }

    /** A row without what the clock says. */
    private static String figures(JsonNode row) {
        return ((tools.jackson.databind.node.ObjectNode) row.deepCopy())
                .without(List.of("seconds"))
                .toString();
    }

    @ParameterizedTest
    @EnumSource(TuningName.class)
    void aRunThatWasStoppedGoesOnToTheSameBits(TuningName method) throws IOException {
        var request = request(method, 5);
        var whole = tune("whole-" + method, request, Progress.QUIET);
        assertThat(whole.status()).isEqualTo(Outcome.Status.FINISHED);
        assertThat(tune("stopped-" + method, request, stoppingAfter(3)).status())
                .isEqualTo(Outcome.Status.INTERRUPTED);
        var resumed = tune("stopped-" + method, request, Progress.QUIET);
        assertThat(folder.resolve("stopped-" + method + "/1.damaged")).doesNotExist();
        assertThat(resumed.metrics()).isEqualTo(whole.metrics());
        assertThat(resumed.flops()).isEqualTo(whole.flops());
        assertThat(rows("stopped-" + method).stream().map(TuningRunTest::figures))
                .isEqualTo(rows("whole-" + method).stream()
                        .map(TuningRunTest::figures)
                        .toList());
        if (method == TuningName.BEST_OF_N) {
            assertThat(folder.resolve("stopped-" + method + "/best.jsonl"))
                    .hasSameTextualContentAs(folder.resolve("whole-" + method + "/best.jsonl"));
        } else {
            assertThat(SmallTask.weights(folder.resolve("stopped-" + method)))
                    .isEqualTo(SmallTask.weights(folder.resolve("whole-" + method)));
        }
        // One that has ended is left as it is.
        assertThat(tune("whole-" + method, request, Progress.QUIET).metrics()).isEqualTo(whole.metrics());
    }

    /** How many updates a round has depends on what was right in it: the rate falls by rounds, and is 0 at the end. */
    @ParameterizedTest
    @EnumSource(names = {"GRPO", "EXPERT_ITERATION"})
    void aScheduleOfWhatSamplesGoesByRounds(TuningName method) throws IOException {
        var linear = new Schedule(Schedule.Kind.LINEAR, 0, 0, 0);
        var request = request(method, 5).scheduled(linear);
        tune("scheduled-" + method, request, Progress.QUIET);
        var rates = rows("scheduled-" + method).stream()
                .filter(row -> row.has("rate"))
                .mapToDouble(row -> row.get("rate").asDouble() / request.rate())
                .toArray();
        assertThat(rates).containsExactly(new double[] {0.8, 0.6, 0.4, 0.2, 0}, within(1e-9));
        assertThatThrownBy(() -> tune("scheduled-" + method, request(method, 5), Progress.QUIET))
                .isInstanceOf(DataException.class);
    }

    /** What is learned of a round without a baseline depends on what was right in it. */
    @Test
    void aRunWithoutABaselineThatWasStoppedGoesOnToTheSameBits() throws IOException {
        var usual = request(TuningName.GRPO, 5).scheduled(new Schedule(Schedule.Kind.COSINE, 0.1, 0, 0));
        var none = new GroupAdvantages.Rule(GroupAdvantages.Scaling.NONE, GroupAdvantages.Baseline.NONE, 0);
        var request = usual.answering(1, none);
        assertThatThrownBy(() -> usual.answering(1, usual.advantages()))
                .isInstanceOf(DataException.class)
                .hasMessage("--samples: found 1, expected 2 or more");
        var whole = tune("whole-raft", request, Progress.QUIET);
        tune("stopped-raft", request, stoppingAfter(3));
        assertThat(tune("stopped-raft", request, Progress.QUIET).metrics()).isEqualTo(whole.metrics());
        assertThat(SmallTask.weights(folder.resolve("stopped-raft")))
                .isEqualTo(SmallTask.weights(folder.resolve("whole-raft")));
        assertThat(whole.value("groups_without_signal")).isCloseTo(1 - whole.value("pass_rate"), within(1e-12));
    }

    @Test
    void aKilledRunGoesOnToTheSameBits() throws Exception {
        var killed = folder.resolve("killed");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SmallTask.class.getName(),
                        killed.toString(),
                        base.toString())
                .redirectError(folder.resolve("killed.txt").toFile())
                .start();
        var run = new RunFolder(killed);
        for (int i = 0; i < 24_000 && process.isAlive(); i++) {
            if (Files.isDirectory(killed)
                    && run.newestCheckpoint().map(RunFolder::step).orElse(0L) >= 5) {
                break;
            }
            Thread.sleep(10);
        }
        assertThat(process.isAlive())
                .as(Files.readString(folder.resolve("killed.txt")))
                .isTrue();
        process.destroyForcibly().waitFor(240, TimeUnit.SECONDS);
        var request = request(TuningName.GRPO, 30);
        tune("killed", request, Progress.QUIET);
        assertThat(killed.resolve("1.damaged")).doesNotExist();
        tune("not-killed", request, Progress.QUIET);
        assertThat(SmallTask.weights(killed)).isEqualTo(SmallTask.weights(folder.resolve("not-killed")));
    }

    @Test
    void preferencesAreLearnedAndTheRewardModelSaysWhichIsBetter() throws IOException {
        var dpo = tune("dpo", request(TuningName.DPO, 0), Progress.QUIET);
        assertThat(rows("dpo").get(1).path("loss").asDouble()).isCloseTo(Math.log(2), within(1e-6));
        assertThat(dpo.value("validation_loss")).isLessThan(Math.log(2));
        assertThat(dpo.value("loss")).isLessThan(Math.log(2));

        var model = tune("reward", request(TuningName.REWARD_MODEL, 0), Progress.QUIET);
        assertThat(model.value("loss")).isLessThan(0.69);
        assertThat(model.value("validation_preference_accuracy")).isBetween(0.0, 1.0);
        // It is read by whoever reads runs, and is a reward of other methods.
        try (var read = TuningBase.open(folder.resolve("reward"))) {
            assertThat(read.labels()).isEqualTo(1);
        }
        var best = TuningRun.carryOut(
                folder.resolve("best"),
                SmallTask.request(TuningName.BEST_OF_N, base, null, folder.resolve("reward"), 4),
                0,
                _ -> {},
                Progress.QUIET);
        assertThat(best.value("reward")).isGreaterThan(best.value("reward_at_1"));
        assertThat(best.value("kl_bound")).isCloseTo(Math.log(8) - 7 / 8.0, within(1e-12));
        assertThat(Files.readAllLines(folder.resolve("best/best.jsonl"))).hasSize(4 * 16);
        // What was chosen is what supervised tuning reads.
        var tuned = tune(
                "distilled",
                SmallTask.request(TuningName.SFT, base, folder.resolve("best/best.jsonl"), null, 0),
                Progress.QUIET);
        assertThat(tuned.value("loss")).isLessThan(1.2);
    }

    @Test
    void stepsAreJudgedOneByOne() {
        var outcome = tune("steps", SmallTask.request(TuningName.REWARD_MODEL, base, steps, null, 0), Progress.QUIET);
        assertThat(outcome.value("validation_step_accuracy")).isBetween(0.5, 1.0);
        assertThat(StepScore.PRODUCT.of(0, 0)).isEqualTo(0.25);
        assertThat(StepScore.MINIMUM.of(0, 5)).isEqualTo(0.5);
        assertThat(StepScore.LAST.of(7, 0)).isEqualTo(0.5);
    }

    @Test
    void whatWasTunedIsARunOnItsTask() {
        tune("again", request(TuningName.SFT, 0), Progress.QUIET);
        try (var model = TaskModel.load(folder.resolve("again"), 1)) {
            assertThat(model.task().identity()).isEqualTo(TaskKind.taskOf(base).identity());
        }
    }

    @Test
    void anotherRequestInTheSameFolderIsRefused() {
        tune("same", request(TuningName.GRPO, 2), Progress.QUIET);
        assertThatThrownBy(() -> tune("same", request(TuningName.GRPO, 3), Progress.QUIET))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("rounds: found 2, and 3 is asked now");
    }

    @Test
    void whatAMethodNeedsIsSaid() {
        assertThatThrownBy(() -> SmallTask.request(TuningName.DPO, base, null, null, 1))
                .hasMessage("--pairs: found nothing, expected a file for dpo, such as --pairs pairs.jsonl");
        assertThatThrownBy(() -> SmallTask.request(TuningName.GRPO, base, pairs, null, 1))
                .hasMessageContaining("with grpo, which samples");
        assertThatThrownBy(() ->
                        tune("no-reward", SmallTask.request(TuningName.GRPO, base, null, base, 1), Progress.QUIET))
                .hasMessageContaining("found 0 scores a token, expected the one of a reward model");
    }
}
