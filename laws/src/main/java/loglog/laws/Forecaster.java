package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import loglog.words.Format;

/**
 * Forecasts with intervals that carry the law's own misfit, which resampling cannot see. Every form is fitted to all rows
 * and to their more expensive half ({@link Windows}) and tried where the outcome is known: fitted to the cheap rows, along each
 * axis, and held against the expensive ones. That decides the forms' weights in the average, the same for every question, and
 * how much wider or narrower the intervals should have been ({@link Evidence}). A forecast therefore changes smoothly with
 * what is asked, and falls with params and tokens as its forms do.
 */
public final class Forecaster {
    /** Extrapolation by this distance, a factor of 1.5, is widened in full as rehearsals say; nearer by a part. */
    private static final double REHEARSED = Math.log(1.5);

    private final Observations observations;
    private final List<Fit> fits;
    private final List<Windows> forms;
    private final Criterion criterion;
    private final int draws;
    private final long seed;
    private final double least;
    private final double greatest;
    private final Map<String, double[]> axes;
    private final Map<String, Double> largest;
    private final Evidence evidence;
    private final List<Windows.Sampling> sampling;
    private final List<Map<String, NoiseByScale>> noises;

    private Forecaster(
            Observations observations,
            List<Windows> forms,
            Evidence evidence,
            Criterion criterion,
            int draws,
            long seed,
            double least,
            double greatest) {
        this.observations = observations;
        this.forms = forms;
        this.fits = forms.stream().map(Windows::all).toList();
        this.evidence = evidence;
        this.criterion = criterion;
        this.draws = draws;
        this.seed = seed;
        this.least = least;
        this.greatest = greatest;
        this.axes = ExtrapolationDistance.scales(observations);
        this.largest = ExtrapolationDistance.largest(axes);
        this.sampling = forms.stream().map(Windows::sampling).toList();
        this.noises = fits.stream()
                .map(_ -> (Map<String, NoiseByScale>) new LinkedHashMap<String, NoiseByScale>())
                .toList();
    }

    /**
     * Fits the forms to all rows and tries them.
     *
     * @param forms one or more laws of the observations' axes
     * @param draws of a run's noise and the law's uncertainty together, from which the interval of a run is read
     * @return none where no form can be fitted
     */
    public static Fitted<Forecaster> of(
            Observations observations, List<Law> forms, Criterion criterion, int draws, long seed) {
        var windows = forms.stream()
                .map(law -> Laws.fit(law, observations, criterion))
                .filter(Fit::usable)
                .map(Windows::of)
                .toList();
        if (windows.isEmpty()) {
            return Fitted.none(
                    forms.size() == 1
                            ? "the law %s cannot be fitted to %d rows"
                            : "none of the laws %s can be fitted to %d rows",
                    forms.stream().map(Law::name).collect(Collectors.joining(", ")),
                    observations.size());
        }
        var scales = ExtrapolationDistance.scales(observations);
        scales.keySet().retainAll(directions(windows));
        return Fitted.of(new Forecaster(
                observations,
                windows,
                new Evidence(observations, scales, windows, Misfit.assumed(observations, criterion)),
                criterion,
                draws,
                seed,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY));
    }

    /** The axes along which laws are tried: their own, and compute, which is a direction of its own where they read several. */
    private static Set<String> directions(List<Windows> forms) {
        var names = axesOf(forms);
        if (names.size() > 1) {
            names.add("flops");
        }
        return names;
    }

    private static Set<String> axesOf(List<Windows> forms) {
        var names = new LinkedHashSet<String>();
        forms.forEach(form -> names.addAll(form.law().axes()));
        return names;
    }

    /**
     * The same forecasts of a metric that cannot leave these limits, such as 0 and 1 of an accuracy: what forms or noise
     * put beyond them counts as at them. Two limits are a scale of their own: forms are assumed to be off by one percent of what
     * lies between them at least, where the runs have hardly left one of them, too.
     */
    public Forecaster within(double least, double greatest) {
        boolean limited = !criterion.logResiduals() && Double.isFinite(greatest - least);
        var held = limited ? evidence.assuming(Misfit.ASSUMED * (greatest - least)) : evidence;
        return new Forecaster(observations, forms, held, criterion, draws, seed, least, greatest);
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

    /** The form with the most evidence for extrapolation. */
    public Fit best() {
        var weights = evidence.weights();
        int best = 0;
        for (int k = 1; k < weights.length; k++) {
            best = weights[k] > weights[best] ? k : best;
        }
        return fits.get(best);
    }

    /** Forecasts the metric at the scales of each row of other observations. */
    public List<Forecast> at(Observations rows, double level) {
        return ExtrapolationDistance.points(rows).stream()
                .map(point -> at(point, level))
                .toList();
    }

    /**
     * Forecasts the metric.
     *
     * @param scales the scales asked for, by axis; flops may be left out where params and tokens are given
     * @param level of the intervals, for example 0.9
     */
    public Forecast at(Map<String, Double> scales, double level) {
        var asked = ExtrapolationDistance.point(scales);
        var row = row(asked);
        var values = forms.stream().mapToDouble(form -> form.forecasts(row)[0]).toArray();
        var sampled = sampling.stream().mapToDouble(of -> of.variances(row)[0]).toArray();
        var weights = weightsWhereFinite(values);
        var mixed = Evidence.Mixture.of(values, sampled, weights);
        var reach = ExtrapolationDistance.of(largest, axesOf(forms), asked);
        var calibration = calibration(reach);
        double sd = calibration.widening
                * Math.sqrt(mixed.variance() + Misfit.variance(evidence.assumed(), reach.distance()));
        var law = ofLaw(mixed.value(), sd, calibration.trials, level);
        return new Forecast(
                law,
                ofRun(law, mixed.value(), sd, calibration, noises(weights, asked)),
                reach.axis(),
                ExtrapolationDistance.beyond(reach.axis(), largest, asked),
                forms(values, weights, calibration.widening * evidence.assumed()),
                warnings(reach, asked));
    }

    /** One row at the point, as laws read it; its metric is not looked at. */
    private Observations row(Map<String, Double> asked) {
        var row = Observations.of(1);
        for (var axis : axesOf(forms)) {
            row = row.with(axis, asked.get(axis));
        }
        return row;
    }

    /** Forms that are not finite here (an exponent that ran away) give their weight up. */
    private double[] weightsWhereFinite(double[] values) {
        var weights = evidence.weights();
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            if (!Double.isFinite(values[k])) {
                weights[k] = 0;
                values[k] = 0;
            }
            sum += weights[k];
        }
        double total = sum;
        return Arrays.stream(weights).map(w -> w / total).toArray();
    }

