package loglog.runs.reader;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import loglog.runs.Problem;
import loglog.runs.RunFolder;
import loglog.runs.reader.JsonObject.BadJson;

/**
 * The rows of one {@code metrics.jsonl} in columns, nine bytes a cell: a run may have logged a million steps. A row a step: an
 * evaluation joins the training row of its step, and of a step that was trained twice, before and after a kill, the later row
 * stands.
 */
public final class MetricRows {
    /** What a cell holds. */
    public enum Kind {
        NOTHING,
        WHOLE,
        REAL,
        FLAG,
        TEXT;

        private static final Kind[] ALL = values();
    }

    /** The column that tells rows apart. */
    static final String STEP = "step";

    private static final int LEAST = 16;

    private final List<Column> columns = new ArrayList<>();
    private final List<Column> named = new ArrayList<>();
    private final Map<String, Column> byName = new HashMap<>();
    private int rows;

    /** The row of each step; made when a step first comes that is not beyond all before it. */
    private Map<Object, Integer> rowOfStep;

    private long greatestStep = Long.MIN_VALUE;

    /** Whether a row without a whole number as its step came: such steps are looked up. */
    private boolean oddSteps;

    /** The columns that are kept; all where there are none. */
    private final Set<String> wanted;

    private List<Problem> problems = List.of();

    /** One column; its arrays may be longer than there are rows. */
    public static final class Column {
        private final String name;
        private final byte[] quoted;
        private final boolean isKept;
        private byte[] kinds = new byte[LEAST];
        private long[] bits = new long[LEAST];
        private final List<String> texts = new ArrayList<>();

        private Column(String name, boolean isKept) {
            this.name = name;
            this.isKept = isKept;
            this.quoted = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
        }

        public String name() {
            return name;
        }

        /** What stands in a row. */
        public Kind kind(int row) {
            return row < kinds.length ? Kind.ALL[kinds[row]] : Kind.NOTHING;
        }

        public long whole(int row) {
            return bits[row];
        }

        public double real(int row) {
            return Double.longBitsToDouble(bits[row]);
        }

        public boolean flag(int row) {
            return bits[row] != 0;
        }

        public String text(int row) {
            return texts.get((int) bits[row]);
        }

        /** A cell's number; NaN where there is none. */
        public double number(int row) {
            return switch (kind(row)) {
                case WHOLE -> whole(row);
                case REAL -> real(row);
                default -> Double.NaN;
            };
        }

        /** A cell as an object; null where there is nothing. */
        public Object value(int row) {
            return switch (kind(row)) {
                case NOTHING -> null;
                case WHOLE -> whole(row);
                case REAL -> real(row);
                case FLAG -> flag(row);
                case TEXT -> text(row);
            };
        }

        /** The name as JSON writes it, where nothing in it needs an escape. */
        byte[] quoted() {
            return quoted;
        }

        private void set(int row, Kind kind, long value) {
            if (!isKept) {
                return;
            }
            if (row >= kinds.length) {
                int length = Math.max(row + 1, kinds.length + kinds.length / 2);
                kinds = Arrays.copyOf(kinds, length);
                bits = Arrays.copyOf(bits, length);
            }
            kinds[row] = (byte) kind.ordinal();
            bits[row] = value;
        }
    }

    public int rows() {
        return rows;
    }

    public List<Column> columns() {
        return columns;
    }

    /** The column of a name; null where no row has one. */
    public Column find(String name) {
        return byName.get(name);
    }

    /** A cell's number; NaN where there is none. */
    public double number(String name, int row) {
        var column = find(name);
        return column == null ? Double.NaN : column.number(row);
    }

    /** What could not be read and was left out. */
    public List<Problem> problems() {
        return problems;
    }

    /** One row as a map. */
    public Map<String, Object> map(int row) {
        var map = new LinkedHashMap<String, Object>();
        for (var column : columns) {
            if (column.kind(row) != Kind.NOTHING) {
                map.put(column.name, column.value(row));
            }
        }
        return map;
    }

