package loglog.tables;

import java.util.OptionalDouble;

/**
 * Numbers as people write them in tables of runs: {@code 512}, {@code 1e19}, {@code 1.5E+21}, {@code 1_000_000},
 * {@code 1,234,567}, and with a letter for a power of ten, {@code 10K}, {@code 300M}, {@code 70B} (or G), {@code 1.4T}.
 *
 * <p>Strict where a text could mean two things: {@code 1,234} may be 1234 or 1.234, so commas count as thousands
 * separators only where two of them or a decimal point after them leave no doubt.
 */
public final class Numbers {
    private Numbers() {}

    /** The number that a text writes, or empty where it writes none, or one that is not finite. */
    public static OptionalDouble parse(String text) {
        var s = text.strip();
        int end = s.length();
        if (end == 0 || end > 64) {
            return OptionalDouble.empty();
        }
        var exponent = exponentOf(s.charAt(end - 1));
        if (exponent != null) {
            end--;
            while (end > 0 && s.charAt(end - 1) == ' ') {
                end--;
            }
        }
        var plain = plain(s, end, exponent == null);
        if (plain == null) {
            return OptionalDouble.empty();
        }
        // The power of ten goes into the text, so that 1.1B is the double nearest to 1100000000.
        var value = Double.parseDouble(exponent == null ? plain : plain + exponent);
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static String exponentOf(char letter) {
        return switch (letter) {
            case 'K', 'k' -> "e3";
            case 'M', 'm' -> "e6";
            case 'B', 'b', 'G', 'g' -> "e9";
            case 'T', 't' -> "e12";
            default -> null;
        };
    }

    /** The first {@code end} characters as Java reads a decimal number, or null where they are none. */
    private static String plain(String s, int end, boolean mayHaveExponent) {
        var out = new StringBuilder(end);
        int i = 0;
        if (i < end && (s.charAt(i) == '+' || s.charAt(i) == '-')) {
            out.append(s.charAt(i++));
        }
        int whole = i;
        i = digits(s, i, end, out, true);
        if (i < 0) {
            return null;
        }
        int digits = i - whole;
        boolean point = i < end && s.charAt(i) == '.';
        if (!commasAreClear(s, whole, i, point)) {
            return null;
        }
        if (point) {
            out.append('.');
            int fraction = i + 1;
            i = digits(s, fraction, end, out, false);
            if (i < 0) {
                return null;
            }
            digits += i - fraction;
        }
        if (digits == 0) {
            return null;
        }
        if (mayHaveExponent && i < end && (s.charAt(i) == 'e' || s.charAt(i) == 'E')) {
            out.append('e');
            i++;
            if (i < end && (s.charAt(i) == '+' || s.charAt(i) == '-')) {
                out.append(s.charAt(i++));
            }
            int power = i;
            while (i < end && isDigit(s.charAt(i))) {
                out.append(s.charAt(i++));
            }
            if (i == power) {
                return null;
            }
        }
        return i == end ? out.toString() : null;
    }

    /** Appends the digits from i on and gives their end; -1 where a separator does not stand between two digits. */
    private static int digits(String s, int start, int end, StringBuilder out, boolean commas) {
        int i = start;
        while (i < end) {
            var c = s.charAt(i);
            if (isDigit(c)) {
                out.append(c);
            } else if (c == '_' || commas && c == ',') {
                if (i == start || i + 1 == end || !isDigit(s.charAt(i - 1)) || !isDigit(s.charAt(i + 1))) {
                    return -1;
                }
            } else {
                break;
            }
            i++;
        }
        return i;
    }

    private static boolean commasAreClear(String s, int from, int to, boolean point) {
        int commas = 0;
        int group = 0;
        for (int i = from; i < to; i++) {
            if (s.charAt(i) == ',') {
                if (group == 0 || group > 3 || commas > 0 && group != 3) {
                    return false;
                }
                commas++;
                group = 0;
            } else {
                group++;
            }
        }
        return commas == 0 || group == 3 && (commas > 1 || point);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
