package loglog.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import loglog.engine.Precision;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.yaml.Section;
import loglog.yaml.Value;

/** Reads the recipes of a study file: names and defaults are those of {@code loglog train}. */
final class RecipeReader {
    static final List<String> KEYS = List.of(
            "architecture",
            "context",
            "batch",
            "optimizer",
            "lr",
            "schedule",
            "warmup",
            "decay",
            "floor",
            "base_width",
            "weight_decay",
            "clip",
            "beta1",
            "beta2",
            "bf16");

    static final List<String> SCHEDULES = List.of("constant", "cosine", "linear", "wsd");

    private static final String FROM = "from";
    private static final int LONGEST = 10_000_000;
    private static final double MUON_RATE = 0.02;
    private static final double DECAY = 0.2;
    private static final double STABLE = 0;
    private static final String SHARE = "a share from 0 to 1";

    private final Section root;
    private final DesignKind design;

    RecipeReader(Section root, DesignKind design) {
        this.root = root;
        this.design = design;
    }

    /** The recipes by name. */
    Map<String, StudyRecipe> read() {
        var shared = root.find("recipe").map(v -> v.section().only(KEYS));
        var several = root.find("recipes");
        if (several.isEmpty()) {
            var layers = shared.stream().toList();
            var recipe = recipe(layers);
            return Map.of(recipe.architecture(), recipe);
        }
        var section = several.get().section();
        if (section.names().isEmpty()) {
            throw several.get().wrong("recipes by name, each with what it has of its own");
        }
        var recipes = new LinkedHashMap<String, StudyRecipe>();
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (var name : section.names()) {
            var value = section.need(name, "");
            if (!StudyFile.isName(name) || !names.add(name)) {
                throw value.says("found it as a name, expected " + StudyFile.NAME + ", each once");
            }
            var layers = new ArrayList<Section>();
            layers(section, name, layers, new ArrayList<>());
            shared.ifPresent(layers::add);
            recipes.put(name, recipe(layers));
        }
        return recipes;
    }

    /** A recipe's own keys, then those of the one that it is made from, and so on. */
    private static void layers(Section recipes, String name, List<Section> layers, List<String> path) {
        var keys = new ArrayList<>(KEYS);
        keys.addFirst(FROM);
        var own = recipes.need(name, "").section().only(keys);
        layers.add(own);
        path.add(name);
        own.find(FROM).ifPresent(from -> {
            var others = recipes.names().stream().filter(n -> !n.equals(name)).toList();
            if (others.isEmpty()) {
                throw from.says("found %s, expected another recipe beside this one".formatted(from.text("a name")));
            }
            var other = from.oneOf(others);
            if (path.contains(other)) {
                throw from.says(
                        "found a circle: %s, from %s, expected an end".formatted(String.join(", from ", path), other));
            }
            layers(recipes, other, layers, path);
        });
    }

    /** @param layers the most particular first */
    private StudyRecipe recipe(List<Section> layers) {
        var architecture = find(layers, "architecture")
                .map(v -> v.oneOf(List.of("llama", "gpt2")))
                .orElse("llama");
        int context = find(layers, "context")
                .map(v -> v.whole(1, LONGEST, "tokens of a sequence, from 1 to " + LONGEST))
                .orElse(128);
        var usual = Recipe.usual(context);
        var optimiser = find(layers, "optimizer")
                .map(v -> v.oneOf(List.of("adamw", "muon")))
                .orElse("adamw");
        var kind = optimiser.equals("muon") ? Recipe.Kind.MUON : Recipe.Kind.ADAMW;
        varied(layers, "lr", DesignKind.LEARNING_RATES, "rates");
        varied(layers, "batch", DesignKind.BATCH_SIZES, "batches");
        double rate = find(layers, "lr")
                .map(v -> v.number(n -> n > 0, "a positive learning rate, such as 4e-3"))
                .orElse(kind == Recipe.Kind.MUON ? MUON_RATE : usual.rate());
        var recipe = new Recipe(
                kind,
                rate,
                schedule(layers, usual),
                whole(layers, "base_width", 0, "a width, or 0 for none", usual.baseWidth()),
                batch(layers, context, usual),
                context,
                number(layers, "weight_decay", Double.POSITIVE_INFINITY, "0 or more", usual.weightDecay()),
                number(layers, "clip", Double.POSITIVE_INFINITY, "a positive norm, or 0 for any", usual.clip()),
                number(layers, "beta1", 1, "0 or more, below 1", usual.beta1()),
                number(layers, "beta2", 1, "0 or more, below 1", usual.beta2()),
                usual.epsilon(),
                usual.momentum(),
                find(layers, "bf16").map(Value::bool).orElse(false) ? Precision.BFLOAT16 : Precision.FLOAT32);
        return new StudyRecipe(architecture, recipe);
    }

