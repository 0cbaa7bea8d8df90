package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.runs.RunLock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code loglog runs} over folders of every kind. */
class RunsCommandTest {
    @TempDir
    Path folder;

    private Path runs;

    @BeforeEach
    void folders() throws IOException {
        runs = folder.resolve("runs");
        run("study/small", 32, 0.004, 21_600, 500_000);
        result("study/small", "finished", 21_600, 500_000, 2.5);
        run("study/large", 64, 0.004, 117_000, 500_000);
        result("study/large", "finished", 117_000, 500_000, 2.25);
        write(
                "study/large/flags.jsonl",
                "{\"flag\":1,\"kind\":\"spike\",\"from_step\":200,\"from_tokens\":204800,\"certain_step\":200,"
                        + "\"certain_tokens\":204800,\"percent\":12.5,\"against\":\"what 9 finished runs lead to expect\"}\n"
                        + "{\"flag\":1,\"kind\":\"spike\",\"from_step\":200,\"from_tokens\":204800,\"certain_step\":200,"
                        + "\"certain_tokens\":204800,\"until_step\":220,\"until_tokens\":225280,\"percent\":14.5,"
                        + "\"against\":\"what 9 finished runs lead to expect\"}\n");
        run("alone", 64, 1, 117_000, 500_000);
        result("alone", "diverged", 117_000, 40_960, 9);
        run("killed", 48, 0.004, 67_824, 500_000);
    }

