package loglog.lab.imports;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import loglog.tables.Table;

/** Whether rows without a column of steps, and without one that tells runs apart, are the points of one run's curve. */
final class RisingAxis {
    private static final int FEWEST = 3;

    private static final Set<String> EPOCHS =
            Set.of("epoch", "epochs", "samples", "samplesseen", "examples", "examplesseen");

    /** Beside losses, what is measured on the way and tells no runs apart. */
    private static final Set<String> MEASURED = Set.of(
            "perplexity", "ppl", "accuracy", "acc", "time", "seconds", "hours", "elapsed", "runtime", "timestamp");

    private static final Set<Quantity> QUANTITIES = EnumSet.of(
            Quantity.LOSS,
            Quantity.VALIDATION_LOSS,
            Quantity.RATE,
            Quantity.TOKENS,
            Quantity.FLOPS,
            Quantity.GRADIENT_NORM);

    private RisingAxis() {}

    /** The column that rises over a whole table whose other columns are measured or all the same; null where none does. */
    static String of(Table table) {
        var rows = Stream.iterate(0, row -> row + 1).limit(table.rows()).toList();
        return table.columns().stream().anyMatch(column -> tellsRunsApart(table, column)) ? null : of(table, rows);
    }

    /** The column that rises over these rows; null where none does. */
    static String of(Table table, List<Integer> rows) {
        return table.columns().stream()
                .filter(column -> Quantity.TOKENS.rank(column) >= 0 || EPOCHS.contains(Quantity.plain(column)))
                .filter(column -> rises(table, rows, table.column(column)))
                .findFirst()
                .orElse(null);
    }

    private static boolean rises(Table table, List<Integer> rows, int column) {
        double before = Double.NEGATIVE_INFINITY;
        for (int row : rows) {
            var text = table.text(row, column);
            double value = text == null ? Double.NaN : Values.parse(text).orElse(Double.NaN);
            if (!(value > before)) {
                return false;
            }
            before = value;
        }
        return rows.size() >= FEWEST;
    }

    private static boolean tellsRunsApart(Table table, String column) {
        if (Quantity.PARAMS.rank(column) >= 0) {
            return true;
        }
        var plain = Quantity.plain(column);
        if (QUANTITIES.stream().anyMatch(quantity -> quantity.rank(column) >= 0)
                || Quantity.isLikeLoss(column)
                || EPOCHS.contains(plain)
                || MEASURED.contains(plain)) {
            return false;
        }
        int c = table.column(column);
        for (int row = 1; row < table.rows(); row++) {
            if (!Objects.equals(table.text(row, c), table.text(0, c))) {
                return true;
            }
        }
        return false;
    }
}
