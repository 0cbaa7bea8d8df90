package loglog.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * A key of a YAML file, described once: what reads it, its JSON Schema, its line in a template and in a table of docs come
 * from here.
 *
 * @param several what is expected where a list, or {@code {from, to, count}}, may stand; empty for a single value
 * @param meaning a sentence or two that begin with a capital and end with a full stop
 * @param usual what holds where the key is missing, as a file has it or in words; empty for a key that must be there
 * @param example a value, as a file has it, that is not commented out in a template; empty for the usual one, commented out
 */
public record Key<T>(
        String name, ValueType<T> type, Optional<String> several, String meaning, String usual, String example) {
    /** A key that must be there. */
    public static <T> Key<T> required(String name, ValueType<T> type, String meaning) {
        return new Key<>(name, type, Optional.empty(), meaning, "", "");
    }

    /** A key that may be missing. */
    public static <T> Key<T> optional(String name, ValueType<T> type, String meaning, String usual) {
        return new Key<>(name, type, Optional.empty(), meaning, usual, "");
    }

    /** The same, where several values may stand: a list, one, or a range. */
    public Key<T> several(String expected) {
        return new Key<>(name, type, Optional.of(expected), meaning, usual, example);
    }

    /** The same, with a value for templates. */
    public Key<T> with(String other) {
        return new Key<>(name, type, several, meaning, usual, other);
    }

    /** The same, with a meaning of its own. */
    public Key<T> meaning(String other) {
        return new Key<>(name, type, several, other, usual, example);
    }

    /** Whether it must be there. */
    public boolean isRequired() {
        return usual.isEmpty();
    }

    /** What stands there, or the usual value in its place; errors about it name the key. */
    public Value value(Section section) {
        return section.find(name).orElseGet(() -> isRequired() ? section.need(name, expected()) : usually(section));
    }

    /** What stands there, where something does. */
    public Optional<T> find(Section section) {
        return section.find(name).map(type::read);
    }

    /** What stands in the most particular layer that has it. */
    public Optional<T> find(Layers layers) {
        return layers.find(name).map(type::read);
    }

    /** Its value, or the usual one. */
    public T one(Section section) {
        return type.read(value(section));
    }

    /** Its values, or the usual ones, none twice. */
    public List<T> all(Section section) {
        return all(section, (_, _) -> {});
    }

    /** {@link #all(Section)}, each of which a check looks at, which may throw what its place says. */
    public List<T> all(Section section, BiConsumer<Value, T> check) {
        return value(section)
                .spaced(
                        one -> {
                            var read = type.read(one);
                            check.accept(one, read);
                            return read;
                        },
                        several.orElse(type.expected()));
    }

    private String expected() {
        return several.orElse(type.expected());
    }

    private Value usually(Section section) {
        var keys = Yaml.read(Path.of(name), name + ": " + usual, "a value");
        return new Section(section.file(), section.path(), keys, section.line()).need(name, expected());
    }

    /** Its JSON Schema, with what it means and what holds without it. */
    public ObjectNode schema() {
        var schema = Json.MAPPER.createObjectNode();
        schema.put("description", isRequired() ? meaning : meaning + " Default: " + usual + ".");
        if (several.isEmpty()) {
            return schema.setAll(type.schema());
        }
        var any = schema.putArray("anyOf");
        any.add(type.schema());
        any.addObject().put("type", "array").put("minItems", 1).set("items", type.schema());
        any.add(ValueType.definition("range"));
        return schema;
    }

    /** The schema of a mapping that has these keys and no others. */
    public static ObjectNode schema(List<? extends Key<?>> keys) {
        var schema = Json.MAPPER.createObjectNode().put("type", "object").put("additionalProperties", false);
        var required = keys.stream().filter(Key::isRequired).map(Key::name).toList();
        if (!required.isEmpty()) {
            required.forEach(schema.putArray("required")::add);
        }
        var properties = schema.putObject("properties");
        keys.forEach(key -> properties.set(key.name(), key.schema()));
        return schema;
    }

    public static List<String> names(List<? extends Key<?>> keys) {
        return keys.stream().<String>map(Key::name).toList();
    }

    /** Rows of a table in Markdown: key, what it is, default. */
    public static String table(List<? extends Key<?>> keys) {
        var out = new StringBuilder("| key | what it is | default |\n| --- | --- | --- |\n");
        for (var key : keys) {
            out.append("| `%s` | %s | %s |\n".formatted(key.name(), key.meaning(), key.shown()));
        }
        return out.toString();
    }

    /** The default in a table: a value as code, words as words. */
    private String shown() {
        if (isRequired()) {
            return "must be there";
        }
        return usual.matches("\\S+|[\\[{].*") ? "`" + usual + "`" : usual;
    }

    /** Lines of a template: keys with an example as they stand, the others commented out, each with what it means. */
    public static String template(List<? extends Key<?>> keys, String indent) {
        var starts = new ArrayList<String>();
        for (var key : keys) {
            starts.add(indent
                    + (key.example().isEmpty()
                            ? "# " + key.name() + ": " + key.usual()
                            : key.name() + ": " + key.example()));
        }
        int width = starts.stream()
                .mapToInt(String::length)
                .filter(n -> n <= WIDEST)
                .max()
                .orElse(0);
        var out = new StringBuilder();
        for (int i = 0; i < starts.size(); i++) {
            var comment = comment(keys.get(i).meaning());
            var start = starts.get(i);
            var line = "%s # %s".formatted(start + " ".repeat(Math.max(0, width - start.length())), comment);
            if (line.length() <= LINE) {
                out.append(line).append('\n');
            } else {
                out.append(wrapped(comment, indent)).append(start).append('\n');
            }
        }
        return out.toString();
    }

    private static final int LINE = 120;
    private static final int WIDEST = 60;

    /** A text as comments of lines that are not too long. */
    public static String wrapped(String text, String indent) {
        var out = new StringBuilder();
        var line = new StringBuilder(indent + "#");
        for (var word : text.split(" ")) {
            if (line.length() + 1 + word.length() > LINE) {
                out.append(line).append('\n');
                line = new StringBuilder(indent + "#");
            }
            line.append(' ').append(word);
        }
        return out.append(line).append('\n').toString();
    }

    /** A meaning as a comment beside a value. */
    private static String comment(String meaning) {
        var plain = meaning.replaceFirst("\\.$", "");
        boolean acronym = plain.length() > 1 && Character.isUpperCase(plain.charAt(1));
        return acronym ? plain : Character.toLowerCase(plain.charAt(0)) + plain.substring(1);
    }
}
