package loglog.lab.study;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import loglog.lab.design.Design;
import loglog.lab.design.DesignKind;
import loglog.lab.design.DesignSection;
import loglog.lab.launch.SlurmOptions;
import loglog.training.Kinds;
import loglog.training.Trainer;
import loglog.yaml.Key;
import loglog.yaml.Node;
import loglog.yaml.Section;
import loglog.yaml.Yaml;

/** {@code study.yaml}: a {@link Study} as a person writes it. Its keys are described in docs/studies.md. */
public final class StudyFile {
    /** The usual name. */
    public static final String NAME_OF_FILE = "study.yaml";

    static final String NAME = "a name of at most 80 letters, digits, dots, hyphens and underscores";
    /** Of a name. */
    static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}";

    private static final int MOST_SEEDS = 1000;
    private static final int MOST_RUNS = 10_000;

    private final Path file;
    private final Section root;

    private StudyFile(Path file, Section root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads a study.
     *
     * @throws loglog.runs.DataException in one sentence: the file, its line and keys, what was found and what was expected
     */
    public static Study read(Path file) {
        var keys = Yaml.read(file, "a study (loglog study init writes one)");
        return new StudyFile(file, new Section(file, "", keys, 1)).study();
    }

    /**
     * Where a study's runs are carried out: the options of Slurm; empty for processes of this machine.
     *
     * @throws loglog.runs.DataException as {@link #read}
     */
    public static Optional<SlurmOptions> executor(Path file) {
        var keys = Yaml.read(file, "a study (loglog study init writes one)");
        return new StudyFile(file, new Section(file, "", keys, 1)).executor();
    }

    private Optional<SlurmOptions> executor() {
        return StudyFileKeys.EXECUTOR.find(root).map(ExecutorReader::read);
    }

    static boolean isName(String text) {
        return text.matches(NAME_PATTERN);
    }

    private Study study() {
        var of = StudyFileKeys.KIND.one(root);
        var trained = Kinds.named(of);
        root.only(Key.names(StudyFileKeys.of(trained)));
        var design = StudyFileKeys.design(trained).one(root);
        var kind = DesignSection.kind(design, of);
        var program = StudyFileKeys.trainer(trained).find(root);
        var task = trained.task(root, program.isPresent());
        var trainer = program.<Trainer>map(v -> new TrainerReader(trained, task.metric(), here()).read(v))
                .orElse(new Trainer.BuiltIn());
        var recipes = new RecipeReader(root, kind, trained, task).read();
        var scales = kind.read(new DesignSection(design, recipes));
        if (trainer instanceof Trainer.Command) {
            checkCommand(kind);
        }
        checkExecutor(trainer);
        var seeds = seeds(kind);
        checkRuns(scales, recipes.size(), seeds.size());
        return new Study(name(), task, recipes, scales, seeds, forecast(kind, scales), trainer);
    }

    private void checkExecutor(Trainer trainer) {
        var options = executor();
        if (options.isPresent()
                && options.get().memoryBytes() == 0
                && trainer instanceof Trainer.Command command
                && command.memoryBytes() == 0) {
            root.need("executor", "")
                    .section()
                    .need("memory", "the memory of one job, such as 8G, or trainer.memory, that of one run");
        }
    }

    /** Before they are made, each of which takes memory. */
    private void checkRuns(Design design, int recipes, int seeds) {
        double runs = (double) design.mostRuns() * recipes * seeds;
        if (runs > MOST_RUNS) {
            throw root.need("design", "")
                    .says("found %.0f runs (%d scales, %d %s, %d %s), expected at most %d"
                            .formatted(
                                    runs,
                                    design.mostRuns(),
                                    recipes,
                                    recipes == 1 ? "recipe" : "recipes",
                                    seeds,
                                    seeds == 1 ? "seed" : "seeds",
                                    MOST_RUNS));
        }
    }

    private String name() {
        return root.find("name")
                .map(v -> {
                    var name = v.text(NAME);
                    if (!isName(name)) {
                        throw v.wrong(NAME);
                    }
                    return name;
                })
                .orElseGet(() -> {
                    var plain = file.toAbsolutePath()
                            .getFileName()
                            .toString()
                            .replaceFirst("\\.(ya?ml|json)$", "")
                            .replaceAll("[^A-Za-z0-9._-]+", "-")
                            .replaceFirst("^[._-]+", "");
                    return isName(plain) ? plain : "study";
                });
    }

    /** The folder that the file is in. */
    private Path here() {
        return file.toAbsolutePath().normalize().getParent();
    }

    private void checkCommand(DesignKind kind) {
        if (kind.branches()) {
            throw root.need("trainer", "")
                    .says(
                            ("found a command beside the design %s, whose branches need the states of Loglog's own trainer,"
                                            + " expected another design or no trainer")
                                    .formatted(kind.word()));
        }
        var command = root.need("trainer", "").section().need("command", "");
        var text = command.text("");
        // A command may look the rest up in a file of its own, by the run's name.
        kind.placeholder().ifPresent(varied -> {
            if (!Placeholders.names(text, varied) && !Placeholders.names(text, "name")) {
                throw command.says(
                        "found no {%s} in it, which the design %s varies, expected it".formatted(varied, kind.word()));
            }
        });
    }

    private List<Long> seeds(DesignKind kind) {
        var value = root.find(StudyFileKeys.SEEDS.name());
        if (value.isEmpty()) {
            return numbered(kind.usualSeeds());
        }
        var expected = StudyFileKeys.SEEDS.type().expected();
        var seeds = value.get().node() instanceof Node.Items
                ? List.copyOf(new LinkedHashSet<>(value.get().items(expected).stream()
                        .map(v -> (long) v.whole(0, "a whole number from 0 on"))
                        .toList()))
                : numbered(value.get().whole(1, MOST_SEEDS, expected));
        if (seeds.size() < kind.leastSeeds()) {
            throw value.get().wrong("at least %d seeds, which tell the noise".formatted(kind.leastSeeds()));
        }
        return seeds;
    }

    private static List<Long> numbered(int count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    private Optional<Target> forecast(DesignKind kind, Design scales) {
        var value = root.find(StudyFileKeys.FORECAST.name());
        if (value.isEmpty()) {
            return Optional.empty();
        }
        var target = StudyFileKeys.FORECAST.type().read(value.get());
        if (kind.forecasts() == DesignKind.Forecasts.NONE) {
            throw value.get()
                    .says("found it beside the design %s, whose runs lie along no scale, expected none"
                            .formatted(kind.word()));
        }
        if (kind.forecasts() == DesignKind.Forecasts.SCALE && !(target instanceof Target.Scale)) {
            throw value.get()
                    .says(
                            ("found a compute-optimal model, which runs of design %s cannot tell, since only one of params"
                                            + " and tokens varies, expected {params: ..., tokens: ...}")
                                    .formatted(kind.word()));
        }
        var fixed = scales.heldFixed();
        if (fixed.isPresent() && !(target instanceof Target.Scale)) {
            throw value.get()
                    .says(
                            "found a compute-optimal model, which runs of %s cannot tell, expected {params: ..., tokens: ...}"
                                    .formatted(fixed.get()));
        }
        return Optional.of(target);
    }
}
