package loglog.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import loglog.runs.DataException;

/**
 * A value in a YAML file, with the place that an error about it names.
 *
 * @param path its keys, such as {@code recipe.lr}; a list's items count from 1
 */
public record Value(Path file, String path, Node node, int line) {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern COUNT = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?([KMBGT]?)");
    private static final Pattern MEMORY = Pattern.compile("(\\d+\\.?\\d*)([KMGT]?)(I?B)?");
    private static final int SHOWN = 60;
    private static final int MOST_LISTED = 60;

    /** Amounts of one range. */
    private static final int MOST = 1000;

    /** An error here: the place, then the sentence. */
    public DataException says(String sentence) {
        return new DataException("%s: line %d: %s: %s".formatted(file, line, path, sentence));
    }

    /** An error of the usual form: what was found, what was expected. */
    public DataException wrong(String expected) {
        return says("found %s, expected %s".formatted(found(), expected));
    }

    /** What {@code made} makes; its complaint names this place, or the one inside it that it names already. */
    public <T> T here(java.util.function.Supplier<T> made) {
        try {
            return made.get();
        } catch (DataException e) {
            var sentence = e.getMessage();
            if (sentence.startsWith(file + ": line ")) {
                throw e; // it names a place inside this one
            }
            var key = path.substring(path.lastIndexOf('.') + 1) + ": ";
            throw says(sentence.startsWith(key) ? sentence.substring(key.length()) : sentence);
        }
    }

    /** The start of a text's first line, short enough for a sentence. */
    public static String shortened(String text) {
        var line = text.strip().lines().findFirst().orElse("");
        return line.length() <= SHOWN && line.length() == text.strip().length()
                ? line
                : line.substring(0, Math.min(line.length(), SHOWN)) + "...";
    }

    private String found() {
        return switch (node) {
            case Node.Text t -> t.text().isBlank() ? "nothing" : shortened(t.text());
            case Node.Nothing _ -> "nothing";
            case Node.Items _ -> "a list";
            case Node.Keys _ -> "keys";
        };
    }

    /** Whether the key stands without a value. */
    public boolean isNothing() {
        return node instanceof Node.Nothing;
    }

    /** A scalar's text. */
    public String text(String expected) {
        if (node instanceof Node.Text(String text, int _) && !text.isBlank()) {
            return text.strip();
        }
        throw wrong(expected);
    }

    /** One of some words. */
    public String oneOf(List<String> words) {
        var expected = listed(words, "or");
        var text = text(expected);
        if (!words.contains(text)) {
            throw says("found %s, expected %s%s".formatted(shortened(text), expected, Spelling.hint(text, words)));
        }
        return text;
    }

    /** Words with commas between them, and {@code and} before the last; the first of many, and the beginnings of long ones. */
    public static String listed(List<String> words, String and) {
        var shown = new ArrayList<>(
                words.stream().limit(MOST_LISTED).map(Value::shortened).toList());
        if (words.size() > shown.size()) {
            shown.add(words.size() - shown.size() + " more");
        }
        return shown.size() < 2
                ? String.join("", shown)
                : String.join(", ", shown.subList(0, shown.size() - 1)) + " " + and + " " + shown.getLast();
    }

    /** True or false, and nothing else that YAML 1.1 takes for one. */
    public boolean bool() {
        return oneOf(List.of("true", "false")).equals("true");
    }

