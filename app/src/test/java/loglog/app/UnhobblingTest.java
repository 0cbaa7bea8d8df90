package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What help is worth in compute: a small study from its file to its report. */
@Tag("slow")
class UnhobblingTest {
    private static final String STUDY = """
            name: help
            kind: task
            task: {chain: {steps: [1, 2], modulus: 3}}
            test_problems: 20
            recipe: {batch: 64, lr: 8e-3}
            recipes: {plain: {format: direct}, steps: {format: steps}, calculator: {format: calculator}}
            design: {kind: tokens, size: 16x1, tokens: [20K, 60K, 120K]}
            unhobbling: {problems: 50, votes: 3, redos: 2}
            """;

    @TempDir
    Path folder;

    @Test
    void modelsAreAskedWithAndWithoutHelpAndMultipliersAreRead() throws Exception {
        var study = Files.writeString(folder.resolve("help.yaml"), STUDY);
        var runs = folder.resolve("runs");
        var page = folder.resolve("page.html");
        var done = Cli.run("run", study, "--runs", runs, "--cores", 2, "--html", page);
        assertThat(done.status()).as(done.err() + done.out()).isZero();
        assertThat(Files.readString(page))
                .contains("What help is worth in compute", "multiplier", "memory", "format calculator");
        var report = Cli.run("report", runs.resolve("help"), "--json").json();
        assertThat(report.path("interventions")).hasSize(14); // 3 formats in 5 ways, but for the plain one
        for (var one : report.path("interventions")) {
            assertThat(one.at("/metric/trials").asInt()).isEqualTo(50);
            assertThat(one.at("/multiplier/value").asDouble()).isPositive();
            assertThat(one.path("by_compute")).hasSize(3);
        }
        for (var pair : report.path("pairs")) {
            assertThat(pair.at("/ratio/low").asDouble())
                    .isLessThanOrEqualTo(pair.at("/ratio/high").asDouble());
        }
        // Of the models that write steps, how reliable each is.
        assertThat(report.path("nines")).hasSize(3);
        for (var model : report.path("nines")) {
            double error = model.at("/step_error/value").asDouble();
            assertThat(model.at("/step_error/low").asDouble()).isLessThanOrEqualTo(error);
            assertThat(model.path("steps").asDouble()).isBetween(1.0, 2.0);
            if (error > 0) {
                assertThat(model.at("/h50/value").asDouble())
                        .isCloseTo(Math.log(0.5) / Math.log1p(-error), within(1e-6));
            }
        }
        // Done again, nothing is asked again.
        var kept = runs.resolve("help")
                .resolve(report.at("/interventions/0/run").asString(""))
                .resolve("unhobbling.json");
        var written = Files.getLastModifiedTime(kept);
        assertThat(Cli.run("run", study, "--runs", runs, "--cores", 2).status()).isZero();
        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(written);
    }

    @Test
    void theTemplateIsAStudyThatCanBeRun() {
        var file = folder.resolve("unhobbling.yaml");
        assertThat(Cli.run("study", "init", file, "--design", "unhobbling").status())
                .isZero();
        var plan = Cli.run("study", "check", file);
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("18 runs", "recipe calculator: format calculator,");
    }

    @Test
    void whatCannotBeAskedIsSaidAtItsKey() throws Exception {
        var file = Files.writeString(folder.resolve("bad.yaml"), STUDY.replace("votes: 3", "votes: 1"));
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("unhobbling.votes", "found 1, expected samples that vote, at least 2");
        Files.writeString(file, STUDY.replace("votes: 3", "vote: 3"));
        assertThat(Cli.run("study", "check", file).complaint()).contains("unhobbling.vote: there is no such key");
    }
}
