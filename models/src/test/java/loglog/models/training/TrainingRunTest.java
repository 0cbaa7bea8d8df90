package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import loglog.runs.BusyException;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.training.Outcome;
import loglog.training.Progress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Tag("slow")
class TrainingRunTest {
    private static final long TOKENS = 300 * 8 * TinyRun.CONTEXT;

    /** Runs that nothing disturbed, by their tokens: the same for all tests. */
    @TempDir
    static Path undisturbed;

    @TempDir
    Path folder;

    private static Path undisturbed(long tokens) {
        var run = undisturbed.resolve(Long.toString(tokens));
        if (!Files.exists(run)) {
            start(run, TinyRun.plan(tokens));
        }
        return run;
    }

    private static Outcome start(Path folder, Plan plan) {
        return TrainingRun.start(folder, plan, TinyRun.data(), TinyRun.options(), Progress.QUIET);
    }

    private static List<byte[]> state(Path run) throws IOException {
        var newest = new RunFolder(run).newestCheckpoint().orElseThrow();
        return List.of(
                Files.readAllBytes(newest.resolve(Checkpoint.MODEL)),
                Files.readAllBytes(newest.resolve(Checkpoint.OPTIMIZER)));
    }

    private static void sameState(Path a, Path b) throws IOException {
        var first = state(a);
        var second = state(b);
        for (int i = 0; i < first.size(); i++) {
            assertThat(first.get(i)).isEqualTo(second.get(i));
        }
    }

    @Test
    void learnsAndLeavesItsRecord() throws IOException {
        var outcome = start(folder.resolve("run"), TinyRun.plan(TOKENS));
        assertThat(outcome.status()).isEqualTo(Outcome.Status.FINISHED);
        // A random token costs ln 16 = 2.77; knowing the rule but for the random tenth costs 0.6.
        assertThat(outcome.value("validation_loss")).isBetween(0.5, 1.5);
        assertThat(outcome.value("bits_per_byte")).isEqualTo(outcome.value("validation_loss") / Math.log(2));
        assertThat(outcome.tokens()).isEqualTo(TOKENS);
        var metrics = Files.readAllLines(folder.resolve("run/metrics.jsonl"));
        assertThat(metrics.stream().filter(l -> l.contains("\"loss\""))).hasSize(30);
        assertThat(metrics.stream().filter(l -> l.contains("validation_loss"))).hasSize(8);
        assertThat(folder.resolve("run/result.json")).exists();
        var again = TrainingRun.resume(folder.resolve("run"), TinyRun.data(), TinyRun.options(), Progress.QUIET);
        assertThat(again).isEqualTo(outcome);
    }

    @Test
    void sameSeedSameBits() throws IOException {
        start(folder.resolve("again"), TinyRun.plan(TOKENS / 4));
        sameState(undisturbed(TOKENS / 4), folder.resolve("again"));
    }

    @Test
    void killedRunResumesToTheSameBits() throws Exception {
        var killed = folder.resolve("killed");
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        var process = new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        TinyRun.class.getName(),
                        killed.toString(),
                        Long.toString(TOKENS))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        var run = new RunFolder(killed);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (!Files.exists(run.runFile()) || newestStep(run) < 50) {
            assertThat(process.isAlive())
                    .as(() -> "the process ended early: " + read(folder.resolve("output")))
                    .isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(5);
        }
        process.destroyForcibly();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        assertThat(run.resultFile()).doesNotExist();
        assertThat(newestStep(run)).isBetween(50L, 290L);

