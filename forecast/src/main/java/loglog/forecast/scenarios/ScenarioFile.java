package loglog.forecast.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import loglog.forecast.Dates;
import loglog.forecast.facts.FactReader;
import loglog.forecast.facts.Uncertain;
import loglog.forecast.scenarios.Scenario.Growth;
import loglog.forecast.scenarios.Scenario.Model;
import loglog.forecast.scenarios.Scenario.Part;
import loglog.forecast.scenarios.Scenario.Step;
import loglog.yaml.Node;
import loglog.yaml.Section;
import loglog.yaml.Value;
import loglog.yaml.Yaml;

/** {@code scenario.yaml}: a {@link Scenario} as a person writes it. Its keys are described in docs/ooms.md. */
public final class ScenarioFile {
    /** The usual name of the schema, beside a scenario. */
    public static final String SCHEMA = "scenario.schema.json";

    private static final String BUILT_IN = "built-in.yaml";

    static final List<String> KEYS =
            List.of("name", "description", "from", "to", "until", "interval", "models", "growth", "steps");
    static final List<String> MODEL_KEYS = FactReader.keys("name", "date", "flops", "interval");
    static final List<String> GROWTH_KEYS = FactReader.keys(
            "name", "part", "oom_per_year", "times_per_year", "doubling_months", "from", "until", "weight", "interval");
    static final List<String> STEP_KEYS =
            FactReader.keys("name", "part", "date", "oom", "times", "compare", "interval");

    private static final List<String> PARTS =
            Arrays.stream(Part.values()).map(Part::word).toList();
    private static final String NAME = "what it is called";
    private static final double MONTHS = 12;
    private static final double YEARS_AHEAD = 15;
    private static final double MOST_YEARS = 100;

    private final Path file;
    private final Section root;
    private final double level;

    private ScenarioFile(Path file, Section root) {
        this.file = file;
        this.root = root;
        this.level = FactReader.level(root, Uncertain.USUAL_LEVEL);
    }

    /**
     * Reads a scenario.
     *
     * @throws loglog.runs.DataException in one sentence: the file, its line and keys, what was found and what was expected
     */
    public static Scenario read(Path file) {
        return read(file, Yaml.read(file, "a scenario (loglog ooms --template prints one)"));
    }

    private static Scenario read(Path file, Node.Keys keys) {
        return new ScenarioFile(file, new Section(file, "", keys, 1).only(KEYS)).scenario();
    }

    /** The scenario of public figures. */
    public static Scenario builtIn() {
        var file = Path.of(BUILT_IN);
        return read(file, Yaml.read(file, template(), "a scenario"));
    }

    /** The text of the scenario of public figures, commented, to be changed. */
    public static String template() {
        return resource(BUILT_IN);
    }

    /** The JSON Schema (draft 2020-12) of scenarios, with which editors complete and check them. */
    public static String schema() {
        return resource(SCHEMA);
    }

