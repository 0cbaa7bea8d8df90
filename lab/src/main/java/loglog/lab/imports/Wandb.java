package loglog.lab.imports;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import loglog.runs.DataException;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.tables.Tables;

/**
 * CSV exports of Weights &amp; Biases. A chart's export has a column for each run and metric, {@code run - metric}, and two
 * more for the smallest and largest value that a point stands for; the export of the table of runs has a row for each,
 * with its settings and last values. Charts and tables that are given together complement each other, by the run's name.
 */
final class Wandb {
    /** CSV exports of Weights &amp; Biases: a chart's curves, or the table of runs. */
    static final ImportFormat FORMAT = new ImportFormat("wandb") {
        @Override
        boolean is(Path file, byte[] head) {
            return Wandb.is(head);
        }

        @Override
        boolean inFolder(Path file, boolean isNamed, Supplier<byte[]> head) {
            return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv") && Wandb.is(head.get());
        }

        @Override
        List<Found> read(List<Hit> hits, ImportOptions options) {
            return Wandb.read(hits, options);
        }
    };

    private static final String COLUMN = "column";
    private static final String BETWEEN = " - ";
    private static final Set<Quantity> WANTED = EnumSet.of(
            Quantity.STEP,
            Quantity.LOSS,
            Quantity.VALIDATION_LOSS,
            Quantity.RATE,
            Quantity.TOKENS,
            Quantity.FLOPS,
            Quantity.GRADIENT_NORM);

    /** One run's columns in a chart: metric to the column's index. */
    private record Chart(Hit hit, Table table, int axis, Map<String, Integer> metrics) {}

    private final ImportOptions options;
    private final Map<String, List<Chart>> charts = new LinkedHashMap<>();
    private final List<Found> found = new ArrayList<>();
    private final Map<String, ImportedRun> rows = new LinkedHashMap<>();

    /** The metrics and columns of all exports. */
    private final Set<String> columns = new TreeSet<>();

    private Wandb(ImportOptions options) {
        this.options = options;
    }

    /** Whether a file that begins so is such an export. */
    static boolean is(byte[] head) {
        var text = new String(head, StandardCharsets.UTF_8);
        var line = text.lines().findFirst().orElse("").replace("\uFEFF", "");
        return line.contains(BETWEEN) && line.contains("__MIN") && line.contains("__MAX")
                || line.matches("\"?Name\"?,.*\"?State\"?,.*\"?Created\"?(,.*)?");
    }

    static List<Found> read(List<Hit> hits, ImportOptions options) {
        var exports = new Wandb(options);
        for (var hit : hits) {
            exports.file(hit);
        }
        for (var entry : options.map().entrySet()) {
            if (!exports.columns.isEmpty() && !exports.columns.contains(entry.getValue())) {
                var file = hits.getFirst().file();
                return List.of(new Found.Damaged(
                        file.getFileName().toString(),
                        file.toString(),
                        "%s: found no column %s (--map %s=%s), expected one of %s"
                                .formatted(
                                        file,
                                        entry.getValue(),
                                        entry.getKey(),
                                        entry.getValue(),
                                        TagChoice.list(exports.columns))));
            }
        }
        return exports.found();
    }

    private void file(Hit hit) {
        try {
            var table = Tables.read(List.of(hit.file().toString()));
            if (table.column("Name") >= 0 && table.column("State") >= 0) {
                columns.addAll(table.columns());
                tableOfRuns(hit, table);
            } else {
                chart(hit, table);
            }
        } catch (TableException | DataException e) {
            found.add(new Found.Damaged(
                    hit.file().getFileName().toString(), hit.file().toString(), e.getMessage()));
        }
    }

    // ---- charts

    private void chart(Hit hit, Table table) {
        var columns = table.columns();
        var ofRun = new LinkedHashMap<String, Map<String, Integer>>();
        this.columns.add(columns.getFirst());
        for (int c = 1; c < columns.size(); c++) {
            var column = columns.get(c);
            int between = column.lastIndexOf(BETWEEN);
            if (between > 0 && !column.endsWith("__MIN") && !column.endsWith("__MAX")) {
                ofRun.computeIfAbsent(column.substring(0, between), r -> new TreeMap<>())
                        .put(column.substring(between + BETWEEN.length()), c);
                this.columns.add(column.substring(between + BETWEEN.length()));
            }
        }
        if (ofRun.isEmpty()) {
            throw DataException.in(
                    hit.file(),
                    "found neither columns such as \"run - train/loss\" nor Name and State, expected an export of"
                            + " Weights & Biases");
        }
        ofRun.forEach((run, metrics) ->
                charts.computeIfAbsent(run, r -> new ArrayList<>()).add(new Chart(hit, table, 0, metrics)));
    }

