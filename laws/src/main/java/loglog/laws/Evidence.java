package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What rehearsals along every axis say of the forms: how much each counts in the average, and whether the intervals
 * made before the outcome was known were wide enough.
 */
final class Evidence {
    /** Rehearsals read at most so many rows: those of more tell no more of a form. */
    private static final int MOST_ROWS = 1000;

    /** Where no residual is left the error counts as this: a perfect fit is no infinite evidence. */
    private static final double LEAST_ERROR = 1e-9;

    /**
     * Of the rows above a cut, the share whose errors the intervals must hold for them to count as wide enough. It is near the
     * level that is asked for, and one or two stray rows do not move it: the median row does not see that some shapes of
     * model are forecast worse than others.
     */
    private static final double SHARE = 0.8;

    /** That quantile of |z| for normal z. */
    private static final double OF_NORMAL = 1.28155;

    private final List<Windows> forms;
    private final Map<String, List<ExtrapolationTrials>> rehearsals = new LinkedHashMap<>();
    /** The cuts along each axis at which the forms are compared. */
    private final Map<String, int[]> compared = new LinkedHashMap<>();

    private final Map<String, Calibration> calibrations = new LinkedHashMap<>();
    private final double[] weights;
    private final double assumed;

    /**
     * What intervals along an axis were worth.
     *
     * @param widening by which they had to be wider or narrower
     * @param trials 1 where it was seen at any cut: cuts along one axis share the error of the forms there, and are no more
     *     independent of each other than the rows above one
     */
    record Calibration(double widening, int trials) {}

    /**
     * Tries the forms.
     *
     * @param scales of the rows on the axes to try, one a row
     * @param assumed misfit of any form, see {@link Misfit#assumed}
     */
    Evidence(Observations rows, Map<String, double[]> scales, List<Windows> forms, double assumed) {
        this.forms = forms;
        this.assumed = assumed;
        var kept = kept(rows, scales);
        var fewer = kept.length == rows.size() ? rows : rows.select(kept);
        scales.forEach((axis, column) -> {
            var cuts = Holdout.along(
                    axis, Arrays.stream(kept).mapToDouble(i -> column[i]).toArray(), fewer);
            rehearsals.put(
                    axis,
                    forms.stream()
                            .map(form -> ExtrapolationTrials.of(form.law(), cuts, form::refit))
                            .toList());
        });
        rehearsals.forEach((axis, of) -> compared.put(axis, compared(of)));
        this.weights = Information.weights(logWeights());
        rehearsals.forEach((axis, of) -> calibrations.put(axis, calibration(of)));
    }

    /** The same trials, held against another misfit that is assumed. */
    private Evidence(Evidence tried, double assumed) {
        this.forms = tried.forms;
        this.assumed = assumed;
        this.rehearsals.putAll(tried.rehearsals);
        this.compared.putAll(tried.compared);
        this.weights = tried.weights;
        rehearsals.forEach((axis, of) -> calibrations.put(axis, calibration(of)));
    }

    /** What the trials say where at least so much misfit is assumed. */
    Evidence assuming(double misfit) {
        return misfit <= assumed ? this : new Evidence(this, misfit);
    }

    /** What is assumed of any form before it was tried. */
    double assumed() {
        return assumed;
    }

