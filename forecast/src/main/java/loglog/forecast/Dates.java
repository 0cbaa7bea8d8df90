package loglog.forecast;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * The calendar as an axis: decimal years of 365.25 days, in which 2000-01-01 is 2000. A day is as long everywhere, so a slope per year
 * is one per 365.25 days, in leap years, too.
 */
public final class Dates {
    /** Days of a year of the axis. */
    public static final double DAYS_PER_YEAR = 365.25;

    private static final LocalDate ORIGIN = LocalDate.of(2000, 1, 1);
    private static final double ORIGIN_YEAR = 2000;

    private Dates() {}

    /** The place of a day's beginning on the axis, in years. */
    public static double years(LocalDate date) {
        return ORIGIN_YEAR + ChronoUnit.DAYS.between(ORIGIN, date) / DAYS_PER_YEAR;
    }

    /**
     * The day that a place on the axis is nearest to the beginning of.
     *
     * @throws IllegalArgumentException where the calendar does not go so far, and for NaN
     */
    public static LocalDate date(double years) {
        if (!isOnCalendar(years)) {
            throw new IllegalArgumentException("found the year %s, which no calendar has".formatted(years));
        }
        return ORIGIN.plusDays(Math.round((years - ORIGIN_YEAR) * DAYS_PER_YEAR));
    }

    /** Whether a place on the axis can be written as a date with a year of four digits. */
    public static boolean isOnCalendar(double years) {
        return years >= 1 && years < 9999;
    }

    /** A place on the axis for people and programs: "2027-03-14", "never" for an infinite one, "after 9999" beyond the calendar. */
    public static String text(double years) {
        return isOnCalendar(years)
                ? date(years).toString()
                : Double.isNaN(years)
                        ? "unknown"
                        : years == Double.POSITIVE_INFINITY ? "never" : years > 1 ? "after 9999" : "before 1";
    }
}
