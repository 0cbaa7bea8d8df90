package loglog.words;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** Numbers for people: a few significant digits, letters or powers of ten for the large, never a locale's commas. */
public final class Format {
    private static final String[] LETTERS = {"", "K", "M", "B", "T"};
    private static final BigDecimal THOUSAND = new BigDecimal(1000);

    /** As Java writes a double that is a whole number. */
    private static final Pattern WHOLE = Pattern.compile("\\b((?:found|default:)\\s+-?\\d+)\\.0(?=[\\s,;:)]|$)");

    private Format() {}

    /** A number to so many significant digits, plain between 1e-4 and 1e6, as 4.5e21 beyond: "0.347", "2144", "1.20". */
    public static String digits(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "n/a" : value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return "0";
        }
        var rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        double size = Math.abs(rounded.doubleValue());
        if (size < 1e-4 || size >= 1e6) {
            return scientific(rounded, digits);
        }
        // Not fewer decimals than the digits ask for, and no exponent: 2144, not 2.1e3.
        int decimals = Math.max(0, digits - 1 - exponent(rounded));
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** Three significant digits. */
    public static String number(double value) {
        return digits(value, 3);
    }

    /** A number to at most so many significant digits, without zeros that end its decimals: "0.35", "12", "5e11". */
    public static String trimmed(double value, int digits) {
        return trim(digits(value, digits));
    }

    /** Three significant digits, zeros behind them: "41800" for 41,750; below 10,000 as {@link #number}. */
    public static String rounded(double value) {
        return leading(value, 3);
    }

    /** So many significant digits also of numbers from 10,000 to 1e6, which {@link #digits} writes to the unit. */
    private static String leading(double value, int digits) {
        double size = Math.abs(value);
        return size >= 1e4 && size < 999_500
                ? new BigDecimal(value)
                        .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                        .toBigInteger()
                        .toString()
                : digits(value, digits);
    }

    /** A count as people say it: "512", "10K", "1.23B", "1.4T", and beyond "4.5e21". */
    public static String count(double value) {
        return count(value, 3);
    }