    private Path write(String file, String text) throws IOException {
        var path = runs.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private void run(String name, int width, double rate, long params, long tokens) throws IOException {
        write(name + "/run.json", """
                {"recipe": {"optimizer": "ADAMW", "rate": %s, "batch": 8, "context": 128}, "model": {"width": %d},
                 "tokens": %d, "params": %d, "steps": 400, "seed": 1}
                """.formatted(rate, width, tokens, params));
        var rows = new StringBuilder();
        for (int step = 20; step <= 200; step += 20) {
            rows.append("{\"step\":%d,\"tokens\":%d,\"flops\":%d,\"loss\":%s}\n"
                    .formatted(step, step * 1024, 6L * params * step * 1024, 2 + 10.0 / step));
        }
        write(name + "/metrics.jsonl", rows.toString());
    }

    private void result(String name, String status, long params, long tokens, double loss) throws IOException {
        write(name + "/result.json", """
                {"status": "%s", "params": %d, "tokens": %d, "flops": %s, "loss": %s, "validation_loss": %s,
                 "bits_per_byte": 3.5, "steps": 400, "seconds": 12.5}
                """.formatted(status, params, tokens, 6.0 * params * tokens, loss + 0.125, loss));
    }

    private Cli.Result loglog(Object... words) {
        var args = new ArrayList<Object>(List.of("runs", "--runs", runs));
        args.addAll(List.of(words));
        return Cli.run(args.toArray());
    }

    private static List<String> names(Cli.Result result) {
        return result.json()
                .path("runs")
                .valueStream()
                .map(run -> run.path("name").stringValue())
                .toList();
    }

    @Test
    void listsEveryRunWithWhereItStands() {
        var listed = loglog();
        assertThat(listed.status()).isZero();
        assertThat(listed.err()).isEmpty();
        assertThat(listed.out().lines().filter(l -> l.startsWith("study/small")))
                .singleElement()
                .asString()
                .contains("study", "finished", "21.6K", "500K", "6.48e10", "2.500", "3.500");
        assertThat(listed.out())
                .contains("alone", "diverged")
                .contains("killed")
                .contains("unfinished, 50%");
        assertThat(listed.out().lines().filter(l -> l.startsWith("study/large")))
                .singleElement()
                .asString()
                .endsWith("1");
        var killed = loglog("killed", "--json").json().path("runs").get(0);
        assertThat(killed.path("status").stringValue()).isEqualTo("unfinished");
        assertThat(killed.path("progress").doubleValue()).isEqualTo(0.5);
        assertThat(killed.path("tokens").longValue()).isEqualTo(204_800);
        assertThat(killed.path("loss").doubleValue()).isEqualTo(2.05);
    }

    @Test
    void aRunWhoseLockIsTakenIsRunning() throws IOException {
        var large = runs.resolve("study/large");
        try (var _ = RunLock.take(runs.resolve("killed"));
                var _ = RunLock.take(large)) {
            assertThat(loglog("killed").out()).contains("running, 50%");
            assertThat(names(loglog("--status", "running", "--json"))).containsExactly("killed");
            assertThat(names(loglog("--status", "unfinished", "--json"))).isEmpty();
            // A finished run stays finished, whoever reads in its folder.
            assertThat(names(loglog("--status", "finished", "--json"))).contains("study/large");
        }
        // A lock that was left behind by a process that is gone.
        assertThat(names(loglog("--status", "unfinished", "--json"))).containsExactly("killed");
        // Looking takes no lock where there never was one.
        assertThat(runs.resolve("alone/.lock")).doesNotExist();
    }

    @Test
    void conditionsPatternsAndOrderChoose() throws IOException {
        assertThat(names(loglog("--where", "lr=0.004", "--where", "params>50K", "--json")))
                .containsExactly("killed", "study/large");
        assertThat(names(loglog("study/*", "--json"))).containsExactly("study/large", "study/small");
        assertThat(names(loglog("small", "alone", "--json"))).containsExactly("alone", "study/small");
        assertThat(names(loglog("--sort", "loss", "--json")))
                .containsExactly("killed", "study/large", "study/small", "alone");
        // Among chosen columns, loss is training's, and the order is that of what is shown.
        write("study/small/result.json", """
                {"status": "finished", "params": 21600, "tokens": 500000, "flops": 6e10, "loss": 2.0, "validation_loss": 2.5,
                 "bits_per_byte": 3.5}
                """);
        assertThat(names(loglog("--columns", "name,loss", "--sort", "loss", "study/*", "--json")))
                .containsExactly("study/small", "study/large");
        assertThat(names(loglog("--sort", "params", "--reverse", "study", "--json")))
                .containsExactly("study/large", "study/small");
        assertThat(names(loglog("--sort", "bits_per_byte", "--json"))).last().isEqualTo("killed");
        assertThat(loglog("--columns", "name,WIDTH,lr", "small").out()).contains("width", "32", "0.004");
        assertThat(loglog("--where", "params>1B").out()).startsWith("no runs below");
    }

    @Test
    void flagsAreShown() {
        assertThat(loglog("--flags").out())
                .startsWith("1 flag of 4 runs")
                .contains("study/large", "spike", "200", "220", "+14.5%", "what 9 finished runs lead to expect");
        var flag = loglog("large", "--json")
                .json()
                .path("runs")
                .get(0)
                .path("flags")
                .get(0);
        assertThat(flag.path("until_step").longValue()).isEqualTo(220);
        assertThat(loglog("--flags", "small").out()).startsWith("no flags of 1 run");
    }

    @Test
    void comparesSettingsResultsAndCurves() throws IOException {
        var page = folder.resolve("page.html");
        var compared = loglog("--compare", "small", "large", "--html", page, "--png", folder.resolve("png"));
        assertThat(compared.status()).as(compared.err()).isZero();
        assertThat(compared.out())
                .containsPattern("width +32 +64")
                .containsPattern("validation loss +2.500 +2.250 \\(-10.0%\\)")
                .contains("training loss", "study/large: spike since step 200 until step 220")
                .doesNotContain("seed");
        assertThat(Files.readString(page)).contains("comparison of small, large, runs of study", "<svg");
        assertThat(folder.resolve("png/training-loss.png")).isNotEmptyFile();
        var json = loglog("--compare", "small", "large", "killed", "--json").json();
        assertThat(json.path("differing_settings").path("width").path("killed").intValue())
                .isEqualTo(48);
        assertThat(json.path("relative_to_first")
                        .path("validation_loss")
                        .path("study/large")
                        .doubleValue())
                .isCloseTo(-0.1, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(json.path("relative_to_first")
                        .path("validation_loss")
                        .path("killed")
                        .isNull())
                .isTrue();
    }

    @Test
    void damagedFoldersAreNamedInOneWarning() throws IOException {
        write("study/broken/run.json", "{\"recipe\": ");
        write("killed/flags.jsonl", "\0\0\0\n");
        var listed = loglog();
        assertThat(listed.status()).isZero();
        assertThat(listed.err().lines())
                .singleElement()
                .asString()
                .startsWith("loglog: warning: left out what cannot be read: ")
                .contains("broken/run.json", "killed/flags.jsonl, line 1");
        assertThat(listed.out()).contains("4 runs", "killed");
    }

    @Test
    void badInputIsOneSentence() {
        assertThat(loglog("nothing").complaint()).contains("nothing: found no run of that name, expected one of alone");
        assertThat(loglog("--sort", "size").complaint())
                .startsWith("--sort: found no column size, expected one of name");
        assertThat(loglog("--columns", "name,size").complaint()).startsWith("--columns: found no column size");
        assertThat(loglog("--where", "size=3").complaint()).contains("found no column size");
        assertThat(loglog("--where", "size").complaint()).contains("--where: found size, expected COLUMN=VALUE");
        assertThat(loglog("--where", "optimizer>3").complaint()).contains("found \"ADAMW\", expected a number");
        assertThat(loglog("--status", "dead").complaint()).contains("found dead, expected one of diverged, finished");
        assertThat(loglog("--reverse").complaint()).contains("found no --sort");
        assertThat(loglog("--compare", "small").complaint()).contains("--compare");
        assertThat(loglog("--compare", "small", "study/small").complaint()).contains("twice");
        assertThat(loglog("--compare", "small", "study").complaint()).contains("found 2 runs of that name");
        assertThat(loglog("--compare", "small", "none").complaint()).contains("--compare none: found no run");
        assertThat(Cli.run("runs", "--runs", folder.resolve("nowhere")).complaint())
                .contains("no such folder");
    }

    @Test
    void whereNothingWasTrainedThereIsNothing() throws IOException {
        var empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(Cli.run("runs", "--runs", empty).out()).startsWith("no runs below");
        assertThat(Cli.run("runs", "--runs", empty, "--json")
                        .json()
                        .path("runs")
                        .size())
                .isZero();
    }
}
