package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strong models learn from weak ones: a small study from its file to its report. */
@Tag("slow")
class WeakToStrongTest {
    private static final String STUDY = """
            name: weak
            kind: task
            task: {chain: {steps: [1, 2], modulus: 3}}
            test_problems: 20
            recipe: {batch: 64, lr: 8e-3}
            design: {kind: params, sizes: [16x1, 16x2, 32x1], tokens: 40K}
            weak_to_strong: {labels: 200, problems: 100, epochs: 1}
            """;

    @TempDir
    Path folder;

    @Test
    void studentsLearnFromTeachersAndFromTheTruthAndTheGapIsRead() throws Exception {
        var study = Files.writeString(folder.resolve("weak.yaml"), STUDY);
        var runs = folder.resolve("runs");
        var page = folder.resolve("page.html");
        var done = Cli.run("run", study, "--runs", runs, "--cores", 2, "--html", page);
        assertThat(done.status()).as(done.err() + done.out()).isZero();
        assertThat(Files.readString(page)).contains("What strong models learn from weak ones", "ceiling");
        var pairs = Cli.run("report", runs.resolve("weak"), "--json").json().path("weak_to_strong");
        assertThat(pairs).hasSize(6); // three pairs of sizes, each in two ways
        for (var pair : pairs) {
            assertThat(pair.path("weak_params").asDouble())
                    .isLessThan(pair.path("strong_params").asDouble());
            assertThat(pair.path("agreement_with_weak").asDouble()).isBetween(0.0, 1.0);
            double weak = pair.path("weak_accuracy").asDouble();
            double ceiling = pair.path("ceiling").asDouble();
            if (pair.path("pgr").isNull()) {
                assertThat(pair.path("why").asString(""))
                        .containsAnyOf("a gap of 3 standard errors is needed", "the teacher is right in");
            } else {
                assertThat(pair.at("/pgr/value").asDouble())
                        .isCloseTo(
                                (pair.path("student").asDouble() - weak) / (ceiling - weak),
                                org.assertj.core.api.Assertions.within(1e-9));
            }
        }
        var labels = runs.resolve("weak-students");
        try (var files = Files.list(labels)) {
            // A file of labels for each model, one of the truth for each student, and a mixed one for each pair.
            assertThat(files.filter(f -> f.toString().endsWith(".jsonl"))).hasSize(3 + 2 + 3);
        }
        // Done again, nothing is taught again.
        var written = Files.getLastModifiedTime(labels.resolve(first(labels)));
        assertThat(Cli.run("run", study, "--runs", runs, "--cores", 1).status()).isZero();
        assertThat(Files.getLastModifiedTime(labels.resolve(first(labels)))).isEqualTo(written);
    }

    private static String first(Path labels) throws Exception {
        try (var files = Files.list(labels)) {
            return files.filter(Files::isDirectory)
                    .sorted()
                    .findFirst()
                    .orElseThrow()
                    .getFileName()
                    .resolve("greedy.json")
                    .toString();
        }
    }

    @Test
    void theTemplateIsAStudyThatCanBeRun() {
        var file = folder.resolve("study.yaml");
        assertThat(Cli.run("study", "init", file, "--design", "weak-to-strong").status())
                .isZero();
        var plan = Cli.run("study", "check", file);
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("weak_to_strong");
    }

    @Test
    void whatCannotBeAskedIsSaidAtItsKey() throws Exception {
        var file = Files.writeString(folder.resolve("bad.yaml"), STUDY.replace("labels: 200", "labels: 20"));
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("weak_to_strong.labels", "found 20, expected problems to learn from, at least 100");
    }
}
