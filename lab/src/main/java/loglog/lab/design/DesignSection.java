package loglog.lab.design;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import loglog.training.Settings;
import loglog.training.Size;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.Value;

/**
 * The {@code design} of a study file, as its kind reads it: values by key, with the checks that depend on the study's recipes.
 *
 * @param section the keys
 * @param recipes by name, one or more
 */
public record DesignSection(Section section, Map<String, Settings> recipes) {
    /**
     * The kind, and that there are no keys but its own.
     *
     * @param trained the name of the kind of thing that is trained
     * @throws loglog.runs.DataException naming the key that is wrong
     */
    public static DesignKind kind(Section design, String trained) {
        var words = Designs.of(trained).stream().map(DesignKind::word).toList();
        var value = design.need(DesignKind.KEY, Value.listed(words, "or"));
        Designs.find(value.text("a design")).flatMap(DesignKind::trains).ifPresent(other -> {
            if (!other.equals(trained)) {
                throw value.says("found a design for kind %s, expected kind: %s in this file, or %s"
                        .formatted(other, other, Value.listed(words, "or")));
            }
        });
        var kind = Designs.find(value.oneOf(words)).orElseThrow();
        design.only(DesignKeys.names(kind));
        return kind;
    }

    /** The recipes' settings. */
    public Collection<Settings> settings() {
        return recipes.values();
    }

    /** A key's value, or the usual one. */
    public <T> T one(Key<T> key) {
        return key.one(section);
    }

    /** A key's values, or the usual ones. */
    public <T> List<T> all(Key<T> key) {
        return key.all(section);
    }

    /** A key's values, each of which a check looks at, which may throw what its place says. */
    public <T> List<T> all(Key<T> key, BiConsumer<Value, T> check) {
        return key.all(section, check);
    }

    /** The place of a key's value. */
    public Value value(Key<?> key) {
        return key.value(section);
    }

    /** A size of which every recipe has a model. */
    public Size size(Key<Size> key) {
        var size = one(key);
        checkModel(value(key), size);
        return size;
    }

    /** Sizes of each of which every recipe has a model. */
    public List<Size> sizes(Key<Size> key) {
        return all(key, this::checkModel);
    }

    private void checkModel(Value value, Size size) {
        settings().forEach(recipe -> value.here(() -> recipe.model(size)));
    }

    /** Tokens that are at least one step of every recipe. */
    public long tokens(Key<Long> key) {
        long tokens = one(key);
        checkSteps(value(key), tokens);
        return tokens;
    }

    /** Numbers of tokens, each at least one step of every recipe. */
    public List<Long> tokenCounts(Key<Long> key) {
        return all(key, this::checkSteps);
    }

    private void checkSteps(Value value, long tokens) {
        settings().forEach(recipe -> least(value, tokens, recipe.tokensPerStep()));
    }

    /** Throws where there are fewer tokens than one step takes. */
    static void least(Value value, long tokens, long step) {
        if (tokens < step) {
            throw value.wrong("at least the tokens of one step, %d".formatted(step));
        }
    }
}
