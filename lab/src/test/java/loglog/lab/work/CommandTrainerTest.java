package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import loglog.lab.TinyStudy;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Placeholders;
import loglog.lab.study.Study;
import loglog.lab.study.Trainer;
import loglog.laws.Chinchilla;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.models.training.Outcome;
import loglog.models.training.Progress;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.tables.Role;
import loglog.tables.RunsQuery;
import loglog.tables.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Real processes of {@code sh} and {@code awk} stand in for a user's trainer. */
@DisabledOnOs(OS.WINDOWS)
class CommandTrainerTest {
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** 79 steps of 8 x 32 tokens. */
    private static final PlannedRun RUN = TinyStudy.run(16, 20_000);

    /** From step $1, by 1, to step $2: a loss that falls, plus $3. */
    private static final String CURVE =
            "awk -v from=%s -v to=%s -v more=%s 'BEGIN { for (s = from; s <= to; s++) printf \"%s\\n\", s, 2 + 1 / s + more }'";

    private static final String JSON_ROW = "{\\\"iter\\\": %d, \\\"train_loss\\\": %.6f}";

    private final List<Progress.Row> shown = new ArrayList<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    @TempDir
    Path folder;

    private final Progress progress = new Progress() {
        @Override
        public void logged(Row row) {
            shown.add(row);
        }

        @Override
        public boolean stop() {
            return stop.get();
        }
    };

    private static String curve(Object from, Object to, double more) {
        return CURVE.formatted(from, to, more, JSON_ROW);
    }

    private static Trainer.Metrics jsonl(String file) {
        return new Trainer.Metrics(Optional.ofNullable(file), Trainer.Format.JSONL, Optional.empty(), Map.of());
    }

    private static Trainer.Metrics csv(Map<String, String> columns) {
        return new Trainer.Metrics(Optional.of("log.csv"), Trainer.Format.CSV, Optional.empty(), columns);
    }

    private static Trainer.Metrics pattern(String pattern) {
        return new Trainer.Metrics(Optional.empty(), Trainer.Format.PATTERN, Optional.of(pattern), Map.of());
    }

    private static Trainer.Command command(String line, Trainer.Metrics metrics) {
        return new Trainer.Command(line, metrics, Map.of(), 1, 0);
    }

    private Study study(Trainer.Command command) {
        var s = TinyStudy.in(folder);
        return new Study(
                s.name(),
                s.corpus(),
                s.tokenizer(),
                s.vocabulary(),
                s.recipes(),
                s.design(),
                s.seeds(),
                s.forecast(),
                s.validationTokens(),
                command);
    }

    private Path runFolder() {
        return folder.resolve("the study/" + RUN.name());
    }

    private Outcome carryOut(String line, Trainer.Metrics metrics) {
        var command = command(line, metrics);
        return CommandTrainer.carryOut(
                Job.of(study(command), folder.resolve("the study"), RUN), command, progress, s -> {}, GRACE);
    }

    private String sentence(String line, Trainer.Metrics metrics) {
        var thrown = new String[1];
        assertThatThrownBy(() -> carryOut(line, metrics))
                .isInstanceOf(DataException.class)
                .satisfies(e -> thrown[0] = e.getMessage());
        assertThat(runFolder().resolve("result.json")).doesNotExist();
        return thrown[0];
    }

