package loglog.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
 * @param example a value, as a file has it, for templates; empty for the usual one
 * @param isShown whether a template has it as it stands, and not commented out
 */
public record Key<T>(
        String name,
        ValueType<T> type,
        Optional<String> several,
        String meaning,
        String usual,
        String example,
        boolean isShown) {
    /** A key that must be there. */
    public static <T> Key<T> required(String name, ValueType<T> type, String meaning) {
        return new Key<>(name, type, Optional.empty(), meaning, "", "", true);
    }

    /** A key that may be missing. */
    public static <T> Key<T> optional(String name, ValueType<T> type, String meaning, String usual) {
        return new Key<>(name, type, Optional.empty(), meaning, usual, "", false);
    }

    /** Keys of which no more than the names is told here: an editor lets any value stand, a template leaves them out. */
    public static List<Key<?>> plain(String... names) {
        return Arrays.stream(names)
                .<Key<?>>map(
                        name -> optional(name, ValueType.of("a value", Json.MAPPER.createObjectNode()), "", "as it is"))
                .toList();
    }

    /** The same, where several values may stand: a list, one, or a range. */
    public Key<T> several(String expected) {
        return new Key<>(name, type, Optional.of(expected), meaning, usual, example, isShown);
    }

    /** The same, which templates show with this value. */
    public Key<T> with(String other) {
        return new Key<>(name, type, several, meaning, usual, other, true);
    }

    /** The same, which templates have commented out with this value, since the usual one cannot be written. */
    public Key<T> such(String as) {
        return new Key<>(name, type, several, meaning, usual, as, false);
    }

    /** The same, with another usual value. */
    public Key<T> usually(String other) {
        return new Key<>(name, type, several, meaning, other, example, isShown);
    }

    /** The same, of another type. */
    public Key<T> typed(ValueType<T> other) {
        return new Key<>(name, other, several, meaning, usual, example, isShown);
    }

    /** The same, with a meaning of its own. */
    public Key<T> meaning(String other) {
        return new Key<>(name, type, several, other, usual, example, isShown);
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
    public Optional<T> find(SectionStack layers) {
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
        if (!meaning.isEmpty()) {
            schema.put("description", isRequired() ? meaning : meaning + " Default: " + usual + ".");
        }
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
        boolean isWords = !isShown && !example.isEmpty();
        return isRequired() ? "must be there" : isWords ? usual : "`" + usual + "`";
    }

    /** Lines of a template: keys that are shown as they stand, the others commented out, each with what it means. */
    public static String template(List<? extends Key<?>> keys, String indent) {
        return template(keys, indent, indent + "# ");
    }

    /** A section of a template that is commented out as a whole. */
    public static String commented(String name, List<? extends Key<?>> keys) {
        return "# " + name + ":\n" + template(keys, "#   ", "#   ");
    }

    private static String template(List<? extends Key<?>> all, String shown, String hidden) {
        var keys = all.stream().filter(key -> !key.meaning().isEmpty()).toList();
        var starts = new ArrayList<String>();
        for (var key : keys) {
            starts.add((key.isShown() ? shown : hidden)
                    + key.name()
                    + ": "
                    + (key.example().isEmpty() ? key.usual() : key.example()));
        }
        int width = starts.stream()
                .mapToInt(String::length)
                .filter(n -> n <= WIDEST)
                .max()
                .orElse(0);
        var out = new StringBuilder();
        for (int i = 0; i < starts.size(); i++) {
            var key = keys.get(i);
            boolean told =
                    key.isRequired() || key.example().isEmpty() || key.example().equals(key.usual());
            var comment = comment(key.meaning())
                    + (told ? "" : "; default: " + key.usual().replace("`", ""));
            var start = starts.get(i);
            var line = "%s # %s".formatted(start + " ".repeat(Math.max(0, width - start.length())), comment);
            if (line.length() <= LINE) {
                out.append(line).append('\n');
            } else {
                out.append(wrapped(comment, shown));
                out.append(start).append('\n');
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
        var plain = meaning.replaceFirst("\\.$", "").replace("`", "");
        boolean acronym = plain.length() > 1 && Character.isUpperCase(plain.charAt(1));
        return acronym ? plain : Character.toLowerCase(plain.charAt(0)) + plain.substring(1);
    }
}
