package loglog.lab.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import loglog.runs.DataException;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.tables.Tables;

/**
 * Runs of any table. A row is a run, unless the column of run names repeats a name or there is a column of steps and none of
 * names: then a row is a step, and the rows of one name are one run.
 */
final class PlainTable {
    private static final Set<String> ENDINGS = Set.of("csv", "tsv", "tab", "json", "jsonl", "ndjson", "parquet", "pq");

    /** Any table that {@link loglog.tables.Tables} reads: a row a run, or a row a step. */
    static final ImportFormat FORMAT = new ImportFormat("table") {
        @Override
        boolean is(Path file, byte[] head) {
            return true;
        }

        /** Among other files a table is none of ours unless it is named, but for that of Lightning's logger. */
        @Override
        boolean inFolder(Path file, boolean isNamed, Supplier<byte[]> head) {
            var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            return isNamed
                    ? ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
                    : name.equals(Lightning.METRICS) && Lightning.is(file, head.get());
        }

        @Override
        List<Found> read(List<Hit> hits, ImportOptions options) {
            return PlainTable.read(hits, options);
        }

        @Override
        Optional<Path> output(Path file, boolean isNamed) {
            return isNamed
                    ? Optional.empty()
                    : Optional.of(file.toAbsolutePath().normalize().getParent());
        }
    };

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
    private final List<Hit> all;

    private PlainTable(Hit hit, Table table, ImportOptions options, List<Hit> all) {
        this.hit = hit;
        this.table = table;
        this.options = options;
        this.all = all;
    }

    static List<Found> read(List<Hit> hits, ImportOptions options) {
        var found = new ArrayList<Found>();
        for (var hit : hits) {
            try {
                found.addAll(new PlainTable(hit, Tables.read(List.of(hit.file().toString())), options, hits).runs());
            } catch (TableException | DataException e) {
                found.add(new Found.Damaged(
                        hit.file().getFileName().toString(), hit.file().toString(), e.getMessage()));
            }
        }
        return found;
    }

