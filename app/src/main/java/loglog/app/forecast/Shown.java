package loglog.app.forecast;

import loglog.app.laws.Json;
import loglog.app.text.Format;
import loglog.forecast.Dates;
import loglog.forecast.Estimate;
import tools.jackson.databind.node.ObjectNode;

/** Estimates as tables and JSON show them. */
final class Shown {
    private Shown() {}

    /** {@code {"value", "low", "high"}}; what is not finite is null. */
    static ObjectNode json(Estimate estimate) {
        var node = Json.object();
        Json.put(node, "value", estimate.value());
        Json.put(node, "low", estimate.low());
        return Json.put(node, "high", estimate.high());
    }

    /** The same of a place on the calendar's axis, as dates; what is never reached is null. */
    static ObjectNode jsonDate(Estimate years) {
        var node = Json.object();
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
        return Format.trim(Format.digits(100 * share, 3)) + "%";
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
}
