package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.lab.ledger.Ledger;
import loglog.runs.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What more tokens at the time of the test are worth: a small study from its file to its report, and one model asked by hand. */
@Tag("slow")
class ThinkingTest {
    private static final String STUDY = """
            name: think
            kind: task
            task: {chain: {steps: [2, 3], modulus: 3}}
            test_problems: 20
            recipe: {batch: 64, lr: 8e-3}
            recipes: {all: {format: steps}, none: {format: direct}}
            design: {kind: params, sizes: [16x1, 32x1], tokens: 120K}
            thinking: {problems: 20, known: 8, samples: 32}
            """;

    @TempDir
    Path folder;

    @Test
    void modelsAreAskedAndForecastsAreWrittenBeforeSamplesAreDrawn() throws IOException {
        var study = Files.writeString(folder.resolve("think.yaml"), STUDY);
        var runs = folder.resolve("runs");
        var page = folder.resolve("page.html");
        var done = Cli.run("run", study, "--runs", runs, "--cores", 2, "--html", page);
        assertThat(done.status()).as(done.err() + done.out()).isZero();
        assertThat(Files.readString(page))
                .contains("What writing more is worth", "chain of thought against params", "majority vote", "chance");

        var report = Cli.run("report", runs.resolve("think"), "--json").json();
        assertThat(report.path("thinking")).hasSize(4);
        for (var one : report.path("thinking")) {
            assertThat(one.at("/greedy/trials").asInt()).isEqualTo(20);
            assertThat(one.at("/greedy/value").asDouble()).isBetween(0.0, 1.0);
            assertThat(one.path("flops").asDouble()).isPositive();
        }
        for (var one : report.path("coverage_forecasts")) {
            assertThat(one.has("result")).isTrue();
            assertThat(one.path("low").asDouble())
                    .isLessThanOrEqualTo(one.path("value").asDouble());
        }
        // Each way of each model that writes steps, with what it costs; a verifier reads what was written, which costs
        // as much again.
        assertThat(report.path("ways")).hasSize(2);
        for (var model : report.path("ways")) {
            double once = 0;
            for (var way : model.path("ways")) {
                assertThat(way.path("solved").asDouble()).isBetween(0.0, 1.0);
                assertThat(way.path("flops").asDouble()).isPositive();
                if (way.path("way").asString().equals("likeliest of n")
                        && way.path("amount").asInt() == 8) {
                    once = way.path("flops").asDouble();
                }
                if (way.path("way").asString().equals("best of n by a verifier")
                        && way.path("amount").asInt() == 8) {
                    assertThat(way.path("flops").asDouble()).isEqualTo(2 * once);
                    assertThat(model.at("/verifier/auc").asDouble()).isBetween(0.0, 1.0);
                }
            }
        }
        assertThat(Files.readString(page)).contains("best of n by a verifier", "forced on, ends taken back");
        // Both forms of the law of thought, the likelier one first.
        assertThat(report.path("thought_laws")).hasSize(2);
        assertThat(report.at("/thought_laws/0/log_likelihood").asDouble())
                .isGreaterThanOrEqualTo(
                        report.at("/thought_laws/1/log_likelihood").asDouble());
        for (var one : report.path("vote_laws")) {
            assertThat(one.at("/limit/value").asDouble()).isBetween(0.0, 1.0);
        }
        var entries = new Ledger(runs).entries();
        assertThat(entries).isNotEmpty().allSatisfy(e -> {
            assertThat(e.inTime()).isTrue();
            assertThat(e.metric().name()).isEqualTo("coverage");
            assertThat(e.study()).isEqualTo("think-samples");
            assertThat(e.score()).isPresent();
        });
        assertThat(new Ledger(runs).problems()).isEmpty();

        // Done again, nothing is asked again, and the answer is the same.
        var first = new RunFolder(runs.resolve(entries.getFirst().run())).resultFile();
        var drawn = Files.getLastModifiedTime(first);
        assertThat(Cli.run("run", study, "--runs", runs, "--cores", 2).status()).isZero();
        assertThat(Files.getLastModifiedTime(first)).isEqualTo(drawn);

        // One problem, by hand.
        var run = runs.resolve("think").resolve(entries.getFirst().run().replaceFirst(".*/", ""));
        var asked = Cli.run("think", run, "1+2*2=", "--samples", 9, "--json").json();
        assertThat(asked.path("reference").asString()).isEqualTo("0"); // (1 + 2) * 2 = 0 mod 3
        assertThat(asked.path("reference_steps")).hasSize(2);
        int votes = 0;
        for (var vote : asked.path("votes")) {
            votes += vote.path("votes").asInt();
        }
        assertThat(votes).isEqualTo(9);
        assertThat(asked.path("right").asBoolean())
                .isEqualTo(asked.path("answer").asString().equals("0"));
        assertThat(Cli.run("think", run, "1+2*2", "--samples", 9).out())
                .contains("1+2*2=", "step  written  reference  verdict", "9 samples: the vote is");
        assertThat(Cli.run("think", run, "1+5=").complaint())
                .isEqualTo(
                        "PROBLEM: found 5 at character 3 of 1+5=, expected a number from 0 to 2 or one of + - * = ; .");
        assertThat(Cli.run("think", run, "1+1+1+1+1=").complaint()).contains("found 4 steps, expected at most 3");
        assertThat(Cli.run("think", folder, "1+1=").complaint()).contains("run.json");
        assertThat(Cli.run("think", folder.resolve("none"), "1+1=").complaint())
                .isEqualTo(folder.resolve("none") + ": found no such folder, expected the folder of a run");
        assertThat(Cli.run("think", run, "1+1=", "--samples", 0).complaint()).contains("--samples: found 0");
        assertThat(Cli.run("think", run, "1+1=", "--temperature", 0).complaint())
                .contains("--temperature: found 0");
    }

    @Test
    void theTemplateIsAStudyThatCanBeRun() {
        var file = folder.resolve("thinking.yaml");
        assertThat(Cli.run("study", "init", file, "--design", "test-time").status())
                .isZero();
        var plan = Cli.run("study", "check", file);
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("16 runs", "recipe quarter: format every 4,", "recipe none: format direct,");
        assertThat(Cli.run("study", "init", folder.resolve("x.yaml"), "--design", "test-tim")
                        .complaint())
                .contains("--design: found test-tim, expected one of", "test-time");
    }

    @Test
    void whatThinkingCannotBeIsSaidAtItsKey() throws IOException {
        var file = Files.writeString(
                folder.resolve("bad.yaml"), STUDY.replace("known: 8, samples: 32", "known: 8, samples: 8"));
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("line 8: thinking.samples", "found 8 known samples and 8 to forecast");
        Files.writeString(file, STUDY.replace("problems: 20, known", "problem: 20, known"));
        assertThat(Cli.run("study", "check", file).complaint()).contains("thinking.problem: there is no such key");
    }
}