    private static String resource(String name) {
        try (var in = ScenarioFile.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Scenario scenario() {
        var models = models();
        var from = model("from", models, models.getFirst());
        var to = model("to", models, models.getLast());
        if (!(from.date() < to.date())) {
            throw root.need("to", "a model after " + from.name())
                    .says("found %s, which is not after %s, expected a later model".formatted(to.name(), from.name()));
        }
        var last = models.getLast().date();
        double until = root.find("until")
                .map(v -> {
                    double date = FactReader.date(v);
                    if (!(date > last && date <= last + MOST_YEARS)) {
                        throw v.wrong("a date after the last model's, %s, and at most %.0f years after it"
                                .formatted(Dates.text(last), MOST_YEARS));
                    }
                    return date;
                })
                .orElse(last + YEARS_AHEAD);
        return new Scenario(
                root.find("name")
                        .map(v -> v.text(NAME))
                        .orElse(file.getFileName().toString()),
                root.find("description").map(v -> v.text("a sentence")).orElse(""),
                from,
                to,
                until,
                models,
                growths(),
                steps());
    }

    private List<Model> models() {
        var value = root.need("models", "models with their training FLOP: at least two");
        var models = new ArrayList<Model>();
        for (var item : FactReader.entries(value, "models with their training FLOP")) {
            var entry = item.section().only(MODEL_KEYS);
            models.add(new Model(
                    name(entry),
                    FactReader.date(entry.need("date", "when it was released, such as 2023-03-14")),
                    FactReader.positive(
                            entry.need("flops", "FLOP of its training, such as 2e25"),
                            FactReader.level(entry, level),
                            "FLOP, such as 2e25"),
                    FactReader.source(entry)));
            for (var before : models.subList(0, models.size() - 1)) {
                if (before.name().equals(models.getLast().name())
                        || before.date() == models.getLast().date()) {
                    throw item.says("found %s of %s, but %s of %s stands before it, expected other names and dates"
                            .formatted(
                                    models.getLast().name(),
                                    Dates.text(models.getLast().date()),
                                    before.name(),
                                    Dates.text(before.date())));
                }
            }
        }
        if (models.size() < 2) {
            throw value.says("found one model, expected at least two");
        }
        models.sort(Comparator.comparingDouble(Model::date));
        return List.copyOf(models);
    }

    private Model model(String key, List<Model> models, Model usual) {
        var names = models.stream().map(Model::name).toList();
        return root.find(key)
                .map(v -> models.get(names.indexOf(v.oneOf(names))))
                .orElse(usual);
    }

    private List<Growth> growths() {
        var growths = new ArrayList<Growth>();
        var value = root.find("growth");
        if (value.isEmpty()) {
            return List.of();
        }
        for (var item : FactReader.entries(value.get(), "rates")) {
            var entry = item.section().only(GROWTH_KEYS);
            var growth = new Growth(
                    name(entry),
                    part(entry),
                    rate(entry),
                    entry.find("from").map(FactReader::date).orElse(Double.NEGATIVE_INFINITY),
                    entry.find("until").map(FactReader::date).orElse(Double.POSITIVE_INFINITY),
                    entry.find("weight")
                            .map(v -> v.amount("a weight above 0, such as 1"))
                            .orElse(1.0),
                    FactReader.source(entry));
            if (!(growth.from() < growth.until())) {
                throw entry.need("until", "").wrong("a date after from");
            }
            for (var before : growths) {
                if (growth.overlaps(before) && !growth.isSamePeriod(before)) {
                    throw item.says(
                            "found a period that overlaps that of \"%s\", expected the same period, so that both are views of"
                                            .formatted(before.name())
                                    + " one rate, or periods that follow each other");
                }
            }
            growths.add(growth);
        }
        return List.copyOf(growths);
    }

    private List<Step> steps() {
        var steps = new ArrayList<Step>();
        var value = root.find("steps");
        if (value.isEmpty()) {
            return List.of();
        }
        for (var item : FactReader.entries(value.get(), "steps")) {
            var entry = item.section().only(STEP_KEYS);
            steps.add(new Step(
                    name(entry),
                    part(entry),
                    FactReader.date(entry.need("date", "when it came, such as 2022-03")),
                    oom(entry),
                    FactReader.source(entry)));
        }
        return List.copyOf(steps);
    }

    private static String name(Section entry) {
        return entry.need("name", NAME).text(NAME);
    }

    private static Part part(Section entry) {
        return Part.values()[
                PARTS.indexOf(entry.need("part", Value.listed(PARTS, "or")).oneOf(PARTS))];
    }

    /** The one key of several that an entry has. */
    private static Value one(Section entry, String... keys) {
        var found = Arrays.stream(keys).filter(entry::has).toList();
        if (found.size() == 2) {
            throw entry.need(found.getLast(), "")
                    .says("found it beside %s, expected one of them".formatted(found.getFirst()));
        }
        return entry.need(found.isEmpty() ? keys[0] : found.getFirst(), "one of " + Value.listed(List.of(keys), "or"));
    }

    private Uncertain rate(Section entry) {
        double level = FactReader.level(entry, this.level);
        var value = one(entry, "oom_per_year", "times_per_year", "doubling_months");
        return bounded(
                value,
                switch (value.path().substring(value.path().lastIndexOf('.') + 1)) {
                    case "oom_per_year" -> FactReader.number(value, level, "orders of magnitude a year, such as 0.5");
                    case "times_per_year" ->
                        FactReader.positive(value, level, "how many times a year, such as 4")
                                .map(Math::log10, false);
                    default ->
                        FactReader.positive(value, level, "months to double, such as 8")
                                .map(months -> MONTHS / months * Math.log10(2), false);
                });
    }

    private Uncertain oom(Section entry) {
        double level = FactReader.level(entry, this.level);
        var value = one(entry, "oom", "times", "compare");
        return bounded(
                value,
                switch (value.path().substring(value.path().lastIndexOf('.') + 1)) {
                    case "oom" -> FactReader.number(value, level, "orders of magnitude, such as 1");
                    case "times" ->
                        FactReader.positive(value, level, "how many times, such as 10")
                                .map(Math::log10, false);
                    default -> compared(value);
                });
    }

    private static Uncertain bounded(Value value, Uncertain oom) {
        if (Math.max(Math.abs(oom.low()), Math.abs(oom.high())) > Scenario.MOST_OOM) {
            throw value.says("found more than %.0f orders of magnitude, expected less".formatted(Scenario.MOST_OOM));
        }
        return oom;
    }

    /** The multiplier at the largest compute in what {@code loglog compare --json} printed into a file. */
    private Uncertain compared(Value value) {
        var what = "a file that loglog compare --json wrote, relative to this one";
        Path json;
        try {
            json = file.resolveSibling(value.text(what));
        } catch (InvalidPathException _) {
            throw value.wrong(what);
        }
        var root = new Section(json, "", Yaml.read(json, "what loglog compare --json prints"), 1);
        var level = root.need("level", "the level of its intervals")
                .number(x -> x > 0 && x < 1, "the share inside the interval");
        var all = root.need("compute_multipliers", "compute multipliers").items("compute multipliers");
        var last = all.getLast().section();
        var ends = new double[3];
        var keys = List.of("low", "value", "high");
        for (int i = 0; i < 3; i++) {
            ends[i] = last.need(keys.get(i), "a compute multiplier")
                    .number(x -> x > 0, "a multiplier above 0: the recipe reaches what the other reaches");
        }
        return new Uncertain(ends[1], ends[0], ends[2], level, true).map(Math::log10, false);
    }
}
