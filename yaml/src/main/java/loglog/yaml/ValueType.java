package loglog.yaml;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one value of a YAML file may be: how it is read, what an error expects of it, and the JSON Schema that accepts the
 * same.
 *
 * @param expected for a sentence, such as {@code "tokens, such as 6M"}
 * @param reader from the value and {@code expected}
 * @param schema may refer to {@link #definitions}
 */
public record ValueType<T>(String expected, BiFunction<Value, String, T> reader, ObjectNode schema) {
    private static final String LETTERS = "^([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE]\\+?[0-9]+)?[KMBGTkmbgt]?$";

    /** @throws loglog.runs.DataException naming the value's place, what was found and what was expected */
    public T read(Value value) {
        return reader.apply(value, expected);
    }

    /** The same, worded for another key. */
    public ValueType<T> expecting(String other) {
        return new ValueType<>(other, reader, schema);
    }

    /** A positive whole number that may have a letter: {@code 1.5M}. */
    public static ValueType<Long> count(String expected) {
        return new ValueType<>(expected, Value::count, definition("count"));
    }

    /** A positive number that may have a letter, at most so large. */
    public static ValueType<Double> amount(double most, String expected) {
        return new ValueType<>(expected, (value, e) -> value.amount(most, e), definition("amount"));
    }

    /** A whole number between two, ends included. */
    public static ValueType<Integer> whole(int least, int most, String expected) {
        var schema = type("integer").put("minimum", least);
        if (most < Integer.MAX_VALUE) {
            schema.put("maximum", most);
        }
        return new ValueType<>(expected, (value, e) -> value.whole(least, most, e), schema);
    }

    /** A whole number from {@code least} on. */
    public static ValueType<Integer> whole(int least, String expected) {
        return whole(least, Integer.MAX_VALUE, expected);
    }

    /** A number without letters. */
    public static ValueType<Double> number(Bounds bounds, String expected) {
        var schema = type("number");
        bounds.write(schema);
        return new ValueType<>(expected, (value, e) -> value.number(bounds::hold, e), schema);
    }

    /** Bytes such as {@code 4G}. */
    public static ValueType<Long> memory(String expected) {
        return new ValueType<>(expected, Value::memory, definition("memory"));
    }

    /** Any text that is not blank. */
    public static ValueType<String> text(String expected) {
        return new ValueType<>(expected, Value::text, definition("text"));
    }

    /** One of some words. */
    public static ValueType<String> oneOf(List<String> words) {
        var schema = Json.MAPPER.createObjectNode();
        words.forEach(schema.putArray("enum")::add);
        return new ValueType<>(Value.listed(words, "or"), (value, _) -> value.oneOf(words), schema);
    }

    /** True or false. */
    public static ValueType<Boolean> bool() {
        return new ValueType<>("true or false", (value, _) -> value.bool(), type("boolean"));
    }

    /** Keys with their values, none but these; where all may be missing, the section may be empty. */
    public static ValueType<Section> section(List<Key<?>> keys) {
        var schema = Key.schema(keys);
        if (keys.stream().noneMatch(Key::isRequired)) {
            schema.putArray("type").add("object").add("null");
        }
        return new ValueType<>(
                "keys with their values", (value, _) -> value.section().only(Key.names(keys)), schema);
    }

    /** A value that who asks for it reads. */
    public static ValueType<Value> of(String expected, ObjectNode schema) {
        return new ValueType<>(expected, (value, _) -> value, schema);
    }

    /** A text of a pattern. */
    public static ValueType<String> text(String expected, String pattern) {
        return new ValueType<>(expected, Value::text, type("string").put("pattern", pattern));
    }

    /** What is between two numbers. */
    public record Bounds(OptionalDouble above, OptionalDouble from, OptionalDouble to, OptionalDouble below) {
        private static final OptionalDouble NONE = OptionalDouble.empty();

        public static final Bounds POSITIVE = above(0);

        /** More than that. */
        public static Bounds above(double least) {
            return new Bounds(OptionalDouble.of(least), NONE, NONE, NONE);
        }

        /** That or more. */
        public static Bounds from(double least) {
            return new Bounds(NONE, OptionalDouble.of(least), NONE, NONE);
        }

        /** Both ends included. */
        public static Bounds between(double least, double most) {
            return from(least).to(most);
        }

        /** At most that, too. */
        public Bounds to(double most) {
            return new Bounds(above, from, OptionalDouble.of(most), below);
        }

        /** Less than that, too. */
        public Bounds below(double most) {
            return new Bounds(above, from, to, OptionalDouble.of(most));
        }

        boolean hold(double value) {
            return value > above.orElse(Double.NEGATIVE_INFINITY)
                    && value >= from.orElse(Double.NEGATIVE_INFINITY)
                    && value <= to.orElse(Double.POSITIVE_INFINITY)
                    && value < below.orElse(Double.POSITIVE_INFINITY);
        }

        void write(ObjectNode schema) {
            above.ifPresent(v -> put(schema, "exclusiveMinimum", v));
            from.ifPresent(v -> put(schema, "minimum", v));
            to.ifPresent(v -> put(schema, "maximum", v));
            below.ifPresent(v -> put(schema, "exclusiveMaximum", v));
        }

        private static void put(ObjectNode schema, String key, double value) {
            if (value == Math.rint(value)) {
                schema.put(key, (long) value);
            } else {
                schema.put(key, value);
            }
        }
    }

    /** The schemas that others refer to, by name; a document has them under {@code $defs}. */
    public static ObjectNode definitions() {
        var all = Json.MAPPER.createObjectNode();
        var memory = all.putObject("memory");
        memory.putArray("type").add("string").add("integer");
        memory.put("pattern", "^[0-9]+(\\.[0-9]*)?[KMGTkmgt]?([Ii]?[Bb])?$");
        var text = all.putObject("text");
        text.putArray("type").add("string").add("number").add("boolean");
        text.put("pattern", "\\S");
        var count = all.putObject("count").putArray("anyOf");
        count.addObject().put("type", "number").put("minimum", 1);
        count.addObject().put("type", "string").put("pattern", LETTERS);
        var amount = all.putObject("amount").putArray("anyOf");
        amount.addObject().put("type", "number").put("exclusiveMinimum", 0);
        amount.addObject().put("type", "string").put("pattern", LETTERS);
        var range = all.putObject("range")
                .put("description", "Spaced by a constant factor.")
                .put("type", "object")
                .put("additionalProperties", false);
        range.putArray("required").add("from").add("to").add("count");
        var ends = range.putObject("properties");
        ends.putObject("from").put("description", "The smallest.").setAll(definition("amount"));
        ends.putObject("to").put("description", "The largest.").setAll(definition("amount"));
        ends.putObject("count")
                .put("description", "How many.")
                .put("type", "integer")
                .put("minimum", 2);
        return all;
    }

    /** Refers to one of them, or to another that a document has. */
    public static ObjectNode definition(String name) {
        return Json.MAPPER.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    /** The schema of a JSON type. */
    public static ObjectNode type(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }
}
