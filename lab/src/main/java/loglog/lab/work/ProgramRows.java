package loglog.lab.work;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import loglog.runs.DataException;
import loglog.training.Trainer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes rows of numbers, by their plain names, of the lines that a program writes. Lines that are none are passed over. */
abstract sealed class ProgramRows {
    private static final int MOST_NAMES = 20;

    private final Set<String> seen = new LinkedHashSet<>();
    private int lines;
    private String last = "";

    /**
     * @throws DataException where there is no pattern, or none that can be used
     */
    static ProgramRows of(Trainer.Metrics metrics, ProgramQuantity.Names names) {
        return switch (metrics.format()) {
            case JSONL -> new Jsonl();
            case CSV -> new Csv(names);
            case PATTERN ->
                new Matches(
                        metrics.pattern()
                                .orElseThrow(() -> new DataException(
                                        "trainer: metrics: found no pattern, expected a regular expression")),
                        names);
        };
    }

    /** The numbers of a line; empty where it is no row. */
    final Map<String, Double> row(String line) {
        lines++;
        last = line;
        return parse(line);
    }

    abstract Map<String, Double> parse(String line);

    /** What comes next is the file's beginning. */
    void anew() {}

    /** What was there to be read, for a sentence. */
    String found() {
        if (!seen.isEmpty()) {
            return "the columns " + String.join(", ", seen);
        }
        return lines == 0
                ? "no line"
                : "%d lines that are no rows, the last \"%s\"".formatted(lines, Text.oneLine(last, 80));
    }

    final void saw(String name) {
        if (seen.size() < MOST_NAMES) {
            seen.add(Text.oneLine(name, 40));
        }
    }

    /** A number as programs write it for people: {@code 1,234,567}, too. */
    static OptionalDouble grouped(String text) {
        var t = text.strip();
        return number(t.matches("[+-]?\\d{1,3}([,_]\\d{3})+(\\.\\d*)?") ? t.replaceAll("[,_]", "") : t);
    }

