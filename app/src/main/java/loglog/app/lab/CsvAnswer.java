package loglog.app.lab;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalStream;

/** An answer as CSV (RFC 4180): numbers in full, an empty cell where there is none. */
final class CsvAnswer implements WrittenAnswer {
    private final PrintStream out;

    CsvAnswer(PrintStream out) {
        this.out = out;
    }

    @Override
    public void columns(List<String> names) {
        line(names);
    }

    @Override
    public void row(List<Object> cells) {
        line(cells);
    }

    @Override
    public void end() {}

    private void line(List<?> cells) {
        var line = cells.stream().map(CsvAnswer::field).collect(Collectors.joining(",")) + "\n";
        if (Terminal.isTerminal()) {
            out.print(line);
        } else { // a program reads it, which wants the cells as they are
            TerminalStream.styled(out, line);
        }
    }

    private static String field(Object cell) {
        var text = switch (cell) {
            case null -> "";
            case Map<?, ?> _, List<?> _ -> JsonAnswer.json(cell).toString();
            default -> cell.toString();
        };
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
