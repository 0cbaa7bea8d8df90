package loglog.lab.study;

import loglog.lab.design.DesignKind;
import loglog.runs.RunId;
import loglog.training.Kind;
import loglog.training.Kinds;
import loglog.yaml.Key;

/** A commented study file for each kind of design, to be changed; made from the keys of study files. */
public final class StudyTemplate {
    private static final String START = """
            # yaml-language-server: $schema=%s
            # A Loglog study. Lines that begin with # are comments; what they leave out is as shown.
            # loglog study check %s   reads this file and shows the runs that it asks for.

            # name: %s # of the folder that holds the runs
            """;

    private static final String RECIPES = """

            # Two or more recipes make a comparison. Each has what stands above, and what it names itself.
            # recipes:
            #   first: {}
            #   second: {from: first%s}

            """;

    private static final String TRAINER = """

            # A program of yours that trains the runs instead of Loglog. {params}, {tokens}, {steps}, {seed}, {name}, {folder} and
            # more are filled in; {here} is this file's folder, {folder} the run's, in which the command is started.
            """;

    private static final String EXECUTOR = """

            # Runs go to Slurm instead of processes of this machine: docs/slurm.md.
            """;

    private static final String COMPUTE_FORECAST = """

            # What to predict from the runs, and then to verify by one more: {times: 10} is the compute-optimal model for
            # 10 times the compute of the largest run; also {flops: 1e13} or {params: 3M, tokens: 60M}.
            forecast: {times: 10}
            """;

    private static final String SCALE_FORECAST = """

            # What to predict from the runs, and then to verify by one more.
            # forecast: %s
            """;

    private StudyTemplate() {}

    /**
     * The file's text, for the kind of thing that the design is for.
     *
     * @param file its name, for the comments
     * @param schema where the schema lies, relative to it
     */
    public static String of(DesignKind design, String file, String schema) {
        return of(design, Kinds.named(design.trains().orElse(RunId.LANGUAGE)), file, schema);
    }

    /** The same, for a kind that is named. */
    public static String of(DesignKind design, Kind kind, String file, String schema) {
        var name = file.replaceFirst("\\.(ya?ml|json)$", "");
        var recipe = kind.shownRecipeKeys(design.branches()).stream()
                .filter(key -> design.varies()
                        .filter(v -> v.setting().equals(key.name()))
                        .isEmpty())
                .toList();
        return START.formatted(schema, file, name)
                + (kind.name().equals(RunId.LANGUAGE) ? "" : "kind: " + kind.name() + "\n")
                + Key.template(kind.taskKeys(), "")
                + "\n# What all runs share.\nrecipe:\n"
                + Key.template(recipe, "  ")
                + (design.recipesExample().isEmpty()
                        ? RECIPES.formatted(kind.otherRecipe().isEmpty() ? "" : ", " + kind.otherRecipe())
                        : design.recipesExample())
                + Key.wrapped(design.purpose(), "")
                + "design:\n  kind: "
                + design.word()
                + "\n"
                + Key.template(design.keys(), "  ")
                + "\n"
                + seeds(design)
                + forecast(design)
                + trainer(kind)
                + EXECUTOR
                + Key.commented(StudyFileKeys.EXECUTOR.name(), ExecutorReader.KEYS);
    }

    /** To be uncommented where Loglog can train the kind itself. */
    private static String trainer(Kind kind) {
        var keys = TrainerReader.keys(kind);
        return kind.hasMetricOfTask()
                ? TRAINER.replace(" instead of Loglog", "") + StudyFileKeys.TRAINER + ":\n" + Key.template(keys, "  ")
                : TRAINER + Key.commented(StudyFileKeys.TRAINER, keys);
    }

    private static String seeds(DesignKind design) {
        return design.usualSeeds() > 1
                ? "seeds: %d # or a list: [1, 2, 3]\n".formatted(design.usualSeeds())
                : Key.template(java.util.List.of(StudyFileKeys.SEEDS), "");
    }

    private static String forecast(DesignKind design) {
        if (!design.forecastExample().isEmpty()) {
            return SCALE_FORECAST.formatted(design.forecastExample());
        }
        return design.forecasts() == DesignKind.Forecasts.OPTIMUM ? COMPUTE_FORECAST : "";
    }
}
