package loglog.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import loglog.lab.design.DesignKind;
import loglog.lab.design.Designs;
import loglog.lab.plan.StudyPlan;
import loglog.models.language.Language;
import loglog.training.Kinds;
import loglog.yaml.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/studies.md shows is so. */
class DocumentedTest {
    @TempDir
    Path folder;

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "studies.md"));
    }

    @Test
    void everyExampleIsReadAndPlanned() throws IOException {
        var examples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page());
        var kinds = new ArrayList<String>();
        while (examples.find()) {
            var yaml = examples.group(1);
            var trained = Pattern.compile("(?m)^kind: ([a-z-]+)").matcher(yaml);
            if (trained.find() && !Kinds.names().contains(trained.group(1))) {
                continue; // of a room that this one does not know
            }
            if (yaml.startsWith("    pattern:")) {
                yaml = "vocabulary: 256\ntrainer:\n  command: x\n  metrics:\n" + yaml;
            }
            if (!yaml.contains("design:")) {
                yaml += "design: {kind: ladder, sizes: [30K]}\n";
            }
            var plan = StudyPlan.of(Studies.read(folder, yaml), 2);
            assertThat(plan.runs().size() + plan.candidates().size()).isPositive();
            var kind = Pattern.compile("kind: ([a-z-]+)").matcher(yaml);
            assertThat(kind.find()).isTrue();
            kinds.add(kind.group(1));
        }
        assertThat(kinds)
                .containsAll(Studies.designs().stream().map(DesignKind::word).toList());
    }

    @Test
    void everyDesignHasItsSectionAndTheTableOfItsKeys() throws IOException {
        var page = page();
        for (var kind : Designs.ALL) {
            var section = page.lines().filter(l -> l.startsWith("### ") && l.contains("`" + kind.word() + "`"));
            assertThat(section).as(kind.word()).hasSize(1);
            assertThat(page).contains("\n" + Key.table(kind.keys()));
        }
    }

    @Test
    void everyExampleOfSlurmIsReadAndEveryKeyNamed() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "slurm.md"));
        var examples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
        int count = 0;
        while (examples.find()) {
            Studies.read(folder, examples.group(1));
            assertThat(StudyFile.executor(folder.resolve("study.yaml"))).isPresent();
            count++;
        }
        assertThat(count).isEqualTo(2);
        assertThat(page).contains("\n" + Key.table(ExecutorReader.KEYS));
    }

    @Test
    void everyPlaceholderIsNamedAndTheTablesAreThoseOfTheKeys() throws IOException {
        var page = page();
        for (var entry : Placeholders.meanings(new Language()).entrySet()) {
            assertThat(page).contains("| `{" + entry.getKey() + "}` | " + entry.getValue() + " |");
        }
        assertThat(page)
                .contains("\n" + Key.table(StudyFileKeys.of(new Language())))
                .contains("\n" + Key.table(new Language().recipeKeys()))
                .contains("\n" + Key.table(Kinds.named("program").taskKeys()))
                .contains("\n" + Key.table(Kinds.named("program").recipeKeys()))
                .contains("\n" + Key.table(TrainerReader.keys(new Language())))
                .contains("\n" + Key.table(TrainerReader.metricsKeys(new Language())));
    }
}
