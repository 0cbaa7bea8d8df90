package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Forecasts with intervals that carry the law's own misfit, which resampling cannot see: every form is fitted to the
 * cheap rows and tried on the dear ones, along the axis that the question extrapolates on. Forms are averaged by the
 * likelihood of the rows that they had not seen (prequential evidence: Dawid 1984), and what sampling and noise leave
 * unexplained there widens the interval in proportion to the distance.
 */
public final class Forecaster {
    /** A form with less weight than this changes no digit that is shown. */
    private static final double LEAST_WEIGHT = 0.005;

    private final Observations observations;
    private final List<Fit> fits;
    private final Criterion criterion;
    private final int resamples;
    private final long seed;
    private final double least;
    private final double greatest;
    private final Map<String, double[]> axes;
    private final Map<String, Double> largest;
    private final Map<String, List<Rehearsal>> rehearsals = new LinkedHashMap<>();
    private final Map<Fit, Map<String, NoiseByScale>> noises = new IdentityHashMap<>();
    private final Map<Integer, double[]> wanders = new LinkedHashMap<>();
    private final Map<Fit, double[][]> internalDraws = new IdentityHashMap<>();

    private Forecaster(
            Observations observations,
            List<Fit> fits,
            Criterion criterion,
            int resamples,
            long seed,
            double least,
            double greatest) {
        this.observations = observations;
        this.fits = fits;
        this.criterion = criterion;
        this.resamples = resamples;
        this.seed = seed;
        this.least = least;
        this.greatest = greatest;
        this.axes = Reach.scales(observations);
        this.largest = Reach.largest(axes);
    }

