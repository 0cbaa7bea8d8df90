package loglog.runs.reader;

import static loglog.runs.examples.SomeFolders.below;
import static loglog.runs.examples.SomeFolders.run;
import static loglog.runs.examples.SomeFolders.unfinished;
import static loglog.runs.examples.SomeFolders.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import loglog.runs.examples.SomeFolders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run folders as they are found: whole, damaged, killed, oddly named. */
class RunFoldersTest {
    @TempDir
    Path root;

    private static List<String> names(RunFolders folders) {
        return folders.runs().stream().map(StoredRun::name).toList();
    }

    private static List<Map<String, Object>> rows(MetricRows metrics) {
        return IntStream.range(0, metrics.rows()).mapToObj(metrics::map).toList();
    }

    @Test
    void runsAreFoundAtAnyDepthAndNamedByTheirPath() {
        run(root.resolve("single"));
        run(root.resolve("study/it's a \"run\""));
        run(root.resolve("study/deeper/[x] ü"));
        write(root.resolve("study"), "study.yaml", "no run");
        var found = below(root);
        assertThat(names(found)).containsExactly("single", "study/deeper/[x] ü", "study/it's a \"run\"");
        assertThat(found.runs()).extracting(StoredRun::study).containsExactly(null, "study/deeper", "study");
        assertThat(found.problems()).isEmpty();
        var itself = below(root.resolve("single"));
        assertThat(names(itself)).containsExactly("single");
        assertThat(itself.runs().getFirst().study()).isNull();
    }

    /** They are written as texts, and would be compared as such. */
    @Test
    void settingsThatAreWholeNumbersAreNumbers() {
        var run = run(root.resolve("a"));
        write(run, "run.json", "{\"settings\": {\"test_problems\": \"200\", \"task\": \"chain\", \"label\": \"007\"}}");
        assertThat(below(root).runs().getFirst().columns())
                .containsEntry("test_problems", 200L)
                .containsEntry("task", "chain")
                .containsEntry("label", "007");
    }

    @Test
    void hiddenFoldersThoseSetAsideAndFoldersInARunAreNoRuns() {
        run(root.resolve("b/1.damaged"));
        run(run(root.resolve("a")).resolve("checkpoint-20"));
        run(root.resolve(".trash/b"));
        assertThat(names(below(root))).containsExactly("a");
    }

    @Test
    void aRunThatIsReachedTwiceCountsOnceAndLinksThatGoRoundEnd() throws IOException {
        var a = run(root.resolve("study/a"));
        Files.createSymbolicLink(root.resolve("study/round"), root);
        Files.createSymbolicLink(root.resolve("zlink"), a);
        assertThat(names(below(root))).containsExactly("study/a");
        assertThat(below(root, root.resolve("study"), root).runs()).hasSize(1);
    }

    @Test
    void aSecondLookFindsRunsThatCameAndWentAndKeepsTheOthersAsTheyWere() throws IOException {
        run(root.resolve("s/a"));
        run(root.resolve("s/gone"));
        Files.createDirectories(root.resolve("s/deep/later"));
        var before = below(root);
        assertThat(before.withNewRuns().runs()).isSameAs(before.runs());
        run(root.resolve("new/b"));
        run(root.resolve("s/deep/later"));
        Files.move(root.resolve("s/gone"), root.resolve(".gone"));
        var now = before.withNewRuns();
        assertThat(names(now)).containsExactly("new/b", "s/a", "s/deep/later");
        assertThat(now.runs().get(1)).isSameAs(before.runs().getFirst());
        assertThat(names(now.withNewRuns())).isEqualTo(names(now));
    }

