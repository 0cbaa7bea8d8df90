package loglog.tables;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a table's rows became runs: what an answer that is made from them says of its source.
 *
 * @param rows that the table has
 * @param columns the table's column of each quantity, by the quantity's name: params, tokens, flops, loss, unique_tokens,
 *     group, sigma, or that of a further axis
 * @param leftOut how many rows are none of the runs, by the reason, worded to stand behind their number: "do not meet
 *     dataset=c4"
 * @param assumptions how quantities came about that no column has, and what else was taken for granted, a clause each:
 *     "flops = 6 params tokens"
 */
public record RunsOrigin(
        int rows, Map<String, String> columns, Map<String, Integer> leftOut, List<String> assumptions) {
    public RunsOrigin {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
        assumptions = List.copyOf(assumptions);
    }

    /** The same with more rows left out, where there are any. */
    public RunsOrigin leavingOut(String why, int more) {
        var all = new LinkedHashMap<>(leftOut);
        if (more > 0) {
            all.merge(why, more, Integer::sum);
        }
        return new RunsOrigin(rows, columns, all, assumptions);
    }
}
