package loglog.laws;

import java.util.ArrayList;
import java.util.List;

/**
 * How well one law extrapolated where the outcome is known: fitted below each cut on an axis, compared with the rows
 * above it.
 *
 * @param fits the fits to the cheap rows, one a cut; only cuts at which the law could be fitted
 * @param holdouts the cuts, as {@code fits}
 * @param errors residuals of the held-out rows, law minus observation, {@code errors[cut][row]}
 * @param sampling the variances of the forecasts that sampling alone explains, as {@code errors}
 * @param sigma the noise's standard deviation in each fit
 */
record Rehearsal(
        List<Fit> fits, List<Holdout> holdouts, List<double[]> errors, List<double[]> sampling, double[] sigma) {

    static Rehearsal of(Law law, List<Holdout> cuts, Criterion criterion) {
        var fits = new ArrayList<Fit>();
        var holdouts = new ArrayList<Holdout>();
        var errors = new ArrayList<double[]>();
        var sampling = new ArrayList<double[]>();
        var sigma = new ArrayList<Double>();
        for (var cut : cuts) {
            var fit = Laws.fit(law, cut.train(), criterion);
            if (!fit.usable() || !possible(law, cut.train())) {
                continue;
            }
            var values = fit.valuesAt(cut.test());
            for (int i = 0; i < values.length; i++) {
                values[i] = criterion.residual(values[i], cut.test().metric(i));
            }
            var covariance = new Covariance(fit);
            fits.add(fit);
            holdouts.add(cut);
            errors.add(values);
            sampling.add(covariance.variances(cut.test()));
            sigma.add(covariance.sigma());
        }
        return new Rehearsal(
                fits,
                holdouts,
                errors,
                sampling,
                sigma.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Whether rows are enough to fit a law and to tell the noise. */
    static boolean possible(Law law, Observations train) {
        int parameters = law.parameters().size();
        return train.size() > parameters + 1 && train.distinct(law.axes()) >= parameters;
    }

    boolean isEmpty() {
        return fits.isEmpty();
    }

    /** The mean size of the held-out residuals over all cuts, each cut counting the same. */
    double meanError() {
        double sum = 0;
        for (var cut : errors) {
            double ofCut = 0;
            for (double e : cut) {
                ofCut += Double.isFinite(e) ? Math.abs(e) : 1;
            }
            sum += ofCut / cut.length;
        }
        return sum / errors.size();
    }

    /** Held-out rows over all cuts; a row above several cuts counts once for each. */
    int rows() {
        return errors.stream().mapToInt(e -> e.length).sum();
    }

    /**
     * The law's own misfit as a variance for each squared unit of distance: what is left of the held-out squared errors
     * after noise and sampling, by least squares through zero. Not below zero.
     */
    double misfit() {
        double left = 0;
        double distances = 0;
        for (int c = 0; c < errors.size(); c++) {
            for (int i = 0; i < errors.get(c).length; i++) {
                double error = errors.get(c)[i];
                double explained = sampling.get(c)[i] + sigma[c] * sigma[c];
                double distance = holdouts.get(c).distance()[i];
                if (Double.isFinite(error) && Double.isFinite(explained)) {
                    left += error * error - explained;
                    distances += distance * distance;
                }
            }
        }
        return distances > 0 ? Math.max(0, left / distances) : 0;
    }
}
