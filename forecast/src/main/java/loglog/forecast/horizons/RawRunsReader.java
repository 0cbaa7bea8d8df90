package loglog.forecast.horizons;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import loglog.forecast.Period;
import loglog.forecast.TableCells;
import loglog.forecast.horizons.RawRuns.Agent;
import loglog.forecast.horizons.RawRuns.Attempts;
import loglog.forecast.horizons.RawRuns.Task;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.words.Sentence;

/** Reads tables of runs, a row a run, with the columns of METR's {@code runs.jsonl} or others that are named. */
public final class RawRunsReader {
    private static final String[] AGENT = {"alias", "agent", "model", "model_name", "name"};
    private static final String[] TASK = {"task_id", "task", "task_name"};
    private static final String[] FAMILY = {"task_family", "family"};
    private static final String[] MINUTES = {"human_minutes", "minutes", "task_minutes", "length_minutes"};
    private static final String[] SCORE = {"score_binarized", "success", "score_cont", "score", "correct"};
    private static final String[] METR_WEIGHTS = {"invsqrt_task_weight", "equal_task_weight"};

    /** METR's tables have the people's runs among the agents'. */
    private static final String PEOPLE = "human";

    private RawRunsReader() {}

    /** How runs are weighted. */
    public sealed interface Weights {
        /** By a column. */
        record Column(String name) implements Weights {}

        /** By rule. */
        enum Rule implements Weights {
            /** 1 / (the agent's runs of the task x the root of its tasks in the family). */
            FAMILY,
            /** 1 / the agent's runs of the task: every task counts the same. */
            TASK,
            /** Every run counts the same. */
            RUN
        }
    }

    /**
     * What to read.
     *
     * @param score the column of success; null for one of the usual names
     * @param weights null for METR's column where there is one, else by family
     * @param date the column of release dates; null for one of the usual names
     * @param releases release dates by agent, which come before those of the table
     */
    public record Wanted(
            String score, Weights weights, String date, Period.Order order, Map<String, Period> releases) {}

    /**
     * What was read.
     *
     * @param without how many rows lack an agent, a length or a score
     * @param people how many rows are people's
     * @param columns the column of each quantity, by the quantity's name
     * @param weights how runs were weighted, in words
     * @param dates each agent's release as it was written; agents without one are left out
     */
    public record Read(
            RawRuns runs,
            int without,
            int people,
            Map<String, String> columns,
            String weights,
            Map<String, Period> dates) {}

    /** Whether a table has a row a run, rather than a row an agent. */
    public static boolean isRuns(Table table) {
        return TableCells.find(table, TASK) >= 0
                && TableCells.find(table, MINUTES) >= 0
                && TableCells.find(table, SCORE) >= 0;
    }

    private record Row(int at, int task, double score) {}