    /** Folders whose times are long past, which are not listed again unless their time changed. */
    @Test
    void aSecondLookFindsARunInFoldersThatDidNotChangeForLong() throws IOException {
        run(root.resolve("s/deep/a"));
        for (var folder : List.of("s/deep", "s", "")) {
            Files.setLastModifiedTime(root.resolve(folder), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        }
        var before = below(root);
        assertThat(before.withNewRuns()).isSameAs(before);
        run(root.resolve("s/deep/b"));
        assertThat(names(before.withNewRuns())).containsExactly("s/deep/a", "s/deep/b");
    }

    @Test
    void ofSeveralRootsNamesSayWhich() {
        run(root.resolve("one/s/a"));
        run(root.resolve("two/a"));
        var found = below(root.resolve("one"), root.resolve("two"));
        assertThat(names(found)).containsExactly(root + "/one/s/a", root + "/two/a");
        assertThat(found.runs()).extracting(StoredRun::study).containsExactly("s", null);
        assertThat(names(below(root.resolve("two")))).containsExactly("a");
        assertThat(below(root.resolve("none")).runs()).isEmpty();
    }

    @Test
    void aRunIsOneRowOfShortNames() {
        var row = below(run(root.resolve("a")).getParent()).runs().getFirst().columns();
        assertThat(row)
                .containsEntry("name", "a")
                .containsEntry("status", "finished")
                .containsEntry("tokens", 196608L)
                .containsEntry("planned_tokens", 200000L)
                .containsEntry("steps", 48L)
                .containsEntry("planned_steps", 49L)
                .containsEntry("params", 30992L)
                .containsEntry("loss", 3.25)
                .containsEntry("lr", 0.004)
                .containsEntry("schedule", "COSINE")
                .containsEntry("warmup", 0.02)
                .containsEntry("context", 128L)
                .containsEntry("model_context", 128L)
                .containsEntry("width", 16L)
                .containsEntry("tied", true)
                .containsEntry("corpus", "europarl")
                .containsEntry("data_digest", "c81c")
                .containsEntry("path", root.resolve("a").toString());
        var under = below(unfinished(root.resolve("s/b"))).runs().getFirst();
        assertThat(under.columns())
                .containsEntry("status", "unfinished")
                .containsEntry("params", 30992L)
                .doesNotContainKeys("tokens", "loss");
    }

    @Test
    void whatARunSaysOfItsStudyHoldsAndItsNameIsItsPath() {
        write(root.resolve("a"), "run.json", "{\"study\":\"sweep\",\"name\":\"x\",\"loss\":1,\"status\":\"odd\"}");
        write(root.resolve("a"), "result.json", "{\"status\":\"diverged\",\"name\":\"y\",\"path\":\"z\"}");
        var run = below(root).runs().getFirst();
        assertThat(run.columns())
                .containsEntry("name", "a")
                .containsEntry("study", "sweep")
                .containsEntry("status", "diverged")
                .containsEntry("asked_name", "x")
                .containsEntry("asked_loss", 1L)
                .containsEntry("path", root.resolve("a").toString());
    }

    @Test
    void damagedRunsAreLeftOutAndNamed() throws IOException {
        run(root.resolve("good"));
        write(root.resolve("array"), "run.json", "[1]");
        write(root.resolve("empty"), "run.json", "");
        write(root.resolve("twice"), "run.json", "{} {}");
        Files.createDirectories(root.resolve("folder/run.json"));
        Files.write(Files.createDirectories(root.resolve("zeros")).resolve("run.json"), new byte[500]);
        Files.write(
                Files.createDirectories(root.resolve("latin")).resolve("run.json"),
                "{\"corpus\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1));
        write(run(root.resolve("result")), "result.json", "{\"status\":\"finished\",\n\"loss\":");
        var found = below(root);
        assertThat(names(found)).containsExactly("good");
        assertThat(found.problems())
                .hasSize(7)
                .allSatisfy(problem ->
                        assertThat(problem.file()).startsWith(root.toString()).endsWith(".json"));
        assertThat(found.problems()).anySatisfy(problem -> {
            assertThat(problem.file())
                    .isEqualTo(root.resolve("result/result.json").toString());
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.finding()).startsWith("not valid JSON");
        });
    }

    @Test
    void noDamageStopsTheOthers() throws IOException {
        run(root.resolve("good"));
        var bad = run(root.resolve("bad"));
        var random = new Random(1);
        for (var file : List.of("run.json", "result.json", "metrics.jsonl")) {
            var whole = Files.readAllBytes(bad.resolve(file));
            for (int trial = 0; trial < 300; trial++) {
                var bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
                for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                Files.write(bad.resolve(file), bytes);
                var found = below(root);
                assertThat(names(found)).contains("good");
                assertThat(found.runs().size() + found.problems().size()).isEqualTo(2);
                found.runs().forEach(StoredRun::metrics);
            }
            Files.write(bad.resolve(file), whole);
        }
    }

    @Test
    void anEvaluationJoinsItsStepsRow() {
        var metrics = below(run(root.resolve("a"))).runs().getFirst().metrics();
        assertThat(metrics.problems()).isEmpty();
        assertThat(rows(metrics)).hasSize(2);
        assertThat(rows(metrics).get(1))
                .containsEntry("step", 40L)
                .containsEntry("loss", 3.5)
                .containsEntry("validation_loss", 3.25);
    }

    @Test
    void whereverAKillCutsTheMetricsWholeLinesStayAndNothingIsWrong() throws IOException {
        var run = run(root.resolve("a"));
        var whole = SomeFolders.METRICS.replace("4.25", "null").replace("3.5,", "true,\"by\":[1,{\"a\":\"\\u00fc\"}],");
        for (int cut = 0; cut < whole.length(); cut++) {
            write(run, "metrics.jsonl", whole.substring(0, cut));
            var metrics = below(run).runs().getFirst().metrics();
            assertThat(metrics.problems()).as("cut at %d", cut).isEmpty();
            long lines =
                    whole.substring(0, cut + 1).chars().filter(c -> c == '\n').count();
            assertThat(rows(metrics)).hasSize((int) Math.min(lines, 2));
            // The run goes on from its start: the cut line is ended, and all rows are written again.
            write(run, "metrics.jsonl", whole.substring(0, cut) + "\n" + whole);
            metrics = below(run).runs().getFirst().metrics();
            assertThat(metrics.problems()).isEmpty();
            assertThat(rows(metrics)).extracting(row -> row.get("step")).containsExactly(20L, 40L);
        }
        Files.delete(run.resolve("metrics.jsonl"));
        assertThat(below(run).runs().getFirst().metrics().rows()).isZero();
    }

    @Test
    void linesThatNoKillLeavesAreNamedAndTheOthersStay() {
        var run = run(root.resolve("a"));
        write(
                run,
                "metrics.jsonl",
                "{\"step\":1}\ngarbage\n\0\0\0\0\n[1]\n\n{\"step\":2,\"loss\":NaN,\"by\":[1, {\"a\":\"ü\"}]}\n{\"loss\":1}\n");
        var metrics = below(run).runs().getFirst().metrics();
        assertThat(rows(metrics)).hasSize(3);
        assertThat(rows(metrics).get(1)).containsEntry("loss", Double.NaN).containsEntry("by", "[1, {\"a\":\"ü\"}]");
        assertThat(metrics.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence())
                        .startsWith(run.resolve("metrics.jsonl") + ", line 2: ")
                        .endsWith(" (and in 2 more)"));
    }

    @Test
    void theLedgersOfAllRootsAreRead() {
        write(root.resolve("one"), "ledger.jsonl", "{\"study\":\"s\",\"forecast\":{\"value\":3.5,\"low\":3.4}}\n");
        write(root.resolve("two"), "ledger.jsonl", "{\"study\":\"t\"}\nbad\n");
        var ledger = below(root.resolve("one"), root.resolve("two")).ledger();
        assertThat(ledger.rows()).hasSize(2);
        assertThat(ledger.rows().getFirst()).containsEntry("forecast_value", 3.5);
        assertThat(ledger.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).endsWith("two/ledger.jsonl");
            assertThat(problem.line()).isEqualTo(2);
        });
    }
}
