package loglog.runs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import loglog.runs.examples.SomeFolders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index of runs is a cache: whatever happened to it or to the runs since, what is shown is what the folders hold. */
class RunIndexTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path temporary;

    private Path root;
    private Path cache;

    @BeforeEach
    void runs() {
        root = temporary.resolve("runs");
        cache = temporary.resolve("cache");
        for (int i = 0; i < RunIndex.LEAST_RUNS; i++) {
            SomeFolders.write(
                    root.resolve("study-%d/run-%03d".formatted(i % 3, i)),
                    "run.json",
                    "{\"params\":%d}".formatted(1000 + i));
        }
        SomeFolders.run(root.resolve("whole"));
        age(root);
    }

    /** As if all had been written long ago: what was written just now is read again in any case. */
    private static void age(Path tree) {
        try (var all = Files.walk(tree)) {
            for (var path : all.filter(Files::exists).toList()) { // a link may lead nowhere
                Files.setLastModifiedTime(path, FileTime.from(LONG_AGO));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunFolders indexed() {
        return RunFolders.indexed(List.of(root), cache);
    }

    private Path index() {
        try (var files = Files.list(cache)) {
            return files.toList().getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is found by the index is what the folders hold, and so many runs were read from these. */
    private void assertAsInTheFolders(int readAnew) {
        var found = indexed();
        var held = RunFolders.below(root);
        assertThat(found.runs()).isEqualTo(held.runs());
        assertThat(found.problems()).isEqualTo(held.problems());
        assertThat(found.readAnew()).isEqualTo(readAnew);
        assertThat(found.refreshed().runs()).isEqualTo(held.runs());
        assertThat(found.withNewRuns().runs()).isEqualTo(held.runs());
    }

    private int all() {
        return RunFolders.below(root).runs().size();
    }

    @Test
    void withAnIndexNoRunIsReadThatIsAsItWasAndAllAreTheSame() throws IOException {
        SomeFolders.write(root.resolve("odd"), "run.json", """
                {"none":null,"yes":true,"no":false,"whole":9007199254740993,"least":-9223372036854775808,"beyond":18446744073709551616,
                 "real":1.0,"zero":-0.0,"tiny":4.9E-324,"big":1e300,"nan":NaN,"up":Infinity,"down":-Infinity,"empty":"",
                 "text":"\\"ü\\u0000\\n😀\\\\","list":[1, {"a":[]}],"in":{"side":{"deep":1}},"ü \\"":1,"":2}""");
        SomeFolders.write(root.resolve("odd"), "result.json", "{\"status\":\"diverged\",\"loss\":NaN}");
        age(root);
        var read = indexed();
        assertThat(read.readAnew()).isEqualTo(all());
        read.keepIndex(cache);
        assertAsInTheFolders(0);
        var odd = indexed().runs().stream()
                .filter(run -> run.name().equals("odd"))
                .findFirst()
                .orElseThrow();
        assertThat(odd.asked())
                .hasSize(19)
                .containsEntry("real", 1.0)
                .containsEntry("zero", -0.0)
                .containsEntry("whole", 9007199254740993L);
        assertThat(odd.asked().get("nan")).isEqualTo(Double.NaN);
        assertThat(odd.result())
                .isEqualTo(
                        RunFolders.below(root.resolve("odd")).runs().getFirst().result());
    }

    /** The test of the tests here: an index that was not used would make each of them pass. */
    @Test
    void whatTheFilesSizeAndTimeDoNotTellIsTakenFromTheIndex() {
        indexed().keepIndex(cache);
        SomeFolders.write(root.resolve("study-0/run-000"), "run.json", "{\"params\":9999}");
        age(root);
        assertThat(indexed().runs().getFirst().asked()).containsEntry("params", 1000L);
        assertThat(RunFolders.below(root).runs().getFirst().asked()).containsEntry("params", 9999L);
    }

    @Test
    void runsThatWereWrittenToSinceAreReadAgain() throws IOException {
        indexed().keepIndex(cache);
        SomeFolders.write(root.resolve("study-0/run-000"), "run.json", "{\"params\":10000}"); // longer
        var same = SomeFolders.write(root.resolve("study-1/run-001"), "run.json", "{\"params\":7777}"); // as long
        SomeFolders.write(root.resolve("study-2/run-002"), "result.json", "{\"status\":\"finished\",\"loss\":2}");
        Files.delete(root.resolve("whole/result.json"));
        SomeFolders.write(
                root.resolve("study-0/run-003"),
                "metrics.jsonl",
                "{\"step\":1,\"loss\":3}\n"); // which is no part of the index
        age(root);
        Files.setLastModifiedTime(same, FileTime.from(LONG_AGO.plusNanos(1_000)));
        assertAsInTheFolders(4);
    }

    @Test
    void aRunThatGrewHasItsNewTime() throws IOException {
        indexed().keepIndex(cache);
        var metrics = SomeFolders.write(root.resolve("study-0/run-000"), "metrics.jsonl", "{\"step\":1,\"loss\":3}\n");
        Files.setLastModifiedTime(metrics, FileTime.from(LONG_AGO.plusSeconds(5)));
        assertThat(indexed().runs().getFirst().updated()).isEqualTo(LONG_AGO.plusSeconds(5));
        assertAsInTheFolders(0);
    }

    @Test
    void runsThatCameWentOrAreNoRunsAnyMoreAreNoticed() throws IOException {
        indexed().keepIndex(cache);
        SomeFolders.run(root.resolve("study-1/new"));
        SomeFolders.run(root.resolve("new/deeper/one"));
        Files.move(root.resolve("study-0/run-000"), root.resolve("study-0/run-000.damaged"));
        Files.move(root.resolve("study-1/run-001"), root.resolve("study-0/moved"));
        Files.delete(root.resolve("study-2/run-002/run.json"));
        SomeFolders.run(root.resolve("study-2/run-002/inside"));
        SomeFolders.write(root.resolve("study-0/run-003"), "run.json", "{\"params\":");
        assertAsInTheFolders(4);
        assertThat(indexed().runs())
                .extracting(StoredRun::name)
                .contains("study-2/run-002/inside", "new/deeper/one", "study-0/moved")
                .doesNotContain("study-2/run-002", "study-0/run-000", "study-1/run-001", "study-0/run-003");
        assertThat(indexed().problems()).hasSize(1);
    }

    /** By the folder's own time alone nothing would be noticed: it is that of the file that was taken away. */
    @Test
    void aFolderThatIsNoRunAnyMoreIsNoticedWhateverTheFoldersTimesSay() throws IOException {
        indexed().keepIndex(cache);
        Files.delete(root.resolve("study-2/run-002/run.json"));
        SomeFolders.run(root.resolve("study-2/run-002/inside"));
        age(root);
        assertAsInTheFolders(1);
    }

    @Test
    void whatWasWrittenJustBeforeItWasReadIsReadAgain() {
        var file = SomeFolders.write(root.resolve("study-0/run-000"), "run.json", "{\"params\":1111}");
        indexed().keepIndex(cache);
        try {
            var time = Files.getLastModifiedTime(file);
            SomeFolders.write(root.resolve("study-0/run-000"), "run.json", "{\"params\":2222}");
            Files.setLastModifiedTime(file, time); // in the same tick of the clock
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(indexed().runs().getFirst().asked()).containsEntry("params", 2222L);
    }

    @Test
    void linksAreFollowedAnew() throws IOException {
        var elsewhere = temporary.resolve("elsewhere");
        SomeFolders.run(elsewhere.resolve("one/a"));
        SomeFolders.write(elsewhere.resolve("two/a"), "run.json", "{\"params\":5}");
        Files.createSymbolicLink(root.resolve("link"), elsewhere.resolve("now"));
        Files.createSymbolicLink(root.resolve("loose"), elsewhere.resolve("later"));
        Files.createSymbolicLink(elsewhere.resolve("now"), elsewhere.resolve("one"));
        age(temporary);
        indexed().keepIndex(cache);
        assertAsInTheFolders(0);
        Files.delete(elsewhere.resolve("now"));
        Files.createSymbolicLink(elsewhere.resolve("now"), elsewhere.resolve("two"));
        SomeFolders.run(elsewhere.resolve("later"));
        assertAsInTheFolders(2);
        assertThat(indexed().runs()).extracting(StoredRun::name).contains("link/a", "loose");
    }

    @Test
    void anIndexThatWasDamagedIsLeftAside() throws IOException {
        indexed().keepIndex(cache);
        var whole = Files.readAllBytes(index());
        var random = new Random(1);
        int all = all();
        for (int i = 0; i < 10; i++) {
            var bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(index(), bytes);
            assertThat(indexed().readAnew()).as("damage %d", i).isEqualTo(all);
            Files.write(index(), Arrays.copyOf(whole, random.nextInt(whole.length)));
            assertThat(indexed().readAnew()).as("cut %d", i).isEqualTo(all);
        }
        assertAsInTheFolders(all());
        Files.write(index(), whole);
        assertAsInTheFolders(0);
    }

    /** Whole by its checksum, as another program or another version might have written it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null\n",
                "{}\n",
                "[]\n",
                "[1,2]\n",
                "[\"loglog runs 2\"]\n",
                "[\"loglog runs 1\"]\n",
                "[[[[[[\n",
                "no JSON\n"
            })
    void anIndexOfAnotherKindIsLeftAside(String text) throws IOException {
        indexed().keepIndex(cache);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var sum = new CRC32();
        sum.update(bytes);
        Files.writeString(index(), text + "{\"crc32\":\"%08x\"}\n".formatted(sum.getValue()));
        assertAsInTheFolders(all());
    }

    @Test
    void anIndexOfOtherFoldersIsLeftAside() throws IOException {
        indexed().keepIndex(cache);
        var mine = index();
        var other = temporary.resolve("other");
        for (int i = 0; i < RunIndex.LEAST_RUNS; i++) {
            SomeFolders.write(other.resolve("run-" + i), "run.json", "{\"params\":1}");
        }
        age(other);
        RunFolders.below(other).keepIndex(cache);
        try (var files = Files.list(cache)) {
            var theirs = files.filter(file -> !file.equals(mine)).findFirst().orElseThrow();
            Files.move(theirs, mine, StandardCopyOption.REPLACE_EXISTING);
        }
        assertAsInTheFolders(all());
    }

    @Test
    void thereNeedBeNoFolderOfCachesAndNothingIsWrittenAmongTheRuns() throws IOException {
        var before = tree();
        Files.writeString(cache, "a file in its place");
        indexed().keepIndex(cache);
        assertAsInTheFolders(all());
        Files.delete(cache);
        indexed().keepIndex(cache);
        assertAsInTheFolders(0);
        assertThat(tree()).isEqualTo(before);
        assertThat(RunFolders.indexed(List.of(temporary.resolve("none")), cache).runs())
                .isEmpty();
        assertThat(RunFolders.indexed(List.of(), cache).runs()).isEmpty();
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void severalRootsHaveAnIndexOfTheirOwn() {
        var roots = List.of(
                root.resolve("study-1"), root.resolve("study-0"), root.resolve("study-2"), temporary.resolve("none"));
        RunFolders.below(roots).keepIndex(cache);
        var found = RunFolders.indexed(roots, cache);
        assertThat(found.readAnew()).isZero();
        assertThat(found.runs()).isEqualTo(RunFolders.below(roots).runs());
        assertThat(RunFolders.indexed(roots.reversed(), cache).readAnew()).isEqualTo(RunIndex.LEAST_RUNS);
    }

    /** Each reader finds the one or the other index, whole. */
    @Test
    void twoServersThatKeepTheIndexDoNotHarmEachOther() throws Exception {
        var writers = IntStream.range(0, 2)
                .mapToObj(_ -> CompletableFuture.runAsync(() -> IntStream.range(0, 10)
                        .forEach(_ -> RunFolders.below(root).keepIndex(cache))))
                .toList();
        do {
            assertThat(indexed().readAnew()).as("all or none").isIn(0, all());
        } while (!writers.stream().allMatch(CompletableFuture::isDone));
        for (var writer : writers) {
            writer.get(240, TimeUnit.SECONDS);
        }
        assertAsInTheFolders(0);
        try (var files = Files.list(cache)) {
            assertThat(files).as("nothing half-written stays").hasSize(1);
        }
    }
}