    private record Widening(double widening, double trials) {}

    private Widening calibration(ExtrapolationDistance reach) {
        double widening = 0;
        double trials = 0;
        for (var share : reach.shares().entrySet()) {
            var of = evidence.calibration(share.getKey());
            widening += share.getValue() * of.widening();
            trials += share.getValue() * of.trials();
        }
        double part = Math.min(1, reach.distance() / REHEARSED);
        return new Widening(1 + part * (widening - 1), trials);
    }

    private Interval ofLaw(double value, double sd, double trials, double level) {
        double reach = sd * Misfit.quantile((1 + level) / 2, trials);
        return new Interval(metric(value), metric(value - reach), metric(value + reach), se(value, sd), level);
    }

    /** The law's draws are spread evenly, and a run is never more certain than the law. */
    private Interval ofRun(Interval law, double value, double sd, Widening calibration, double[] noise) {
        var quantiles = Misfit.quantiles(calibration.trials);
        var values = new double[draws];
        for (int b = 0; b < draws; b++) {
            double curve = sd * quantiles[(int) ((b + 0.5) * quantiles.length / draws)];
            values[b] = metric(value + curve + calibration.widening * noise[b]);
        }
        var run = Quantiles.interval(law.value(), values, law.level());
        return new Interval(
                law.value(), Math.min(law.low(), run.low()), Math.max(law.high(), run.high()), run.se(), law.level());
    }

    /** Of the metric, from that of its logarithm where residuals are logarithmic. */
    private double se(double value, double sd) {
        return criterion.logResiduals() ? metric(value) * sd : sd;
    }

    private double metric(double onScale) {
        double metric = criterion.fromScale(onScale);
        return Double.isNaN(metric) ? metric : Math.clamp(metric, least, greatest);
    }

    /** Draws of a run's noise about each form, as many of a form as its weight says; its size by compute where that is known. */
    private double[] noises(double[] weights, Map<String, Double> asked) {
        var drawn = IntStream.range(0, forms.size())
                .mapToObj(k -> weights[k] == 0 ? new double[0] : noise(k, asked))
                .toList();
        var random = new SplittableRandom(seed);
        var mixed = new double[draws];
        for (int b = 0; b < draws; b++) {
            int form = 0;
            double until = weights[0];
            for (double u = random.nextDouble(); form + 1 < weights.length && u > until; ) {
                until += weights[++form];
            }
            var of = drawn.get(form);
            mixed[b] = of.length == 0 ? 0 : of[random.nextInt(of.length)];
        }
        return mixed;
    }

    private double[] noise(int form, Map<String, Double> asked) {
        var fit = fits.get(form);
        var axis = NoiseByScale.axis(
                fit.law(), asked.keySet().stream().filter(axes::containsKey).collect(Collectors.toSet()));
        return noises.get(form)
                .computeIfAbsent(axis, a -> NoiseByScale.of(fit, axes.get(a)))
                .at(asked.get(axis));
    }

    private List<Forecast.Form> forms(double[] values, double[] weights, double misfit) {
        var described = new ArrayList<Forecast.Form>();
        for (int k = 0; k < weights.length; k++) {
            described.add(new Forecast.Form(
                    fits.get(k), weights[k], metric(values[k]), evidence.compared(k), evidence.meanError(k), misfit));
        }
        described.sort(Comparator.comparingDouble(Forecast.Form::weight).reversed());
        return List.copyOf(described);
    }

    private String assumption() {
        double assumed = evidence.assumed();
        return !criterion.logResiduals()
                ? Format.trimmed(assumed, 3)
                : assumed == Misfit.ASSUMED ? "one percent" : Format.trimmed(100 * assumed, 3) + " percent";
    }

    private List<String> warnings(ExtrapolationDistance reach, Map<String, Double> asked) {
        var warnings = new ArrayList<String>();
        double beyond = ExtrapolationDistance.beyond(reach.axis(), largest, asked);
        if (reach.distance() > 0 && evidence.calibration(reach.axis()).trials() == 0) {
            warnings.add(
                    "the rows have too few levels of %s to rehearse extrapolation: the interval assumes a misfit of %s at a factor of e and has no evidence for it"
                            .formatted(reach.axis(), assumption()));
        }
        if (beyond > Math.log(100)) {
            warnings.add("%s is %s times the largest of the rows: far beyond what they can vouch for"
                    .formatted(reach.axis(), Format.trimmed(Math.exp(beyond), 3)));
        }
        return List.copyOf(warnings);
    }
}
