package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.runs.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far learning from own answers goes: a small study from its file to its report. */
@Tag("slow")
class SelfImprovementTest {
    private static final String STUDY = """
            name: self
            kind: task
            task: {chain: {steps: [1, 2], modulus: 3}}
            test_problems: 20
            recipe: {batch: 64, lr: 8e-3, schedule: constant}
            design: {kind: tokens, size: 16x1, tokens: [6K, 40K]}
            self_improvement: {problems: 100, samples: 8, rounds: 5, grpo: 2}
            """;

    @TempDir
    Path folder;

    private Path study(String text) throws Exception {
        return Files.writeString(folder.resolve("self.yaml"), text);
    }

    @Test
    void basesLearnFromTheirOwnAnswersAndTheReportSaysWhereThatStops() throws Exception {
        var study = study(STUDY);
        var runs = folder.resolve("runs");
        var page = folder.resolve("page.html");
        var done = Cli.run("run", study, "--runs", runs, "--cores", 2, "--html", page);
        assertThat(done.status()).as(done.err() + done.out()).isZero();
        assertThat(Files.readString(page)).contains("How far learning from own answers goes", "base samples for it");
        var report = Cli.run("report", runs.resolve("self"), "--json").json();
        var bases = report.path("self_improvement");
        assertThat(bases).hasSize(2);
        int improved = 0;
        for (var base : bases) {
            double pass1 = base.at("/pass1/value").asDouble();
            assertThat(base.path("coverage").asDouble()).isBetween(0.0, 1.0);
            assertThat(base.path("trials").asInt()).isEqualTo(100);
            assertThat(base.path("seed").asInt()).isEqualTo(1);
            if (base.has("refused")) {
                assertThat(base.path("refused").asString("")).contains("the base model is right in");
                assertThat(base.path("rounds")).isEmpty();
                continue;
            }
            improved++;
            assertThat(base.path("rounds")).hasSize(6); // the base, and five rounds
            assertThat(base.at("/rounds/0/pass1").asDouble())
                    .as("round 0 is the base, on the same problems")
                    .isCloseTo(pass1, org.assertj.core.api.Assertions.within(0.2));
            assertThat(base.path("grpo")).hasSize(3);
            assertThat(base.has("limit")).isTrue(); // a number, or null with why
            if (base.path("limit").isNull()) {
                assertThat(base.path("why").asString("")).isNotEmpty();
            }
        }
        assertThat(improved).as("bases between the gate's bounds").isPositive();
        whatWasDoneIsKept(study, runs);
        whatIsAskedOtherwiseIsDoneAnew(runs);
        seedsHaveARowEachAndAMean(runs);
    }

    /** The same base as if it were another seed's. */
    private static void seedsHaveARowEachAndAMean(Path runs) throws Exception {
        for (var base : Cli.run("report", runs.resolve("self"), "--json").json().path("self_improvement")) {
            var name = base.path("run").asString("");
            copy(runs.resolve("self"), name);
            if (!base.has("refused")) {
                copy(runs.resolve("self-improved"), name + "-expert-iteration");
            }
        }
        var report = Cli.run("report", runs.resolve("self"));
        assertThat(report.status()).as(report.err()).isZero();
        assertThat(report.out()).contains("tokens, seed 1", "tokens, seed 2", "means over the seeds");
        var means = Cli.run("report", runs.resolve("self"), "--json").json().path("self_improvement_by_seed");
        assertThat(means).isNotEmpty();
        for (var mean : means) {
            assertThat(mean.path("seeds").asInt()).isEqualTo(2);
            assertThat(mean.path("standard_deviation").asDouble()).isZero();
            assertThat(mean.path("pass1_after").asDouble()).isBetween(0.0, 1.0);
        }
    }

    private static void copy(Path folder, String name) throws Exception {
        var from = folder.resolve(name);
        var to = folder.resolve(name.replace("seed1", "seed2"));
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        var run = new RunFolder(to);
        var asked = run.read(run.runFile());
        asked.put("seed", 2);
        run.writeSealed(run.runFile(), asked);
    }

    /** The study was changed: what it asked before is set aside. */
    private void whatIsAskedOtherwiseIsDoneAnew(Path runs) throws Exception {
        var changed = study(STUDY.replace("grpo: 2", "grpo: 3"));
        var done = Cli.run("run", changed, "--runs", runs, "--cores", 1);
        assertThat(done.status()).as(done.err()).isZero();
        assertThat(done.err()).contains("rounds: found 2, and 3 is asked now; what was there is in");
        assertThat(runs.resolve("self-improved/aside")).isDirectoryContaining("glob:**-grpo-1");
        for (var base : Cli.run("report", runs.resolve("self"), "--json").json().path("self_improvement")) {
            assertThat(base.path("grpo").size()).isIn(0, 4);
        }
    }

    /** Done again, nothing is made again; with a result lost it is made again to the same weights. */
    private void whatWasDoneIsKept(Path study, Path runs) throws Exception {
        Path tuned;
        try (var folders = Files.list(runs.resolve("self-improved"))) {
            tuned = folders.filter(f -> f.toString().endsWith("expert-iteration"))
                    .findFirst()
                    .orElseThrow();
        }
        var rows = rows(tuned);
        assertThat(Cli.run("run", study, "--runs", runs, "--cores", 1).status()).isZero();
        assertThat(rows(tuned)).isEqualTo(rows);
        try (var files = Files.walk(tuned)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(Cli.run("run", study, "--runs", runs, "--cores", 1).status()).isZero();
        assertThat(rows(tuned)).isEqualTo(rows);
    }

    /** Without what the clock says. */
    private static List<String> rows(Path run) throws Exception {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceAll("\"seconds\":[^,}]*", ""))
                .toList();
    }

    @Test
    void theTemplateIsAStudyThatCanBeRun() {
        var file = folder.resolve("study.yaml");
        assertThat(Cli.run("study", "init", file, "--design", "self-improve").status())
                .isZero();
        var plan = Cli.run("study", "check", file);
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("self_improvement");
    }

    @Test
    void whatCannotBeAskedIsSaidAtItsKey() throws Exception {
        var file = study(STUDY.replace("rounds: 5", "rounds: 2"));
        assertThat(Cli.run("study", "check", file).complaint())
                .contains(
                        "line 7: self_improvement.rounds", "found 2, expected rounds of expert iteration, at least 5");
        study(STUDY.replace("rounds: 5", "round: 5"));
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("self_improvement.round: there is no such key");
    }
}
