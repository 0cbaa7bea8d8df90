package loglog.lab.imports;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import loglog.runs.DataException;
import loglog.tables.Numbers;
import loglog.tables.Table;

/** A table's row that is a whole run: its scales, its last loss, and its settings in the other columns. */
final class TableRow {
    static final String COLUMN = "column";

    private static final Set<Quantity> WANTED = EnumSet.of(
            Quantity.STEPS, Quantity.LOSS, Quantity.VALIDATION_LOSS, Quantity.TOKENS, Quantity.FLOPS, Quantity.PARAMS);

    /** Columns that Weights &amp; Biases adds and that are no settings. */
    private static final Set<String> WANDB =
            Set.of("Name", "State", "Notes", "User", "Tags", "Created", "Runtime", "Sweep");

    private TableRow() {}

    /** The row as a run; one without a loss too, for a curve may have it. */
    static Found read(ImportFormat tool, Hit hit, Table table, int row, String name, ImportOptions options) {
        var draft = new ImportedRun(tool, name, hit.file());
        draft.part = table.place(row)
                .substring(Math.min(table.place(row).length(), table.file(row).length() + 2));
        draft.files.add(hit.file());
        try {
            var present = new ArrayList<String>();
            for (int c = 0; c < table.columns().size(); c++) {
                if (!Values.isNothing(table.text(row, c))
                        && !(tool == Wandb.FORMAT
                                && WANDB.contains(table.columns().get(c)))) {
                    present.add(table.columns().get(c));
                }
            }
            var choice =
                    TagChoice.of(draft.where(), COLUMN, table.columns(), mapOf(options.map(), table.columns()), WANTED);
            draft.notes.addAll(choice.notes());
            var used = new LinkedHashMap<>(choice.tags());
            used.values().retainAll(present);
            // What the user says is in another export is not taken from this one.
            used.keySet()
                    .removeIf(key -> options.map().containsKey(key)
                            && !table.columns().contains(options.map().get(key)));
            if (!used.containsKey(Quantity.STEPS.label())) { // the summary of a curve keeps its last step
                var steps = StepColumn.ofSummary(present);
                if (steps != null) {
                    used.put(Quantity.STEPS.label(), steps);
                    draft.fromZero = steps.equals(StepColumn.OF_LIGHTNING);
                    if (!steps.equals(StepColumn.CALLS) && present.contains(StepColumn.CALLS)) {
                        draft.notes.add(StepColumn.notCalls(steps, StepColumn.CALLS));
                    }
                }
            }
            settings(draft, table, row, present, used);
            read(draft, table, row, used);
            return draft;
        } catch (DataException e) {
            return new Found.Damaged(name, draft.where(), e.getMessage());
        }
    }

    /** The user's map; a column of another export is that one's affair. */
    private static Map<String, String> mapOf(Map<String, String> map, List<String> columns) {
        var own = new LinkedHashMap<>(map);
        own.values().retainAll(columns);
        return own;
    }

    private static void read(ImportedRun draft, Table table, int row, Map<String, String> used) {
        var steps = used.get(Quantity.STEPS.label());
        if (steps != null) {
            draft.steps = Values.count(scale(table, row, steps));
        }
        long step = draft.steps.orElse(LoggedRows.NO_STEP);
        used.forEach((name, column) -> {
            draft.tags.put(name, column);
            if (name.equals(Quantity.STEPS.label())) {
                return;
            }
            if (name.equals(Quantity.PARAMS.label())) {
                draft.params = Values.count(scale(table, row, column));
                return;
            }
            boolean scale = name.equals(Quantity.TOKENS.label()) || name.equals(Quantity.FLOPS.label());
            draft.curve.put(step, name, scale ? scale(table, row, column) : number(table, row, column));
        });
    }

    private static void settings(
            ImportedRun draft, Table table, int row, List<String> present, Map<String, String> used) {
        for (var column : present) {
            if (used.containsValue(column)
                    || Quantity.RUN.rank(column) >= 0
                            && table.text(row, table.column(column)).equals(draft.name())) {
                continue;
            }
            var text = table.text(row, table.column(column));
            var number = Numbers.parse(text);
            if (number.isPresent() && !text.matches(".*[A-Za-z]$")) {
                Values.put(draft.recipe, column, number.getAsDouble());
            } else {
                draft.recipe.put(column, text);
            }
        }
    }

    static double number(Table table, int row, String column) {
        int c = table.column(column);
        return Values.parse(table.text(row, c))
                .orElseThrow(() -> new DataException(
                        "%s: found %s, expected a number".formatted(table.place(row, c), table.quoted(row, c))));
    }

    private static double scale(Table table, int row, String column) {
        double value = number(table, row, column);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new DataException("%s: found %s, expected a positive number"
                    .formatted(table.place(row, table.column(column)), table.quoted(row, table.column(column))));
        }
        return value;
    }

    static String withoutLoss(ImportedRun draft) {
        return "%s: found no loss (its columns with numbers are %s), expected one; say which with --map loss=COLUMN"
                .formatted(draft.where(), TagChoice.list(draft.recipe.propertyNames()));
    }
}
