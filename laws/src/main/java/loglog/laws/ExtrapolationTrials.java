package loglog.laws;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How well one law extrapolated where the outcome is known: fitted below each cut on an axis, compared with the rows
 * above it.
 *
 * @param trials one a cut, null where the law could not be fitted below it
 */
record ExtrapolationTrials(List<Trial> trials) {

    /**
     * One cut.
     *
     * @param cut rows to fit and rows to forecast
     * @param errors of the forecasts, law minus observation, as residuals are measured
     * @param forecasts the same without the observation
     * @param sampling variances of the forecasts that sampling alone explains
     * @param sigma the noise's standard deviation below the cut
     * @param lost what a forecast that is not finite counts as an error of: a factor of e, or what the rows below the cut span
     */
    record Trial(Holdout cut, double[] errors, double[] forecasts, double[] sampling, double sigma, double lost) {
        double meanError() {
            double sum = 0;
            for (double e : errors) {
                sum += Double.isFinite(e) ? Math.abs(e) : lost;
            }
            return sum / errors.length;
        }
    }

    /**
     * Tries a law.
     *
     * @param fitted the law as it is fitted to the rows below a cut
     */
    static ExtrapolationTrials of(Law law, List<Holdout> cuts, Function<Observations, Windows> fitted) {
        return new ExtrapolationTrials(
                cuts.stream().map(cut -> trial(law, cut, fitted)).toList());
    }

    private static Trial trial(Law law, Holdout cut, Function<Observations, Windows> fitted) {
        if (!possible(law, cut.train())) {
            return null;
        }
        var windows = fitted.apply(cut.train());
        if (!windows.all().usable()) {
            return null;
        }
        var criterion = windows.all().criterion();
        var forecasts = windows.forecasts(cut.test());
        var errors = new double[forecasts.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = forecasts[i] - criterion.onScale(cut.test().metric(i));
        }
        var sampling = windows.sampling();
        double lost = criterion.logResiduals() ? 1 : Misfit.span(cut.train(), criterion);
        return new Trial(cut, errors, forecasts, sampling.variances(cut.test()), sampling.sigma(), lost);
    }

    /** Whether rows are enough to fit a law and to tell the noise. */
    static boolean possible(Law law, Observations train) {
        int parameters = law.parameters().size();
        return train.size() > parameters + 1 && train.distinct(law.axes(), parameters) >= parameters;
    }

    /** At how many cuts the law could be tried. */
    int tried() {
        return (int) trials.stream().filter(Objects::nonNull).count();
    }

    /**
     * The cuts at which all of these could be tried, but for those that could be at none: a law of more parameters needs more rows,
     * and errors compare only where the same rows were forecast from the same rows.
     */
    static int[] common(List<ExtrapolationTrials> of) {
        var tried = of.stream().filter(trials -> trials.tried() > 0).toList();
        int cuts = tried.isEmpty() ? 0 : tried.getFirst().trials().size();
        return IntStream.range(0, cuts)
                .filter(c -> tried.stream().allMatch(trials -> trials.trials().get(c) != null))
                .toArray();
    }

    /** The mean size of the held-out residuals over these cuts, each counting the same; NaN without any and where one was not tried. */
    double meanError(int[] cuts) {
        return Arrays.stream(cuts)
                .mapToObj(trials::get)
                .mapToDouble(trial -> trial == null ? Double.NaN : trial.meanError())
                .average()
                .orElse(Double.NaN);
    }
}