    private List<Found> runs() {
        for (var entry : options.map().entrySet()) {
            if (table.column(entry.getValue()) < 0) {
                throw new DataException("%s: found no column %s (--map %s=%s), expected one of %s"
                        .formatted(
                                table.source(),
                                entry.getValue(),
                                entry.getKey(),
                                entry.getValue(),
                                TagChoice.list(table.columns())));
            }
        }
        var onlyRun = new LinkedHashMap<>(options.map());
        onlyRun.keySet().retainAll(Set.of(Quantity.RUN.label()));
        var run = TagChoice.of(table.source(), TableRow.COLUMN, table.columns(), onlyRun, EnumSet.of(Quantity.RUN))
                .tag(Quantity.RUN);
        var step = StepColumn.of(table, options.map());
        return switch (options.rules().rows()) {
            case RUNS -> rows(run);
            case STEPS -> curves(run, step, "");
            case null -> {
                boolean repeats = run != null && repeats(table.column(run));
                if (repeats || run == null && step.name() != null) {
                    yield curves(run, step, "");
                }
                var axis = run == null ? RisingAxis.of(table) : null;
                yield axis == null
                        ? rows(run)
                        : curves(
                                null,
                                step,
                                "its rows are the points of one run, for %s rises over them and no column tells runs apart (--rows runs takes each for a run)"
                                        .formatted(axis));
            }
        };
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
            var file = table.rows() == 1 || all.size() > 1 ? hit.nameOfFile(all) : hit.stem();
            var name = text != null ? text : table.rows() == 1 ? file : file + "-" + (row + 1);
            var read = TableRow.read(PlainTable.FORMAT, hit, table, row, name, options);
            found.add(
                    read instanceof ImportedRun draft
                                    && !draft.curve.has(Quantity.LOSS.label())
                                    && !draft.curve.has(Quantity.VALIDATION_LOSS.label())
                            ? new Found.Damaged(name, draft.where(), TableRow.withoutLoss(draft))
                            : read);
        }
        return found;
    }

    // ---- a row a step

    private List<Found> curves(String run, StepColumn step, String reason) {
        var rowsOf = new LinkedHashMap<String, List<Integer>>();
        for (int row = 0; row < table.rows(); row++) {
            var name = run == null ? hit.nameOfFile(all) : table.text(row, table.column(run));
            if (name == null) {
                throw new DataException(
                        table.place(row, table.column(run)) + ": found an empty cell, expected the run's name");
            }
            rowsOf.computeIfAbsent(name, n -> new ArrayList<>()).add(row);
        }
        boolean rising = !reason.isEmpty()
                || options.rules().rows() != null
                || rowsOf.values().stream().allMatch(rows -> rows.size() == 1 || RisingAxis.of(table, rows) != null);
        if (step.name() == null && !rising) {
            var twice = rowsOf.entrySet().stream()
                    .filter(entry -> entry.getValue().size() > 1)
                    .findFirst()
                    .orElseThrow();
            throw new DataException(
                    "%s: column %s: found a second row named %s, and no column of steps among %s, expected a name each, or a column such as step (--map step=COLUMN)"
                            .formatted(
                                    table.place(twice.getValue().get(1)),
                                    run,
                                    twice.getKey(),
                                    TagChoice.list(table.columns())));
        }
        var map = new LinkedHashMap<>(options.map());
        map.keySet().removeAll(Set.of(Quantity.RUN.label(), Quantity.STEP.label()));
        var choice = TagChoice.of(table.source(), TableRow.COLUMN, table.columns(), map, OF_CURVES);
        choice.requireLoss(table.source(), TableRow.COLUMN, table.columns());
        var found = new ArrayList<Found>();
        rowsOf.forEach((name, rows) -> {
            try {
                var draft = curve(name, rows, step, choice, run);
                if (!reason.isEmpty()) {
                    draft.notes.add(reason);
                }
                found.add(draft);
            } catch (DataException e) {
                found.add(new Found.Damaged(name, table.source() + ", run " + name, e.getMessage()));
            }
        });
        return found;
    }

    private ImportedRun curve(String name, List<Integer> rows, StepColumn step, TagChoice choice, String run) {
        var draft = new ImportedRun(PlainTable.FORMAT, name, hit.file());
        draft.part = run == null ? "" : "run " + name;
        draft.files.add(hit.file());
        draft.notes.addAll(step.notes());
        draft.notes.addAll(choice.notes());
        draft.tags.putAll(choice.tags());
        draft.curve.withoutSteps = step.name() == null;
        if (step.name() != null) {
            draft.tags.put(Quantity.STEP.label(), step.name());
            draft.fromZero = step.name().equals(StepColumn.OF_LIGHTNING);
        }
        if (run == null && Lightning.is(hit.file(), table.columns())) {
            draft.fromZero = true;
            Lightning.settings(draft, hit.file().toAbsolutePath().getParent());
            Recipes.params(draft);
        }
        var log = new Log();
        for (int row : rows) {
            long at = step.name() == null ? row : step(row, step.name());
            choice.tags().forEach((quantity, column) -> {
                if (Values.isNothing(table.text(row, table.column(column)))) {
                    return;
                }
                double value = TableRow.number(table, row, column);
                if (quantity.equals(Quantity.PARAMS.label())) {
                    draft.params = Values.count(value);
                } else {
                    log.add(quantity, at, value);
                }
            });
        }
        var settled = log.settle(log.tags(), options.rules());
        settled.series().forEach(draft.curve::put);
        draft.notes.addAll(settled.notes());
        if (!draft.curve.has(Quantity.LOSS.label()) && !draft.curve.has(Quantity.VALIDATION_LOSS.label())) {
            throw new DataException("%s: found no values of a loss, expected some".formatted(draft.where()));
        }
        constants(draft, rows, new LinkedHashSet<>(draft.tags.values()), run);
        return draft;
    }

    private long step(int row, String column) {
        int c = table.column(column);
        if (Values.isNothing(table.text(row, c))) {
            throw new DataException(table.place(row, c) + ": found an empty cell, expected a step");
        }
        double at = TableRow.number(table, row, column);
        if (!Values.isWhole(at) || at < 0) {
            throw new DataException(
                    "%s: found %s, expected a whole number".formatted(table.place(row, c), table.quoted(row, c)));
        }
        return (long) at;
    }

    /** Other columns that are the same in all of a run's rows are its settings. */
    private void constants(ImportedRun draft, List<Integer> rows, Set<String> used, String run) {
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
