package loglog.forecast.trends;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import loglog.forecast.CounterRandom;
import loglog.forecast.Dates;
import loglog.forecast.Estimate;
import loglog.laws.Fitted;
import loglog.words.Format;

/** A law of growth fitted to dated rows, with what refits to resampled groups of them gave. */
public final class Trend {
    /** Rows, and groups, that a trend is fitted to at least. */
    public static final int LEAST_ROWS = 4;

    private final DatedRows rows;
    private final GrowthCurve curve;
    private final double squares;
    private final List<GrowthCurve> draws;
    private final double level;
    private final double share;
    private final long seed;
    private final boolean isAverage;

    private Trend(
            DatedRows rows,
            CurveFit.Solved solved,
            List<GrowthCurve> draws,
            double level,
            double share,
            long seed,
            boolean isAverage) {
        this.rows = rows;
        this.curve = solved.curve();
        this.squares = solved.squares();
        this.draws = draws;
        this.level = level;
        this.share = share;
        this.seed = seed;
        this.isAverage = isAverage;
    }

    /**
     * Fits a law.
     *
     * @param level of intervals, between 0 and 1
     * @param resamples how many, at least 2
     * @return none where the rows are too few for the form, or all of one date
     */
    public static Fitted<Trend> of(Selection selection, Form form, double level, int resamples, long seed) {
        var rows = selection.rows();
        var fit = new CurveFit(form, rows.years(), rows.logs());
        var once = Resamples.once(rows.size());
        var solved = rows.size() < LEAST_ROWS || rows.groupCount() < LEAST_ROWS - 1 || !fit.isPossible()
                ? null
                : fit.solve(once);
        if (solved == null) {
            return Fitted.none(
                    "found %s on %s, expected at least %d on %d for the law %s",
                    Format.of(rows.size(), "row"),
                    Format.of(rows.dates(), "date"),
                    form == Form.TWO_SLOPES ? 6 : LEAST_ROWS,
                    form == Form.TWO_SLOPES ? 6 : form == Form.EXPONENTIAL ? 2 : 4,
                    form.words());
        }
        var draws = new ArrayList<GrowthCurve>(resamples);
        for (var drawn : selection.resamples(resamples, seed)) {
            var of = (drawn.rows() == rows
                            ? fit
                            : new CurveFit(
                                    form, drawn.rows().years(), drawn.rows().logs()))
                    .solve(drawn.weights());
            if (of != null) {
                draws.add(of.curve());
            }
        }
        return Fitted.of(new Trend(
                rows, solved, List.copyOf(draws), level, Resamples.widened(level, rows.groupCount(), 2), seed, false));
    }

    /** The same of all rows. */
    public static Fitted<Trend> of(DatedRows rows, Form form, double level, int resamples, long seed) {
        return of(new Selection(rows, Selection.Best.ALL), form, level, resamples, seed);
    }

    /** The same rows with each resample's own choice of a law, of whose draws the median is the value. */
    Trend average(List<GrowthCurve> others) {
        return new Trend(rows, new CurveFit.Solved(curve, squares), List.copyOf(others), level, share, seed, true);
    }

    /** The share of draws of few groups that an interval has to hold to be of a level, for two parameters. */
    public static double widened(double level, int groups) {
        return Resamples.widened(level, groups, 2);
    }

    /** How many times wider an interval has to be than resamples of few groups say, for two parameters. */
    public static double widening(double level, int groups) {
        return Resamples.factor(level, groups, 2);
    }

    /**
     * An exponential with draws that were made elsewhere.
     *
     * @param share of the draws that its intervals hold: the level, or more where few groups were drawn
     * @throws IllegalArgumentException where the rows determine none
     */
    public static Trend drawn(DatedRows rows, List<GrowthCurve> draws, double level, double share, long seed) {
        var solved = new CurveFit(Form.EXPONENTIAL, rows.years(), rows.logs()).solve(Resamples.once(rows.size()));
        if (solved == null) {
            throw new IllegalArgumentException("found rows of one date, expected several");
        }
        return new Trend(rows, solved, List.copyOf(draws), level, share, seed, false);
    }

    /** Least squares of powers of ten on dates; empty where the rows of positive weight have one date alone. */
    public static Optional<GrowthCurve> exponential(double[] years, double[] logs, int[] weights) {
        var fit = new CurveFit(Form.EXPONENTIAL, years, logs);
        return Optional.ofNullable(fit.isPossible() ? fit.solve(weights) : null).map(CurveFit.Solved::curve);
    }

    public DatedRows rows() {
        return rows;
    }

    public GrowthCurve curve() {
        return curve;
    }

    /** The laws fitted to resamples; fewer than asked for where some had too few dates. */
    public List<GrowthCurve> draws() {
        return draws;
    }

    public double level() {
        return level;
    }

    /** The standard deviation of the rows about the law, in orders of magnitude. */
    public double scatter() {
        return Math.sqrt(squares / Math.max(1, rows.size() - curve.form().parameters()));
    }