    /** A number as programs write it for each other: {@code nan} and {@code -inf}, too. */
    static OptionalDouble number(String text) {
        var t = text.strip().toLowerCase(Locale.ROOT);
        return switch (t) {
            case "" -> OptionalDouble.empty();
            case "nan", "-nan", "+nan" -> OptionalDouble.of(Double.NaN);
            case "inf", "+inf", "infinity", "+infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            default ->
                t.length() <= 40 && t.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d{1,4})?")
                        ? OptionalDouble.of(Double.parseDouble(t))
                        : OptionalDouble.empty();
        };
    }

    private static final class Jsonl extends ProgramRows {
        private static final JsonMapper LENIENT = JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();

        @Override
        Map<String, Double> parse(String line) {
            if (!line.stripLeading().startsWith("{")) {
                return Map.of();
            }
            var row = new LinkedHashMap<String, Double>();
            try {
                if (LENIENT.readTree(line) instanceof ObjectNode object) {
                    take("", object, row);
                }
            } catch (JacksonException _) {
                return Map.of();
            }
            return row;
        }

        private void take(String path, ObjectNode object, Map<String, Double> row) {
            for (var key : object.propertyNames()) {
                var name = path + key;
                switch (object.get(key)) {
                    case ObjectNode inner -> take(name + ".", inner, row);
                    // NaN is a figure: that of a run that has diverged.
                    case JsonNode n
                    when n.isFloatingPointNumber() -> put(name, OptionalDouble.of(n.doubleValue(Double.NaN)), row);
                    // An integer beyond a double's range is none.
                    case JsonNode n
                    when !Double.isNaN(n.doubleValue(Double.NaN)) -> put(name, OptionalDouble.of(n.doubleValue()), row);
                    case JsonNode n when n.isString() -> put(name, number(n.stringValue()), row);
                    default -> {}
                }
            }
        }

        private void put(String name, OptionalDouble value, Map<String, Double> row) {
            value.ifPresent(v -> {
                saw(name);
                row.putIfAbsent(ProgramQuantity.plain(name), v);
            });
        }
    }

    /** The header is the first line that names a loss; it may come again, with other columns. */
    private static final class Csv extends ProgramRows {
        private final ProgramQuantity.Names names;
        private List<String> header = List.of();
        private char separator = ',';

        Csv(ProgramQuantity.Names names) {
            this.names = names;
        }

        @Override
        void anew() {
            header = List.of();
        }

        @Override
        Map<String, Double> parse(String line) {
            var begun = header(line);
            if (begun.isPresent()) {
                header = begun.get();
                header.forEach(this::saw);
                return Map.of();
            }
            var cells = header.isEmpty() ? List.<String>of() : cells(line, separator);
            if (header.isEmpty() || cells.size() != header.size()) {
                if (header.isEmpty() && line.indexOf(',') >= 0) {
                    cells(line, ',').forEach(this::saw);
                }
                return Map.of();
            }
            var row = new LinkedHashMap<String, Double>();
            for (int c = 0; c < cells.size(); c++) {
                var name = ProgramQuantity.plain(header.get(c));
                number(cells.get(c)).ifPresent(v -> row.putIfAbsent(name, v));
            }
            return row;
        }

        private Optional<List<String>> header(String line) {
            for (char s : new char[] {',', ';', '\t'}) {
                var cells = cells(line, s);
                if (cells.stream().anyMatch(c -> names.isLoss(ProgramQuantity.plain(c)))
                        && cells.stream().noneMatch(c -> number(c).isPresent())) {
                    separator = s;
                    return Optional.of(cells);
                }
            }
            return Optional.empty();
        }

        private static List<String> cells(String line, char separator) {
            var cells = new ArrayList<String>();
            var cell = new StringBuilder();
            boolean quoted = false;
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == '"') {
                    quoted = !quoted;
                } else if (c == separator && !quoted) {
                    cells.add(cell.toString().strip());
                    cell.setLength(0);
                } else {
                    cell.append(c);
                }
            }
            cells.add(cell.toString().strip());
            return cells;
        }
    }

    /** A regular expression, found anywhere in a line, as often as it is there. */
    private static final class Matches extends ProgramRows {
        /** Of a line that is looked at: an expression may take time that grows faster than the line. */
        private static final int LONGEST = 4096;

        private static final Pattern GROUP =
                Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\(\\?P?<([A-Za-z_][A-Za-z0-9_]*)>");

        private final Pattern pattern;

        Matches(String expression, ProgramQuantity.Names names) {
            try {
                pattern = Pattern.compile(javaGroups(expression));
            } catch (PatternSyntaxException e) {
                throw new DataException(
                        "trainer: metrics: pattern: found %s, expected a regular expression: %s at character %d"
                                .formatted(expression, e.getDescription(), e.getIndex() + 1),
                        e);
            }
            if (pattern.namedGroups().keySet().stream().noneMatch(g -> names.isLoss(ProgramQuantity.plain(g)))) {
                throw new DataException(
                        ("trainer: metrics: pattern: found %s, expected a named group for the loss, such as"
                                        + " (?<loss>[0-9.]+)")
                                .formatted(expression));
            }
        }

        /** Java's groups have names without underscores, and no P before them. */
        private static String javaGroups(String expression) {
            return GROUP.matcher(expression).replaceAll(m -> {
                var before = m.group().substring(0, m.group().indexOf("(?"));
                return Matcher.quoteReplacement(before + "(?<" + ProgramQuantity.plain(m.group(1)) + ">");
            });
        }

        @Override
        Map<String, Double> parse(String line) {
            var row = new HashMap<String, Double>();
            var matcher = pattern.matcher(line.length() <= LONGEST ? line : line.substring(0, LONGEST));
            try {
                while (matcher.find()) {
                    for (var group : pattern.namedGroups().keySet()) {
                        var text = matcher.group(group);
                        if (text != null) {
                            grouped(text).ifPresent(v -> row.put(ProgramQuantity.plain(group), v));
                        }
                    }
                }
            } catch (StackOverflowError _) {
                return Map.of(); // an expression that recurs for each character, on a long line that is no row
            }
            return row;
        }
    }
}
