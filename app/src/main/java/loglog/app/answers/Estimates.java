package loglog.app.answers;

import java.util.stream.IntStream;
import loglog.laws.Interval;
import loglog.pages.plot.Layer;
import loglog.words.Format;

/** Intervals as tables and sentences show them. */
public final class Estimates {
    /** An interval of a loss that is wider than this factor says nothing of it. */
    private static final double MEANS_NOTHING = 10;

    /** What is said of such a forecast. */
    static final String UNKNOWN =
            "the interval spans more than a factor of 10: these runs do not determine the forecast";

    private Estimates() {}

    /** Whether a forecast's interval leaves anything to tell; intervals that reach 0 or below, as of ratings, do. */
    static boolean known(Interval interval) {
        return known(interval.low(), interval.high());
    }

    /** The same of all intervals of a band. */
    static boolean known(Layer.Band band) {
        return IntStream.range(0, band.x().length).allMatch(i -> known(band.low()[i], band.high()[i]));
    }

    private static boolean known(double low, double high) {
        return Double.isFinite(low) && Double.isFinite(high) && !(low > 0 && high / low > MEANS_NOTHING);
    }

    /** With the decimals that the interval's width leaves; an estimate without a width keeps five digits. */
    public static Format.Estimate of(Interval interval) {
        if (interval.low() == interval.high()) {
            var value = Format.digits(interval.value(), 5);
            return new Format.Estimate(value, Format.digits(interval.low(), 5), Format.digits(interval.high(), 5));
        }
        return Format.estimate(interval.value(), interval.low(), interval.high());
    }

    /** A ratio, whose ends can differ by orders of magnitude, each with three digits. */
    public static Format.Estimate ratio(Interval interval) {
        return new Format.Estimate(
                Format.number(interval.value()), Format.number(interval.low()), Format.number(interval.high()));
    }

    /** As counts: "68.7B to 191B". */
    public static Format.Estimate counts(Interval interval) {
        return new Format.Estimate(
                Format.count(interval.value()), Format.count(interval.low()), Format.count(interval.high()));
    }

    /** As compute: "5.76e23". */
    public static Format.Estimate flops(Interval interval) {
        return new Format.Estimate(
                Format.flops(interval.value()), Format.flops(interval.low()), Format.flops(interval.high()));
    }
}
