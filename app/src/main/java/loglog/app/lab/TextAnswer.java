package loglog.app.lab;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import loglog.app.text.Format;
import loglog.app.text.TextTable;

/** An answer as a table for people: numbers that are not whole with six digits. */
final class TextAnswer implements WrittenAnswer {
    private static final int DIGITS = 6;

    private final PrintStream out;
    private TextTable table;
    private boolean isPlan;

    TextAnswer(PrintStream out) {
        this.out = out;
    }

    @Override
    public void columns(List<String> names) {
        isPlan = names.equals(List.of("explain_key", "explain_value"));
        table = TextTable.of(names.stream().map(TextAnswer::oneLine).toArray(String[]::new));
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
        if (!isPlan) {
            out.print(table);
        }
    }

    private static Object text(Object cell) {
        return switch (cell) {
            case null -> null;
            case Double number -> number(number);
            case Float number -> number(number.doubleValue());
            case BigDecimal number -> number.toPlainString();
            case Map<?, ?> _, List<?> _ -> JsonAnswer.json(cell).toString();
            default -> oneLine(cell.toString());
        };
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Format.trim(Format.digits(value, DIGITS)) : Format.digits(value, DIGITS);
    }

    /** Without what would break the table or speak to the terminal. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
