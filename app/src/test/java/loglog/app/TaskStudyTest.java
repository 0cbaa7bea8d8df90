package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.lab.results.Results;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that are trained on tasks with exact answers, by the commands of all studies. */
@Tag("slow")
class TaskStudyTest {
    private static final String STUDY = """
            name: sums
            kind: task
            task: {addition: {digits: 1}}
            test_problems: 10
            recipe: {batch: 64, lr: 1e-2}
            recipes:
              forward: {format: plain}
              backward: {format: reversed}
            design: {kind: grid, sizes: [16x1], tokens: [20K, 60K]}
            """;

    @TempDir
    Path folder;

    @Test
    void aStudyOfATaskIsRunAndReportedByItsAccuracy() throws IOException {
        var study = Files.writeString(folder.resolve("sums.yaml"), STUDY);
        var plan = Cli.run("study", "check", study);
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains(
                        "digits: 1, ",
                        "recipe backward: format reversed, gpt2, context ",
                        "recipe forward: format plain, ",
                        "wsd (warm-up")
                .doesNotContain("ADAMW", "WARMUP", "FLOAT32", "solution_format");
        var runs = folder.resolve("runs");
        var done = Cli.run("run", study, "--runs", runs, "--cores", 2);
        assertThat(done.status()).as(done.err() + done.out()).isZero();
        assertThat(done.out()).contains("accuracy").doesNotContain("nats");
        var results = Results.read(runs.resolve("sums"));
        assertThat(results.problems()).isEmpty();
        assertThat(results.rows()).hasSize(4).allSatisfy(r -> {
            assertThat(r.id().kind()).isEqualTo("task");
            assertThat(r.metric().name()).isEqualTo("accuracy");
            assertThat(r.value() * 10)
                    .isBetween(0.0, 10.0)
                    .satisfies(s -> assertThat(s).isEqualTo(Math.rint(s)));
        });
        var page = folder.resolve("page.html");
        assertThat(Cli.run("report", runs.resolve("sums"), "--html", page).status())
                .isZero();
        assertThat(Files.readString(page)).contains("highest accuracy");
        assertThat(Cli.run("runs", "--runs", runs, "--columns", "name,accuracy,kind,successes,trials")
                        .out())
                .contains("task", " 10");
        // Nothing is trained again.
        assertThat(Cli.run("run", study, "--runs", runs, "--cores", 2).status()).isZero();
    }

    @Test
    void whatIsWrongIsSaidAtItsKey() throws IOException {
        var file = Files.writeString(
                folder.resolve("bad.yaml"), "kind: task\ndesign: {kind: params, sizes: [16x1], tokens: 1M}\n");
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("line 1: task: the key is missing, expected what is to be learned");
        Files.writeString(file, STUDY.replace("digits: 1", "digits: many"));
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("line 3: task.addition.digits: found many, expected digits, from 1 to 17");
        Files.writeString(file, STUDY.replace("reversed", "backward"));
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("line 8: recipes.backward.format", "found backward, expected plain, reversed or steps");
        Files.writeString(file, STUDY.replace("batch: 64", "context: 64"));
        assertThat(Cli.run("study", "check", file).complaint()).contains("recipe.context: there is no such key");
    }
}
