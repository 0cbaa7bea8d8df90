package loglog.forecast;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date as people write it: a day, or a month, a quarter or a year where no more is said.
 *
 * @param first its first day
 * @param last its last day
 */
public record Period(LocalDate first, LocalDate last) {
    /** Which of two numbers is the month in dates such as 03/04/2024. */
    public enum Order {
        MONTH_FIRST,
        DAY_FIRST
    }

    /** Years of two digits up to this one are of this century, as POSIX has it. */
    private static final int LAST_OF_THIS_CENTURY = 68;

    private static final Map<String, Integer> MONTHS = Map.ofEntries(
            Map.entry("jan", 1),
            Map.entry("feb", 2),
            Map.entry("mar", 3),
            Map.entry("apr", 4),
            Map.entry("may", 5),
            Map.entry("jun", 6),
            Map.entry("jul", 7),
            Map.entry("aug", 8),
            Map.entry("sep", 9),
            Map.entry("oct", 10),
            Map.entry("nov", 11),
            Map.entry("dec", 12));

    private static final String MONTH = "([a-z]{3,9})\\.?";
    private static final Pattern ISO =
            Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})(?:[t ]\\d{1,2}:\\d{2}.*)?");
    private static final Pattern DIGITS = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
    private static final Pattern YEAR = Pattern.compile("(\\d{4})");
    private static final Pattern DECIMAL = Pattern.compile("(\\d{4}\\.\\d+)");
    private static final Pattern YEAR_MONTH = Pattern.compile("(\\d{4})[-/](\\d{1,2})");
    private static final Pattern MONTH_YEAR = Pattern.compile("(\\d{1,2})[-/](\\d{4})");
    private static final Pattern QUARTER = Pattern.compile("(\\d{4})[- ]?q([1-4])");
    private static final Pattern QUARTER_FIRST = Pattern.compile("q([1-4])[- ]?(\\d{4})");
    private static final Pattern PART = Pattern.compile("(early|mid|late)[- ](\\d{4})");
    private static final Pattern DAY_NAMED =
            Pattern.compile("(\\d{1,2})(?:st|nd|rd|th)?[- ]" + MONTH + "[-, ]+(\\d{4}|\\d{2})");
    private static final Pattern NAMED_DAY = Pattern.compile(MONTH + "[- ](\\d{1,2})(?:st|nd|rd|th)?,?[- ](\\d{4})");
    private static final Pattern NAMED = Pattern.compile(MONTH + "[-, ]+(\\d{4})");
    private static final Pattern YEAR_NAMED = Pattern.compile("(\\d{4})[- ]" + MONTH + "(?:[- ](\\d{1,2}))?");

    /** Two numbers and a year, of which either may be the month. */
    static final Pattern NUMBERS =
            Pattern.compile("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})(?: \\d{1,2}:\\d{2}.*)?");

    /** What is understood, for an error's sentence. */
    public static final String EXPECTED = "a date such as 2024-03-14, 14 March 2024, 03/14/24, 2024-03, 2024Q1 or 2024";

    public static Period of(LocalDate day) {
        return new Period(day, day);
    }

    /** The middle of the period on the axis of {@link Dates}: of a day its beginning. */
    public double years() {
        return (Dates.years(first) + Dates.years(last)) / 2;
    }

    /** Whether it is a day. */
    public boolean isDay() {
        return first.equals(last);
    }

    /**
     * The order of day and month that the dates of one column have.
     *
     * @return empty where none of them tells; where they contradict each other that of the first that tells, with which the others
     *     are no dates
     */
    public static Optional<Order> order(List<String> column) {
        for (var text : column) {
            var m = NUMBERS.matcher(text.strip());
            if (m.matches()) {
                if (Integer.parseInt(m.group(1)) > 12) {
                    return Optional.of(Order.DAY_FIRST);
                }
                if (Integer.parseInt(m.group(3)) > 12) {
                    return Optional.of(Order.MONTH_FIRST);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a text is a date only once it is known which of its numbers is the month. */
    public static boolean needsOrder(String text) {
        var m = NUMBERS.matcher(text.strip());
        return m.matches()
                && Integer.parseInt(m.group(1)) <= 12
                && Integer.parseInt(m.group(3)) <= 12
                && !m.group(1).equals(m.group(3))
                && !m.group(2).equals("."); // 14.03.2024 is only written with the day first
    }

    /**
     * Reads a date.
     *
     * @param order of day and month where both are numbers; null where it is not known
     * @return empty for what is no date, or could be two
     */
    public static Optional<Period> parse(String text, Order order) {
        try {
            return Optional.ofNullable(read(text.strip().toLowerCase(Locale.ROOT), order));
        } catch (DateTimeException | NumberFormatException _) {
            return Optional.empty(); // the 30th of February, a month 13
        }
    }

    private static Period read(String text, Order order) {
        Matcher m;
        if ((m = ISO.matcher(text)).matches() || (m = DIGITS.matcher(text)).matches()) {
            return of(LocalDate.of(number(m, 1), number(m, 2), number(m, 3)));
        }
        if ((m = YEAR.matcher(text)).matches()) {
            return months(number(m, 1), 1, 12);
        }
        if ((m = DECIMAL.matcher(text)).matches()) {
            return decimal(Double.parseDouble(m.group(1)));
        }
        if ((m = YEAR_MONTH.matcher(text)).matches()) {
            return months(number(m, 1), number(m, 2), number(m, 2));
        }
        if ((m = MONTH_YEAR.matcher(text)).matches()) {
            return months(number(m, 2), number(m, 1), number(m, 1));
        }
        if ((m = QUARTER.matcher(text)).matches()) {
            return months(number(m, 1), 3 * number(m, 2) - 2, 3 * number(m, 2));
        }
        if ((m = QUARTER_FIRST.matcher(text)).matches()) {
            return months(number(m, 2), 3 * number(m, 1) - 2, 3 * number(m, 1));
        }
        if ((m = PART.matcher(text)).matches()) {
            int third = m.group(1).equals("early") ? 0 : m.group(1).equals("mid") ? 1 : 2;
            return months(number(m, 2), 4 * third + 1, 4 * third + 4);
        }
        if ((m = DAY_NAMED.matcher(text)).matches()) {
            return of(LocalDate.of(year(m.group(3)), month(m.group(2)), number(m, 1)));
        }
        if ((m = NAMED_DAY.matcher(text)).matches()) {
            return of(LocalDate.of(number(m, 3), month(m.group(1)), number(m, 2)));
        }
        if ((m = NAMED.matcher(text)).matches()) {
            return months(number(m, 2), month(m.group(1)), month(m.group(1)));
        }
        if ((m = YEAR_NAMED.matcher(text)).matches()) {
            int month = month(m.group(2));
            return m.group(3) == null
                    ? months(number(m, 1), month, month)
                    : of(LocalDate.of(number(m, 1), month, number(m, 3)));
        }
        m = NUMBERS.matcher(text);
        return m.matches() ? numbers(m, order) : null;
    }

    private static Period numbers(Matcher m, Order order) {
        int a = number(m, 1);
        int b = number(m, 3);
        boolean dayFirst = m.group(2).equals(".") || order == Order.DAY_FIRST;
        if (!m.group(2).equals(".") && order == null) {
            if (a <= 12 && b <= 12 && a != b) {
                return null;
            }
            dayFirst = a > 12;
        }
        return of(LocalDate.of(year(m.group(4)), dayFirst ? b : a, dayFirst ? a : b));
    }

    private static Period decimal(double year) {
        int whole = (int) year;
        var first = LocalDate.of(whole, 1, 1);
        return of(first.plusDays(Math.round((year - whole) * first.lengthOfYear())));
    }

    private static Period months(int year, int from, int to) {
        return new Period(LocalDate.of(year, from, 1), YearMonth.of(year, to).atEndOfMonth());
    }

    private static int month(String name) {
        var month = MONTHS.get(name.substring(0, 3));
        if (month == null || name.length() > 3 && !fullName(month).startsWith(name)) {
            throw new DateTimeException(name);
        }
        return month;
    }

    private static String fullName(int month) {
        return java.time.Month.of(month).name().toLowerCase(Locale.ROOT);
    }

    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        return digits.length() == 4 ? year : year <= LAST_OF_THIS_CENTURY ? 2000 + year : 1900 + year;
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }
}
