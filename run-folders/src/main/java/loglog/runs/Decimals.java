package loglog.runs;

/**
 * Text to double without the JDK's big integers, which in a process's first milliseconds cost more than all the rest of
 * reading a table. Gives the nearest double or declines.
 */
public final class Decimals {
    /** The powers of ten that a double holds exactly. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private Decimals() {}

    /**
     * The double nearest to digits times ten to the power; NaN where this quick way cannot tell.
     *
     * @param digits below 2^63
     */
    public static double nearest(long digits, int power) {
        if (digits == 0) {
            return 0;
        }
        if (power < -22 || power > 22 || digits < 0) {
            return Double.NaN;
        }
        // The digits as an exact sum of two doubles, then the product or quotient of that sum as head + rest, where the
        // rest is known to some 50 bits; it decides the rounding unless it lies that close to the middle of two
        // doubles.
        double high = digits;
        double low = high >= 0x1p63 ? Double.NaN : digits - (long) high;
        double ten = POWERS[Math.abs(power)];
        double head;
        double rest;
        if (power >= 0) {
            head = high * ten;
            rest = Math.fma(high, ten, -head) + low * ten;
        } else {
            head = high / ten;
            rest = (Math.fma(-head, ten, high) + low) / ten;
        }
        double doubt = Math.abs(rest) * 0x1p-48;
        double value = head + rest;
        return head + (rest - doubt) == value && head + (rest + doubt) == value ? value : Double.NaN;
    }
}