    /** A number without letters. */
    public double number(DoublePredicate holds, String expected) {
        var text = text(expected);
        if (NUMBER.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value) && holds.test(value)) {
                return value;
            }
        }
        throw wrong(expected);
    }

    /** A positive number that may be written as a count; beyond {@code most} it is taken for a mistake. */
    public double amount(double most, String expected) {
        double value = amount(expected);
        if (value > most) {
            throw says("found %s, expected %s, and at most %s".formatted(found(), expected, plain(most)));
        }
        return value;
    }

    /** A positive number that may be written as a count. */
    public double amount(String expected) {
        var text = COUNT.matcher(text(expected).toUpperCase(Locale.ROOT));
        if (text.matches()) {
            double value = number(text.group(1), text.group(2)) * factor(text.group(3), 1000);
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
        }
        throw wrong(expected);
    }

    /** A positive whole number such as {@code 300K}, {@code 1.5M}, {@code 1e9} or {@code 123456}. */
    public long count(String expected) {
        double value = amount(expected);
        long whole = Math.round(value);
        // 1.1M is no whole number of doubles, but means one.
        if (Math.abs(value - whole) > 1e-9 * value || whole < 1 || value >= 1e18) {
            throw wrong(expected);
        }
        return whole;
    }

    /** A whole number from {@code least} on. */
    public int whole(int least, String expected) {
        return whole(least, Integer.MAX_VALUE, expected);
    }

    /** A whole number between two. */
    public int whole(int least, int most, String expected) {
        return (int) number(v -> v == Math.rint(v) && v >= least && v <= most, expected);
    }

    /** Bytes such as {@code 4G}, in units of 1024. */
    public long memory(String expected) {
        var text = MEMORY.matcher(text(expected).toUpperCase(Locale.ROOT));
        if (!text.matches()) {
            throw wrong(expected);
        }
        double bytes = Double.parseDouble(text.group(1)) * factor(text.group(2), 1024);
        if (!(bytes >= 1 && bytes < 1e18)) {
            throw wrong(expected);
        }
        return Math.round(bytes);
    }

    private static double number(String digits, String exponent) {
        return Double.parseDouble(digits + (exponent == null ? "" : exponent));
    }

    private static double factor(String letter, double thousand) {
        return switch (letter) {
            case "K" -> thousand;
            case "M" -> thousand * thousand;
            case "B", "G" -> thousand * thousand * thousand;
            case "T" -> thousand * thousand * thousand * thousand;
            default -> 1;
        };
    }

    /** The values of a list; one value counts as a list of one. */
    public List<Value> items(String expected) {
        return switch (node) {
            case Node.Items(var items, int _) -> {
                if (items.isEmpty()) {
                    throw says("found an empty list, expected " + expected);
                }
                var values = new ArrayList<Value>();
                for (var item : items) {
                    values.add(new Value(file, "%s[%d]".formatted(path, values.size() + 1), item, item.line()));
                }
                yield values;
            }
            case Node.Text _ -> List.of(this);
            default -> throw wrong(expected);
        };
    }

    /**
     * Amounts: a list, one, or {@code {from, to, count}}, which are spaced by a constant factor.
     *
     * @param one reads one
     * @param expected of all together
     */
    public <T> List<T> spaced(Function<Value, T> one, String expected) {
        if (!(node instanceof Node.Keys)) {
            return distinct(items(expected).stream().map(one).toList());
        }
        var range = section().only("from", "to", "count");
        double from = range.need("from", "the smallest").amount("the smallest, such as 300K");
        double to = range.need("to", "the largest").amount("the largest, such as 3M");
        int count = range.need("count", "how many").whole(2, MOST, "how many, from 2 to " + MOST);
        if (!(from < to)) {
            throw range.need("to", "").wrong("more than from");
        }
        var values = new ArrayList<T>();
        for (int i = 0; i < count; i++) {
            double amount = from * Math.pow(to / from, (double) i / (count - 1));
            // Whole from a thousand on, as counts are; the ends as they are written.
            double rounded = amount >= 1000 ? Math.rint(amount) : amount;
            double value = i == 0 ? from : i == count - 1 ? to : rounded;
            values.add(one.apply(new Value(file, path, new Node.Text(plain(value), line), line)));
        }
        return distinct(values);
    }

    private static String plain(double value) {
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(15))
                .toString();
    }

    private static <T> List<T> distinct(List<T> values) {
        return List.copyOf(new LinkedHashSet<>(values));
    }

    /** A mapping's keys; a key without a value has none. */
    public Section section() {
        return switch (node) {
            case Node.Keys keys -> new Section(file, path, keys, line);
            case Node.Nothing _ -> new Section(file, path, Node.Keys.none(line), line);
            default -> throw wrong("keys with their values, indented below it or as {key: value}");
        };
    }
}
