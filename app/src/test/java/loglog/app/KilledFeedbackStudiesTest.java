package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole studies of learning from feedback are killed at a random moment; the same command ends as if nothing had been. */
@Tag("slow")
class KilledFeedbackStudiesTest {
    private static final long SEED = Long.getLong("loglog.chaos.seed", System.nanoTime() % 1_000_000);

    /** What differs between any two runs; the rest is the same to the bit. */
    private static final String CLOCK = "\"(seconds|tokens_per_second|gflops|sha256)\" ?: ?[^,}]*";

    @TempDir
    Path folder;

    @Test
    void overoptimization() throws Exception {
        endsAsUndisturbed("""
                name: tiny
                kind: proxy
                known_n: 16
                largest_n: 64
                rl_rounds: 0
                design: {kind: grid, sizes: [16x1], tokens: [800]}
                """);
    }

    @Test
    void weakToStrong() throws Exception {
        endsAsUndisturbed("""
                name: tiny
                kind: task
                task: {chain: {steps: 1, modulus: 3}}
                test_problems: 20
                recipe: {batch: 64, lr: 8e-3}
                design: {kind: params, sizes: [16x1, 16x2], tokens: 12K}
                weak_to_strong: {labels: 100, problems: 50, epochs: 1}
                """);
    }

    @Test
    void selfImprovement() throws Exception {
        endsAsUndisturbed("""
                name: tiny
                kind: task
                task: {chain: {steps: 1, modulus: 3}}
                test_problems: 20
                recipe: {batch: 64, lr: 8e-3, schedule: constant}
                design: {kind: tokens, size: 16x1, tokens: [12K]}
                self_improvement: {problems: 50, samples: 4, rounds: 5}
                """);
    }

    /** A report of half of it would look like the whole. */
    @Test
    void aStudyThatIsStoppedAfterItsTrainingSaysSoAndReportsNothing() throws Exception {
        var study = Files.writeString(folder.resolve("tiny.yaml"), """
                name: tiny
                kind: task
                task: {chain: {steps: 1, modulus: 3}}
                test_problems: 20
                recipe: {batch: 64, lr: 8e-3, schedule: constant}
                design: {kind: tokens, size: 16x1, tokens: [12K]}
                self_improvement: {problems: 50, samples: 4, rounds: 4000}
                """);
        var runs = folder.resolve("runs");
        var output = folder.resolve("output.log");
        var child = ChildCommand.start(output, "run", study, "--runs", runs, "--cores", 1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (child.isAlive() && !Files.exists(runs.resolve("tiny-improved"))) {
            assertThat(System.nanoTime()).as(Files.readString(output)).isLessThan(deadline);
            Thread.sleep(5);
        }
        child.stop();
        assertThat(Files.readString(output))
                .contains("stopped; the runs are trained, and the same command goes on with what comes after them")
                .doesNotContain("How far learning from own answers goes");
    }

    private void endsAsUndisturbed(String text) throws Exception {
        var study = Files.writeString(folder.resolve("tiny.yaml"), text);
        var whole = folder.resolve("whole");
        assertThat(Cli.run("run", study, "--runs", whole, "--cores", 1).status())
                .isZero();
        var expected = contents(whole);
        var runs = folder.resolve("runs");
        var output = folder.resolve("output.log");
        // Files come one after another, so that a number of them is a moment of the study, on any machine.
        int files = 1 + new Random(SEED).nextInt(expected.size());
        System.out.printf("killed at %d of %d files: -Dloglog.chaos.seed=%d%n", files, expected.size(), SEED);
        var child = ChildCommand.start(output, "run", study, "--runs", runs, "--cores", 1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (child.isAlive() && count(runs) < files) {
            assertThat(System.nanoTime()).as(Files.readString(output)).isLessThan(deadline);
            Thread.sleep(5);
        }
        child.kill();
        var again = Cli.run("run", study, "--runs", runs, "--cores", 1);
        assertThat(again.status()).as(again.err() + again.out()).isZero();
        var found = contents(runs);
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((file, content) -> assertThat(found.get(file)).as(file).isEqualTo(content));
    }

    private static int count(Path runs) {
        return Files.exists(runs) ? contents(runs).size() : 0;
    }

    /** What is in the files that say what a study found, without what the clock says and where it was. */
    private static Map<String, String> contents(Path runs) {
        var contents = new TreeMap<String, String>();
        try (var files = Files.walk(runs)) {
            for (var file : files.filter(KilledFeedbackStudiesTest::isFinding).toList()) {
                // Rows that a killed process had written are written again by the next; who reads them takes one of
                // each.
                contents.put(
                        runs.relativize(file).toString(),
                        Files.readString(file)
                                .replaceAll(CLOCK, "")
                                .lines()
                                .distinct()
                                .collect(Collectors.joining()));
            }
        } catch (UncheckedIOException | NoSuchFileException _) {
            return contents; // a temporary file that went while it was looked at
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }

    private static boolean isFinding(Path file) {
        var name = file.getFileName().toString();
        return !name.equals("run.json")
                && !name.equals("plan.json")
                && !name.equals("ledger.jsonl")
                && !file.toString().contains("checkpoint-")
                && (name.endsWith(".json") || name.endsWith(".jsonl"));
    }
}
