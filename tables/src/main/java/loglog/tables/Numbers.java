package loglog.tables;

import java.util.OptionalDouble;
import loglog.runs.Decimals;

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
        int letter = power(s[end - 1]);
        if (letter > 0) {
            end--;
            while (end > 0 && s[end - 1] == ' ') {
                end--;
            }
        }
        return read(s, end, letter);
    }

    private static int power(char letter) {
        return switch (letter) {
            case 'K', 'k' -> 3;
            case 'M', 'm' -> 6;
            case 'B', 'b', 'G', 'g' -> 9;
            case 'T', 't' -> 12;
            default -> 0;
        };
    }

    /**
     * Reads the first {@code end} characters as a number.
     *
     * @param letter the power of ten that a letter after them stands for, or 0; no other exponent may stand with one
     */
    private static OptionalDouble read(char[] s, int end, int letter) {
        int i = end > 0 && (s[0] == '+' || s[0] == '-') ? 1 : 0;
        int whole = i;
        long value = 0; // of all digits, as long as they fit
        int digits = 0;
        int significant = 0;
        int decimals = 0;
        int commas = 0;
        int fraction = -1;
        for (; i < end; i++) {
            var c = s[i];
            if (c >= '0' && c <= '9') {
                digits++;
                significant += significant > 0 || c != '0' ? 1 : 0;
                value = significant <= 18 ? 10 * value + (c - '0') : value;
                decimals += fraction >= 0 ? 1 : 0;
            } else if (c == '_' || c == ',' && fraction < 0) {
                if (!isBetweenDigits(s, i, end)) {
                    return OptionalDouble.empty();
                }
                commas += c == ',' ? 1 : 0;
            } else if (c == '.' && fraction < 0) {
                fraction = i + 1;
            } else {
                break;
            }
        }
        if (digits == 0 || commas > 0 && !commasAreClear(s, whole, fraction < 0 ? i : fraction - 1, fraction >= 0)) {
            return OptionalDouble.empty();
        }
        int power = letter;
        if (i < end && letter == 0 && (s[i] == 'e' || s[i] == 'E')) {
            boolean down = i + 1 < end && s[i + 1] == '-';
            i += down || i + 1 < end && s[i + 1] == '+' ? 2 : 1;
            int start = i;
            for (; i < end && isDigit(s[i]); i++) {
                power = Math.min(10 * power + (s[i] - '0'), 100_000);
            }
            if (i == start) {
                return OptionalDouble.empty();
            }
            power = down ? -power : power;
        }
        if (i < end) {
            return OptionalDouble.empty();
        }
        double size = significant <= 18 ? Decimals.nearest(value, power - decimals) : Double.NaN;
        if (Double.isNaN(size)) {
            // The letter's power goes into the text, so that 1.1B is the double nearest to 1100000000.
            size = Math.abs(Double.parseDouble(plain(s, end) + (letter > 0 ? "e" + letter : "")));
        }
        return Double.isFinite(size) ? OptionalDouble.of(s[0] == '-' ? -size : size) : OptionalDouble.empty();
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

    /** The text without separators. */
    private static String plain(char[] s, int end) {
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
