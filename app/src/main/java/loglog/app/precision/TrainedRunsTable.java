package loglog.app.precision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import loglog.app.answers.AnswerSource;
import loglog.forecast.TableCells;
import loglog.laws.precision.BudgetChoice;
import loglog.laws.precision.Operand;
import loglog.laws.precision.TrainedRun;
import loglog.tables.Numbers;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.words.Format;

/** Anybody's runs that were trained with rounded weights or activations, read from a table. */
public final class TrainedRunsTable {
    private static final String[] LOSS = {"loss", "validation_loss", "val_loss", "eval_loss", "final_loss"};
    private static final String[] WEIGHTS = {
        "bits", "weight_bits", "weights_bits", "weights", "w_bits", "wbits", "precision", "bits_per_weight"
    };
    private static final String[] ACTIVATIONS = {
        "activation_bits", "activations_bits", "activations", "act_bits", "a_bits", "abits", "input_bits"
    };
    private static final double MOST_BITS = 64;

    /** A run, and what its weights and inputs are. */
    public record Row(String name, TrainedRun run, BudgetChoice.Format format) {
        /** Whether nothing was rounded. */
        boolean isOfFloats() {
            return format.weights().isFloat() && format.inputs().isFloat();
        }
    }

    /**
     * What was read.
     *
     * @param hasInputs whether the table says what activations are
     */
    public record Read(List<Row> rows, boolean hasInputs, AnswerSource source) {}

    private TrainedRunsTable() {}

    /** Whether a table is of trained runs, rather than of damages. */
    public static boolean isSuch(Table table) {
        return TableCells.find(table, LOSS) >= 0;
    }

    /**
     * Reads a table.
     *
     * @throws TableException for columns that are not there and cells that are not understood
     */
    public static Read read(Table table) {
        int params = need(table, "params", "params", "parameters", "n");
        int tokens = need(table, "tokens", "tokens", "d");
        int weights = TableCells.find(table, WEIGHTS);
        int activations = TableCells.find(table, ACTIVATIONS);
        int loss = need(table, LOSS[0], LOSS);
        int run = TableCells.find(table, "run", "name", "id");
        if (weights < 0 && activations < 0) {
            throw new TableException(
                    "%s: found no column bits (of a weight) or activation_bits, expected at least one; the columns are %s"
                            .formatted(table.source(), table.listedColumns()));
        }
        var columns = new LinkedHashMap<String, String>();
        columns.put("params", table.columns().get(params));
        columns.put("tokens", table.columns().get(tokens));
        if (weights >= 0) {
            columns.put("bits", table.columns().get(weights));
        }
        if (activations >= 0) {
            columns.put("activation_bits", table.columns().get(activations));
        }
        columns.put("loss", table.columns().get(loss));
        var rows = new ArrayList<Row>();
        for (int row = 0; row < table.rows(); row++) {
            if (TableCells.number(table, row, loss).isEmpty()) {
                continue;
            }
            double n = positive(table, row, params);
            double d = positive(table, row, tokens);
            var format = new BudgetChoice.Format(operand(table, row, weights), operand(table, row, activations));
            rows.add(new Row(
                    run < 0
                            ? "%s params, %s tokens".formatted(Format.count(n), Format.count(d))
                            : String.valueOf(table.text(row, run)),
                    new TrainedRun(
                            n, d, format.weights().bits(), format.inputs().bits(), positive(table, row, loss)),
                    format));
        }
        if (rows.isEmpty()) {
            throw new TableException("%s: found no row with a loss, expected some".formatted(table.source()));
        }
        var source = new AnswerSource(
                        table.files(),
                        columns,
                        table.rows(),
                        table.rows(),
                        Map.of(),
                        List.of("16 bits and more are floats, fewer integers, below 2 ternary, where a cell has no name"
                                + " of a format"),
                        List.of())
                .leavingOut("without a loss", table.rows() - rows.size());
        return new Read(List.copyOf(rows), activations >= 0, source);
    }

    /** A column that has to be there. */
    public static int need(Table table, String name, String... usual) {
        int column = TableCells.find(table, usual);
        if (column < 0) {
            throw new TableException("%s: found no column %s, expected one; the columns are %s"
                    .formatted(table.source(), name, table.listedColumns()));
        }
        return column;
    }

    private static double positive(Table table, int row, int column) {
        var number = TableCells.number(table, row, column);
        if (number.isEmpty() || !(number.getAsDouble() > 0) || !Double.isFinite(number.getAsDouble())) {
            throw new TableException("%s: found %s, expected a number above 0"
                    .formatted(table.place(row, column), number.isEmpty() ? "nothing" : table.quoted(row, column)));
        }
        return number.getAsDouble();
    }

    /** A name of a format or a number of bits; 16-bit floats where there is no such column. */
    private static Operand operand(Table table, int row, int column) {
        if (column < 0) {
            return Operand.FLOAT16;
        }
        var text = table.text(row, column);
        var named = text == null ? Optional.<Operand>empty() : Operand.named(text.strip());
        if (named.isPresent()) {
            return named.get();
        }
        var bits = text == null ? OptionalDouble.empty() : Numbers.parse(text);
        if (bits.isEmpty() || !(bits.getAsDouble() >= 1 && bits.getAsDouble() <= MOST_BITS)) {
            throw new TableException(
                    "%s: %s, expected bits from 1 to %.0f, or a format such as int4, fp8, ternary or bf16"
                            .formatted(
                                    table.place(row, column),
                                    text == null ? "found an empty cell" : "found " + table.quoted(row, column),
                                    MOST_BITS));
        }
        return Operand.ofBits(bits.getAsDouble());
    }
}