    /** Every so many rows in the order of compute, so that all scales remain. */
    private static int[] kept(Observations rows, Map<String, double[]> scales) {
        int n = rows.size();
        if (n <= MOST_ROWS) {
            return IntStream.range(0, n).toArray();
        }
        var by = scales.containsKey("flops")
                ? scales.get("flops")
                : scales.values().iterator().next();
        var order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> by[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        return IntStream.range(0, MOST_ROWS)
                .map(k -> order[(int) ((k + 0.5) * n / MOST_ROWS)])
                .sorted()
                .toArray();
    }

    /** Each form's share of the average. */
    double[] weights() {
        return weights.clone();
    }

    Calibration calibration(String axis) {
        return calibrations.getOrDefault(axis, new Calibration(1, 0));
    }

    /** At how many cuts a form is compared with the others, over all axes; none where it could be tried at none. */
    int compared(int form) {
        return tried(form) == 0
                ? 0
                : compared.values().stream().mapToInt(cuts -> cuts.length).sum();
    }

    /** How often a form could be tried, over all axes. */
    private int tried(int form) {
        return rehearsals.values().stream().mapToInt(of -> of.get(form).tried()).sum();
    }

    /** The mean error of a form where it was compared with the others, each axis counting the same. */
    double meanError(int form) {
        return rehearsals.keySet().stream()
                .mapToDouble(axis -> meanError(form, axis))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private double meanError(int form, String axis) {
        return rehearsals.get(axis).get(form).meanError(compared.get(axis));
    }

    /** The cuts along an axis at which all forms could be tried that could be tried anywhere; none where one of them could be at none. */
    private int[] compared(List<ExtrapolationTrials> of) {
        var shared = IntStream.range(0, forms.size())
                .filter(k -> tried(k) > 0)
                .mapToObj(of::get)
                .toList();
        return shared.stream().allMatch(trials -> trials.tried() > 0) ? ExtrapolationTrials.common(shared) : new int[0];
    }

    /**
     * Weights by the likelihood of Laplace errors, their mean size profiled out as the scale: one factor of the error for
     * each axis that was tried and one for the rows that were fitted. The rows above a cut, and cuts along one axis, share
     * the error of the form there: they are no independent trials. Forms are compared at the cuts where all could be tried: one
     * of more parameters, which needs more rows, is not cast out for the cheapest cuts. A form that could be tried nowhere gets no
     * weight; where no axis has a cut in common the fits decide, corrected for the number of parameters (AICc).
     */
    private double[] logWeights() {
        var logWeights = new double[forms.size()];
        boolean any = compared.values().stream().anyMatch(cuts -> cuts.length > 0);
        for (int k = 0; k < logWeights.length; k++) {
            for (var axis : rehearsals.keySet()) {
                if (tried(k) > 0 && compared.get(axis).length > 0) {
                    logWeights[k] -= Math.log(Math.max(LEAST_ERROR, meanError(k, axis)));
                }
            }
            if (any && tried(k) == 0) {
                logWeights[k] = Double.NEGATIVE_INFINITY;
            }
            var fit = forms.get(k).all();
            logWeights[k] -= any
                    ? Math.log(Math.max(
                            LEAST_ERROR,
                            Arrays.stream(fit.residuals())
                                    .map(Math::abs)
                                    .average()
                                    .orElseThrow()))
                    : 0.5 * Information.of(fit).aicc();
        }
        return logWeights;
    }

    /**
     * The squared widening is the mean over the cuts of what the squared errors were in units of the variance foreseen, together with the assumption that they agree.
     */
    private Calibration calibration(List<ExtrapolationTrials> of) {
        var ratios = new ArrayList<Double>();
        int cuts = of.isEmpty() ? 0 : of.getFirst().trials().size();
        for (int c = 0; c < cuts; c++) {
            double ratio = ratio(of, c);
            if (Double.isFinite(ratio)) {
                ratios.add(ratio);
            }
        }
        double sum = ratios.stream().mapToDouble(Double::doubleValue).sum();
        double squared = (sum + Misfit.ASSUMED_TRIALS) / (ratios.size() + Misfit.ASSUMED_TRIALS);
        return new Calibration(Math.sqrt(squared), Math.min(1, ratios.size()));
    }

    private double ratio(List<ExtrapolationTrials> of, int cut) {
        var tried = IntStream.range(0, of.size())
                .filter(k -> weights[k] > 0 && of.get(k).trials().get(cut) != null)
                .toArray();
        if (tried.length == 0) {
            return Double.NaN;
        }
        var first = of.get(tried[0]).trials().get(cut);
        var z = IntStream.range(0, first.errors().length)
                .mapToDouble(i -> {
                    var here = Arrays.stream(tried)
                            .filter(k ->
                                    Double.isFinite(of.get(k).trials().get(cut).errors()[i]))
                            .toArray();
                    if (here.length == 0) {
                        return Double.NaN;
                    }
                    var trials = Arrays.stream(here)
                            .mapToObj(k -> of.get(k).trials().get(cut))
                            .toList();
                    var mixed = Mixture.of(
                            trials.stream().mapToDouble(t -> t.forecasts()[i]).toArray(),
                            trials.stream().mapToDouble(t -> t.sampling()[i]).toArray(),
                            Arrays.stream(here).mapToDouble(k -> weights[k]).toArray());
                    double sigma = 0;
                    double total = 0;
                    for (int t = 0; t < here.length; t++) {
                        sigma += weights[here[t]] * trials.get(t).sigma();
                        total += weights[here[t]];
                    }
                    sigma /= total;
                    double error = mixed.value()
                            - trials.getFirst().forecasts()[i]
                            + trials.getFirst().errors()[i];
                    double variance = mixed.variance()
                            + Misfit.variance(assumed, first.cut().distance()[i])
                            + sigma * sigma;
                    // A forecast that may be anything is no trial that any error could fail.
                    return Double.isFinite(variance) ? Math.abs(error) / Math.sqrt(variance) : Double.NaN;
                })
                .filter(Double::isFinite)
                .toArray();
        double size = Quantiles.of(z, SHARE) / OF_NORMAL;
        return z.length == 0 ? Double.NaN : size * size;
    }

    /**
     * Forms averaged at one point, on the scale of the residuals.
     *
     * @param value the weighted mean
     * @param variance of it: the sampling of the forms, which share their rows, and what they disagree on, as far as it
     *     is the mean's; infinite where the rows leave a form open that has a weight
     */
    record Mixture(double value, double variance) {
        static Mixture of(double[] forecasts, double[] sampling, double[] weights) {
            double sum = Arrays.stream(weights).sum();
            double value = 0;
            double sampled = 0;
            double concentration = 0;
            for (int k = 0; k < weights.length; k++) {
                double w = weights[k] / sum;
                value += w * forecasts[k];
                if (w > 0) { // a form without a weight may be open
                    sampled += w * (Double.isFinite(sampling[k]) ? Math.sqrt(sampling[k]) : Double.POSITIVE_INFINITY);
                }
                concentration += w * w;
            }
            double spread = 0;
            for (int k = 0; k < weights.length; k++) {
                double off = forecasts[k] - value;
                spread += weights[k] / sum * off * off;
            }
            return new Mixture(value, sampled * sampled + concentration * spread);
        }
    }
}
