package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.training.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program's files and words tell of its run. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class CommandTrainerTest extends ProgramRun {
    @Test
    void rowsOfJsonBecomeMetricsAndAResultInLoglogsNames() throws IOException {
        var outcome = carryOut(
                curve(1, "{steps}", 0) + " > log.jsonl; echo '{\"step\": {steps}, \"val_loss\": 2.5}' >> log.jsonl",
                jsonl("log.jsonl"));
        assertThat(outcome.status()).isEqualTo(Outcome.Status.FINISHED);
        assertThat(outcome.steps()).isEqualTo(79);
        assertThat(outcome.tokens()).isEqualTo(79 * 256);
        assertThat(outcome.flops()).isEqualTo(RUN.flops());
        assertThat(outcome.value("loss")).isEqualTo(2.012658);
        var result = json("result.json");
        assertThat(result.get("status").asString()).isEqualTo("finished");
        assertThat(result.get("metric").asString()).isEqualTo("validation_loss");
        assertThat(result.get("validation_loss").asDouble()).isEqualTo(2.5);
        assertThat(result.get("params").asLong()).isEqualTo(RUN.params());
        assertThat(result.has("seconds")).isTrue();
        var run = json("run.json");
        assertThat(run.get("trainer").asString()).isEqualTo("command");
        assertThat(run.get("command").asString()).contains("-v to=79 ");
        assertThat(run.get("study").asString()).isEqualTo("tiny");
        assertThat(run.has("started")).isTrue();
        assertThat(steps().subList(0, 79)).isEqualTo(upTo(79));
        assertThat(metrics().get(9).get("tokens").asLong()).isEqualTo(2560);
        assertThat(shown).hasSize(79);
        assertThat(shown.getLast().steps()).isEqualTo(79);
        // The same command again gives the result that is there.
        assertThat(carryOut("exit 3", jsonl("log.jsonl")).value("loss")).isEqualTo(outcome.value("loss"));
    }

    @ParameterizedTest
    @CsvSource({
        "kind, climber, 'kind: found climber, expected '",
        "format, 99, 'format: found 99, expected at most %d: a newer Loglog wrote it'"
    })
    void aFolderThatAnotherVersionWroteIsLeftAsItIs(String key, String value, String finding) throws IOException {
        carryOut(curve(1, "{steps}", 0), jsonl(null));
        var run = new RunFolder(runFolder());
        Files.delete(run.resultFile());
        var asked = run.read(run.runFile());
        run.writeSealed(
                run.runFile(), key.equals("format") ? asked.put(key, Integer.parseInt(value)) : asked.put(key, value));
        var before = contents();
        assertThat(sentence(curve(1, "{steps}", 0), jsonl(null)))
                .startsWith(run.runFile() + ": " + finding.formatted(RunId.FORMAT))
                .endsWith("; the folder is left as it is");
        assertThat(contents()).isEqualTo(before);
    }

    private Map<String, String> contents() throws IOException {
        var contents = new TreeMap<String, String>();
        try (var files = Files.list(runFolder())) {
            for (var file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
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
        assertThat(outcome.value("validation_loss")).isNaN();
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
    void whatAProgramPrintedAfterItsWorkerWasKilledIsReadByTheNextAttempt() throws IOException {
        var line = "if [ -f saved ]; then exit 0; fi; " + curve(1, 20, 0) + "; exit 1";
        sentence(line, jsonl(null));
        sentence(line, jsonl(null)); // an attempt that begins from the start again
        var unread = new StringBuilder();
        for (int step = 21; step <= 79; step++) {
            unread.append("{\"iter\": %d, \"train_loss\": %.6f}\n".formatted(step, 2 + 1.0 / step));
        }
        Files.writeString(runFolder().resolve("output.log"), unread, java.nio.file.StandardOpenOption.APPEND);
        Files.writeString(runFolder().resolve("saved"), "79"); // the program has no more to do
        assertThat(carryOut(line, jsonl(null)).status()).isEqualTo(Outcome.Status.FINISHED);
        assertThat(steps()).isEqualTo(upTo(79));
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
        assertThat(sentence("true", jsonl("log.jsonl")))
                .contains("exit status 0 (no such file), expected rows of JSON", "in log.jsonl");
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
                Jobs.of(study(command), folder.resolve("the study"), RUN), command, progress, repaired::add, GRACE);
        assertThat(repaired).hasSize(1);
        assertThat(outcome.value("loss"))
                .as("a program with nothing left to do says nothing")
                .isEqualTo(2.012658);
    }
}
