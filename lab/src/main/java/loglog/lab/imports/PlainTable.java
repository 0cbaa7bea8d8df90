package loglog.lab.imports;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import loglog.runs.DataException;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.tables.Tables;

/**
 * Runs of any table. A row is a run, unless the column of run names repeats a name or there is a column of steps and none of
 * names: then a row is a step, and the rows of one name are one run.
 */
final class PlainTable {
    private static final Set<Quantity> OF_CURVES = EnumSet.of(
            Quantity.LOSS,
            Quantity.VALIDATION_LOSS,
            Quantity.RATE,
            Quantity.TOKENS,
            Quantity.FLOPS,
            Quantity.GRADIENT_NORM,
            Quantity.PARAMS);

    private final Hit hit;
    private final Table table;
    private final ImportOptions options;
    private final String stem;

    private PlainTable(Hit hit, Table table, ImportOptions options) {
        this.hit = hit;
        this.table = table;
        this.options = options;
        stem = hit.file().getFileName().toString().replaceFirst("(\\.[A-Za-z]+)?(\\.gz)?$", "");
    }

    static List<Found> read(List<Hit> hits, ImportOptions options) {
        var found = new ArrayList<Found>();
        for (var hit : hits) {
            try {
                found.addAll(new PlainTable(hit, Tables.read(List.of(hit.file().toString())), options).runs());
            } catch (TableException | DataException e) {
                found.add(new Found.Damaged(
                        hit.file().getFileName().toString(), hit.file().toString(), e.getMessage()));
            }
        }
        return found;
    }

    private List<Found> runs() {
        var axes = Choice.of(
                table.source(), TableRow.COLUMN, table.columns(), onlyAxes(), EnumSet.of(Quantity.RUN, Quantity.STEP));
        for (var entry : options.map().entrySet()) {
            if (table.column(entry.getValue()) < 0) {
                throw new DataException("%s: found no column %s (--map %s=%s), expected one of %s"
                        .formatted(
                                table.source(),
                                entry.getValue(),
                                entry.getKey(),
                                entry.getValue(),
                                Choice.list(table.columns())));
            }
        }
        var run = axes.tag(Quantity.RUN);
        var step = axes.tag(Quantity.STEP);
        boolean repeats = run != null && repeats(table.column(run));
        return repeats || run == null && step != null ? curves(run, step) : rows(run);
    }

    private Map<String, String> onlyAxes() {
        var map = new LinkedHashMap<>(options.map());
        map.keySet().retainAll(Set.of(Quantity.RUN.label(), Quantity.STEP.label()));
        return map;
    }

    private boolean repeats(int column) {
        var seen = new HashSet<String>();
        for (int row = 0; row < table.rows(); row++) {
            if (table.text(row, column) != null && !seen.add(table.text(row, column))) {
                return true;
            }
        }
        return false;
    }

    private List<Found> rows(String run) {
        var found = new ArrayList<Found>();
        for (int row = 0; row < table.rows(); row++) {
            var text = run == null ? null : table.text(row, table.column(run));
            var name = text != null ? text : table.rows() == 1 ? stem : stem + "-" + (row + 1);
            var read = TableRow.read(ImportFormat.TABLE, hit, table, row, name, options);
            found.add(
                    read instanceof Draft draft
                                    && !draft.curve.has(Quantity.LOSS.label())
                                    && !draft.curve.has(Quantity.VALIDATION_LOSS.label())
                            ? new Found.Damaged(name, draft.where(), TableRow.withoutLoss(draft))
                            : read);
        }
        return found;
    }

    // ---- a row a step

    private List<Found> curves(String run, String step) {
        var rowsOf = new LinkedHashMap<String, List<Integer>>();
        for (int row = 0; row < table.rows(); row++) {
            var name = run == null ? stem : table.text(row, table.column(run));
            if (name == null) {
                throw new DataException(
                        table.place(row, table.column(run)) + ": the cell is empty, expected the run's name");
            }
            rowsOf.computeIfAbsent(name, n -> new ArrayList<>()).add(row);
        }
        if (step == null) {
            var twice = rowsOf.entrySet().stream()
                    .filter(entry -> entry.getValue().size() > 1)
                    .findFirst()
                    .orElseThrow();
            throw new DataException(
                    "%s: column %s: a second row is named %s, and there is no column of steps among %s; expected a name each, or a column such as step (--map step=COLUMN)"
                            .formatted(
                                    table.place(twice.getValue().get(1)),
                                    run,
                                    twice.getKey(),
                                    Choice.list(table.columns())));
        }
        var map = new LinkedHashMap<>(options.map());
        map.keySet().removeAll(Set.of(Quantity.RUN.label(), Quantity.STEP.label()));
        var choice = Choice.of(table.source(), TableRow.COLUMN, table.columns(), map, OF_CURVES);
        choice.requireLoss(table.source(), TableRow.COLUMN, table.columns());
        var found = new ArrayList<Found>();
        rowsOf.forEach((name, rows) -> {
            try {
                found.add(curve(name, rows, step, choice, run));
            } catch (DataException e) {
                found.add(new Found.Damaged(name, table.source() + ", run " + name, e.getMessage()));
            }
        });
        return found;
    }

    private Draft curve(String name, List<Integer> rows, String step, Choice choice, String run) {
        var draft = new Draft(ImportFormat.TABLE, name, hit.file());
        draft.part = run == null ? "" : "run " + name;
        draft.files.add(hit.file());
        draft.notes.addAll(choice.notes());
        draft.tags.putAll(choice.tags());
        draft.tags.put(Quantity.STEP.label(), step);
        for (int row : rows) {
            double at = TableRow.number(table, row, requireCell(row, step));
            if (!Values.isWhole(at) || at < 0) {
                throw new DataException("%s: \"%s\" is no step, expected a whole number"
                        .formatted(table.place(row, table.column(step)), table.text(row, table.column(step))));
            }
            choice.tags().forEach((quantity, column) -> {
                if (Values.isNothing(table.text(row, table.column(column)))) {
                    return;
                }
                double value = TableRow.number(table, row, column);
                if (quantity.equals(Quantity.PARAMS.label())) {
                    draft.params = Values.count(value);
                } else {
                    draft.curve.put((long) at, quantity, value);
                }
            });
        }
        if (!draft.curve.has(Quantity.LOSS.label()) && !draft.curve.has(Quantity.VALIDATION_LOSS.label())) {
            throw new DataException("%s: found no values of a loss, expected some".formatted(draft.where()));
        }
        constants(draft, rows, new LinkedHashSet<>(draft.tags.values()), run);
        return draft;
    }

    private String requireCell(int row, String column) {
        if (Values.isNothing(table.text(row, table.column(column)))) {
            throw new DataException(table.place(row, table.column(column)) + ": the cell is empty, expected a step");
        }
        return column;
    }

    /** Other columns that are the same in all of a run's rows are its settings. */
    private void constants(Draft draft, List<Integer> rows, Set<String> used, String run) {
        for (var column : table.columns()) {
            int c = table.column(column);
            var first = table.text(rows.getFirst(), c);
            if (first != null
                    && !used.contains(column)
                    && !column.equals(run)
                    && rows.size() > 1
                    && rows.stream().allMatch(row -> first.equals(table.text(row, c)))) {
                draft.recipe.put(column, first);
            }
        }
    }
}