    /**
     * Fits the forms to all rows.
     *
     * @param forms one or more laws of the observations' axes
     * @param resamples bootstrap resamples for the sampling part of the intervals
     * @throws IllegalArgumentException where no form can be fitted
     */
    public static Forecaster of(
            Observations observations, List<Law> forms, Criterion criterion, int resamples, long seed) {
        var fits = forms.stream()
                .map(law -> Laws.fit(law, observations, criterion))
                .filter(Fit::usable)
                .toList();
        if (fits.isEmpty()) {
            throw new IllegalArgumentException("None of the laws %s can be fitted to %d rows"
                    .formatted(forms.stream().map(Law::name).toList(), observations.size()));
        }
        return new Forecaster(
                observations, fits, criterion, resamples, seed, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /**
     * The same forecasts of a metric that cannot leave these limits, such as 0 and 1 of an accuracy: what forms or noise
     * put beyond them counts as at them.
     */
    public Forecaster within(double least, double greatest) {
        return new Forecaster(observations, fits, criterion, resamples, seed, least, greatest);
    }

    /** The laws of two scales that a forecast averages where the user names none. */
    public static List<Law> formsOfParamsAndTokens() {
        return List.of(new Chinchilla(), new SharedExponent(), new Kaplan());
    }

    /**
     * The laws of one scale that a forecast averages where the user names none: those of losses where residuals are
     * logarithmic, else those of ratings and success rates.
     */
    public static List<Law> formsOf(String axis, Criterion criterion) {
        return criterion.logResiduals()
                ? List.of(new PowerLaw(axis), new PowerLawWithFloor(axis), new BrokenPowerLaw(axis, 1))
                : List.of(new Logarithmic(axis), new Sigmoid(axis), new PowerLawWithFloor(axis));
    }

    /** The fits to all rows. */
    public List<Fit> fits() {
        return fits;
    }

    /** The form with the most evidence for extrapolation in compute, or on the one axis there is. */
    public Fit best() {
        var weights = weights(
                axes.containsKey("flops") ? "flops" : axes.keySet().iterator().next());
        int best = 0;
        for (int k = 1; k < weights.length; k++) {
            best = weights[k] > weights[best] ? k : best;
        }
        return fits.get(best);
    }

    /**
     * Forecasts the metric.
     *
     * @param scales the scales asked for, by axis; flops may be left out where params and tokens are given
     * @param level of the intervals, for example 0.9
     */
    public Forecast at(Map<String, Double> scales, double level) {
        var asked = Reach.point(scales);
        return at(asked, Reach.of(largest, axesOfLaws(), asked, this::rehearsed), level);
    }

    /**
     * Forecasts the metric with the weights and the misfit of extrapolation along one axis, whichever the scales lie
     * furthest out on: forecasts along a curve then change without steps.
     *
     * @param axis one of {@link Forecast#axis}
     */
    public Forecast along(String axis, Map<String, Double> scales, double level) {
        var asked = Reach.point(scales);
        return at(asked, new Reach(axis, Reach.beyond(axis, largest, asked)), level);
    }

    /** Forecasts the metric at the scales of each row of other observations. */
    public List<Forecast> at(Observations rows, double level) {
        return Reach.points(rows).stream().map(point -> at(point, level)).toList();
    }

    private Set<String> axesOfLaws() {
        var names = new LinkedHashSet<String>();
        fits.forEach(fit -> names.addAll(fit.law().axes()));
        return names;
    }

    private boolean rehearsed(String axis) {
        return rehearsals(axis).stream().anyMatch(r -> !r.isEmpty());
    }

    private Forecast at(Map<String, Double> asked, Reach reach, double level) {
        var axis = reach.axis();
        double distance = reach.distance();
        var weights = weightsWhereFinite(axis, asked);
        var forms = new ArrayList<Forecast.Form>();
        var onCurve = new ArrayList<Double>();
        var ofRun = new ArrayList<Double>();
        var warnings = new ArrayList<String>();
        var random = new SplittableRandom(seed);
        double combined = 0;
        for (int k = 0; k < fits.size(); k++) {
            var fit = fits.get(k);
            var rehearsal = rehearsals(axis).get(k);
            int trials = rehearsal.fits().size();
            double misfit = Misfit.of(rehearsal);
            var at = at(fit, asked);
            double value = fit.at(at);
            combined += weights[k] == 0 ? 0 : weights[k] * toResidualScale(value);
            forms.add(new Forecast.Form(
                    fit, weights[k], value, trials, trials == 0 ? Double.NaN : rehearsal.meanError(), misfit));
            if (weights[k] < LEAST_WEIGHT) {
                continue;
            }
            // A mixture: each form sends draws in proportion to its weight.
            var noise = noise(fit, asked);
            var wander = wanders.computeIfAbsent(trials, Misfit::quantiles);
            var sampled = sampled(fit, at);
            int wanted = (int) Math.round(weights[k] * resamples);
            for (int b = 0; b < wanted && sampled.length > 0; b++) {
                double curve = toResidualScale(sampled[b % sampled.length])
                        + misfit * distance * wander[random.nextInt(wander.length)];
                onCurve.add(curve);
                ofRun.add(curve + noise[random.nextInt(noise.length)]);
            }
        }
        if (distance > 0 && rehearsals(axis).stream().allMatch(Rehearsal::isEmpty)) {
            warnings.add(
                    "the rows have too few levels of %s to rehearse extrapolation: the interval assumes a misfit of"
                                    .formatted(axis)
                            + " half a percent for each factor of e and has no evidence for it");
        }
        if (distance > Math.log(100)) {
            warnings.add("%s is %s times the largest of the rows: far beyond what they can vouch for"
                    .formatted(axis, Digits.of(Math.exp(distance))));
        }
        forms.sort(Comparator.comparingDouble(Forecast.Form::weight).reversed());
        return new Forecast(
                interval(combined, onCurve, level),
                interval(combined, ofRun, level),
                axis,
                distance,
                List.copyOf(forms),
                List.copyOf(warnings));
    }

    /** Draws of a run's noise, its size by compute where that is known. */
    private double[] noise(Fit fit, Map<String, Double> asked) {
        var axis = NoiseByScale.axis(
                fit.law(), asked.keySet().stream().filter(axes::containsKey).collect(Collectors.toSet()));
        return noises.computeIfAbsent(fit, f -> new LinkedHashMap<>())
                .computeIfAbsent(axis, a -> NoiseByScale.of(fit, axes.get(a)))
                .at(asked.get(axis));
    }

    private static double[] at(Fit fit, Map<String, Double> asked) {
        return fit.law().axes().stream().mapToDouble(asked::get).toArray();
    }

    /** The forms' weights; a form whose law has no finite value here (an exponent that ran away) gives its own up. */
    private double[] weightsWhereFinite(String axis, Map<String, Double> asked) {
        var weights = weights(axis).clone();
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = Double.isFinite(toResidualScale(fits.get(k).at(at(fits.get(k), asked)))) ? weights[k] : 0;
            sum += weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return weights;
    }

    /** The law's value at one point in every resample; conversions are done once a resample, not once a point. */
    private double[] sampled(Fit fit, double[] at) {
        var law = fit.law();
        var unit = new double[at.length];
        Arrays.fill(unit, 1);
        var internal = internalDraws.computeIfAbsent(
                fit,
                f -> Arrays.stream(Bootstrap.of(f, Bootstrap.Resampling.ROWS, resamples, seed)
                                .parameters())
                        .map(p -> law.internal(p, unit))
                        .toArray(double[][]::new));
        var row = Rows.one(at);
        var value = new double[1];
        var sampled = new double[internal.length];
        for (int b = 0; b < sampled.length; b++) {
            law.evaluate(internal[b], row, value, null);
            sampled[b] = value[0];
        }
        return sampled;
    }

    private double toResidualScale(double value) {
        return criterion.logResiduals() ? Math.log(value) : value;
    }

    private double fromResidualScale(double value) {
        double metric = criterion.logResiduals() ? Math.exp(value) : value;
        return Double.isNaN(metric) ? metric : Math.clamp(metric, least, greatest);
    }

    private Interval interval(double combined, List<Double> values, double level) {
        var draws = values.stream().mapToDouble(this::fromResidualScale).toArray();
        return Quantiles.interval(fromResidualScale(combined), draws, level);
    }

    private List<Rehearsal> rehearsals(String axis) {
        return rehearsals.computeIfAbsent(axis, a -> {
            var cuts = Holdout.along(axes.get(a), observations);
            return fits.stream()
                    .map(fit -> Rehearsal.of(fit.law(), cuts, criterion))
                    .toList();
        });
    }

    /**
     * Weights in proportion to the likelihood of the held-out rows, their mean error profiled out as the scale of a
     * Laplace density: {@code meanError^-rows}. Rows above several cuts are told once. A form that could not be tried
     * at as many cuts as the others gets none; without any cut the fits' own errors decide, corrected for the number of
     * parameters (AICc).
     */
    private double[] weights(String axis) {
        var of = rehearsals(axis);
        int most = of.stream().mapToInt(r -> r.fits().size()).max().orElse(0);
        var logWeights = new double[fits.size()];
        for (int k = 0; k < logWeights.length; k++) {
            var rehearsal = of.get(k);
            if (most == 0) {
                logWeights[k] = -0.5 * Information.of(fits.get(k)).aicc();
            } else if (rehearsal.fits().size() < most) {
                logWeights[k] = Double.NEGATIVE_INFINITY;
            } else {
                double rows = (double) rehearsal.rows() / rehearsal.fits().size();
                logWeights[k] = -rows * Math.log(rehearsal.meanError());
            }
        }
        return Information.weights(logWeights);
    }
}
