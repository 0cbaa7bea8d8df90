package loglog.laws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import loglog.words.Format;

/**
 * What would have been forecast: the most expensive rows are hidden, the rest is fitted, and the forecasts are held against
 * what the hidden rows turned out to be.
 *
 * @param law the law's name, or {@link #AVERAGE}
 * @param oom orders of magnitude of compute that were hidden
 * @param train rows fitted
 * @param test rows forecast
 * @param meanError the mean size of the errors, shares of the metric where residuals are logarithmic, else in its unit
 * @param bias the mean signed error, likewise; positive where the forecast was too high
 * @param inside how many of the forecasts' intervals for a run held the result
 * @param level of the intervals
 * @param status of the fit
 */
public record Backtest(
        String law,
        double oom,
        int train,
        int test,
        double meanError,
        double bias,
        int inside,
        double level,
        Status status) {

    /** The forms averaged as {@link Forecaster} does. */
    public static final String AVERAGE = "averaged";

    /**
     * Hides each of the given orders of magnitude of compute in turn.
     *
     * @param flops of each row
     * @param ooms how many orders of magnitude below the most expensive budget the cut lies; a budget's rows stay on one side of it
     * @param began told before each forecast what is hidden and by which law it is made
     * @return a result for each cut and law, then for their average; cuts that leave no rows to fit are left out
     */
    public static List<Backtest> of(
            Observations observations,
            double[] flops,
            List<Law> laws,
            Criterion criterion,
            double[] ooms,
            double level,
            int resamples,
            long seed,
            Consumer<String> began) {
        double largest = Budgets.largest(flops);
        var results = new ArrayList<Backtest>();
        for (double oom : ooms) {
            var cut = Holdout.at(Budgets.cut(largest / Math.pow(10, oom), flops), flops, observations);
            if (cut.train().size() == 0 || cut.test().size() == 0) {
                continue;
            }
            var groups = new LinkedHashMap<String, List<Law>>();
            laws.forEach(law -> groups.put(law.name(), List.of(law)));
            if (laws.size() > 1) {
                groups.put(AVERAGE, laws);
            }
            groups.forEach((name, forms) -> {
                began.accept("%s OOM hidden: %s".formatted(Format.trimmed(oom, 3), name));
                results.add(one(name, forms, cut, oom, criterion, level, resamples, seed));
            });
        }
        return results;
    }

    private static Backtest one(
            String name,
            List<Law> forms,
            Holdout cut,
            double oom,
            Criterion criterion,
            double level,
            int resamples,
            long seed) {
        int train = cut.train().size();
        int test = cut.test().size();
        boolean enough = forms.stream()
                .anyMatch(
                        law -> cut.train().distinct(law.axes(), law.parameters().size())
                                >= law.parameters().size());
        if (!enough) {
            return new Backtest(name, oom, train, test, Double.NaN, Double.NaN, 0, level, Status.TOO_FEW_POINTS);
        }
        var fitted =
                Forecaster.of(cut.train(), forms, criterion, resamples, seed).value();
        if (fitted.isEmpty()) { // no parameters give positive values everywhere, as where a row is far from all others
            return new Backtest(name, oom, train, test, Double.NaN, Double.NaN, 0, level, Status.NOT_CONVERGED);
        }
        var forecaster = fitted.get();
        var forecasts = forecaster.at(cut.test(), level);
        double size = 0;
        double bias = 0;
        int inside = 0;
        for (int i = 0; i < test; i++) {
            var forecast = forecasts.get(i).run();
            double truth = cut.test().metric(i);
            double error = criterion.logResiduals() ? forecast.value() / truth - 1 : forecast.value() - truth;
            size += Math.abs(error);
            bias += error;
            inside += forecast.holds(truth) ? 1 : 0;
        }
        return new Backtest(
                name,
                oom,
                train,
                test,
                size / test,
                bias / test,
                inside,
                level,
                forecaster.fits().size() == 1 ? forecaster.fits().getFirst().status() : Status.CONVERGED);
    }
}
