package loglog.lab.study;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import loglog.lab.launch.SlurmOptions;
import loglog.models.data.Corpus;
import loglog.models.tokens.Tokenizer;
import loglog.yaml.Node;
import loglog.yaml.Section;
import loglog.yaml.Value;
import loglog.yaml.Yaml;

/** {@code study.yaml}: a {@link Study} as a person writes it. Its keys are described in docs/studies.md. */
public final class StudyFile {
    /** The usual name. */
    public static final String NAME_OF_FILE = "study.yaml";

    static final String NAME = "a name of at most 80 letters, digits, dots, hyphens and underscores";
    static final List<String> KEYS = List.of(
            "name",
            "corpus",
            "tokenizer",
            "vocabulary",
            "recipe",
            "recipes",
            "design",
            "seeds",
            "forecast",
            "validation_tokens",
            "trainer",
            "executor");

    private static final String CORPUS = "europarl, jdk, or a file, folder or glob";
    private static final String TARGET = "{times: 10}, {flops: 1e13} or {params: 3M, tokens: 60M}";
    /** More is taken for a mistake. */
    static final double MOST_FLOPS = 1e30;

    static final double MOST_PARAMS = 1e13;
    private static final int MOST_SEEDS = 1000;
    private static final int MOST_RUNS = 10_000;
    private static final int NOISE_SEEDS = 5;
    private static final long VALIDATION_TOKENS = 300_000;

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
        return new StudyFile(file, new Section(file, "", keys, 1).only(KEYS)).study();
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
        return root.find("executor").map(v -> ExecutorReader.read(v.section()));
    }

    /** Params of one model. */
    static long params(Value value, String expected) {
        value.amount(MOST_PARAMS, expected);
        return value.count(expected);
    }

    static boolean isName(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
    }

    private Study study() {
        var design = root.need("design", "the scales to train at, such as {kind: ladder, sizes: [100K, 300K]}")
                .section();
        var kind = DesignReader.kind(design);
        var trainer = root.find("trainer")
                .map(v -> TrainerReader.read(v.section(), here()))
                .orElse(new Trainer.BuiltIn());
        var recipes = new RecipeReader(root, kind).read();
        var tokenizer = root.find("tokenizer");
        var tokenizerFile = tokenizer.map(v -> beside(v, "a tokenizer.json, or its folder"));
        int vocabulary = vocabulary(tokenizer, tokenizerFile, trainer);
        var scales = new DesignReader(design, recipes, vocabulary).read(kind);
        if (trainer instanceof Trainer.Command) {
            checkCommand(kind);
        }
        checkExecutor(trainer);
        var seeds = seeds(kind);
        checkRuns(scales, recipes.size(), seeds.size());
        return new Study(
                name(),
                corpus(trainer),
                tokenizerFile.orElse(null),
                vocabulary,
                recipes,
                scales,
                seeds,
                forecast(kind),
                root.find("validation_tokens")
                        .map(v -> v.count("tokens that each evaluation reads, such as 300K"))
                        .orElse(VALIDATION_TOKENS),
                trainer);
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

    /** What a command reads is its own matter. */
    private String corpus(Trainer trainer) {
        var key = root.find("corpus");
        var corpus = key.map(v -> v.text(CORPUS));
        if (trainer instanceof Trainer.Command) {
            // Its folder is another one, so that files are named in full; other names are its own.
            return corpus.map(text ->
                            exists(text) ? here().resolve(text).normalize().toString() : text)
                    .orElse("");
        }
        var text = corpus.orElse(Corpus.builtIn().getFirst());
        return Corpus.builtIn().contains(text)
                ? text
                : beside(key.orElseThrow(), CORPUS).toString();
    }

    private boolean exists(String path) {
        try {
            return !path.isEmpty() && Files.exists(here().resolve(path));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /** The folder that the file is in. */
    private Path here() {
        return file.toAbsolutePath().normalize().getParent();
    }

    /** Relative to the study file, wherever the command is started. */
    private Path beside(Value value, String expected) {
        var path = value.text(expected);
        try {
            return path.startsWith("~/")
                    ? Path.of(System.getProperty("user.home"), path.substring(2))
                    : file.resolveSibling(path).normalize();
        } catch (InvalidPathException _) {
            throw value.wrong(expected);
        }
    }

    private int vocabulary(Optional<Value> key, Optional<Path> tokenizer, Trainer trainer) {
        var said = root.find("vocabulary")
                .map(v -> Math.toIntExact(Math.min(Integer.MAX_VALUE, v.count("the number of tokens that there are"))));
        if (trainer instanceof Trainer.Command
                && tokenizer.filter(Files::exists).isEmpty()) {
            return said.orElseGet(() -> root.need("vocabulary", "the number of tokens that the command's models know")
                    .whole(1, ""));
        }
        int vocabulary = tokenizer
                .map(path -> key.orElseThrow().here(() -> {
                    try (var read = Tokenizer.read(path)) {
                        return read.vocabulary();
                    }
                }))
                .orElse(256);
        if (said.isPresent() && said.get() != vocabulary) {
            throw root.need("vocabulary", "")
                    .wrong("%d, as the %s has"
                            .formatted(vocabulary, tokenizer.isEmpty() ? "bytes of UTF-8" : "tokenizer"));
        }
        return vocabulary;
    }

    private void checkCommand(DesignKind kind) {
        if (kind == DesignKind.TRUNKS) {
            throw root.need("trainer", "")
                    .says("found a command beside the design trunks, whose branches need the states of Loglog's own"
                            + " trainer, expected another design or no trainer");
        }
        var varied = switch (kind) {
            case LEARNING_RATES -> "lr";
            case BATCH_SIZES -> "batch";
            case REPEATS -> "unique_tokens";
            default -> null;
        };
        var command = root.need("trainer", "").section().need("command", "");
        var text = command.text("");
        // A command may look the rest up in a file of its own, by the run's name.
        if (varied != null && !Placeholders.names(text, varied) && !Placeholders.names(text, "name")) {
            throw command.says(
                    "found no {%s} in it, which the design %s varies, expected it".formatted(varied, kind.word()));
        }
    }

    private List<Long> seeds(DesignKind kind) {
        var value = root.find("seeds");
        if (value.isEmpty()) {
            return numbered(kind == DesignKind.SEEDS ? NOISE_SEEDS : 1);
        }
        var expected = "how many, such as 3, or a list such as [1, 2, 3]";
        var seeds = value.get().node() instanceof Node.Items
                ? List.copyOf(new LinkedHashSet<>(value.get().items(expected).stream()
                        .map(v -> (long) v.whole(0, "a whole number from 0 on"))
                        .toList()))
                : numbered(value.get().whole(1, MOST_SEEDS, expected));
        if (kind == DesignKind.SEEDS && seeds.size() < 2) {
            throw value.get().wrong("at least two seeds, which tell the noise");
        }
        return seeds;
    }

    private static List<Long> numbered(int count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    private Optional<Target> forecast(DesignKind kind) {
        var value = root.find("forecast");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        var target = target(value.get());
        DesignReader.noForecast(kind, target).ifPresent(sentence -> {
            throw value.get().says(sentence);
        });
        return Optional.of(target);
    }

    private static Target target(Value value) {
        if (value.isNothing()) {
            throw value.wrong(TARGET);
        }
        var section = value.section().only("times", "flops", "params", "tokens");
        var names = new ArrayList<>(section.names());
        if (names.equals(List.of("times"))) {
            return new Target.Times(
                    section.need("times", "").number(n -> n > 1 && n <= 1e12, "more than 1, such as 10"));
        }
        if (names.equals(List.of("flops"))) {
            return new Target.Flops(section.need("flops", "").amount(MOST_FLOPS, "FLOP, such as 1e13"));
        }
        if (Map.of("params", "", "tokens", "").keySet().equals(section.names())) {
            return new Target.Scale(
                    params(section.need("params", ""), "params, such as 3M"),
                    section.need("tokens", "").count("tokens, such as 60M"));
        }
        throw value.says(
                "found %s, expected %s".formatted(names.isEmpty() ? "no keys" : Value.listed(names, "and"), TARGET));
    }
}
