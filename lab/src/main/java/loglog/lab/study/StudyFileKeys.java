package loglog.lab.study;

import java.util.ArrayList;
import java.util.List;
import loglog.lab.design.DesignKeys;
import loglog.lab.design.DesignKind;
import loglog.lab.design.Designs;
import loglog.runs.Json;
import loglog.runs.RunId;
import loglog.training.Kind;
import loglog.training.Kinds;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.Value;
import loglog.yaml.ValueType;
import loglog.yaml.ValueType.Bounds;
import tools.jackson.databind.node.ObjectNode;

/** The keys of a study file, besides those of its kind and of its design. */
final class StudyFileKeys {
    static final Key<Value> NAME = Key.optional(
                    "name",
                    ValueType.of(StudyFile.NAME, ValueType.definition("name")),
                    "Name of the study and of its folder.",
                    "the file's name")
            .such("first");

    static final Key<String> KIND =
            Key.optional("kind", ValueType.oneOf(Kinds.names()), "What is trained.", RunId.LANGUAGE);

    static final Key<Value> SEEDS = Key.optional(
            "seeds",
            ValueType.of("how many, such as 3, or a list such as [1, 2, 3]", seedsSchema()),
            "Each scale is trained once for each: how many, or a list: [1, 2, 3].",
            "1");

    private static final Key<Double> TIMES = Key.required(
            "times", ValueType.number(Bounds.above(1).to(1e12), "more than 1, such as 10"), "How many times.");

    private static final Key<Double> FLOPS = Key.required(
            "flops", ValueType.amount(DesignKeys.MOST_FLOPS, "FLOP, such as 1e13"), "FLOP of its training.");

    private static final Key<Long> PARAMS = Key.required(
            "params",
            new ValueType<>("params, such as 3M", DesignKeys::params, ValueType.definition("count")),
            "Embeddings included.");

    private static final Key<Long> TOKENS =
            Key.required("tokens", ValueType.count("tokens, such as 60M"), "To train it on.");

    private static final List<Key<?>> TARGET = List.of(TIMES, FLOPS, PARAMS, TOKENS);
    private static final String TARGET_EXPECTED = "{times: 10}, {flops: 1e13} or {params: 3M, tokens: 60M}";

    static final Key<Target> FORECAST = Key.optional(
                    "forecast",
                    new ValueType<>(TARGET_EXPECTED, StudyFileKeys::target, targetSchema()),
                    "What to predict from the runs, and then to verify by one more run.",
                    "nothing")
            .such("{times: 10}");

    /** The name of {@link #trainer}'s key. */
    static final String TRAINER = "trainer";

    static final Key<Section> EXECUTOR = Key.optional(
                    "executor",
                    new ValueType<>(
                            "where the runs are carried out", (v, _) -> v.section(), Key.schema(ExecutorReader.KEYS)),
                    "Where the runs are carried out: jobs of Slurm (docs/slurm.md).",
                    "processes of this machine")
            .such("{kind: slurm}");

    private StudyFileKeys() {}

    static Key<Section> trainer(Kind kind) {
        return Key.optional(
                        TRAINER,
                        new ValueType<>(
                                "a program's command", (v, _) -> v.section(), Key.schema(TrainerReader.keys(kind))),
                        "A program of yours that trains the runs.",
                        "Loglog")
                .such("{command: x}");
    }

    static Key<Section> recipe(Kind kind) {
        return Key.optional(
                        "recipe",
                        ValueType.section(kind.recipeKeys()),
                        "The settings that all runs share.",
                        "the usual values of its keys")
                .such("{}");
    }

    static Key<Section> recipes(Kind kind) {
        var keys = new ArrayList<Key<?>>();
        keys.add(Key.optional(
                RecipeReader.FROM,
                ValueType.of("another recipe", ValueType.definition("name")),
                "Another recipe: this one has its settings, but for those named here.",
                "none"));
        keys.addAll(kind.recipeKeys());
        var schema = ValueType.type("object").put("minProperties", 1);
        schema.set("propertyNames", ValueType.definition("name"));
        schema.set("additionalProperties", ValueType.section(keys).schema());
        return Key.optional(
                        "recipes",
                        new ValueType<>(
                                "recipes by name, each with what it has of its own", (v, _) -> v.section(), schema),
                        "Several recipes by name, to compare: each with what it has of its own.",
                        "one")
                .such("{first: {}}");
    }

    static Key<Section> design(Kind kind) {
        var schema = ValueType.type("object");
        schema.putArray("required").add(DesignKind.KEY);
        var designs = schema.putArray("oneOf");
        Designs.of(kind.name()).forEach(design -> designs.add(ValueType.definition(design.word())));
        return Key.required(
                "design",
                new ValueType<>(
                        "the scales to train at, such as {kind: ladder, sizes: [100K, 300K]}",
                        (v, _) -> v.section(),
                        schema),
                "At which scales to train.");
    }

    /** All, in the order of docs and messages. */
    static List<Key<?>> of(Kind kind) {
        var keys = new ArrayList<Key<?>>(List.of(NAME, KIND));
        keys.addAll(kind.taskKeys());
        keys.addAll(List.of(recipe(kind), recipes(kind), design(kind), SEEDS, FORECAST, trainer(kind), EXECUTOR));
        return keys;
    }

    private static ObjectNode seedsSchema() {
        var schema = Json.MAPPER.createObjectNode();
        var one = schema.putArray("oneOf");
        one.add(ValueType.type("integer").put("minimum", 1));
        one.add(ValueType.type("array")
                .put("minItems", 1)
                .set("items", ValueType.type("integer").put("minimum", 0)));
        return schema;
    }

    private static ObjectNode targetSchema() {
        var schema = Json.MAPPER.createObjectNode();
        var one = schema.putArray("oneOf");
        one.add(Key.schema(List.of(TIMES))
                .put("description", "The compute-optimal model for this many times the compute of the largest run."));
        one.add(Key.schema(List.of(FLOPS)).put("description", "The compute-optimal model for a budget."));
        one.add(Key.schema(List.of(PARAMS, TOKENS))
                .put("description", "A model of about so many params, trained on so many tokens."));
        return schema;
    }

    private static Target target(Value value, String expected) {
        if (value.isNothing()) {
            throw value.wrong(expected);
        }
        var section = value.section().only(Key.names(TARGET));
        var names = new ArrayList<>(section.names());
        if (names.equals(List.of(TIMES.name()))) {
            return new Target.Times(TIMES.one(section));
        }
        if (names.equals(List.of(FLOPS.name()))) {
            return new Target.Flops(FLOPS.one(section));
        }
        if (java.util.Set.of(PARAMS.name(), TOKENS.name()).equals(section.names())) {
            return new Target.Scale(PARAMS.one(section), TOKENS.one(section));
        }
        throw value.says(
                "found %s, expected %s".formatted(names.isEmpty() ? "no keys" : Value.listed(names, "and"), expected));
    }
}
