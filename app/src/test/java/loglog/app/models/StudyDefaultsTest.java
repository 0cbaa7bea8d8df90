package loglog.app.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.lab.study.StudyFile;
import loglog.models.language.LanguageSettings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A study's recipe and the options of the command line have the same names and defaults. */
class StudyDefaultsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | {}",
                "--optimizer=muon | {optimizer: muon}",
                "--schedule=wsd | {schedule: wsd}",
                "--schedule=wsd --decay=0.3 --floor=0.1 | {schedule: wsd, decay: 0.3, floor: 0.1}",
                "--schedule=constant --warmup=0.1 | {schedule: constant, warmup: 0.1}",
                "--architecture=gpt2 --context=64 --batch=8 --lr=1e-3 | {architecture: gpt2, context: 64, batch: 8, lr: 1e-3}",
                "--base-width=0 --weight-decay=0 --clip=0 | {base_width: 0, weight_decay: 0, clip: 0}"
            })
    void studyAndCommandLineMeanTheSame(String options, String recipe) throws IOException {
        var parsed = new RecipeOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("recipe", CommandLine.Model.CommandSpec.forAnnotatedObject(parsed)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(options.isEmpty() ? new String[0] : options.split(" "));
        var file = Files.writeString(
                folder.resolve("study.yaml"), "recipe: " + recipe + "\ndesign: {kind: ladder, sizes: [64x2]}\n");
        var study = (LanguageSettings)
                StudyFile.read(file).recipes().values().iterator().next();
        var plan = parsed.plan(null, 64, 2, 256, 1_000_000, 1, 1);
        assertThat(study.recipe()).isEqualTo(plan.recipe());
        assertThat(study.architecture()).isEqualTo(plan.model().architecture());
    }
}
