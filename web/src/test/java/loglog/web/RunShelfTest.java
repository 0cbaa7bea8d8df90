package loglog.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import loglog.runs.examples.SomeFolders;
import loglog.runs.reader.StoredRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runs that a server shows: read behind its back, and none missing from an answer. */
class RunShelfTest {
    /** Above these a request does not wait until the files of all runs are looked at. */
    private static final int MANY = 2001;

    /** An index is kept of these. */
    private static final int INDEXED = 120;

    @TempDir
    Path folder;

    private static List<String> names(RunShelf shelf) {
        return shelf.runs().stream().map(StoredRun::name).toList();
    }

    @Test
    void ofMoreThanTwoThousandRunsNoneThatIsThereIsMissingFromAnAnswer() throws IOException {
        for (int i = 0; i < MANY; i++) {
            Files.writeString(
                    Files.createDirectories(folder.resolve("study/run-" + i)).resolve("run.json"), "{\"params\":1}");
        }
        var shelf = new RunShelf(List.of(folder));
        try (var feed = new LiveFeed(shelf)) {
            assertThat(shelf.runs()).hasSize(MANY);
            for (var name : List.of("study/a-new-one", "another-study/run", "alone")) {
                SomeFolders.run(folder.resolve(name));
                feed.refreshForRequest();
                assertThat(names(shelf)).contains(name);
            }
            Files.move(folder.resolve("alone"), folder.resolve(".alone"));
            feed.refreshForRequest();
            assertThat(names(shelf)).hasSize(MANY + 2).doesNotContain("alone");
            assertThat(shelf.run("study/a-new-one").status()).isEqualTo("finished");
        }
    }

    /** A page that was told a number knows whether its list is still the same, even where another server answers by now. */
    @Test
    void theRevisionChangesWhenTheRunsDoAndOnlyThen() throws IOException {
        var run = SomeFolders.unfinished(folder.resolve("a"));
        var shelf = new RunShelf(List.of(folder));
        long first = shelf.revision();
        assertThat(names(shelf)).containsExactly("a");
        assertThat(shelf.refresh()).isFalse();
        assertThat(shelf.addNew()).isFalse();
        assertThat(shelf.revision()).isEqualTo(first);
        SomeFolders.run(folder.resolve("b"));
        assertThat(shelf.addNew()).isTrue();
        long second = shelf.revision();
        assertThat(second).isGreaterThan(first);
        assertThat(shelf.refresh())
                .as("the look at all finds what was shown already")
                .isFalse();
        Files.writeString(run.resolve("result.json"), "{\"status\":\"finished\",\"loss\":2}");
        assertThat(shelf.refresh()).isTrue();
        assertThat(shelf.revision()).isGreaterThan(second);
        assertThat(shelf.run("a").status()).isEqualTo("finished");
    }

    /** A file that cannot be read to its end until something is written to it. */
    @Test
    void runsAreReadInTheBackgroundAndWhoAsksWaitsForThem() throws Exception {
        var run = Files.createDirectories(folder.resolve("slow"));
        var pipe = run.resolve("run.json");
        assumeTrue(hasPipe(pipe), "no mkfifo here");
        var shelf = new RunShelf(List.of(folder)); // returns, though nothing can be read yet
        var asked = CompletableFuture.supplyAsync(
                () -> names(shelf), task -> Thread.ofPlatform().daemon().start(task));
        assertThat(asked).isNotDone();
        Files.writeString(pipe, "{\"params\":1}"); // waits for its reader
        assertThat(asked.get(240, TimeUnit.SECONDS)).containsExactly("slow");
        assertThat(IntStream.range(0, 3).mapToObj(_ -> shelf.runs()).distinct()).hasSize(1);
    }

    /** What one of them keeps when it ends is what the next begins with, as far as it still holds. */
    @Test
    void serversOverTheSameRunsAtOnceKeepAnIndexForTheNextWhichShowsWhatThereIsNow() throws IOException {
        var runs = folder.resolve("runs");
        var cache = folder.resolve("cache");
        for (int i = 0; i < INDEXED; i++) {
            SomeFolders.write(runs.resolve("run-%03d".formatted(i)), "run.json", "{\"params\":%d}".formatted(1000 + i));
        }
        try (var one = new RunShelf(List.of(runs), cache);
                var other = new RunShelf(List.of(runs), cache)) {
            assertThat(names(one)).hasSize(INDEXED).isEqualTo(names(other));
        }
        try (var files = Files.list(cache)) {
            assertThat(files).hasSize(1);
        }
        Files.move(runs.resolve("run-000"), folder.resolve("elsewhere"));
        Files.writeString(runs.resolve("run-001/run.json"), "{\"params\":20000}");
        Files.writeString(runs.resolve("run-002/result.json"), "{\"status\":\"diverged\"}");
        SomeFolders.run(runs.resolve("run-new"));
        try (var next = new RunShelf(List.of(runs), cache)) {
            assertThat(names(next)).hasSize(INDEXED).doesNotContain("run-000").contains("run-new");
            assertThat(next.run("run-001").asked()).containsEntry("params", 20_000L);
            assertThat(next.run("run-002").status()).isEqualTo("diverged");
            assertThat(next.run("run-003").status()).isEqualTo(StoredRun.UNFINISHED);
        }
    }

    private static boolean hasPipe(Path file) {
        try {
            return new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
