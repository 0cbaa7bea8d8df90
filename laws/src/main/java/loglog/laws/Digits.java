package loglog.laws;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers in the sentences that results carry. */
final class Digits {
    private Digits() {}

    /** Three significant digits. */
    static String of(double value) {
        return of(value, 3);
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