    /**
     * A count to so many significant digits. Halves are rounded up, as names of runs on disk have them: 1,025,000 to three digits is
     * "1.03M".
     */
    public static String count(double value, int digits) {
        if (!Double.isFinite(value) || value != 0 && Math.abs(value) < 1) {
            return trim(digits(value, digits));
        }
        var rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_UP));
        var size = rounded;
        int power = 0;
        while (power < LETTERS.length - 1 && size.abs().compareTo(THOUSAND) >= 0) {
            size = size.movePointLeft(3);
            power++;
        }
        return size.abs().compareTo(THOUSAND) >= 0 ? trim(scientific(rounded, digits)) : plain(size) + LETTERS[power];
    }

    /** FLOP: "5.88e23", "1e22". */
    public static String flops(double value) {
        if (!Double.isFinite(value) || value == 0) {
            return digits(value, 3);
        }
        return trim(scientific(new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_UP)), 3));
    }

    /** A number without zeros that end its decimals: "0.25", "400", as counts and shares in sentences have it. */
    public static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** A value on an axis of any kind: "2.608", "12.3M", "5.88e23". */
    public static String scale(double value) {
        return Math.abs(value) >= 1e15 ? flops(value) : Math.abs(value) >= 1e4 ? count(value) : digits(value, 4);
    }

    /** A round value of an axis: "2.5", "10M", "1e21". */
    public static String level(double value) {
        return trim(scale(value));
    }

    /** A fraction as percent: "12.3%". */
    public static String percent(double fraction) {
        if (!Double.isFinite(fraction)) {
            return digits(fraction, 3);
        }
        double size = Math.abs(fraction);
        return (size >= 9.995
                        ? trim(digits(100 * fraction, 3))
                        : fixed(100 * fraction, size < 0.0995 ? 2 : size < 1 ? 1 : 0))
                + "%";
    }

    /** A fraction that somebody chose, such as a level, as percent: "90%", "12.5%". */
    public static String share(double fraction, int digits) {
        return trimmed(100 * fraction, digits) + "%";
    }

    /** A weight between 0 and 1: "0.705", and "<0.001" where three decimals show nothing of it. */
    public static String weight(double share) {
        return share > 0 && share < 0.0005 ? "<0.001" : Double.isFinite(share) ? fixed(share, 3) : digits(share, 3);
    }

    /** An estimate and its interval, all with the decimals that the interval's width leaves: "0.347 [0.317, 0.373]". */
    public static String interval(double value, double low, double high) {
        var written = estimate(value, low, high);
        return written.value + " [" + written.low + ", " + written.high + "]";
    }

    /** The parts of an estimate as text, with the same decimals. */
    public record Estimate(String value, String low, String high) {
        /** "0.317 to 0.373", or "n/a" where neither end is known. */
        public String range() {
            return low.equals("n/a") && high.equals("n/a") ? low : low + " to " + high;
        }
    }

    /** An estimate and its interval with the decimals that the interval's width leaves. */
    public static Estimate estimate(double value, double low, double high) {
        if (!Double.isFinite(low) || !Double.isFinite(high) || !Double.isFinite(value)) {
            return new Estimate(number(value), number(low), number(high));
        }
        double size = Math.max(Math.abs(value), Math.max(Math.abs(low), Math.abs(high)));
        double width = high - low;
        // Three digits of the largest, and two of the half-width where that asks for more.
        int first = size == 0 ? 0 : (int) Math.floor(Math.log10(size));
        int decimals = 2 - first;
        if (width > 0) {
            decimals = Math.max(decimals, 1 - (int) Math.floor(Math.log10(width / 2)));
        }
        decimals = Math.min(decimals, 7 - first);
        if (size != 0 && size < 1e-4 || size >= 1e6) {
            int digits = decimals + first + 1;
            return new Estimate(leading(value, digits), leading(low, digits), leading(high, digits));
        }
        if (decimals < 0 && size >= 1e4) {
            return new Estimate(whole(value, decimals), whole(low, decimals), whole(high, decimals));
        }
        decimals = Math.max(decimals, 0);
        return new Estimate(fixed(value, decimals), fixed(low, decimals), fixed(high, decimals));
    }

    /** To so many decimals, less than none being tens, hundreds and so on; of each number at least three digits. */
    private static String whole(double value, int decimals) {
        int first = value == 0 ? 0 : (int) Math.floor(Math.log10(Math.abs(value)));
        return leading(
                        new BigDecimal(value)
                                .setScale(0, RoundingMode.HALF_EVEN)
                                .doubleValue(),
                        Math.max(3, decimals + first + 1))
                .replaceFirst("\\.0*$", "");
    }

    /** How long something will take, or has left, which is not known to the millisecond: "about 3 min 20 s". */
    public static String about(double seconds) {
        return seconds < 1 ? "less than 1 s" : "about " + duration(seconds < 10 ? Math.round(seconds) : seconds);
    }

    /** A span of time by its two largest units: "0.85 s", "12 s", "3 min 20 s", "5 h 3 min", "12 d 4 h". */
    public static String duration(double seconds) {
        if (!Double.isFinite(seconds) || seconds < 0) {
            return number(seconds);
        }
        if (seconds == 0) {
            return "0 s";
        }
        if (seconds < 1e-3) {
            return trim(digits(seconds * 1e6, 3)) + " us";
        }
        if (seconds < 0.9995) {
            return seconds < 0.1 ? trim(digits(seconds * 1e3, 3)) + " ms" : fixed(seconds, 2) + " s";
        }
        if (seconds < 9.95) {
            return trim(fixed(seconds, 1)) + " s";
        }
        long s = Math.round(seconds);
        if (s < 60) {
            return s + " s";
        }
        if (s < 3600) {
            return s / 60 + " min" + rest(s % 60, " s");
        }
        long minutes = Math.round(seconds / 60);
        if (minutes < 1440) {
            return minutes / 60 + " h" + rest(minutes % 60, " min");
        }
        long hours = Math.round(seconds / 3600);
        return hours < 24 * 365 * 2L ? hours / 24 + " d" + rest(hours % 24, " h") : number(hours / 8766.0) + " years";
    }

    private static String rest(long amount, String unit) {
        return amount == 0 ? "" : " " + amount + unit;
    }

    /** A help or an error whose defaults and findings are as a person writes them: "found 40", not "found 40.0". */
    public static String wholeNumbers(String text) {
        return WHOLE.matcher(text).replaceAll("$1");
    }

    /** So many things: "1 row", "2 rows". The noun is one whose plural ends in s. */
    public static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Without the zeros that end its decimals: "1.5" for "1.50", "3e8" for "3.00e8". */
    public static String trim(String number) {
        int e = number.indexOf('e');
        var mantissa = e < 0 ? number : number.substring(0, e);
        if (mantissa.indexOf('.') < 0) {
            return number;
        }
        int end = mantissa.length();
        while (mantissa.charAt(end - 1) == '0') {
            end--;
        }
        end -= mantissa.charAt(end - 1) == '.' ? 1 : 0;
        return mantissa.substring(0, end) + (e < 0 ? "" : number.substring(e));
    }

    private static String fixed(double value, int decimals) {
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String scientific(BigDecimal rounded, int digits) {
        int exponent = exponent(rounded);
        var mantissa = rounded.movePointLeft(exponent).setScale(digits - 1, RoundingMode.HALF_EVEN);
        return mantissa.toPlainString() + "e" + exponent;
    }

    /** The power of ten of the first digit. */
    private static int exponent(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }
}
