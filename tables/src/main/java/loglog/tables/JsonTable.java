package loglog.tables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads JSON: an array of objects, an object of column arrays (or of columns by row index, as pandas writes them), an
 * object whose one array holds the rows, a single object (one row), or one object after the other (JSONL). The fields of
 * an object in an object become columns named a.b; an array in a row stays as its text.
 */
final class JsonTable {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN and Infinity
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final TableText source;
    private final Table.Builder table;
    private final JsonParser in;

    /** Values read and not yet in the table, and how many there may be: some 100 bytes of memory each. */
    private long held;

    private final long mostHeld = Runtime.getRuntime().maxMemory() / 400;

    private JsonTable(TableText source, Table.Builder table) {
        this.source = source;
        this.table = table;
        this.in = FACTORY.createParser(ObjectReadContext.empty(), source.text());
    }

    /** A JSON array, and where its text stands in the source. */
    private record Items(List<Object> values, int start, int end) {
        boolean areObjects() {
            return !values.isEmpty() && values.stream().allMatch(Map.class::isInstance);
        }
    }

    static void read(TableText source, Table.Builder table) {
        var json = new JsonTable(source, table);
        try {
            json.read();
        } catch (JacksonException e) {
            var at = json.in.currentLocation();
            var line =
                    e.getLocation() == null ? at.getLineNr() : e.getLocation().getLineNr();
            throw new TableException(
                    "%s, line %d: not valid JSON: %s".formatted(source.name(), line, loglog.runs.Json.complaint(e)), e);
        }
    }

    private void read() {
        switch (in.nextToken()) {
            case START_ARRAY -> array();
            case START_OBJECT -> objects();
            case null -> throw new TableException(source.name() + ": found nothing, expected a table");
            default ->
                throw new TableException(here() + ": found " + kind(in.currentToken())
                        + ", expected an array of objects, an object of columns, or an object on each line");
        }
    }

    private void array() {
        table.unit("row");
        int n = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            n++;
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw new TableException("%s, line %d: row %d: found %s, expected an object"
                        .formatted(source.name(), line(), n, kind(in.currentToken())));
            }
            row(n, object());
        }
        if (in.nextToken() != null) {
            throw new TableException(here() + ": found " + kind(in.currentToken()) + " after the array's end");
        }
        if (n == 0) {
            throw new TableException(source.name() + ": found an empty array, expected an object for each run");
        }
    }

    private void objects() {
        table.unit("line");
        long line = line();
        var first = object();
        if (in.nextToken() == null) {
            if (isLines() || !columns(first)) {
                row(line, first);
            }
            return;
        }
        row(line, first);
        do {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw new TableException(here() + ": found " + kind(in.currentToken()) + ", expected an object");
            }
            line = line();
            row(line, object());
        } while (in.nextToken() != null);
    }

    private boolean isLines() {
        var name = source.name().toLowerCase(Locale.ROOT);
        return name.contains(".jsonl") || name.contains(".ndjson");
    }

    /** Reads a whole file's one object as columns, where it is that. */
    private boolean columns(Map<String, Object> object) {
        var lists = new LinkedHashMap<String, List<Object>>();
        for (var entry : object.entrySet()) {
            switch (entry.getValue()) {
                case Items items
                when object.size() == 1 && items.areObjects() -> {
                    table.unit("row");
                    for (int i = 0; i < items.values.size(); i++) {
                        row(i + 1, asObject(items.values.get(i)));
                    }
                    return true;
                }
                case Items items -> lists.put(entry.getKey(), items.values);
                case Map<?, ?> byRow
                when isRowIndex(byRow) -> lists.put(entry.getKey(), new ArrayList<>(byRow.values()));
                case null, default -> {
                    return false;
                }
            }
        }
        if (lists.isEmpty()) {
            return false;
        }
        var first = lists.entrySet().iterator().next();
        for (var list : lists.entrySet()) {
            if (list.getValue().size() != first.getValue().size()) {
                throw new TableException(
                        "%s: found column %s with %d values and column %s with %d, expected as many in each"
                                .formatted(
                                        source.name(),
                                        first.getKey(),
                                        first.getValue().size(),
                                        list.getKey(),
                                        list.getValue().size()));
            }
        }
        table.unit("row");
        for (int i = 0; i < first.getValue().size(); i++) {
            for (var list : lists.entrySet()) {
                put(list.getKey(), list.getValue().get(i));
            }
            flush(i + 1);
        }
        return true;
    }

    private static boolean isRowIndex(Map<?, ?> object) {
        int i = 0;
        for (var key : object.keySet()) {
            if (!key.equals(Integer.toString(i++))) {
                return false;
            }
        }
        return i > 0;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asObject(Object value) {
        return (Map<String, Object>) value;
    }

    private void row(long number, Map<String, Object> object) {
        for (var field : object.entrySet()) {
            put(field.getKey(), field.getValue());
        }
        flush(number);
    }

    private void put(String name, Object value) {
        switch (value) {
            case null -> cell(name, null); // names the column, though this row has nothing in it
            case Map<?, ?> object -> {
                for (var field : object.entrySet()) {
                    put(name + "." + field.getKey(), field.getValue());
                }
            }
            case Items items -> cell(name, source.text().substring(items.start, items.end));
            default -> cell(name, value.toString());
        }
    }

    private void cell(String name, String text) {
        table.cell(table.column(name), text);
    }

    private void flush(long number) {
        table.row(number);
        held = 0;
    }

    /** The object whose start is the current token: its fields' values are text, null, maps, and {@link Items}. */
    private Map<String, Object> object() {
        var fields = new LinkedHashMap<String, Object>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            var name = in.currentName();
            in.nextToken();
            fields.put(name, value());
        }
        return fields;
    }

    private Object value() {
        if (++held > mostHeld) {
            throw new TableException(
                    "%s, line %d: found more than %d values in one object, expected a table, as rows or JSONL"
                            .formatted(source.name(), line(), mostHeld));
        }
        return switch (in.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> {
                int start = (int) in.currentTokenLocation().getCharOffset();
                var values = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value());
                }
                yield new Items(values, start, (int) in.currentLocation().getCharOffset());
            }
            case VALUE_NULL -> null;
            default -> in.getString();
        };
    }

    private long line() {
        return in.currentTokenLocation().getLineNr();
    }

    private String here() {
        return source.name() + ", line " + line();
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            case null, default -> "something else";
        };
    }
}
