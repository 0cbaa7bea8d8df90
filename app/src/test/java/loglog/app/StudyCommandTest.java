package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import loglog.lab.design.DesignKind;
import loglog.lab.plan.StudyPlan;
import loglog.lab.study.StudyFile;
import loglog.lab.study.StudySchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudyCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @FieldSource("loglog.lab.design.Designs#ALL")
    void whatInitWritesIsChecked(DesignKind kind) throws IOException {
        var file = folder.resolve("first.yaml");
        var written = Cli.run("study", "init", file, "--design", kind.word());
        assertThat(written.status()).as(written.err()).isZero();
        assertThat(written.out()).contains("wrote " + file).contains("loglog study check " + file);
        assertThat(Files.readString(folder.resolve(StudySchema.FILE))).isEqualTo(StudySchema.text());
        assertThat(Files.readString(file)).startsWith("# yaml-language-server: $schema=" + StudySchema.FILE + "\n");

        var plan = StudyPlan.of(StudyFile.read(file), 3);
        var text = Cli.run("study", "check", file, "--cores", 3);
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out())
                .contains("study: first\n")
                .contains(kind.trains().equals(Optional.of("hex")) ? "hex: " : "corpus: europarl, vocabulary 256");
        var json = Cli.run("study", "check", file, "--cores", 3, "--json").json();
        assertThat(json.path("flops").asDouble()).isEqualTo(plan.flops());
        assertThat(json.path("runs").size()).isEqualTo(plan.runs().size());
        assertThat(json.path("candidates").size()).isEqualTo(plan.candidates().size());
        for (var run : plan.runs()) {
            assertThat(text.out()).contains(run.name());
        }
        for (int i = 0; i < plan.runs().size(); i++) {
            var run = plan.runs().get(i);
            var node = json.path("runs").path(i);
            assertThat(node.path("name").asString()).isEqualTo(run.name());
            assertThat(node.path("params").asLong()).isEqualTo(run.params());
            assertThat(node.path("tokens").asLong()).isEqualTo(run.tokens());
            assertThat(node.path("own_flops").asDouble()).isEqualTo(run.ownFlops());
        }
    }

    /** Each kind that there is, the tests' own among them. */
    @ParameterizedTest
    @FieldSource("KINDS")
    void initWritesAStudyOfAnyKind(String kind) throws IOException {
        var file = folder.resolve(kind + ".yaml");
        var written = Cli.run("study", "init", file, "--kind", kind);
        assertThat(written.status()).as(written.err()).isZero();
        var check = Cli.run("study", "check", file);
        assertThat(check.status()).as(check.err() + Files.readString(file)).isZero();
        assertThat(StudyFile.read(file).task().kind()).isEqualTo(kind);
        assertThat(check.out()).doesNotContain("E-4", "3333333333", "{\"");
    }

    /** No JSON, and nothing of which there is nothing to say. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "test-time",
                "unhobbling",
                "emergence",
                "self-improve",
                "weak-to-strong",
                "overoptimization",
                "precision"
            })
    void aPlanIsInTheWordsOfItsFile(String design) {
        var file = folder.resolve("whole.yaml");
        assertThat(Cli.run("study", "init", file, "--design", design).out())
                .contains("next: ./loglog study check " + file);
        assertThat(Cli.run("study", "check", file).out())
                .contains("study: whole\n")
                .doesNotContain("{\"", " ,", ": \n", "task: task");
    }

    static final List<String> KINDS = loglog.training.Kinds.names();

    @Test
    void initNamesAKindThatThereIsNotAndADesignOfAnother() {
        var file = folder.resolve("a.yaml");
        assertThat(Cli.run("study", "init", file, "--kind", "players").complaint())
                .startsWith("--kind: found players, expected one of ")
                .contains("hex", "language", "program", "task");
        assertThat(Cli.run("study", "init", file, "--kind", "language", "--design", "self-play")
                        .complaint())
                .isEqualTo("--design self-play is of kind hex, found --kind language");
        assertThat(file).doesNotExist();
    }

    @Test
    void initOverwritesNothing() throws IOException {
        var file = Files.writeString(folder.resolve("mine.yaml"), "mine");
        assertThat(Cli.run("study", "init", file).complaint())
                .isEqualTo(file + ": found a file there already, expected a new name");
        assertThat(Files.readString(file)).isEqualTo("mine");
        assertThat(folder.resolve(StudySchema.FILE)).doesNotExist();
        Files.writeString(folder.resolve(StudySchema.FILE), "mine, too");
        var other = Cli.run("study", "init", folder.resolve("other.yaml"));
        assertThat(other.status()).isZero();
        assertThat(Files.readString(folder.resolve(StudySchema.FILE))).isEqualTo("mine, too");
    }

    @Test
    void wrongInputIsOneSentence() throws IOException {
        assertThat(Cli.run("study", "init", folder.resolve("a.yaml"), "--design", "isoflops")
                        .complaint())
                .startsWith("--design: found isoflops, expected one of isoflop, ladder,");
        assertThat(folder.resolve("a.yaml")).doesNotExist();
        assertThat(Cli.run("study", "init", folder).complaint()).contains("found a folder, expected a file's name");
        assertThat(Cli.run("study", "init", folder.resolve("no/a.yaml")).complaint())
                .contains("found no folder");
        assertThat(Cli.run("study", "check", folder.resolve("a.yaml")).complaint())
                .contains("there is no such file");
        var bad = Files.writeString(folder.resolve("bad.yaml"), "design:\n  kind: ladder\n  size: [30K]\n");
        assertThat(Cli.run("study", "check", bad).complaint())
                .isEqualTo(bad + ": line 3: design.size: there is no such key; did you mean sizes?");
        assertThat(Cli.run("study", "check", bad, "--cores", 0).complaint()).startsWith("--cores: found 0");
    }

    @Test
    void printsTheSchema() {
        assertThat(Cli.run("study", "schema").out()).isEqualTo(StudySchema.text());
    }
}
