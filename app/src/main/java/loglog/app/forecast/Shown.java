package loglog.app.forecast;

import java.util.function.DoubleFunction;
import loglog.app.answers.LawsJson;
import loglog.forecast.Dates;
import loglog.forecast.Estimate;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** Estimates as tables and JSON show them. */
final class Shown {
    private static final int MONTH = "2027-03".length();

    /** What the last digits of sums and products differ by. */
    private static final double ROUNDING = 1e-9;

    private static final double HUNDREDTH = 0.01;

    private Shown() {}

    /** {@code {"value", "low", "high"}}; what is not finite is null. */
    static ObjectNode json(Estimate estimate) {
        var node = LawsJson.object();
        LawsJson.put(node, "value", estimate.value());
        LawsJson.put(node, "low", estimate.low());
        return LawsJson.put(node, "high", estimate.high());
    }

    /** The same of a place on the calendar's axis, as dates; what is never reached is null. */
    static ObjectNode jsonDate(Estimate years) {
        var node = LawsJson.object();
        putDate(node, "value", years.value());
        putDate(node, "low", years.low());
        putDate(node, "high", years.high());
        return node;
    }

    static void putDate(ObjectNode node, String name, double years) {
        if (Dates.isOnCalendar(years)) {
            node.put(name, Dates.text(years));
        } else {
            node.putNull(name);
        }
    }

    /** "90%". */
    static String percent(double share) {
        return Format.share(share, 3);
    }

    /** "0.618". */
    static String value(Estimate estimate) {
        return Format.estimate(estimate.value(), estimate.low(), estimate.high())
                .value();
    }

    /** "0.57 to 0.66". */
    static String range(Estimate estimate) {
        return Format.estimate(estimate.value(), estimate.low(), estimate.high())
                .range();
    }

    /** "0.618 (0.57 to 0.66)". */
    static String both(Estimate estimate) {
        return value(estimate) + " (" + range(estimate) + ")";
    }

    static String dateRange(Estimate years) {
        return Dates.text(years.low()) + " to " + Dates.text(years.high());
    }

    /** "2027-03-14 (2026-05-01 to 2028-11-30)". */
    static String date(Estimate years) {
        return Dates.text(years.value()) + " (" + dateRange(years) + ")";
    }

    /** Values that can differ by orders of magnitude, each with three digits. */
    static String scaleRange(Estimate estimate) {
        return Format.scale(estimate.low()) + " to " + Format.scale(estimate.high());
    }

    /** An interval as its ends are written by a function: "1.2K to 3.4K"; nothing where it has no width. */
    static String range(Estimate estimate, DoubleFunction<String> write) {
        return isExact(estimate) ? "" : write.apply(estimate.low()) + " to " + write.apply(estimate.high());
    }

    /** Whether an interval has no width, or nothing is known at all. */
    static boolean isExact(Estimate estimate) {
        return estimate.high() - estimate.low() <= ROUNDING * Math.abs(estimate.value())
                || Double.isNaN(estimate.value());
    }

    /** A date to the month: "2028-06", and "after 2035-01" for what is not reached until then. */
    static String month(double years, double until) {
        return Dates.isOnCalendar(years)
                ? Dates.text(years).substring(0, MONTH)
                : "after " + Dates.text(until).substring(0, MONTH);
    }

    /** "2027-01 to 2031-04". */
    static String months(Estimate years, double until) {
        return month(years.low(), until) + " to " + month(years.high(), until);
    }

    /** Orders of magnitude, to the hundredth: they are not known to more. */
    static String oom(double value) {
        return "%.2f".formatted(Math.abs(value) < HUNDREDTH / 2 ? 0 : value);
    }
}
