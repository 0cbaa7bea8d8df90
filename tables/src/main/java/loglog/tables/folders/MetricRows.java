package loglog.tables.folders;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private static final int LEAST = 16;

    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Column> byName = new HashMap<>();
    private int rows;

    /** The row of each step; made when a step first comes that is not beyond all before it. */
    private Map<Object, Integer> rowOfStep;

    private long greatestStep = Long.MIN_VALUE;

    /** Whether a row without a whole number as its step came: such steps are looked up. */
    private boolean oddSteps;

    private String problem;

    /** One column; its arrays may be longer than there are rows. */
    public static final class Column {
        private final String name;
        private final byte[] quoted;
        private byte[] kinds = new byte[LEAST];
        private long[] bits = new long[LEAST];
        private final List<String> texts = new ArrayList<>();

        private Column(String name) {
            this.name = name;
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

    /** What could not be read and was left out, as a clause that names the file; null where all was read. */
    public String problem() {
        return problem;
    }

    void problem(String clause) {
        problem = clause;
    }

    /** The rows as maps, without cells that hold nothing. */
    Rows maps() {
        var maps = new ArrayList<Map<String, Object>>(rows);
        for (int row = 0; row < rows; row++) {
            maps.add(map(row));
        }
        return new Rows(maps, problem);
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

    MetricRows() {}

    Column column(String name) {
        return byName.computeIfAbsent(name, n -> {
            var column = new Column(n);
            columns.add(column);
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
                column.set(rows, Kind.TEXT, column.texts.size());
                column.texts.add(value.toString());
            }
        }
    }

    /** Empties the row under way again. */
    void forget() {
        for (var column : columns) {
            if (column.kind(rows) != Kind.NOTHING) {
                column.set(rows, Kind.NOTHING, 0);
            }
        }
    }

    /** The row under way is whole: it is added, or joins that of its step. */
    void end() {
        var steps = byName.get("step");
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
