package loglog.tables;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Runs read from a table, as columns of equal length. An array is null where the table neither has the column nor lets
 * it be worked out for every run.
 *
 * @param params N, each run's trainable parameters; positive
 * @param tokens D, the tokens it saw; positive
 * @param flops C, the FLOP of its training; positive
 * @param loss its loss or other metric; positive, unless the query allows any metric
 * @param group which group it belongs to
 * @param sigma the standard error of the loss; positive
 * @param uniqueTokens the different tokens among those seen; positive
 * @param axes further axes that were asked for, by the name asked for; positive
 * @param rows the table's row of each run
 * @param table the table
 * @param columns the table's column that plays each role, "ln val_ppl" where it holds perplexities; roles that were worked out
 *     are not in it
 * @param notes what was assumed, in sentences: "loss from column val_loss", "tokens = flops / (6 params)"
 * @param warnings what may be wrong with the table though it can be read, in sentences: numbers in units that it does not name
 * @param skipped how many bad rows were left out, by reason ("not positive"); empty unless the query skips them
 * @param origin how the table's rows became these runs
 */
public record Runs(
        double[] params,
        double[] tokens,
        double[] flops,
        double[] loss,
        String[] group,
        double[] sigma,
        double[] uniqueTokens,
        Map<String, double[]> axes,
        int[] rows,
        Table table,
        Map<Role, String> columns,
        List<String> notes,
        List<String> warnings,
        Map<String, Integer> skipped,
        RunsOrigin origin) {

    /** The number of runs. */
    public int size() {
        return rows.length;
    }

    /** Where a run stood: "runs.csv, line 17". */
    public String place(int run) {
        return table.place(rows[run]);
    }

    /** The file that a run stood in, as the user named it. */
    public String file(int run) {
        return table.file(rows[run]);
    }

    /** A role's numbers, or null; group is text and has none. */
    public double[] values(Role role) {
        return switch (role) {
            case PARAMS -> params;
            case TOKENS -> tokens;
            case FLOPS -> flops;
            case LOSS -> loss;
            case SIGMA -> sigma;
            case UNIQUE_TOKENS -> uniqueTokens;
            case GROUP -> null;
        };
    }

    /** The same runs with another account of how they came about. */
    public Runs with(RunsOrigin account) {
        return new Runs(
                params,
                tokens,
                flops,
                loss,
                group,
                sigma,
                uniqueTokens,
                axes,
                rows,
                table,
                columns,
                notes,
                warnings,
                skipped,
                account);
    }

    /** The runs for which the predicate holds, in the same order; why the others go, their origin is yet to be told. */
    public Runs keep(IntPredicate run) {
        var kept = IntStream.range(0, size()).filter(run).toArray();
        var axesKept = new LinkedHashMap<String, double[]>();
        axes.forEach((name, values) -> axesKept.put(name, pick(values, kept)));
        return new Runs(
                pick(params, kept),
                pick(tokens, kept),
                pick(flops, kept),
                pick(loss, kept),
                group == null
                        ? null
                        : IntStream.of(kept).mapToObj(i -> group[i]).toArray(String[]::new),
                pick(sigma, kept),
                pick(uniqueTokens, kept),
                axesKept,
                IntStream.of(kept).map(i -> rows[i]).toArray(),
                table,
                columns,
                notes,
                warnings,
                skipped,
                origin);
    }

    private static double[] pick(double[] values, int[] kept) {
        return values == null
                ? null
                : IntStream.of(kept).mapToDouble(i -> values[i]).toArray();
    }
}
