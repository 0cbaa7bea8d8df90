package loglog.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import loglog.lab.design.DesignKind;
import loglog.training.Kind;
import loglog.training.Settings;
import loglog.training.Task;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;

/** Reads the recipes of a study file, which may be made from each other. */
final class RecipeReader {
    static final String FROM = "from";

    private final Section root;
    private final DesignKind design;
    private final Kind kind;
    private final Task task;

    RecipeReader(Section root, DesignKind design, Kind kind, Task task) {
        this.root = root;
        this.design = design;
        this.kind = kind;
        this.task = task;
    }

    /** The recipes by name. */
    Map<String, Settings> read() {
        var shared = root.find("recipe").map(v -> v.section().only(Key.names(kind.recipeKeys())));
        var several = root.find("recipes");
        if (several.isEmpty()) {
            var layers = shared.stream().toList();
            var recipe = recipe(layers);
            return Map.of(recipe.label(), recipe);
        }
        var section = several.get().section();
        if (section.names().isEmpty()) {
            throw several.get().wrong("recipes by name, each with what it has of its own");
        }
        var recipes = new LinkedHashMap<String, Settings>();
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
    private void layers(Section recipes, String name, List<Section> layers, List<String> path) {
        var keys = new ArrayList<>(Key.names(kind.recipeKeys()));
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

    private Settings recipe(List<Section> sections) {
        var layers = new SectionStack(sections);
        // What a design varies, no recipe sets.
        design.varies()
                .ifPresent(varied -> layers.find(varied.setting()).ifPresent(v -> {
                    throw v.says("found it in a recipe, expected it in the design alone, as " + varied.key());
                }));
        return kind.settings(layers, task, design.branches());
    }
}