        var outcome = TrainingRun.resume(killed, TinyRun.data(), TinyRun.options(), Progress.QUIET);
        assertThat(outcome.status()).isEqualTo(Outcome.Status.FINISHED);
        sameState(undisturbed(TOKENS), killed);
        for (var line : Files.readAllLines(run.metricsFile())) {
            assertThat(line).isNotEmpty();
        }
    }

    private static long newestStep(RunFolder run) {
        return run.newestCheckpoint().map(RunFolder::step).orElse(-1L);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Stops a run once, after the step that it counts to. */
    private static Progress stopAfter(int steps) {
        return new Progress() {
            private int asked;

            @Override
            public void logged(Row row) {}

            @Override
            public boolean stop() {
                return ++asked == steps;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 27})
    void interruptedRunStopsAfterTheStepAndResumesToTheSameBits(int steps) throws IOException {
        var run = folder.resolve("stopped");
        var first =
                TrainingRun.start(run, TinyRun.plan(TOKENS / 4), TinyRun.data(), TinyRun.options(), stopAfter(steps));
        assertThat(first.status()).isEqualTo(Outcome.Status.INTERRUPTED);
        assertThat(first.steps()).isEqualTo(steps);
        TrainingRun.resume(run, TinyRun.data(), TinyRun.options(), Progress.QUIET);
        sameState(undisturbed(TOKENS / 4), run);
    }

    @Test
    void runThatFormatTwoBeganGoesOnToTheSameBits() throws IOException {
        var older = folder.resolve("older");
        TrainingRun.start(older, TinyRun.plan(TOKENS / 4), TinyRun.data(), TinyRun.options(), stopAfter(30));
        var run = new RunFolder(older);
        try (var files = Files.walk(older)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = file.getFileName().toString();
                if (name.equals("SHA256SUMS") || name.equals("run.json")) {
                    Files.writeString(file, Files.readString(file).replace("optimizer", "optimiser"));
                } else if (name.contains("optimizer")) {
                    Files.move(file, file.resolveSibling(name.replace("optimizer", "optimiser")));
                }
            }
        }
        var asked = run.read(run.runFile());
        run.writeSealed(run.runFile(), asked.put("format", 2));
        TrainingRun.resume(older, TinyRun.data(), TinyRun.options(), Progress.QUIET);
        sameState(undisturbed(TOKENS / 4), older);
    }

    private static List<JsonNode> rows(Path run, String with) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(Json.MAPPER::readTree)
                .filter(row -> row.has(with))
                .toList();
    }

    @Test
    void rowsOfARunThatWasStoppedInARowAreTheMeansOfTheirOwnSteps() throws IOException {
        var eachStep = new TrainingRun.Options(1, 1e9, 0, 0);
        TrainingRun.start(folder.resolve("steps"), TinyRun.plan(TOKENS / 4), TinyRun.data(), eachStep, Progress.QUIET);
        var losses = rows(folder.resolve("steps"), "loss").stream()
                .mapToDouble(row -> row.get("loss").asDouble())
                .toArray();
        var run = folder.resolve("stopped");
        TrainingRun.start(run, TinyRun.plan(TOKENS / 4), TinyRun.data(), TinyRun.options(), stopAfter(47));
        TrainingRun.resume(run, TinyRun.data(), TinyRun.options(), Progress.QUIET);

        var rows = rows(run, "loss");
        assertThat(rows).extracting(row -> row.get("step").asInt()).containsExactly(10, 20, 30, 40, 47, 50, 60, 70, 75);
        int before = 0;
        for (var row : rows) {
            int step = row.get("step").asInt();
            double sum = 0;
            for (int i = before; i < step; i++) {
                sum += losses[i];
            }
            assertThat(row.get("loss").asDouble()).as("step %d", step).isEqualTo(sum / (step - before));
            assertThat(row.get("tokens").asLong()).isEqualTo(step * 8L * TinyRun.CONTEXT);
            before = step;
        }
        // Evaluations are where, and what, they are in a run that never stopped.
        var evaluated = rows(run, "validation_loss");
        assertThat(evaluated)
                .isEqualTo(rows(undisturbed(TOKENS / 4), "validation_loss"))
                .isNotEmpty();
    }

    @Test
    void divergedRunSaysSoAndKeepsItsLastGoodState() throws IOException {
        var run = folder.resolve("run");
        var outcome = start(run, TinyRun.plan(TOKENS, 1e20));
        assertThat(outcome.status()).isEqualTo(Outcome.Status.DIVERGED);
        assertThat(outcome.reason()).contains("loss").contains("checkpoint-0");
        assertThat(Files.readString(run.resolve("result.json"))).contains("\"diverged\"");
        assertThat(run.resolve("checkpoint-0").resolve(Checkpoint.MODEL)).exists();
    }

    @Test
    void refusesAFolderInUseAndOtherData() {
        var run = folder.resolve("run");
        start(run, TinyRun.plan(8 * TinyRun.CONTEXT));
        assertThatThrownBy(() -> start(run, TinyRun.plan(8 * TinyRun.CONTEXT)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(run.toString());
        var d = TinyRun.data();
        var other = new Data(d.training(), null, 0, 0, Map.of("corpus", "products"));
        assertThatThrownBy(() -> TrainingRun.resume(run, other, TinyRun.options(), Progress.QUIET))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("sums")
                .hasMessageContaining("products");
    }

    @Test
    void dataIsTheSameByItsDigestWhateverItIsCalled() {
        var run = folder.resolve("run");
        var d = TinyRun.data();
        var there = new Data(d.training(), null, 0, 0, Map.of("corpus", "texts", "path", "/a/texts", "digest", "17"));
        TrainingRun.start(run, TinyRun.plan(8 * TinyRun.CONTEXT), there, TinyRun.options(), Progress.QUIET);
        var here = new Data(d.training(), null, 0, 0, Map.of("corpus", "../texts", "path", "/b/texts", "digest", "17"));
        assertThat(TrainingRun.resume(run, here, TinyRun.options(), Progress.QUIET)
                        .status())
                .isEqualTo(Outcome.Status.FINISHED);
        var others = new Data(d.training(), null, 0, 0, Map.of("corpus", "texts", "path", "/a/texts", "digest", "18"));
        assertThatThrownBy(() -> TrainingRun.resume(run, others, TinyRun.options(), Progress.QUIET))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("other texts (texts, digest 17), found texts (digest 18)");
    }

    @Test
    void branchIsTheRunThatItWouldHaveBeenFromTheStart() throws IOException {
        // 60 steps at a constant rate after 6 that rise; a run of 40 steps that falls over its last 10 leaves at step
        // 30.
        long step = 8 * TinyRun.CONTEXT;
        var trunk = TinyRun.plan(60 * step, new Schedule(Schedule.Kind.WARMUP_STABLE_DECAY, 6 / 60.0, 0, 0));
        var cooled = TinyRun.plan(40 * step, new Schedule(Schedule.Kind.WARMUP_STABLE_DECAY, 6 / 40.0, 0.25, 0));
        var options = new TrainingRun.Options(7, 0, 0, 0, Set.of(30L));
        TrainingRun.start(folder.resolve("trunk"), trunk, TinyRun.data(), options, Progress.QUIET);
        TrainingRun.start(folder.resolve("whole"), cooled, TinyRun.data(), TinyRun.options(), Progress.QUIET);
        var notes = Json.MAPPER.createObjectNode();
        var outcome = TrainingRun.branch(
                folder.resolve("branch"),
                folder.resolve("trunk"),
                30,
                cooled,
                TinyRun.data(),
                notes,
                TinyRun.options(),
                Progress.QUIET);
        assertThat(outcome.steps()).isEqualTo(40);
        sameState(folder.resolve("whole"), folder.resolve("branch"));
        assertThat(Files.readString(folder.resolve("branch/run.json"))).contains("\"trunk\"");
        assertThatThrownBy(() -> TrainingRun.branch(
                        folder.resolve("other"),
                        folder.resolve("trunk"),
                        31,
                        cooled,
                        TinyRun.data(),
                        notes,
                        TinyRun.options(),
                        Progress.QUIET))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no state of step 31");
        assertThat(folder.resolve("other/run.json")).doesNotExist();
    }

    @Test
    void onlyOneTrainsInAFolder() {
        var run = folder.resolve("run");
        try (var _ = RunLock.take(run)) {
            assertThatThrownBy(() -> start(run, TinyRun.plan(step()))).isInstanceOf(BusyException.class);
            assertThat(run.resolve("run.json")).doesNotExist();
        }
        assertThat(start(run, TinyRun.plan(step())).status()).isEqualTo(Outcome.Status.FINISHED);
    }

    private static long step() {
        return 8 * TinyRun.CONTEXT;
    }

    @Test
    void flippedBitAmongTheWeightsIsFoundAndTheRunGoesOnFromTheCheckpointBefore() throws IOException {
        var run = folder.resolve("run");
        TrainingRun.start(run, TinyRun.plan(TOKENS / 4), TinyRun.data(), TinyRun.options(), new StopAt(40));
        var weights = new RunFolder(run).newestCheckpoint().orElseThrow().resolve(Checkpoint.MODEL);
        var bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 100] ^= 1; // of a mantissa: a finite number still
        Files.write(weights, bytes);
        assertThat(Repair.repair(run)).singleElement().asString().contains(weights.toString(), "digest");
        // The run stopped at the step after the row of step 40, and both have a checkpoint.
        assertThat(newestStep(new RunFolder(run))).isEqualTo(40);
        assertThat(Repair.repair(run)).isEmpty();
        TrainingRun.resume(run, TinyRun.data(), TinyRun.options(), Progress.QUIET);
        sameState(undisturbed(TOKENS / 4), run);
    }

    @Test
    void runKilledBetweenItsLastCheckpointAndItsResultEndsWithTheSameResult() throws IOException {
        var run = new RunFolder(folder.resolve("run"));
        start(run.folder(), TinyRun.plan(TOKENS / 4));
        var before = run.read(run.resultFile());
        Files.delete(run.resultFile());
        TrainingRun.resume(run.folder(), TinyRun.data(), TinyRun.options(), Progress.QUIET);
        var after = run.read(run.resultFile());
        for (var json : List.of(before, after)) {
            json.remove(List.of("seconds", RunFolder.SEAL));
        }
        assertThat(after).isEqualTo(before);
        assertThat(after.has("loss")).isTrue();
    }

    @Test
    void damagedTokenizerOfARunIsCopiedAgain() throws IOException {
        var tokenizer = Files.writeString(folder.resolve("mine.json"), "{\"model\":1}");
        var run = Files.createDirectory(folder.resolve("run"));
        assertThat(CorpusData.keepTokenizer(tokenizer, run)).isFalse();
        assertThat(CorpusData.hasTokenizer(tokenizer, run)).isTrue();
        Files.writeString(run.resolve("tokenizer.json"), "{\"mod");
        assertThat(CorpusData.hasTokenizer(tokenizer, run)).isFalse();
        assertThat(CorpusData.keepTokenizer(tokenizer, run)).isTrue();
        assertThat(run.resolve("tokenizer.json")).hasSameTextualContentAs(tokenizer);
        Files.delete(run.resolve("tokenizer.json"));
        Files.createDirectories(run.resolve("tokenizer.json/inside"));
        assertThat(CorpusData.keepTokenizer(tokenizer, run)).isTrue();
        assertThat(run.toFile().list()).containsExactly("tokenizer.json");
    }

    private static final class StopAt implements Progress {
        private final long last;
        private long step;

        StopAt(long last) {
            this.last = last;
        }

        @Override
        public void logged(Row row) {
            step = row.step();
        }

        @Override
        public boolean stop() {
            return step >= last;
        }
    }

    @Test
    void planSurvivesTheRunFile() {
        var plan = TinyRun.plan(8 * TinyRun.CONTEXT);
        start(folder.resolve("run"), plan);
        assertThat(TrainingRun.plan(folder.resolve("run"))).isEqualTo(plan);
    }
}
