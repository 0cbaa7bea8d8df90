package loglog.runs;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object, each read as the kind of value that it has to be. Whatever does not fit is a {@link
 * DataException} in one sentence: the place, the key with those around it, what was found and what was expected. A field
 * that is {@code null} counts as absent.
 */
public final class Fields {
    private final String place;
    private final String path;
    private final ObjectNode json;

    private Fields(String place, String path, ObjectNode json) {
        this.place = place;
        this.path = path;
        this.json = json;
    }

    /** The fields of a file's object. */
    public static Fields of(Path file, ObjectNode json) {
        return of(file.toString(), json);
    }

    /** As {@link #of(Path, ObjectNode)}, for a place that is no file, such as a line of one. */
    public static Fields of(String place, ObjectNode json) {
        return new Fields(place, "", json);
    }

    /** Whether there is a value under that key. */
    public boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** The fields of an object within this one. */
    public Fields object(String key) {
        if (json.get(key) instanceof ObjectNode inner) {
            return new Fields(place, path + key + ".", inner);
        }
        throw expected(key, "a JSON object");
    }

    /** The fields of an object within this one; those of an empty one where it is absent. */
    public Fields objectOrEmpty(String key) {
        return has(key) ? object(key) : new Fields(place, path + key + ".", Json.MAPPER.createObjectNode());
    }

    public String text(String key) {
        return optionalText(key).orElseThrow(() -> expected(key, "a text"));
    }

    public String text(String key, String otherwise) {
        return optionalText(key).orElse(otherwise);
    }

    public Optional<String> optionalText(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (!json.get(key).isString()) {
            throw expected(key, "a text");
        }
        return Optional.of(json.get(key).stringValue());
    }

    /** A whole number that fits into 64 bits; 3.0 and 1e6 are whole, too. */
    public long whole(String key) {
        return whole(json.path(key)).orElseThrow(() -> expected(key, "a whole number"));
    }

    public long whole(String key, long otherwise) {
        return has(key) ? whole(key) : otherwise;
    }

    /** A whole number from {@code least} to {@code most}. */
    public long whole(String key, long least, long most) {
        return whole(json.path(key))
                .filter(value -> value >= least && value <= most)
                .orElseThrow(() -> expected(
                        key,
                        most == Long.MAX_VALUE
                                ? "a whole number, at least " + least
                                : "a whole number from %d to %d".formatted(least, most)));
    }

    /** A whole number of 32 bits, at least {@code least}. */
    public int integer(String key, int least) {
        return (int) whole(key, least, Integer.MAX_VALUE);
    }

    private static Optional<Long> whole(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Optional.of(node.longValue());
        }
        // Beyond 2^53 a double tells no two neighbors apart.
        double value = node.doubleValue(Double.NaN);
        return Math.rint(value) == value && Math.abs(value) <= 0x1p53 ? Optional.of((long) value) : Optional.empty();
    }

    /** A finite number. */
    public double number(String key) {
        double value = json.path(key).doubleValue(Double.NaN); // an integer beyond a double's range would throw
        if (!Double.isFinite(value)) {
            throw expected(key, "a number");
        }
        return value;
    }

    public double number(String key, double otherwise) {
        return has(key) ? number(key) : otherwise;
    }

    public boolean flag(String key) {
        if (!json.path(key).isBoolean()) {
            throw expected(key, "true or false");
        }
        return json.get(key).booleanValue();
    }

    /** One of an enum's names, in capitals or not. */
    public <E extends Enum<E>> E choice(String key, Class<E> kind) {
        var node = json.path(key);
        return Arrays.stream(kind.getEnumConstants())
                .filter(e -> node.isString() && e.name().equalsIgnoreCase(node.stringValue()))
                .findFirst()
                .orElseThrow(() -> expected(
                        key,
                        Arrays.stream(kind.getEnumConstants())
                                .map(e -> e.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" or "))));
    }

    public <E extends Enum<E>> E choice(String key, Class<E> kind, E otherwise) {
        return has(key) ? choice(key, kind) : otherwise;
    }

    /** All of this object's fields as numbers. */
    public Map<String, Double> numbers() {
        var numbers = new LinkedHashMap<String, Double>();
        json.propertyNames().forEach(key -> numbers.put(key, number(key)));
        return numbers;
    }

    /** All of this object's fields as texts. */
    public Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        json.propertyNames().forEach(key -> texts.put(key, text(key)));
        return texts;
    }

    /** That a field has another value than it may have. */
    public DataException expected(String key, String what) {
        return new DataException(new Problem(place, 0, path + key, "found " + Json.kind(json.get(key)), what));
    }
}