    // ---- filling

    MetricRows(String... wanted) {
        this.wanted = Set.of(wanted);
    }

    /**
     * Reads a run's metrics; no rows where there is no such file.
     *
     * @param wanted columns to keep; all where none is named
     */
    public static MetricRows read(RunFolder run, String... wanted) {
        var rows = new MetricRows(wanted);
        var flat = new FlatLine(rows);
        rows.problems = JsonLines.read(run.metricsFile(), JsonLines.MOST_BYTES, (bytes, start, length, _) -> {
                    rows.fill(flat, bytes, start, length);
                    rows.end();
                })
                .problem()
                .stream()
                .toList();
        return rows;
    }

    /** Fills the row under way from a line. */
    void fill(FlatLine flat, byte[] bytes, int start, int length) throws BadJson {
        if (!flat.read(bytes, start, length)) {
            forget();
            JsonObject.read(bytes, start, length).forEach(this::put);
        }
    }

    /** The names that rows have, those of columns that are not kept among them. */
    public List<String> names() {
        return named.stream().map(Column::name).toList();
    }

    /** All that lines have named, those that are not kept among them. */
    List<Column> named() {
        return named;
    }

    Column column(String name) {
        return byName.computeIfAbsent(name, n -> {
            var column = new Column(n, wanted.isEmpty() || wanted.contains(n) || n.equals(STEP));
            named.add(column);
            if (column.isKept) {
                columns.add(column);
            }
            return column;
        });
    }

    void whole(Column column, long value) {
        column.set(rows, Kind.WHOLE, value);
    }

    void real(Column column, double value) {
        column.set(rows, Kind.REAL, Double.doubleToRawLongBits(value));
    }

    void put(String name, Object value) {
        var column = column(name);
        switch (value) {
            case null -> {}
            case Long number -> whole(column, number);
            case Double number -> real(column, number);
            case Boolean flag -> column.set(rows, Kind.FLAG, flag ? 1 : 0);
            default -> {
                if (column.isKept) {
                    column.set(rows, Kind.TEXT, column.texts.size());
                    column.texts.add(value.toString());
                }
            }
        }
    }

    /** Empties the row under way again. */
    void forget() {
        for (var column : columns) {
            if (column.kind(rows) == Kind.TEXT) {
                column.texts.removeLast();
            }
            if (column.kind(rows) != Kind.NOTHING) {
                column.set(rows, Kind.NOTHING, 0);
            }
        }
    }

    /** The row under way is whole: it is added, or joins that of its step. */
    void end() {
        var steps = byName.get(STEP);
        var kind = steps == null ? Kind.NOTHING : steps.kind(rows);
        if (kind == Kind.NOTHING) {
            rows++; // a row by itself
            return;
        }
        if (kind == Kind.WHOLE && !oddSteps) {
            long step = steps.whole(rows);
            if (step > greatestStep) {
                greatestStep = step;
                add(steps);
                return;
            }
            if (rows > 0 && steps.kind(rows - 1) == Kind.WHOLE && steps.whole(rows - 1) == step) {
                moveTo(rows - 1);
                return;
            }
        }
        oddSteps |= kind != Kind.WHOLE;
        if (rowOfStep == null) {
            rowOfStep = new HashMap<>();
            for (int row = 0; row < rows; row++) {
                if (steps.kind(row) != Kind.NOTHING) {
                    rowOfStep.put(steps.value(row), row);
                }
            }
        }
        var before = rowOfStep.get(steps.value(rows));
        if (before == null) {
            add(steps);
        } else {
            moveTo(before);
        }
    }

    private void add(Column steps) {
        if (rowOfStep != null) {
            rowOfStep.put(steps.value(rows), rows);
        }
        rows++;
    }

    private void moveTo(int row) {
        for (var column : columns) {
            if (column.kind(rows) != Kind.NOTHING) {
                column.set(row, column.kind(rows), column.bits[rows]);
                column.set(rows, Kind.NOTHING, 0);
            }
        }
    }
}