    /** A quantity of the law with its interval. */
    public Estimate estimate(ToDoubleFunction<GrowthCurve> quantity) {
        var values = draws.stream()
                .mapToDouble(quantity)
                .filter(v -> !Double.isNaN(v))
                .toArray();
        return interval(quantity.applyAsDouble(curve), values);
    }

    /** Growth at the last row, in orders of magnitude a year. */
    public Estimate oomPerYear() {
        return estimate(c -> c.growth(rows.last()));
    }

    /** {@link #doublingDays(Estimate)} of the growth at the last row. */
    public Estimate doublingDays() {
        return doublingDays(oomPerYear());
    }

    /**
     * Days in which a quantity doubles; negative where it halves. Where the growth may as well be none, the end of the interval on that
     * side is infinite.
     *
     * @param oomPerYear orders of magnitude a year
     */
    public static Estimate doublingDays(Estimate oomPerYear) {
        double days = Dates.DAYS_PER_YEAR * Math.log10(2);
        boolean grows = oomPerYear.value() > 0;
        double fast = grows ? oomPerYear.high() : oomPerYear.low();
        double slow = grows ? oomPerYear.low() : oomPerYear.high();
        double longest = grows == slow > 0 && slow != 0
                ? days / slow
                : grows ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        double value = days / oomPerYear.value();
        return grows ? new Estimate(value, days / fast, longest) : new Estimate(value, longest, days / fast);
    }

    /** When the law reaches a value, on the axis of years; infinite where it never does. */
    public Estimate reaches(double value) {
        double log = Math.log10(value);
        double growth = curve.growth(rows.last());
        boolean ahead = growth * (log - curve.at(rows.last())) > 0;
        return estimate(c -> {
            double year = c.reaches(log, rows.last());
            // A draw that goes the other way has it behind itself, and never reaches what lies ahead.
            return Double.isNaN(year) || ahead && c.growth(rows.last()) * growth <= 0 ? Double.POSITIVE_INFINITY : year;
        });
    }

    /**
     * When the first of rows such as these, each better than all before, reaches a value: rows scatter about the law, and the next one
     * comes some part of a usual gap after the law is there. The value is the median.
     */
    public Estimate firstRow(double value) {
        double log = Math.log10(value);
        var residuals = residuals();
        var gaps = new double[rows.size() / 2];
        for (int i = 0; i < gaps.length; i++) {
            int last = rows.size() - 1 - i;
            gaps[i] = rows.years()[last] - rows.years()[last - 1];
        }
        var random = CounterRandom.sequence(seed, Resamples.NOISE, Double.hashCode(value));
        var dates = draws.stream()
                .mapToDouble(c -> {
                    double residual = residuals[random.below(residuals.length)];
                    double wait = gaps[random.below(gaps.length)] * random.uniform();
                    double year = c.reaches(log - residual, rows.last());
                    boolean away = c.growth(rows.last()) * curve.growth(rows.last()) <= 0;
                    return Double.isNaN(year) || away ? Double.POSITIVE_INFINITY : Math.max(rows.last(), year) + wait;
                })
                .toArray();
        return dates.length == 0
                ? new Estimate(Double.NaN, Double.NaN, Double.NaN)
                : Estimate.of(median(dates), dates, share);
    }

    /** When the law rises to a value: never where it does not rise, although it may once have been above. */
    public Estimate risesTo(double value) {
        double log = Math.log10(value);
        return estimate(c -> {
            double year = c.reaches(log, rows.last());
            return Double.isNaN(year) || c.growth(rows.last()) <= 0 && c.at(rows.last()) < log
                    ? Double.POSITIVE_INFINITY
                    : year;
        });
    }

    /** The law's own value at a date. */
    public Estimate at(double year) {
        var log = estimate(c -> c.at(year));
        return power(log);
    }

    /** The value of one new row at a date: the law's uncertainty and the rows' scatter about it. */
    public Estimate newRow(double year) {
        return power(newLog(year));
    }

    /** The same as a power of ten. */
    Estimate newLog(double year) {
        var residuals = residuals();
        double value = curve.at(year);
        var random = CounterRandom.sequence(seed, Resamples.NOISE, Double.hashCode(year));
        var values = draws.stream()
                .mapToDouble(c -> c.at(year) + residuals[random.below(residuals.length)])
                .toArray();
        return interval(value, values);
    }

    private Estimate interval(double value, double[] values) {
        if (values.length == 0) {
            return new Estimate(value, Double.NaN, Double.NaN);
        }
        var of = Estimate.of(value, values, share);
        return isAverage ? new Estimate(median(values), of.low(), of.high()) : of;
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return Estimate.quantile(sorted, 0.5);
    }

    /** The rows' distances from the law, as large as they would be without the parameters that were fitted to them. */
    private double[] residuals() {
        int n = rows.size();
        double inflate = Math.sqrt(n / Math.max(1.0, n - curve.form().parameters()));
        var residuals = rows.logs();
        for (int i = 0; i < n; i++) {
            residuals[i] = inflate * (residuals[i] - curve.at(rows.years()[i]));
        }
        return residuals;
    }

    private static Estimate power(Estimate log) {
        return new Estimate(Math.pow(10, log.value()), Math.pow(10, log.low()), Math.pow(10, log.high()));
    }
}
