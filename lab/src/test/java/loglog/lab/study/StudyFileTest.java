package loglog.lab.study;

import static loglog.lab.LanguageStudies.recipe;
import static loglog.lab.LanguageStudies.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import loglog.engine.Precision;
import loglog.lab.design.DesignKind;
import loglog.lab.design.Grid;
import loglog.lab.design.IsoFlopBudgets;
import loglog.lab.design.Ladder;
import loglog.lab.design.Trunks;
import loglog.models.language.LanguageSettings;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.training.Size;
import loglog.training.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudyFileTest {
    private static final String LADDER = "design: {kind: ladder, sizes: [30K, 64x4]}\n";

    @TempDir
    Path folder;

    private Study read(String yaml) {
        return Studies.read(folder, yaml);
    }

    @Test
    void whatIsNotNamedIsAsTheCommandLineHasIt() throws IOException {
        var file = Files.writeString(folder.resolve("my first.yaml"), LADDER);
        var study = StudyFile.read(file);
        assertThat(study.name()).isEqualTo("my-first");
        assertThat(task(study).corpus()).isEqualTo("europarl");
        assertThat(task(study).tokenizer()).isNull();
        assertThat(task(study).vocabulary()).isEqualTo(256);
        assertThat(study.recipes()).containsOnly(entry("llama", new LanguageSettings("llama", 256, Recipe.usual(128))));
        assertThat(study.design()).isEqualTo(new Ladder(List.of(new Size.Params(30_000), new Size.Shape(64, 4)), 20));
        assertThat(study.seeds()).containsExactly(1L);
        assertThat(study.forecast()).isEmpty();
        assertThat(task(study).validationTokens()).isEqualTo(300_000);
        assertThat(study.trainer()).isEqualTo(new Trainer.BuiltIn());
    }

    @Test
    void allThatIsNamedIsUsed() {
        var study = read("""
                name: second
                corpus: texts/**.jsonl
                recipe:
                  architecture: gpt2
                  context: 64
                  batch: 16
                  optimizer: muon
                  lr: 1e-2
                  schedule: wsd
                  warmup: 0.05
                  decay: 0.3
                  floor: 0.01
                  base_width: 0
                  weight_decay: 0
                  clip: 0
                  beta1: 0.8
                  beta2: 0.99
                  bf16: true
                seeds: [4, 7]
                validation_tokens: 1e5
                forecast: {params: 3M, tokens: 60M}
                design: {kind: grid, sizes: 100K, tokens: [1M, 2.5M]}
                """);
        assertThat(study.name()).isEqualTo("second");
        // Relative to the file, not to where the command is started.
        assertThat(task(study).corpus())
                .isEqualTo(folder.resolve("texts/**.jsonl").toString());
        assertThat(study.recipes())
                .containsOnly(entry(
                        "gpt2",
                        new LanguageSettings(
                                "gpt2",
                                256,
                                new Recipe(
                                        Recipe.Kind.MUON,
                                        1e-2,
                                        new Schedule(Schedule.Kind.WARMUP_STABLE_DECAY, 0.05, 0.3, 0.01),
                                        0,
                                        16,
                                        64,
                                        0,
                                        0,
                                        0.8,
                                        0.99,
                                        1e-8,
                                        0.95,
                                        Precision.BFLOAT16))));
        assertThat(study.seeds()).containsExactly(4L, 7L);
        assertThat(task(study).validationTokens()).isEqualTo(100_000);
        assertThat(study.forecast()).contains(new Target.Scale(3_000_000, 60_000_000));
        assertThat(study.design())
                .isEqualTo(new Grid(List.of(new Size.Params(100_000)), List.of(1_000_000L, 2_500_000L)));
    }

    @Test
    void aRecipeHasWhatAllShareAndWhatItIsMadeFrom() {
        var recipes = read("""
                recipe: {batch: 8, warmup: 0.1, lr: 1e-3}
                recipes:
                  plain:
                  faster: {lr: 2e-3, schedule: linear}
                  muon: {from: faster, optimizer: muon, batch: 4}
                """ + LADDER).recipes();
        assertThat(recipes.keySet()).containsExactly("plain", "faster", "muon");
        var plain = recipe(recipes.get("plain"));
        assertThat(plain.rate()).isEqualTo(1e-3);
        assertThat(plain.batch()).isEqualTo(8);
        var muon = recipe(recipes.get("muon"));
        assertThat(muon.optimizer()).isEqualTo(Recipe.Kind.MUON);
        assertThat(muon.rate()).isEqualTo(2e-3);
        assertThat(muon.batch()).isEqualTo(4);
        assertThat(muon.schedule()).isEqualTo(new Schedule(Schedule.Kind.LINEAR, 0.1, 0, 0.1));
        assertThat(recipe(recipes.get("faster")).optimizer()).isEqualTo(Recipe.Kind.ADAMW);
    }

    @Test
    void rangesAreSpacedByAFactor() {
        var study = read("design: {kind: isoflop, budgets: {from: 1e11, to: 1e13, count: 3}, tokens_per_param: 20}");
        var design = (IsoFlopBudgets) study.design();
        assertThat(design.budgets()).hasSize(3);
        assertThat(design.budgets().get(0)).isEqualTo(1e11);
        assertThat(design.budgets().get(1)).isEqualTo(1e12);
        assertThat(design.budgets().get(2)).isEqualTo(1e13);
        var grid = (Grid) read("design: {kind: params, sizes: {from: 30K, to: 300K, count: 3}, tokens: 1M}")
                .design();
        assertThat(grid.sizes())
                .containsExactly(new Size.Params(30_000), new Size.Params(94_868), new Size.Params(300_000));
    }

    @Test
    void namesOfDesignsThatAreGrids() {
        assertThat(read("design: {kind: params, sizes: [30K, 60K], tokens: 1M}").design())
                .isEqualTo(new Grid(List.of(new Size.Params(30_000), new Size.Params(60_000)), List.of(1_000_000L)));
        assertThat(read("design: {kind: tokens, size: 30K, tokens: [1M, 2M]}").design())
                .isEqualTo(new Grid(List.of(new Size.Params(30_000)), List.of(1_000_000L, 2_000_000L)));
        var noise = read("design: {kind: seeds, size: 30K, tokens: 1M}");
        assertThat(noise.design()).isEqualTo(new Grid(List.of(new Size.Params(30_000)), List.of(1_000_000L)));
        assertThat(noise.seeds()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(read("seeds: 2\ndesign: {kind: seeds, size: 30K, tokens: 1M}")
                        .seeds())
                .containsExactly(1L, 2L);
    }

    @Test
    void aTrunksRecipeIsWsd() {
        var study = read("design: {kind: trunks, sizes: [30K], tokens: [500K, 1M], decay: 0.3}");
        assertThat(study.design())
                .isEqualTo(new Trunks(List.of(new Size.Params(30_000)), List.of(500_000L, 1_000_000L), 0.3));
        assertThat(recipe(study.recipes().get("llama")).schedule())
                .isEqualTo(new Schedule(Schedule.Kind.WARMUP_STABLE_DECAY, 0.02, 0, 0));
    }

    @Test
    void readsACommand() {
        var study = read("""
                vocabulary: 300
                trainer:
                  command: >-
                    torchrun train.py --n_layer {layers} --out ${HOME}/{name} | awk '{print $1}'
                  metrics:
                    pattern: 'step (?<step>\\d+) val (?P<validation_loss>[0-9.]+)'
                  environment: {SEED: "{seed}", OMP_NUM_THREADS: 1}
                  cores: 2
                  memory: 4G
                """ + LADDER);
        assertThat(task(study).vocabulary()).isEqualTo(300);
        assertThat(task(study).corpus()).isEmpty();
        var command = (Trainer.Command) study.trainer();
        assertThat(command.command())
                .isEqualTo("torchrun train.py --n_layer {layers} --out ${HOME}/{name} | awk '{print $1}'");
        assertThat(command.metrics().format()).isEqualTo(Trainer.Format.PATTERN);
        assertThat(command.metrics().pattern()).contains("step (?<step>\\d+) val (?<validationLoss>[0-9.]+)");
        assertThat(command.environment()).containsOnly(entry("SEED", "{seed}"), entry("OMP_NUM_THREADS", "1"));
        assertThat(command.lanes()).isEqualTo(2);
        assertThat(command.memoryBytes()).isEqualTo(4L << 30);
        var csv = (Trainer.Command) read("vocabulary: 256\n" + LADDER + """
                trainer:
                  command: train {params}
                  metrics: {file: "{name}.csv", format: csv, columns: {it: step, val: validation_loss}}
                """).trainer();
        assertThat(csv.metrics())
                .isEqualTo(new Trainer.Metrics(
                        Optional.of("{name}.csv"),
                        Trainer.Format.CSV,
                        Optional.empty(),
                        java.util.Map.of("it", "step", "val", "validation_loss")));
    }

    @Test
    void aCommandsCorpusIsNamedInFullWhereItIsBesideTheFile() throws IOException {
        var yaml = "corpus: %s\nvocabulary: 256\ntrainer: {command: 'x {here} {corpus}'}\n" + LADDER;
        assertThat(task(read(yaml.formatted("openwebtext"))).corpus()).isEqualTo("openwebtext");
        Files.createDirectory(folder.resolve("data"));
        var study = read(yaml.formatted("./data"));
        assertThat(task(study).corpus()).isEqualTo(folder.resolve("data").toString());
        assertThat(((Trainer.Command) study.trainer()).here()).isEqualTo(folder);
        assertThat(task(read(yaml.formatted("\"a\\0b\""))).corpus()).isEqualTo("a\0b");
    }

    @Test
    void jsonAndAnchorsAreYaml() {
        var json = read(
                "{\n\t\"name\": \"j\",\n\t\"design\": {\"kind\": \"ladder\",\n\t\"sizes\": [\"30K\", \"64x4\"]}\n}\n");
        assertThat(json.name()).isEqualTo("j");
        assertThat(json.design()).isEqualTo(read(LADDER).design());
        var anchored = read("recipes: {a: &a {lr: 1e-3}, b: *a}\n" + LADDER);
        assertThat(recipe(anchored.recipes().get("b")).rate()).isEqualTo(1e-3);
        assertThat(read("\ufeff" + LADDER).design()).isEqualTo(json.design());
    }

    @ParameterizedTest
    @MethodSource("loglog.lab.study.Studies#designs")
    void templatesAreStudies(DesignKind kind) throws IOException {
        var text = StudyTemplate.of(kind, "my.yaml", StudySchema.FILE);
        var study = read(text);
        assertThat(study.design().kind()).isIn(kind, Grid.KIND);
        // What a template comments out is what holds without it, and is spelled right.
        var plain =
                text.replaceAll("(?m)^( *)# (?!tokenizer|vocabulary|forecast|quantize)([a-z0-9_]+: [^ ].*)$", "$1$2");
        assertThat(plain).isNotEqualTo(text);
        assertThat(plain).contains("\n  beta1: 0.9").contains("\nvalidation_tokens: 300K");
        var explicit = read(plain);
        assertThat(explicit).usingRecursiveComparison().ignoringFields("name").isEqualTo(study);
        assertThat(task(read(text.replaceAll("(?m)^# (quantize: .*)$", "$1"))).quantize())
                .isPresent();
        assertThat(text.lines()).allMatch(line -> line.length() <= 120 && !line.endsWith(" "));
        // The executor that it shows is one, and so is the trainer.
        var executor = text.substring(text.indexOf("# executor:")).replaceAll("(?m)^# ", "");
        assertThat(StudyFile.executor(Studies.write(folder, text + executor))).isPresent();
        var trainer = "vocabulary: 256\n"
                + text.substring(text.indexOf("# trainer"), text.indexOf("# Runs go to Slurm"))
                        .replaceAll("(?m)^# ", "")
                        .replace("{folder}", "{folder} --lr {lr} --batch {batch} --unique {unique_tokens}");
        if (kind != Trunks.KIND) {
            assertThat(read(text + trainer).trainer()).isInstanceOf(Trainer.Command.class);
        }
    }

    @Test
    void bracesAfterADollarSignOrDoubledAreNoPlaceholders() {
        assertThat(Placeholders.names("x ${lr} {{lr}}", "lr")).isFalse();
        assertThat(Placeholders.names("x {lr}", "lr")).isTrue();
    }
}
