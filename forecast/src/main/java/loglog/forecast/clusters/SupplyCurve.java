package loglog.forecast.clusters;

import java.util.List;
import java.util.Optional;
import loglog.forecast.facts.Citation;
import loglog.forecast.facts.Uncertain;

/**
 * An amount against the calendar: straight in logarithms between dated points, and beyond the last of them at the rate that is named, or at
 * that of the last two points.
 *
 * @param points by rising date, at least one
 * @param growth times a year after the last point
 */
public record SupplyCurve(List<Point> points, Optional<Rate> growth) {
    /** An amount at a date in decimal years. */
    public record Point(double date, Uncertain value, Citation source) {}

    /** How many times more a year. */
    public record Rate(Uncertain timesPerYear, Citation source) {}

    /**
     * The amount at a date.
     *
     * @param z the place of all points in their distributions, as a standard normal number: they are high together
     * @param zGrowth that of the rate
     */
    double at(double date, double z, double zGrowth) {
        var last = points.getLast();
        if (date > last.date() && growth.isPresent()) {
            double times = growth.get().timesPerYear().at(zGrowth);
            return last.value().at(z) * Math.pow(times, date - last.date());
        }
        if (points.size() == 1) {
            return last.value().at(z);
        }
        int i = 1;
        while (i < points.size() - 1 && points.get(i).date() < date) {
            i++;
        }
        var a = points.get(i - 1);
        var b = points.get(i);
        double part = (date - a.date()) / (b.date() - a.date());
        return Math.exp(
                Math.log(a.value().at(z)) * (1 - part) + Math.log(b.value().at(z)) * part);
    }
}