    private ImportedRun curves(String run, List<Chart> parts) {
        var first = parts.getFirst();
        var draft = new ImportedRun(Wandb.FORMAT, run, first.hit().file());
        draft.part = "run " + run;
        var metrics = new TreeSet<String>();
        parts.forEach(p -> metrics.addAll(p.metrics().keySet()));
        var choice = TagChoice.of(draft.where(), COLUMN, metrics, mapOf(metrics), WANTED);
        // As in the table: what the user says is elsewhere is not taken from here.
        choice.tags()
                .keySet()
                .removeIf(name -> options.map().containsKey(name)
                        && !metrics.contains(options.map().get(name)));
        draft.notes.addAll(choice.notes());
        var steps = choice.tag(Quantity.STEP);
        draft.fromZero = StepColumn.OF_LIGHTNING.equals(steps);
        boolean called = false; // whether a count of calls was passed over
        var log = new Log();
        for (var part : parts) {
            draft.files.add(part.hit().file());
            var stepOf = steps == null ? Map.<Double, Double>of() : stepOf(parts, steps, axis(part));
            called |= !stepOf.isEmpty();
            take(log, draft, part, choice, stepOf);
        }
        if (called && !options.map().containsKey(Quantity.STEP.label())) {
            draft.notes.add(StepColumn.notCalls(
                    steps, parts.getFirst().table().columns().getFirst()));
        }
        var settled = log.settle(log.tags(), options.rules());
        settled.series().forEach(draft.curve::put);
        draft.notes.addAll(settled.notes());
        choice.tags().forEach((name, tag) -> {
            if (draft.curve.has(name) || name.equals(Quantity.STEP.label())) {
                draft.tags.put(name, tag);
            }
        });
        return draft;
    }

    /** The user's map without what only other exports have. */
    private Map<String, String> mapOf(Set<String> metrics) {
        var map = new LinkedHashMap<>(options.map());
        map.values().retainAll(metrics);
        return map;
    }

    /** The trainer's own step for each value of the axis, from the charts that have it. */
    private static Map<Double, Double> stepOf(List<Chart> parts, String tag, String axis) {
        var steps = new HashMap<Double, Double>();
        for (var part : parts) {
            var column = axis(part).equals(axis) ? part.metrics().get(tag) : null;
            for (int row = 0; column != null && row < part.table().rows(); row++) {
                if (!Values.isNothing(part.table().text(row, column))
                        && !Values.isNothing(part.table().text(row, part.axis()))) {
                    steps.put(number(part.table(), row, part.axis()), number(part.table(), row, column));
                }
            }
        }
        return steps;
    }

    private static String axis(Chart part) {
        return part.table().columns().get(part.axis());
    }

    /** @param stepOf the trainer's own step for each value of the axis; empty where no chart has it */
    private void take(Log log, ImportedRun draft, Chart part, TagChoice choice, Map<Double, Double> stepOf) {
        var table = part.table();
        var axis = axis(part);
        // Another chart may have the trainer's step as its axis; Step counts the calls of log().
        boolean translated = !stepOf.isEmpty() && !axis.equals(choice.tag(Quantity.STEP));
        var given = options.map().get(Quantity.STEP.label());
        if (given != null && !translated && !given.equals(axis)) {
            throw DataException.in(
                    part.hit().file(),
                    "found no chart of the axis %s that has %s (--map step=%s), expected one: export it, too",
                    axis,
                    given,
                    given);
        }
        if (Quantity.STEP.rank(axis) < 0 && !translated) {
            throw DataException.in(
                    part.hit().file(),
                    "found column %s as the chart's axis, expected Step: export the chart with steps as its x axis",
                    axis);
        }
        int without = 0;
        for (int row = 0; row < table.rows(); row++) {
            var cell = table.text(row, part.axis());
            if (Values.isNothing(cell)) {
                continue;
            }
            Double step = number(table, row, part.axis());
            step = translated ? stepOf.get(step) : step;
            if (step != null && (!Values.isWhole(step) || step < 0)) {
                throw new DataException("%s: found \"%s\", expected a whole number"
                        .formatted(table.place(row, part.axis()), translated ? step : cell));
            }
            boolean any = false;
            for (var chosen : choice.tags().entrySet()) {
                var column = part.metrics().get(chosen.getValue());
                if (column != null
                        && !chosen.getKey().equals(Quantity.STEP.label())
                        && !Values.isNothing(table.text(row, column))) {
                    any = true;
                    if (step != null) {
                        log.add(chosen.getKey(), step.longValue(), number(table, row, column));
                    }
                }
            }
            without += any && step == null ? 1 : 0;
        }
        if (without > 0) {
            draft.notes.add("%d %s of %s %s left out, for %s has no value there (--map step=%s takes them)"
                    .formatted(
                            without,
                            without == 1 ? "point" : "points",
                            part.hit().file().getFileName(),
                            without == 1 ? "is" : "are",
                            choice.tag(Quantity.STEP),
                            axis));
        }
    }

