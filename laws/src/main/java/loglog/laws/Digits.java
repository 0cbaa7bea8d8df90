package loglog.laws;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers in the sentences that results carry. */
final class Digits {
    private static final String[] LETTERS = {"", "K", "M", "B", "T"};

    private Digits() {}

    /** Three significant digits. */
    static String of(double value) {
        return of(value, 3);
    }

    /** Params and tokens as people say them, to three digits: "512", "16.5K", "1.4T", and beyond "4.5e21". */
    static String count(double value) {
        double size = value;
        int power = 0;
        while (size >= 999.5 && power < LETTERS.length - 1) {
            size /= 1000;
            power++;
        }
        return size >= 999.5 ? of(value) : of(size) + LETTERS[power];
    }

    /** Significant digits without trailing zeros: "0.0034", "1.96", "500", and beyond 10,000 "5e11". */
    static String of(double value, int digits) {
        double size = Math.abs(value);
        if (!Double.isFinite(value) || size == 0) {
            return size == 0 ? "0" : Double.toString(value);
        }
        var written = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
        if (size >= 1e-3 && size < 1e4) {
            return new BigDecimal(written).stripTrailingZeros().toPlainString();
        }
        int e = written.indexOf('e');
        return written.substring(0, e).replaceFirst("\\.?0+$", "") + "e" + Integer.parseInt(written.substring(e + 1));
    }
}
