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
        var s = text.strip().toCharArray();
        int end = s.length;
        if (end == 0 || end > 64) {
            return OptionalDouble.empty();
        }
        var exponent = exponentOf(s[end - 1]);
        if (exponent != null) {
            end--;
            while (end > 0 && s[end - 1] == ' ') {
                end--;
            }
        }
        int separators = separators(s, end, exponent == null);
        if (separators < 0) {
            return OptionalDouble.empty();
        }
        var plain = separators == 0 ? new String(s, 0, end) : without(s, end);
        // The power of ten goes into the text, so that 1.1B is the double nearest to 1100000000.
        var value = Double.parseDouble(exponent == null ? plain : plain.concat(exponent));
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

    /** The number of separators (commas and underscores) in a number of the first {@code end} characters, -1 for none. */
    private static int separators(char[] s, int end, boolean mayHaveExponent) {
        int i = s[0] == '+' || s[0] == '-' ? 1 : 0;
        int whole = i;
        int digits = 0;
        int separators = 0;
        int commas = 0;
        int fraction = -1;
        for (; i < end; i++) {
            var c = s[i];
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '_' || c == ',' && fraction < 0) {
                if (!isBetweenDigits(s, i, end)) {
                    return -1;
                }
                separators++;
                commas += c == ',' ? 1 : 0;
            } else if (c == '.' && fraction < 0) {
                fraction = i + 1;
            } else {
                break;
            }
        }
        if (digits == 0 || commas > 0 && !commasAreClear(s, whole, fraction < 0 ? i : fraction - 1, fraction >= 0)) {
            return -1;
        }
        if (i < end && mayHaveExponent && (s[i] == 'e' || s[i] == 'E')) {
            i++;
            if (i < end && (s[i] == '+' || s[i] == '-')) {
                i++;
            }
            int power = i;
            while (i < end && isDigit(s[i])) {
                i++;
            }
            if (i == power) {
                return -1;
            }
        }
        return i == end ? separators : -1;
    }

    private static boolean isBetweenDigits(char[] s, int i, int end) {
        return i > 0 && i + 1 < end && isDigit(s[i - 1]) && isDigit(s[i + 1]);
    }

    private static boolean commasAreClear(char[] s, int from, int to, boolean point) {
        int commas = 0;
        int group = 0;
        for (int i = from; i < to; i++) {
            if (s[i] == ',') {
                if (group == 0 || group > 3 || commas > 0 && group != 3) {
                    return false;
                }
                commas++;
                group = 0;
            } else {
                group++;
            }
        }
        return group == 3 && (commas > 1 || point);
    }

    private static String without(char[] s, int end) {
        var out = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            if (s[i] != ',' && s[i] != '_') {
                out.append(s[i]);
            }
        }
        return out.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