    private static double number(Table table, int row, int column) {
        return Values.parse(table.text(row, column))
                .orElseThrow(() -> new DataException("%s: found %s, expected a number"
                        .formatted(table.place(row, column), table.quoted(row, column))));
    }

    // ---- the table of runs

    private void tableOfRuns(Hit hit, Table table) {
        var repeated = new HashMap<String, Integer>();
        int name = table.column("Name");
        int id = table.column("ID");
        for (int row = 0; row < table.rows(); row++) {
            repeated.merge(String.valueOf(table.text(row, name)), 1, Integer::sum);
        }
        for (int row = 0; row < table.rows(); row++) {
            var run = table.text(row, name);
            if (run == null) {
                found.add(new Found.Damaged(
                        "unnamed",
                        table.place(row),
                        table.place(row, name) + ": found an empty cell, expected the run's name"));
                continue;
            }
            // Names need not be unique there; identifiers are.
            var unique = repeated.get(run) > 1 && id >= 0 && table.text(row, id) != null
                    ? run + "-" + table.text(row, id)
                    : run;
            var read = TableRow.read(Wandb.FORMAT, hit, table, row, unique, options);
            switch (read) {
                case Found.Damaged damaged -> found.add(damaged);
                case ImportedRun draft -> {
                    state(draft, table, row);
                    if (rows.putIfAbsent(unique, draft) != null) {
                        found.add(draft); // the importer says that two have one name
                    }
                }
            }
        }
    }

    private static void state(ImportedRun draft, Table table, int row) {
        var state = table.text(row, table.column("State"));
        draft.finished = "finished".equals(state);
        if (!draft.finished && state != null) {
            draft.reason = "Weights & Biases says that it %s"
                    .formatted(state.equals("running") ? "was running" : state.equals("killed") ? "was killed" : state);
        }
    }

    // ---- both

    private List<Found> found() {
        charts.forEach((run, parts) -> {
            var row = rows.remove(run);
            try {
                var draft = curves(run, parts);
                if (row != null) {
                    complement(draft, row);
                }
                if (!draft.curve.has(Quantity.LOSS.label()) && !draft.curve.has(Quantity.VALIDATION_LOSS.label())) {
                    var all = new TreeSet<String>();
                    parts.forEach(p -> all.addAll(p.metrics().keySet()));
                    throw new DataException(
                            "%s: found no values of a loss among the columns %s; say which with --map loss=COLUMN"
                                    .formatted(draft.where(), TagChoice.list(all)));
                }
                found.add(draft);
            } catch (DataException e) {
                found.add(new Found.Damaged(run, parts.getFirst().hit().file() + ", run " + run, e.getMessage()));
            }
        });
        for (var row : rows.values()) {
            found.add(
                    row.curve.has(Quantity.LOSS.label()) || row.curve.has(Quantity.VALIDATION_LOSS.label())
                            ? row
                            : new Found.Damaged(row.name(), row.where(), TableRow.withoutLoss(row)));
        }
        return found;
    }

    /** What the table of runs knows beyond the curves. */
    private static void complement(ImportedRun draft, ImportedRun row) {
        draft.files.addAll(row.files);
        draft.params = row.params;
        draft.finished = row.finished;
        draft.reason = row.reason;
        draft.recipe.setAll(row.recipe);
        row.tags.forEach(draft.tags::putIfAbsent);
        if (!draft.curve.has(Quantity.TOKENS.label())) {
            row.curve.last(Quantity.TOKENS.label()).ifPresent(n -> draft.tokens = Values.positive(n));
        }
        if (!draft.curve.has(Quantity.FLOPS.label())) {
            row.curve.last(Quantity.FLOPS.label()).ifPresent(n -> draft.flops = Values.positive(n));
        }
        for (var name : List.of(Quantity.LOSS.label(), Quantity.VALIDATION_LOSS.label())) {
            var last = row.curve.last(name);
            if (last.isPresent() && !draft.curve.has(name)) {
                draft.curve.put(Math.max(draft.curve.lastStep(), row.steps.orElse(0)), name, last.getAsDouble());
            }
        }
    }
}
