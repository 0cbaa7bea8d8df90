package loglog.app.lab;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/**
 * An answer as a table for people: numbers that are not whole with six digits; a few rows that are too wide for any
 * terminal stand beside each other, a line a column.
 */
final class TextAnswer implements WrittenAnswer {
    private static final int DIGITS = 6;
    private static final int TOO_WIDE = 200;
    private static final int A_FEW = 4;

    private final PrintStream out;
    private TextTable table;
    private boolean isPlan;

    TextAnswer(PrintStream out) {
        this.out = out;
    }

    @Override
    public void columns(List<String> names) {
        isPlan = names.equals(List.of("explain_key", "explain_value"));
        table = TextTable.of(names.toArray(String[]::new));
    }

    @Override
    public void row(List<Object> cells) {
        if (isPlan) { // of EXPLAIN: a drawing, whose lines stay
            out.print(cells.get(1));
            return;
        }
        table.row(cells.stream().map(TextAnswer::text).toArray());
    }

    @Override
    public void end() {
        if (isPlan) {
            return;
        }
        var terminal = Terminal.detect();
        var text = table.toString();
        boolean few = !table.rows().isEmpty() && table.rows().size() <= A_FEW;
        var shown =
                few && text.indexOf('\n') > (terminal.folds() ? terminal.columns() : TOO_WIDE) ? onItsSide() : table;
        out.print(shown.text(terminal.tableColumns()));
    }

    private TextTable onItsSide() {
        var rows = table.rows();
        var header = new ArrayList<>(List.of("column"));
        for (int r = 1; r <= rows.size(); r++) {
            header.add("row " + r);
        }
        var side = TextTable.of(header.toArray(String[]::new));
        for (int c = 0; c < table.header().size(); c++) {
            var cells = new ArrayList<Object>(List.of(table.header().get(c)));
            for (var row : rows) {
                cells.add(row.get(c));
            }
            side.row(cells.toArray());
        }
        return side;
    }

    private static Object text(Object cell) {
        return switch (cell) {
            case null -> null;
            case Double number -> number(number);
            case Float number -> number(number.doubleValue());
            case BigDecimal number -> number.toPlainString();
            case Map<?, ?> _, List<?> _ -> JsonAnswer.json(cell).toString();
            default -> cell.toString();
        };
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Format.trimmed(value, DIGITS) : Format.digits(value, DIGITS);
    }
}