    private static int batch(List<Section> layers, int context, Recipe usual) {
        int most = Recipe.MOST_STEP_TOKENS / context;
        return find(layers, "batch")
                .map(v -> v.whole(1, most, "sequences of a step, from 1 to %d at this context".formatted(most)))
                .orElse(usual.batch());
    }

    private Schedule schedule(List<Section> layers, Recipe usual) {
        boolean trunks = design == DesignKind.TRUNKS;
        var asked = find(layers, "schedule");
        var word = asked.map(v -> v.oneOf(SCHEDULES)).orElse(trunks ? "wsd" : "cosine");
        var kind = switch (word) {
            case "constant" -> Schedule.Kind.CONSTANT;
            case "linear" -> Schedule.Kind.LINEAR;
            case "wsd" -> Schedule.Kind.WARMUP_STABLE_DECAY;
            default -> Schedule.Kind.COSINE;
        };
        boolean stable = kind == Schedule.Kind.WARMUP_STABLE_DECAY;
        if (trunks && !stable) {
            throw asked.orElseThrow()
                    .says("found %s, expected wsd: trunks keep their rate and branches cool down".formatted(word));
        }
        var decays = find(layers, "decay");
        if (trunks && decays.isPresent()) {
            throw decays.get().says("found it in a recipe, expected it in the design, whose branches cool down");
        }
        // A shared decay may stand beside a particular recipe without one, not the reverse.
        if (!stable && decays.isPresent() && depth(layers, "decay") <= depth(layers, "schedule")) {
            throw decays.get().says("found it beside schedule %s, expected schedule wsd".formatted(word));
        }
        double warmup = share(layers, "warmup", usual.schedule().warmup());
        double decay = stable && !trunks ? share(layers, "decay", DECAY) : 0;
        double floor = share(layers, "floor", stable ? STABLE : usual.schedule().floor());
        if (warmup + decay > 1) {
            throw find(layers, "decay")
                    .or(() -> find(layers, "warmup"))
                    .orElseThrow()
                    .says("found a warm-up of %s and a decay of %s, expected shares that together are at most 1"
                            .formatted(warmup, decay));
        }
        return new Schedule(kind, warmup, decay, floor);
    }

    /** What a design varies, no recipe sets. */
    private void varied(List<Section> layers, String key, DesignKind by, String where) {
        if (design == by) {
            find(layers, key).ifPresent(v -> {
                throw v.says("found it in a recipe, expected it in the design alone, as " + where);
            });
        }
    }

    private static int depth(List<Section> layers, String key) {
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).has(key)) {
                return i;
            }
        }
        return layers.size();
    }

    private static Optional<Value> find(List<Section> layers, String key) {
        return layers.stream().flatMap(layer -> layer.find(key).stream()).findFirst();
    }

    private static double share(List<Section> layers, String key, double usual) {
        return find(layers, key)
                .map(v -> v.number(n -> n >= 0 && n <= 1, SHARE))
                .orElse(usual);
    }

    private static double number(List<Section> layers, String key, double below, String expected, double usual) {
        return find(layers, key)
                .map(v -> v.number(n -> n >= 0 && n < below, expected))
                .orElse(usual);
    }

    private static int whole(List<Section> layers, String key, int least, String expected, int usual) {
        return find(layers, key).map(v -> v.whole(least, expected)).orElse(usual);
    }
}