    /**
     * Reads a table.
     *
     * @throws TableException for columns that are not there and cells that are not understood
     */
    public static Read read(Table table, Wanted wanted) {
        int agent = TableCells.need(table, "--agent", null, AGENT);
        int task = TableCells.need(table, "--task", null, TASK);
        int family = TableCells.find(table, FAMILY);
        int minutes = TableCells.need(table, "--minutes", null, MINUTES);
        int score = TableCells.need(table, "--score", wanted.score(), SCORE);
        var tasks = new LinkedHashMap<String, Task>();
        var number = new HashMap<String, Integer>();
        var families = new HashMap<String, Integer>();
        var rows = new LinkedHashMap<String, List<Row>>();
        int without = 0;
        int people = 0;
        for (int r = 0; r < table.rows(); r++) {
            var name = table.text(r, agent);
            var id = table.text(r, task);
            var length = TableCells.number(table, r, minutes);
            var success = TableCells.number(table, r, score);
            if (name == null || id == null || length.isEmpty() || success.isEmpty()) {
                without++;
                continue;
            }
            if (name.equalsIgnoreCase(PEOPLE)) {
                people++;
                continue;
            }
            check(table, r, minutes, length.getAsDouble() > 0, "more than 0 minutes");
            check(table, r, score, success.getAsDouble() >= 0 && success.getAsDouble() <= 1, "a score from 0 to 1");
            var of = family < 0 || table.text(r, family) == null ? id : table.text(r, family);
            var key = id + "\0" + length.getAsDouble(); // a task whose length was corrected in between is two
            if (!tasks.containsKey(key)) {
                number.put(key, tasks.size());
                tasks.put(key, new Task(id, families.computeIfAbsent(of, _ -> families.size()), length.getAsDouble()));
            }
            rows.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Row(r, number.get(key), success.getAsDouble()));
        }
        if (rows.isEmpty()) {
            throw new TableException(
                    "%s: found no run of an agent with a length and a score, expected some".formatted(table.source()));
        }
        var columns = new LinkedHashMap<String, String>();
        columns.put("agent", table.columns().get(agent));
        columns.put("task", table.columns().get(task));
        if (family >= 0) {
            columns.put("family", table.columns().get(family));
        }
        columns.put("minutes", table.columns().get(minutes));
        columns.put("score", table.columns().get(score));
        var dates = dates(table, rows, wanted);
        var weighted = weighted(table, wanted.weights());
        var all = List.copyOf(tasks.values());
        var agents = new ArrayList<Agent>();
        rows.forEach((name, of) -> agents.add(new Agent(
                name,
                dates.containsKey(name) ? dates.get(name).years() : Double.NaN,
                attempts(table, of, all, weighted))));
        return new Read(
                new RawRuns(all, families.size(), List.copyOf(agents)),
                without,
                people,
                columns,
                words(weighted),
                dates);
    }

    private static void check(Table table, int row, int column, boolean holds, String expected) {
        if (!holds) {
            throw new TableException("%s: found %s, expected %s"
                    .formatted(table.place(row, column), table.quoted(row, column), expected));
        }
    }

    private static Map<String, Period> dates(Table table, Map<String, List<Row>> rows, Wanted wanted) {
        var dates = new LinkedHashMap<String, Period>();
        int column = wanted.date() != null
                ? TableCells.need(table, "--date", wanted.date())
                : TableCells.find(table, "release_date", "released", "date");
        if (column >= 0) {
            var read = TableCells.dates(table, column, wanted.order());
            rows.forEach((name, of) -> {
                Period first = null;
                for (var row : of) {
                    var date = read.get(row.at());
                    if (date != null && first != null && !date.equals(first)) {
                        throw new TableException("%s: found %s, expected the date of the other runs of %s, %s"
                                .formatted(
                                        table.place(row.at(), column),
                                        table.quoted(row.at(), column),
                                        name,
                                        first.first()));
                    }
                    first = first == null ? date : first;
                }
                if (first != null) {
                    dates.put(name, first);
                }
            });
        }
        rows.keySet().stream()
                .filter(wanted.releases()::containsKey)
                .forEach(name -> dates.put(name, wanted.releases().get(name)));
        return dates;
    }

    private static Weights weighted(Table table, Weights asked) {
        if (asked instanceof Weights.Column(var name) && TableCells.find(table, name) < 0) {
            throw new TableException(Sentence.found(
                    "--weights",
                    name,
                    "family, task, run, or one of the columns " + String.join(", ", table.columns())));
        }
        if (asked != null) {
            return asked;
        }
        int known = TableCells.find(table, METR_WEIGHTS);
        return known < 0
                ? Weights.Rule.FAMILY
                : new Weights.Column(table.columns().get(known));
    }

    private static String words(Weights weights) {
        return switch (weights) {
            case Weights.Column(var name) -> "the column " + name;
            case Weights.Rule.FAMILY -> "1 / (runs of the task x root of the tasks in the family)";
            case Weights.Rule.TASK -> "every task the same";
            case Weights.Rule.RUN -> "every run the same";
        };
    }

    private static List<Attempts> attempts(Table table, List<Row> rows, List<Task> tasks, Weights weights) {
        var byTask = new LinkedHashMap<Integer, List<Row>>();
        rows.forEach(row ->
                byTask.computeIfAbsent(row.task(), _ -> new ArrayList<>()).add(row));
        var inFamily = new HashMap<Integer, Integer>();
        byTask.keySet().forEach(t -> inFamily.merge(tasks.get(t).family(), 1, Integer::sum));
        int column = weights instanceof Weights.Column(var name) ? TableCells.find(table, name) : -1;
        ToDoubleFunction<Row> weight = row -> switch (weights) {
            case Weights.Column _ -> weight(table, row.at(), column);
            case Weights.Rule.FAMILY ->
                1
                        / (byTask.get(row.task()).size()
                                * Math.sqrt(inFamily.get(tasks.get(row.task()).family())));
            case Weights.Rule.TASK -> 1.0 / byTask.get(row.task()).size();
            case Weights.Rule.RUN -> 1;
        };
        double sum = rows.stream().mapToDouble(weight).sum();
        if (!(sum > 0)) {
            throw new TableException("%s, column %s: found weights of sum %s for %s, expected a positive sum"
                    .formatted(
                            table.source(),
                            table.columns().get(column),
                            sum,
                            table.place(rows.getFirst().at())));
        }
        var attempts = new ArrayList<Attempts>();
        byTask.forEach((t, of) -> attempts.add(new Attempts(
                t,
                of.stream().mapToDouble(Row::score).toArray(),
                of.stream().mapToDouble(row -> weight.applyAsDouble(row) / sum).toArray())));
        return attempts;
    }

    private static double weight(Table table, int row, int column) {
        double weight = TableCells.number(table, row, column).orElse(0);
        check(table, row, column, weight >= 0, "a weight of at least 0");
        return weight;
    }
}
