package loglog.app.answers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an answer is made from.
 *
 * @param tables the files, as they were named
 * @param columns the table's column of each quantity, by the quantity's name
 * @param rowsRead rows that the tables have
 * @param rowsUsed rows that the answer is made from
 * @param leftOut how many of the others there are, by the reason, worded to stand behind their number
 * @param assumptions what was taken for granted, a clause each: "flops = 6 params tokens"
 * @param warnings what may be wrong with the tables, a sentence each
 */
public record AnswerSource(
        List<String> tables,
        Map<String, String> columns,
        int rowsRead,
        int rowsUsed,
        Map<String, Integer> leftOut,
        List<String> assumptions,
        List<String> warnings) {
    public AnswerSource {
        tables = List.copyOf(tables);
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
        assumptions = List.copyOf(assumptions);
        warnings = List.copyOf(warnings);
    }

    /**
     * Of a file that is no table of rows, such as a scenario.
     *
     * @param file null where it is the one that comes with the program
     * @param builtIn what that is, in words
     */
    public static AnswerSource ofFile(Path file, String builtIn) {
        return file == null ? ofAssumptions(builtIn) : ofFiles(List.of(file.toString()), 0, Map.of());
    }

    /** Of what was taken for granted alone. */
    public static AnswerSource ofAssumptions(String... assumptions) {
        return new AnswerSource(List.of(), Map.of(), 0, 0, Map.of(), List.of(assumptions), List.of());
    }

    /**
     * Of files or folders without columns.
     *
     * @param read runs, tasks or whatever they hold
     * @param leftOut how many of them, by the reason
     */
    public static AnswerSource ofFiles(List<String> files, int read, Map<String, Integer> leftOut) {
        int left = leftOut.values().stream().mapToInt(Integer::intValue).sum();
        return new AnswerSource(files, Map.of(), read, read - left, leftOut, List.of(), List.of());
    }

    /** The same with one more thing that was taken for granted. */
    public AnswerSource assuming(String more) {
        return new AnswerSource(
                tables, columns, rowsRead, rowsUsed, leftOut, joined(assumptions, List.of(more)), warnings);
    }

    /** Both of two sources; a quantity whose columns differ has both names. */
    public AnswerSource and(AnswerSource other) {
        var names = new LinkedHashMap<>(columns);
        other.columns.forEach(
                (quantity, name) -> names.merge(quantity, name, (a, b) -> a.equals(b) ? a : a + " and " + b));
        var left = new LinkedHashMap<>(leftOut);
        other.leftOut.forEach((why, rows) -> left.merge(why, rows, Integer::sum));
        return new AnswerSource(
                joined(tables, other.tables),
                names,
                rowsRead + other.rowsRead,
                rowsUsed + other.rowsUsed,
                left,
                joined(assumptions, other.assumptions),
                joined(warnings, other.warnings));
    }

    /** The same of fewer rows. */
    public AnswerSource leavingOut(String why, int more) {
        var left = new LinkedHashMap<>(leftOut);
        if (more > 0) {
            left.merge(why, more, Integer::sum);
        }
        return new AnswerSource(tables, columns, rowsRead, rowsUsed - more, left, assumptions, warnings);
    }

    private static List<String> joined(List<String> one, List<String> other) {
        var all = new LinkedHashSet<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }

    /**
     * In one line: "54 runs of runs.csv; columns: params, tokens, val_loss as loss; flops = 6 params tokens"; empty where there
     * is nothing to be said.
     *
     * @param one of what the rows are, such as "run"
     */
    public String sentence(String one) {
        var parts = new ArrayList<String>();
        if (!tables.isEmpty()) {
            var names = String.join(", ", tables);
            parts.add(rowsRead == 0 ? names : Format.of(rowsUsed, one) + " of " + names);
        }
        if (!columns.isEmpty()) {
            parts.add("columns: " + String.join(", ", namedColumns()));
        }
        int left = leftOut.values().stream().mapToInt(Integer::intValue).sum();
        if (left > 0) {
            var reasons = new ArrayList<String>();
            leftOut.forEach((why, rows) -> reasons.add(rows + " " + why));
            // what has no columns are no rows of a table
            parts.add("%d of %d %s left out: %s"
                    .formatted(left, rowsRead, columns.isEmpty() ? one + "s" : "rows", String.join(", ", reasons)));
        }
        parts.addAll(assumptions);
        return String.join("; ", parts);
    }

    private List<String> namedColumns() {
        var named = new ArrayList<String>();
        columns.forEach((quantity, name) ->
                named.add(name.equals(quantity) ? name : name + " as " + quantity.replace('_', ' ')));
        return named;
    }

    /** The same for programs, with the same keys for every answer. */
    public ObjectNode json() {
        var json = LawsJson.object();
        json.set("tables", LawsJson.of(tables));
        var names = json.putObject("columns");
        columns.forEach(names::put);
        json.put("rows_read", rowsRead).put("rows_used", rowsUsed);
        var left = json.putArray("left_out");
        leftOut.forEach((why, rows) -> left.addObject().put("rows", rows).put("why", why));
        json.set("assumptions", LawsJson.of(assumptions));
        return json;
    }
}
