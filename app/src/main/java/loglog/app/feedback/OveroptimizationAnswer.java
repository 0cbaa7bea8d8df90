package loglog.app.feedback;

import java.util.ArrayList;
import java.util.List;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.feedback.CoefficientTrend;
import loglog.laws.feedback.OveroptimizationCurve;
import loglog.laws.feedback.OveroptimizationForecast;
import loglog.laws.feedback.OveroptimizationForm;
import loglog.laws.feedback.OveroptimizationLaw;
import loglog.laws.rates.BestOfN;

/**
 * What {@code overoptimization} has to say.
 *
 * @param findings of the settings, by size
 * @param trends of the coefficients of each form; empty where too few settings differ in size
 */
record OveroptimizationAnswer(
        OveroptimizationTable.Read read, List<Finding> findings, List<Trend> trends, double level) {

    /**
     * What is said of a setting.
     *
     * @param fitted none where its rows do not allow a law; null where the table has the coefficients
     * @param forecasts of what was asked for
     */
    record Finding(
            OveroptimizationTable.Setting setting,
            Fitted<OveroptimizationLaw> fitted,
            OveroptimizationLaw.Peak peak,
            List<Ahead> forecasts) {
        OveroptimizationLaw law() {
            return fitted == null ? null : fitted.value().orElse(null);
        }

        double alpha() {
            return law() == null ? setting.alpha() : law().fit().values()[0];
        }

        double beta() {
            return law() == null ? setting.beta() : law().fit().values()[1];
        }

        /** Where the gold score is highest. */
        double peakDistance() {
            return setting.form().peak(alpha(), beta());
        }
    }

    /**
     * A forecast.
     *
     * @param at what was asked for: n, or KL
     * @param measured the mean of the curves there; NaN where they do not have it
     */
    record Ahead(double at, double d, Interval gold, double measured) {}

    /**
     * How the coefficients of a form change with the sizes.
     *
     * @param used the findings that it was fitted to
     */
    record Trend(
            OveroptimizationForm form,
            Fitted<CoefficientTrend> alpha,
            Fitted<CoefficientTrend> beta,
            List<Finding> used) {}

    /**
     * Fits all.
     *
     * @param upTo rows at greater distances are not fitted; infinite for all
     * @param at what is to be forecast: numbers of samples, or KL; empty for beyond the data of each setting
     */
    static OveroptimizationAnswer of(
            OveroptimizationTable.Read read, double upTo, List<Double> at, double level, long seed) {
        var findings = read.settings().stream()
                .map(setting -> finding(setting, read.inSamples(), upTo, at, level, seed))
                .toList();
        var trends = new ArrayList<Trend>();
        for (var form : OveroptimizationForm.values()) {
            var used = findings.stream()
                    .filter(f -> f.setting().form() == form && !Double.isNaN(f.alpha()))
                    .toList();
            if (!read.sizes().isEmpty() && used.size() > read.sizes().size() + 1) {
                var sizes = used.stream().map(f -> f.setting().sizes()).toArray(double[][]::new);
                trends.add(new Trend(
                        form,
                        CoefficientTrend.of(
                                sizes, used.stream().mapToDouble(Finding::alpha).toArray()),
                        CoefficientTrend.of(
                                sizes, used.stream().mapToDouble(Finding::beta).toArray()),
                        used));
            }
        }
        return new OveroptimizationAnswer(read, findings, trends, level);
    }

    private static Finding finding(
            OveroptimizationTable.Setting setting,
            boolean inSamples,
            double upTo,
            List<Double> at,
            double level,
            long seed) {
        if (setting.curves().isEmpty()) {
            return new Finding(setting, null, null, List.of());
        }
        var known = setting.curves().stream().map(curve -> curve.upTo(upTo)).toList();
        var fitted = OveroptimizationLaw.of(setting.form(), known);
        var law = fitted.value().orElse(null);
        if (law == null) {
            return new Finding(setting, fitted, null, List.of());
        }
        double last = setting.curves().stream()
                .mapToDouble(OveroptimizationCurve::greatest)
                .max()
                .orElseThrow();
        var forecasts = new ArrayList<Ahead>();
        for (double asked : at.isEmpty() ? ahead(last, law.greatest(), inSamples) : at) {
            double d = distance(asked, inSamples);
            var gold = OveroptimizationForecast.at(setting.form(), known, d, level, seed);
            forecasts.add(new Ahead(asked, d, gold.orElseThrow(), measured(setting.curves(), d)));
        }
        return new Finding(setting, fitted, law.peak(level, seed), forecasts);
    }

    /** The last row where rows were left aside, else beyond all. */
    private static List<Double> ahead(double last, double fitted, boolean inSamples) {
        double kl = last * last;
        if (last > fitted) {
            return List.of(inSamples ? (double) Math.round(BestOfN.samplesAt(kl)) : kl);
        }
        return List.of(inSamples ? 4.0 * Math.round(BestOfN.samplesAt(kl)) : 1.5 * kl);
    }

    static double distance(double at, boolean inSamples) {
        return Math.sqrt(inSamples ? BestOfN.kl(Math.round(at)) : at);
    }

    private static double measured(List<OveroptimizationCurve> curves, double d) {
        double sum = 0;
        int count = 0;
        for (var curve : curves) {
            for (int i = 0; i < curve.d().length; i++) {
                if (Math.abs(curve.d()[i] - d) < 1e-6) {
                    sum += curve.gold()[i];
                    count++;
                }
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /** What a reader should know first. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        boolean ofRows = false;
        for (var finding : findings) {
            if (finding.fitted() instanceof Fitted.None(var why)) {
                warnings.add("%sno law: %s".formatted(named(finding), why));
            }
            ofRows |= finding.law() != null && finding.law().isOfRows();
        }
        if (ofRows) {
            warnings.add(
                    "the intervals of settings with one curve are of its rows alone; proxies of other seeds differ by more (beta by a factor of 2 in published runs): give 3 to 5 of them in a column seed");
        }
        return warnings;
    }

    private String named(Finding finding) {
        return finding.setting().name().isEmpty() ? "" : finding.setting().name() + ": ";
    }
}
