package loglog.runs.reader;

import java.nio.charset.StandardCharsets;
import loglog.runs.Decimals;

/**
 * Reads the usual line of metrics, an object of numbers, at a few times the speed of a parser that knows all of JSON; whatever
 * else a line holds, it leaves to that one.
 */
final class FlatLine {
    /** Digits that fit a long whatever they are. */
    private static final int SURE_DIGITS = 18;

    private final MetricRows rows;
    private byte[] bytes;
    private int at;
    private int end;

    FlatLine(MetricRows rows) {
        this.rows = rows;
    }

    /** Fills the row under way from a line; false where it is not of the usual kind, and then what was filled is void. */
    boolean read(byte[] from, int start, int length) {
        bytes = from;
        at = start;
        end = start + length;
        while (end > at && isSpace(bytes[end - 1])) {
            end--;
        }
        if (!is('{')) {
            return false;
        }
        for (int field = 0; ; field++) {
            var column = column(field);
            if (column == null || !number(column)) {
                return false;
            }
            if (is('}')) {
                return at == end;
            }
            if (!is(',')) {
                return false;
            }
        }
    }

    private boolean is(char c) {
        while (at < end && isSpace(bytes[at])) {
            at++;
        }
        if (at < end && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    /** The column of the name that stands here, after which a colon is passed. */
    private MetricRows.Column column(int field) {
        while (at < end && isSpace(bytes[at])) {
            at++;
        }
        var columns = rows.named();
        MetricRows.Column column = null;
        for (int i = 0; i < columns.size() && column == null; i++) { // mostly that of the field before and one
            var candidate = columns.get((field + i) % columns.size());
            column = startsWith(candidate.quoted()) ? candidate : null;
        }
        if (column == null) {
            int from = at;
            if (at == end || bytes[at++] != '"') {
                return null;
            }
            while (at < end && bytes[at] != '"') {
                if (bytes[at] < ' ' || bytes[at] == '\\') { // above 127, too
                    return null;
                }
                at++;
            }
            if (at == end) {
                return null;
            }
            column = rows.column(new String(bytes, from + 1, at - from - 1, StandardCharsets.US_ASCII));
            at++;
        } else {
            at += column.quoted().length;
        }
        return is(':') ? column : null;
    }

    private boolean startsWith(byte[] name) {
        if (end - at < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean number(MetricRows.Column column) {
        while (at < end && isSpace(bytes[at])) {
            at++;
        }
        int from = at;
        boolean minus = at < end && bytes[at] == '-';
        at += minus ? 1 : 0;
        int first = at;
        long digits = 0;
        int count = 0;
        int decimals = 0;
        boolean point = false;
        for (; at < end; at++) {
            int c = bytes[at];
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + (c - '0');
                count++;
                decimals += point ? 1 : 0;
            } else if (c == '.' && !point && count > 0) {
                point = true;
            } else {
                break;
            }
        }
        boolean leadingZero = at > first + 1 && bytes[first] == '0' && bytes[first + 1] != '.';
        if (count == 0 || count > SURE_DIGITS || leadingZero || point && decimals == 0) {
            return false;
        }
        int power = 0;
        boolean exponent = at < end && (bytes[at] == 'e' || bytes[at] == 'E');
        if (exponent) {
            at++;
            boolean down = at < end && bytes[at] == '-';
            at += down || at < end && bytes[at] == '+' ? 1 : 0;
            int start = at;
            for (; at < end && at - start < 4 && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                power = 10 * power + (bytes[at] - '0');
            }
            if (at == start) {
                return false;
            }
            power = down ? -power : power;
        }
        if (!point && !exponent) {
            rows.whole(column, minus ? -digits : digits);
            return true;
        }
        double size = Decimals.nearest(digits, power - decimals);
        rows.real(
                column,
                Double.isNaN(size)
                        ? Double.parseDouble(new String(bytes, from, at - from, StandardCharsets.US_ASCII))
                        : minus ? -size : size);
        return true;
    }
}
