package loglog.tables;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;

/** Reads CSV, TSV and semicolon-separated text with a header line, quoted as RFC 4180 has it. */
final class Delimited {
    private Delimited() {}

    static void read(TableText source, Table.Builder table) {
        var reader = CsvReader.builder()
                .fieldSeparator(separator(source))
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // checked here, for a message that names the place
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .trimWhitespacesAroundQuotes(true);
        table.unit("line");
        var record = new RecordHandler();
        try (var records = reader.build(record, source.text())) {
            var lines = records.iterator();
            if (!lines.hasNext()) {
                throw new TableException(source.name() + ": found nothing, expected a table");
            }
            lines.next();
            var columns = header(source, record, table);
            while (lines.hasNext()) {
                lines.next();
                if (!record.blank()) {
                    row(source, record, columns, table);
                }
            }
        } catch (CsvParseException e) {
            throw new TableException("%s, line %d: %s".formatted(source.name(), record.line, finding(e)), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string does not fail to be read
        }
    }

    /** The header's columns in the table. */
    private static int[] header(TableText source, RecordHandler record, Table.Builder table) {
        var columns = new int[record.count];
        var positions = new HashMap<String, Integer>();
        int numbers = 0;
        for (int i = 0; i < columns.length; i++) {
            // Tools that write their row index leave its column without a name.
            var name = record.fields[i].isBlank() ? "column " + (i + 1) : record.fields[i].strip();
            var before = positions.put(name, i + 1);
            if (before != null) {
                throw new TableException("%s, line %d: found columns %d and %d both named %s, expected different names"
                        .formatted(source.name(), record.line, before, i + 1, name));
            }
            numbers += Numbers.parse(name).isPresent() ? 1 : 0;
            columns[i] = table.column(name);
        }
        if (numbers == columns.length) {
            throw new TableException("%s, line %d: found only numbers (%s%s), expected a line of column names first"
                    .formatted(source.name(), record.line, record.fields[0], columns.length > 1 ? ", ..." : ""));
        }
        return columns;
    }

    private static void row(TableText source, RecordHandler record, int[] columns, Table.Builder table) {
        if (record.count != columns.length) {
            throw new TableException("%s, line %d: found %d cell%s, expected %d, one for each column of the header"
                    .formatted(source.name(), record.line, record.count, record.count == 1 ? "" : "s", columns.length));
        }
        for (int i = 0; i < columns.length; i++) {
            table.cell(columns[i], record.fields[i]);
        }
        table.row(record.line);
    }

    private static String finding(CsvParseException e) {
        var text = e.getCause() instanceof CsvParseException cause ? cause.getMessage() : e.getMessage();
        return text.startsWith("Unclosed quoted field") ? "a quote (\") is opened and never closed" : text;
    }

    /** The character that the header line holds most of, outside quotes, among tab, semicolon and comma. */
    private static char separator(TableText source) {
        var text = source.text();
        int tabs = 0;
        int semicolons = 0;
        int commas = 0;
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (!quoted && begun && (c == '\n' || c == '\r')) {
                break;
            }
            begun |= c != '\n' && c != '\r';
            quoted ^= c == '"';
            if (!quoted) {
                tabs += c == '\t' ? 1 : 0;
                semicolons += c == ';' ? 1 : 0;
                commas += c == ',' ? 1 : 0;
            }
        }
        var name = source.name().toLowerCase(Locale.ROOT);
        if (tabs > 0 && (name.contains(".tsv") || name.contains(".tab") || tabs >= Math.max(semicolons, commas))) {
            return '\t';
        }
        return semicolons > commas ? ';' : ',';
    }

    /** One record at a time, its fields reused. */
    private static final class RecordHandler extends AbstractBaseCsvCallbackHandler<RecordHandler> {
        String[] fields = new String[16];
        int count;
        long line;
        boolean lastQuoted;

        boolean blank() {
            return count == 1 && !lastQuoted && fields[0].isBlank();
        }

        @Override
        protected void handleBegin(long startingLineNumber) {
            line = startingLineNumber;
            count = 0;
            lastQuoted = false;
        }

        @Override
        protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
            if (index == fields.length) {
                fields = Arrays.copyOf(fields, 2 * fields.length);
            }
            fields[index] = new String(buffer, offset, length);
            count = index + 1;
            lastQuoted = quoted;
        }

        @Override
        protected RecordHandler buildRecord() {
            return this;
        }
    }
}
