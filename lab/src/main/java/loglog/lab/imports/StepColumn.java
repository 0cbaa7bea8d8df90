package loglog.lab.imports;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import loglog.tables.Table;

/**
 * Which column of a table counts the steps of training.
 *
 * @param name the column's; null where there is none
 * @param notes what else could be it
 */
record StepColumn(String name, List<String> notes) {
    /** Weights &amp; Biases' own column, which counts the calls of {@code log()}. */
    static final String CALLS = "_step";

    /** What Lightning's logger for Weights &amp; Biases calls its step. */
    static final String OF_LIGHTNING = "trainer/global_step";

    private static final String NOT_CALLS =
            "step is the column %s, not %s, which counts the calls of log() (--map step=%s)";

    /** @throws loglog.runs.DataException where two columns of one rank that disagree could be it */
    static StepColumn of(Table table, Map<String, String> map) {
        var label = Quantity.STEP.label();
        if (map.containsKey(label)) {
            return new StepColumn(map.get(label), List.of());
        }
        var able = table.columns().stream()
                .filter(column -> Quantity.STEP.rank(column) >= 0 && !map.containsValue(column))
                .toList();
        var distinct = new ArrayList<String>();
        for (var column : able) {
            boolean calls = column.equals(CALLS) && able.size() > 1;
            if (!calls && distinct.stream().noneMatch(other -> agree(table, column, other))) {
                distinct.add(column);
            }
        }
        var choice = TagChoice.of(table.source(), TableRow.COLUMN, distinct, Map.of(), EnumSet.of(Quantity.STEP));
        var name = choice.tag(Quantity.STEP);
        var notes = new ArrayList<>(choice.notes());
        if (able.contains(CALLS) && name != null && !name.equals(CALLS) && !agree(table, name, CALLS)) {
            notes.add(notCalls(name, CALLS));
        }
        return new StepColumn(name, notes);
    }

    /** The note on a step that is taken in place of the count of calls. */
    static String notCalls(String name, String calls) {
        return NOT_CALLS.formatted(name, calls, calls);
    }

    /** Of the columns with a value in a row that is a run's last, the one that counts its steps; null where none does. */
    static String ofSummary(List<String> present) {
        String best = null;
        for (var column : present) {
            int rank = rank(column);
            if (rank >= 0 && (best == null || rank < rank(best))) {
                best = column;
            }
        }
        return best;
    }

    private static int rank(String column) {
        return column.equals(CALLS) ? Integer.MAX_VALUE : Quantity.STEP.rank(column);
    }

    private static boolean agree(Table table, String one, String other) {
        for (int row = 0; row < table.rows(); row++) {
            var a = table.text(row, table.column(one));
            var b = table.text(row, table.column(other));
            if (!Objects.equals(a, b)
                    && (a == null || b == null || !Values.parse(a).equals(Values.parse(b)))) {
                return false;
            }
        }
        return true;
    }
}