    private JsonNode json(String file) {
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(runFolder().resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> metrics() throws IOException {
        return Files.readAllLines(runFolder().resolve("metrics.jsonl")).stream()
                .map(Json.MAPPER::readTree)
                .toList();
    }

    private List<Long> steps() throws IOException {
        return metrics().stream().map(r -> r.get("step").asLong()).toList();
    }

    /** Processes that were started here and run. */
    private List<String> alive(String sign) {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(sign))
                .filter(p -> !p.equals(ProcessHandle.current()))
                .map(p -> p.pid() + " " + p.info().commandLine().orElse(""))
                .toList();
    }

    private static List<Long> upTo(long last) {
        return java.util.stream.LongStream.rangeClosed(1, last).boxed().toList();
    }

    // ---- what is read

    @Test
    void rowsOfJsonBecomeMetricsAndAResultInLoglogsNames() throws IOException {
        var outcome = carryOut(
                curve(1, "{steps}", 0) + " > log.jsonl; echo '{\"step\": {steps}, \"val_loss\": 2.5}' >> log.jsonl",
                jsonl("log.jsonl"));
        assertThat(outcome.status()).isEqualTo(Outcome.Status.FINISHED);
        assertThat(outcome.steps()).isEqualTo(79);
        assertThat(outcome.tokens()).isEqualTo(79 * 256);
        assertThat(outcome.flops()).isEqualTo(RUN.flops());
        assertThat(outcome.loss()).isEqualTo(2.012658);
        var result = json("result.json");
        assertThat(result.get("status").asString()).isEqualTo("finished");
        assertThat(result.get("metric").asString()).isEqualTo("validation_loss");
        assertThat(result.get("validation_loss").asDouble()).isEqualTo(2.5);
        assertThat(result.get("params").asLong()).isEqualTo(RUN.params());
        assertThat(result.has("seconds")).isTrue();
        var run = json("run.json");
        assertThat(run.get("kind").asString()).isEqualTo("command");
        assertThat(run.get("command").asString()).contains("-v to=79 ");
        assertThat(run.get("study").asString()).isEqualTo("tiny");
        assertThat(run.has("started")).isTrue();
        assertThat(steps().subList(0, 79)).isEqualTo(upTo(79));
        assertThat(metrics().get(9).get("tokens").asLong()).isEqualTo(2560);
        assertThat(shown).hasSize(79);
        assertThat(shown.getLast().steps()).isEqualTo(79);
        // The same command again gives the result that is there.
        assertThat(carryOut("exit 3", jsonl("log.jsonl")).loss()).isEqualTo(outcome.loss());
    }

    @Test
    void aTableThatAppearsLateAndGrowsAColumnIsRead() throws IOException {
        carryOut("""
                sleep 0.3
                echo '# a banner, of no use' > log.csv
                echo 'Step;"my loss";LR' >> log.csv
                awk 'BEGIN { for (s = 1; s <= 70; s++) print s ";" 3 - s / 100 ";0.01" }' >> log.csv
                printf '71;2.' >> log.csv; sleep 0.3; echo '29;0.01' >> log.csv
                { echo 'Step;"my loss";LR;held out'; awk 'BEGIN { for (s = 1; s <= 79; s++) print s ";" 3 - s / 100 ";0.01;" (s == 79 ? 2.4 : "") }'; } > new.csv
                sleep 0.3; cat new.csv > log.csv
                """, csv(Map.of("my loss", "loss", "held out", "validation_loss")));
        assertThat(steps()).isEqualTo(upTo(79));
        assertThat(metrics().get(70).get("loss").asDouble()).isEqualTo(2.29);
        assertThat(metrics().get(70).get("rate").asDouble()).isEqualTo(0.01);
        assertThat(json("result.json").get("validation_loss").asDouble()).isEqualTo(2.4);
    }

    @Test
    void namedGroupsFindFiguresInWhatItPrints() throws IOException {
        carryOut(
                """
                echo starting 1>&2
                awk 'BEGIN { for (s = 0; s < {steps}; s++) printf "\\r%d%% it %d/{steps} loss=%.3f, 1,234 tok/s", s, s, 3 - s / 100 }'
                echo; echo "final: val loss 2.75"
                """,
                pattern(
                        "it (?P<step>\\d+)/\\d+ loss=(?<train_loss>[0-9.]+), (?<tok_s>[0-9,]+)|val loss (?<val_loss>\\S+)"));
        assertThat(steps().subList(0, 79))
                .isEqualTo(java.util.stream.LongStream.range(0, 79).boxed().toList());
        assertThat(metrics().getFirst().get("tokens_per_second").asDouble()).isEqualTo(1234);
        var result = json("result.json");
        assertThat(result.get("loss").asDouble()).isEqualTo(2.22);
        assertThat(result.get("validation_loss").asDouble()).isEqualTo(2.75);
        assertThat(result.get("tokens").asLong())
                .as("steps that begin at 0 end one early")
                .isEqualTo(79 * 256);
    }

    @Test
    void aProgramThatSaysItsLossOnceHasToldOfItsEnd() throws IOException {
        carryOut("echo 'loss: 9.0'; echo 'loss: 2.25'", pattern("loss: (?<loss>\\S+)"));
        assertThat(metrics()).hasSize(1);
        assertThat(metrics().getFirst().get("step").asLong()).isEqualTo(79);
        assertThat(json("result.json").get("loss").asDouble()).isEqualTo(2.25);
        assertThat(json("result.json").get("flops").asDouble()).isEqualTo(RUN.flops());
    }

    @Test
    void tokensParamsAndFlopsOfItsOwnCountBeforeThePlans() {
        var outcome = carryOut(
                "echo '{\"step\": 10, \"tokens\": {tokens}, \"loss\": 2.5, \"flops\": 1e12, \"n_params\": 12345}'",
                jsonl(null));
        assertThat(outcome.tokens()).isEqualTo(79 * 256);
        assertThat(outcome.flops()).isEqualTo(1e12);
        assertThat(json("result.json").get("params").asLong()).isEqualTo(12345);
    }

    @Test
    void anEarlyValidationIsNotTheResults() {
        var outcome = carryOut("echo '{\"step\": 40, \"val_loss\": 3.5}';" + curve(1, "{steps}", 0), jsonl(null));
        assertThat(outcome.validationLoss()).isNaN();
        assertThat(json("result.json").get("metric").asString()).isEqualTo("loss");
        assertThat(json("result.json").has("validation_loss")).isFalse();
        assertThat(json("result.json").get("note").asString()).contains("10240 tokens of 20224");
    }

    @Test
    void fiftyMegabytesOfGarbageAroundTheRowsHurtNothing() throws IOException {
        carryOut(
                "head -c 25000000 /dev/urandom; echo; " + curve(1, 40, 0) + "; head -c 25000000 /dev/zero; echo; "
                        + curve(41, 79, 0),
                jsonl(null));
        assertThat(Files.size(runFolder().resolve("output.log"))).isGreaterThan(50_000_000);
        assertThat(steps()).isEqualTo(upTo(79));
    }

    // ---- what goes wrong

    @Test
    void aCrashLeavesNoResultAndTheNextAttemptGoesOn() throws IOException {
        var line = "if [ \"$LOGLOG_RESUME\" = 1 ]; then test \"$LOGLOG_RUN\" = \"$PWD\" && " + curve(41, 79, 0.5)
                + " >> log.jsonl; else " + curve(1, 60, 0)
                + " > log.jsonl; printf '{\"iter\": 61, \"tr' >> log.jsonl; echo 'RuntimeError: out of memory'; echo ======; exit 3; fi";
        assertThat(sentence(line, jsonl("log.jsonl")))
                .isEqualTo(runFolder()
                        + ": the command ended with exit status 3, expected 0; the last line of output.log: RuntimeError:"
                        + " out of memory");
        assertThat(steps()).isEqualTo(upTo(60));
        carryOut(line, jsonl("log.jsonl"));
        assertThat(steps()).as("what the crash undid is taken back").isEqualTo(upTo(79));
        assertThat(metrics().get(39).get("loss").asDouble()).isEqualTo(2.025);
        assertThat(metrics().get(40).get("loss").asDouble()).isEqualTo(2.524390);
        assertThat(json("result.json").get("tokens").asLong()).isEqualTo(79 * 256);
    }

    @Test
    void aFileThatIsBegunAnewTakesItsPlace() throws IOException {
        carryOut(curve(1, 50, 0) + " > log.jsonl; sleep 0.4; " + curve(1, 79, 1) + " > log.jsonl", jsonl("log.jsonl"));
        assertThat(steps()).isEqualTo(upTo(79));
        assertThat(metrics().getFirst().get("loss").asDouble()).isEqualTo(4);
    }

    @Test
    void metricsThatAKillCutOffAreWholeAfterTheNextAttempt() throws IOException {
        sentence(curve(1, 60, 0) + "; exit 1", jsonl(null));
        var file = runFolder().resolve("metrics.jsonl");
        Files.write(file, "{\"step\": 61, \"lo".getBytes(), java.nio.file.StandardOpenOption.APPEND);
        carryOut(curve(61, 79, 0), jsonl(null));
        assertThat(steps()).isEqualTo(upTo(79));
    }

    @Test
    void aLossThatIsNoNumberEndsTheRunAsDiverged() {
        var outcome = carryOut(
                curve(1, 30, 0) + "; for s in 31 32 33 34; do echo '{\"step\": '$s', \"loss\": NaN}'; done; sleep 1000",
                jsonl(null));
        assertThat(outcome.status()).isEqualTo(Outcome.Status.DIVERGED);
        assertThat(outcome.reason()).contains("at step 3", "the loss was NaN");
        assertThat(json("result.json").get("status").asString()).isEqualTo("diverged");
    }

    @Test
    void oneLossThatIsNoNumberIsOneStepLeftOut() throws IOException {
        carryOut(curve(1, 30, 0) + "; echo '{\"step\": 31, \"loss\": Infinity}'; " + curve(32, 79, 0), jsonl(null));
        assertThat(steps()).hasSize(78).doesNotContain(31L);
    }

    @Test
    void aProgramThatIsKilledNamesTheSignal() {
        assertThat(sentence("echo so far; kill -9 $$", jsonl(null))).contains("exit status 137 (signal 9)", "so far");
    }

    @Test
    void noLossSaysWhatWasLookedForAndWhatWasThere() {
        assertThat(sentence("echo '{\"step\": 1, \"ppl\": 9}'", jsonl(null)))
                .contains(
                        "expected rows of JSON with a key loss, train_loss", "in output.log", "the columns step, ppl");
        assertThat(sentence("true", jsonl("log.jsonl"))).contains("in log.jsonl, found no such file");
        assertThat(sentence("echo epoch 1 done", pattern("loss (?<loss>\\d+)")))
                .contains("lines that match loss (?<loss>", "1 lines that are no rows, the last \"epoch 1 done\"");
        assertThat(sentence("echo step,ppl > log.csv", csv(Map.of()))).contains("the columns step, ppl");
    }

    @Test
    void anEndThatComesTooEarlyIsNoResult() {
        assertThat(sentence(curve(1, 40, 0), jsonl(null)))
                .contains("exit status 0 at step 40 (10240 of 20224 tokens), expected it to train to the end");
    }

    @Test
    void whatCannotBeUsedIsSaidBeforeAnythingStarts() {
        assertThat(sentence("train --n {parameters}", jsonl(null)))
                .startsWith("trainer: command: found {parameters}, expected one of params, tokens,");
        assertThat(sentence("true", jsonl("metrics.jsonl"))).contains("which Loglog writes itself");
        assertThat(sentence("true", pattern("loss (.*"))).contains("pattern: found loss (.*, expected");
        assertThat(sentence("true", pattern("loss (.*)"))).contains("expected a named group for the loss");
        assertThat(sentence("true", csv(Map.of("x", "perplexity"))))
                .contains("x: found perplexity, expected one of step");
        assertThat(runFolder()).doesNotExist();
    }

    @Test
    void aDamagedResultIsMadeAgainAndCheckpointsOfOthersStay() throws IOException {
        carryOut("mkdir checkpoint-79; " + curve(1, 79, 0), jsonl(null));
        Files.writeString(runFolder().resolve("result.json"), "{\"status\": ");
        var repaired = new ArrayList<String>();
        var command = command("test -d checkpoint-79", jsonl(null));
        var outcome = CommandTrainer.carryOut(
                Job.of(study(command), folder.resolve("the study"), RUN), command, progress, repaired::add, GRACE);
        assertThat(repaired).hasSize(1);
        assertThat(outcome.loss())
                .as("a program with nothing left to do says nothing")
                .isEqualTo(2.012658);
    }

    // ---- how it ends

    @Test
    void aProgramThatWillNotStopIsStoppedWithAllItStarted() throws Exception {
        var line = """
                trap '' TERM
                (trap '' TERM; sh -c 'trap "" TERM; while :; do sleep 4321.1; done') &
                setsid sh -c 'trap "" TERM; while :; do sleep 4321.1; done' &
                (setsid sh -c 'while :; do sleep 4321.1; done' &) &
                """ + curve(1, 20, 0) + "; while :; do sleep 4321.1; done";
        var running = new ArrayList<String>();
        var stopper = Thread.ofVirtual().start(() -> {
            while (shown.size() < 20) {
                Thread.onSpinWait();
            }
            running.addAll(alive("4321.1"));
            stop.set(true);
        });
        var outcome = carryOut(line, jsonl(null));
        stopper.join();
        assertThat(running).hasSizeGreaterThan(3);
        assertThat(outcome.status()).isEqualTo(Outcome.Status.INTERRUPTED);
        assertThat(outcome.steps()).isEqualTo(20);
        assertThat(runFolder().resolve("result.json")).doesNotExist();
        assertThat(alive("4321.1")).isEmpty();
    }

    @Test
    void aProgramThatIsAskedToStopMaySaveItsState() throws Exception {
        var line = "trap 'echo 20 > saved; exit 0' TERM; " + curve(1, 20, 0) + "; while :; do sleep 0.05; done";
        var stopper = Thread.ofVirtual().start(() -> {
            while (shown.size() < 20) {
                Thread.onSpinWait();
            }
            stop.set(true);
        });
        var outcome = carryOut(line, jsonl(null));
        stopper.join();
        assertThat(outcome.status()).isEqualTo(Outcome.Status.INTERRUPTED);
        assertThat(runFolder().resolve("saved")).hasContent("20");
    }

    @Test
    void whatAProgramLeavesBehindEndsWithIt() {
        carryOut("(setsid sleep 4321.2 &) ; sleep 4321.2 & " + curve(1, 79, 0), jsonl(null));
        assertThat(alive("4321.2")).isEmpty();
    }

    @Test
    void noProcessOutlivesAWorkerThatIsKilled() throws Exception {
        var command = command(
                "trap '' TERM; (setsid sh -c 'trap \"\" TERM; while :; do sleep 4321.3; done' &); " + curve(1, 20, 0)
                        + "; while :; do sleep 4321.3; done",
                jsonl(null));
        Files.createDirectories(folder.resolve("the study"));
        var worked = new java.util.concurrent.CountDownLatch(20);
        var worker = new WorkerProcess(1, folder.resolve("log"), (_, event) -> {
            if (event instanceof Event.Row) {
                worked.countDown();
            }
        });
        worker.give(Job.of(study(command), folder.resolve("the study"), RUN));
        assertThat(worked.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(alive("4321.3")).isNotEmpty();
        worker.kill();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!alive("4321.3").isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
        assertThat(alive("4321.3")).isEmpty();
    }

    @Test
    void aWorkerThatIsAskedToEndStopsItsProgramFirst() throws Exception {
        var command = command(
                "trap 'echo 20 > saved; exit 1' TERM; " + curve(1, 20, 0) + "; while :; do sleep 0.05; done",
                jsonl(null));
        Files.createDirectories(folder.resolve("the study"));
        var events = new java.util.concurrent.LinkedBlockingQueue<Event>();
        var worker = new WorkerProcess(1, folder.resolve("log"), (_, event) -> events.add(event));
        worker.give(Job.of(study(command), folder.resolve("the study"), RUN));
        Event event = null;
        for (int rows = 0; rows < 20; rows += event instanceof Event.Row ? 1 : 0) {
            event = events.poll(60, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
        }
        ProcessHandle.of(worker.pid()).orElseThrow().destroy();
        assertThat(events.poll(60, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        Event.Ended.class, e -> assertThat(e.outcome().status()).isEqualTo(Outcome.Status.INTERRUPTED));
        assertThat(worker.ends(60)).isTrue();
        assertThat(runFolder().resolve("saved")).hasContent("20");
    }

    @Test
    void aKilledWorkerCostsOneAttemptAndHarmsNotTheNext() throws IOException {
        // The second attempt trains on beyond the time after which what the first one started is killed.
        var command = command(
                "if [ -z \"$LOGLOG_RESUME\" ]; then " + curve(1, 20, 0) + "; sleep 4321.4; else " + curve(15, 40, 1)
                        + "; sleep 7; " + curve(41, 79, 1) + "; fi",
                jsonl(null));
        var killed = new AtomicBoolean();
        var listener = new Listener() {
            private long pid;

            @Override
            public void started(PlannedRun run, long worker) {
                pid = worker;
            }

            @Override
            public void trained(PlannedRun run, Progress.Row row) {
                if (row.step() == 20 && killed.compareAndSet(false, true)) {
                    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                }
            }
        };
        try (var scheduler = new Scheduler(
                study(command),
                folder.resolve("the study"),
                new Limits(2, Long.MAX_VALUE),
                new Pace(),
                listener,
                () -> false)) {
            var summary = scheduler.run(List.of(RUN));
            assertThat(summary.isComplete()).as("%s", summary).isTrue();
            assertThat(summary.notes()).hasSize(1).first().asString().contains("signal 9");
        }
        assertThat(steps()).isEqualTo(upTo(79));
        assertThat(metrics().get(13).get("loss").asDouble()).isLessThan(3);
        assertThat(metrics().get(14).get("loss").asDouble()).isGreaterThan(3);
        assertThat(alive("4321.4")).isEmpty();
    }

    // ---- the command line

    @Test
    void valuesStayOneWordInEveryKindOfQuotes() {
        var template = new Template(Map.of("run", "/a b/it's $HOME", "width", "64"));
        assertThat(template.fill(
                        "x",
                        "a {run} \"{run}/c\" '{run}' \\\" {width} {{x}} ${x} { x; } {print $1} {\"a\": 1}}",
                        Template.Quoting.SHELL))
                .isEqualTo(
                        "a '/a b/it'\\''s $HOME' \"/a b/it's \\$HOME/c\" '/a b/it'\\''s $HOME' \\\" 64 {x} ${x} { x; } {print $1} {\"a\": 1}}");
        assertThat(template.fill("x", "{run}/{width}", Template.Quoting.NONE)).isEqualTo("/a b/it's $HOME/64");
    }

    @Test
    void theEnvironmentAndAllPlaceholdersAreFilledIn() throws IOException {
        var command = new Trainer.Command(
                "env > env.txt; touch {run}/here; echo '{params} {tokens} {width} {layers} {heads} {kv_heads} {head_width}"
                        + " {feed_forward} {vocabulary} {context} {batch} {lr} {steps} {warmup_steps} {seed} {architecture}"
                        + " {optimizer} {weight_decay} {unique_tokens} {name} {cores}'; "
                        + curve(1, 79, 0),
                jsonl(null),
                Map.of("SHARD", "part-{seed}"),
                3,
                0);
        var job = Job.of(study(command), folder.resolve("the study"), RUN);
        assertThat(Template.of(job, command).values().keySet())
                .containsExactlyInAnyOrderElementsOf(Placeholders.names());
        CommandTrainer.carryOut(job, command, progress, s -> {}, GRACE);
        var m = RUN.plan().model();
        assertThat(Files.readString(runFolder().resolve("output.log")))
                .startsWith("%d 20224 16 1 %d %d %d %d 256 32 8 0.004 79 2 1 llama adamw 0.1 0 llama-16x1-20000 3\n"
                        .formatted(RUN.params(), m.heads(), m.kvHeads(), m.headWidth(), m.feedForward()));
        assertThat(runFolder().resolve("here")).exists();
        assertThat(Files.readString(runFolder().resolve("env.txt")))
                .contains("SHARD=part-1\n", "OMP_NUM_THREADS=3\n", "LOGLOG_RUN=" + runFolder() + "\n")
                .doesNotContain("LOGLOG_RESUME");
    }

    // ---- a study

    @Test
    void aStudyOfAProgramIsCarriedOutSideBySideAndFitted() {
        // A law with known constants; each run's first attempt of one size crashes.
        var command = command("""
                if [ {width} = 32 ] && [ -z "$LOGLOG_RESUME" ]; then echo no memory; exit 9; fi
                awk -v n={params} -v steps={steps} -v per=$(({batch} * {context})) 'BEGIN { for (s = 10; s - 10 < steps; s += 10) {
                  if (s > steps) s = steps
                  d = s * per; l = 1.5 + 300 / n ^ 0.35 + 200 / d ^ 0.3
                  printf "step %d loss %.9f val %.9f\\n", s, l - 0.01, l } }'
                """, pattern("step (?<step>\\d+) loss (?<loss>\\S+) val (?<val_loss>\\S+)"));
        var runs = new ArrayList<PlannedRun>();
        for (int width : new int[] {16, 32, 64, 128}) {
            for (long tokens : new long[] {20_000, 80_000, 320_000}) {
                runs.add(TinyStudy.run(width, tokens));
            }
        }
        var most = new int[2];
        var listener = new Listener() {
            @Override
            public void now(Snapshot snapshot) {
                most[0] = Math.max(most[0], snapshot.running().size());
            }
        };
        var summaries = new ArrayList<Summary>();
        for (int attempt = 0; attempt < 2; attempt++) {
            try (var scheduler = new Scheduler(
                    study(command),
                    folder.resolve("the study"),
                    new Limits(2, Long.MAX_VALUE),
                    new Pace(),
                    listener,
                    () -> false)) {
                summaries.add(scheduler.run(runs));
            }
        }
        assertThat(summaries.getFirst().states().values().stream()
                        .filter(RunState.Failed.class::isInstance)
                        .map(s -> ((RunState.Failed) s).sentence()))
                .hasSize(3)
                .allSatisfy(s -> assertThat(s).contains("exit status 9", "no memory"));
        assertThat(summaries.getLast().isComplete())
                .as("%s", summaries.getLast())
                .isTrue();
        assertThat(most[0]).isEqualTo(2);
        var read = RunsQuery.usual()
                .require(Role.PARAMS, Role.TOKENS, Role.LOSS)
                .column(Role.LOSS, "validation_loss")
                .read(Tables.read(List.of(folder + "/the study/*/result.json")));
        var fit = Laws.fit(new Chinchilla(), Observations.of(read.params(), read.tokens(), read.loss()));
        assertThat(fit.parameter("E")).isCloseTo(1.5, org.assertj.core.data.Percentage.withPercentage(1));
        assertThat(fit.parameter("alpha")).isCloseTo(0.35, org.assertj.core.data.Percentage.withPercentage(1));
        assertThat(fit.parameter("beta")).isCloseTo(0.3, org.assertj.core.data.Percentage.withPercentage(1));
    }

    @Test
    void aProgramOfAllCoresRunsAlone() {
        var command = new Trainer.Command(curve(1, "{steps}", 0), jsonl(null), Map.of(), 2, 0);
        var most = new int[1];
        var listener = new Listener() {
            @Override
            public void now(Snapshot snapshot) {
                most[0] = Math.max(most[0], snapshot.running().size());
            }
        };
        try (var scheduler = new Scheduler(
                study(command),
                folder.resolve("the study"),
                new Limits(2, Long.MAX_VALUE),
                new Pace(),
                listener,
                () -> false)) {
            assertThat(scheduler.run(TinyStudy.runs(20_000)).isComplete()).isTrue();
        }
        assertThat(most[0]).isEqualTo(1);
    }
}
