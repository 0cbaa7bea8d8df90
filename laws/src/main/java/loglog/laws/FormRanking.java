package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which form do the rows follow? Forms are ranked by information criteria on all rows and by extrapolation: fitted to
 * the cheap rows, scored on the expensive ones. The two can disagree, and often neither can decide.
 *
 * @param entries the forms, by AICc
 * @param axis the axis that extrapolation was tried on
 * @param cuts at how many cuts it was tried with all forms that could be tried at all
 * @param verdict what the rows can tell, in a sentence
 */
public record FormRanking(List<Entry> entries, String axis, int cuts, String verdict) {

    /** Akaike's rule of thumb: below this difference a form still has support (Burnham and Anderson 2002, 2.6). */
    private static final double SUPPORTED = 4;

    /** Held-out errors within this factor of the best are as good, given few and correlated held-out rows. */
    private static final double AS_GOOD = 1.25;

    /**
     * One form.
     *
     * @param fit to all rows
     * @param aicc Akaike's criterion; infinite where there are too few rows for it
     * @param bic Schwarz's criterion
     * @param weight Akaike's weight among the forms
     * @param heldOutError mean size of the residuals of held-out rows, NaN where it could not be tried
     * @param rehearsals at how many cuts it was tried: all, or none where it has too many parameters for the rows
     */
    public record Entry(Fit fit, double aicc, double bic, double weight, double heldOutError, int rehearsals) {}

    /**
     * Ranks laws on the same rows.
     *
     * @param axis to extrapolate on
     * @param scales of the rows on that axis
     * @return none where no law can be fitted
     */
    public static Fitted<FormRanking> of(
            Observations observations, List<Law> laws, Criterion criterion, String axis, double[] scales) {
        var cuts = Holdout.along(axis, scales, observations);
        var fits = laws.parallelStream()
                .map(law -> Laws.fit(law, observations, criterion))
                .filter(Fit::usable)
                .toList();
        if (fits.isEmpty()) {
            return Fitted.none("none of the %d laws can be fitted to %d rows", laws.size(), observations.size());
        }
        var aiccs = fits.stream().mapToDouble(fit -> Information.of(fit).aicc()).toArray();
        var weights = Information.weights(Arrays.stream(aiccs).map(a -> -a / 2).toArray());
        var rehearsals = fits.parallelStream()
                .map(fit -> ExtrapolationTrials.of(fit.law(), cuts, train -> new Windows(Laws.refit(fit, train), null)))
                .toList();
        var common = ExtrapolationTrials.common(rehearsals);
        var entries = new ArrayList<Entry>();
        for (int k = 0; k < fits.size(); k++) {
            var rehearsal = rehearsals.get(k);
            entries.add(new Entry(
                    fits.get(k),
                    aiccs[k],
                    Information.of(fits.get(k)).bic(),
                    weights[k],
                    rehearsal.meanError(common),
                    rehearsal.tried() == 0 ? 0 : common.length));
        }
        entries.sort(Comparator.comparingDouble(Entry::aicc));
        return Fitted.of(
                new FormRanking(List.copyOf(entries), axis, common.length, verdict(entries, axis, common.length)));
    }

    private static String verdict(List<Entry> entries, String axis, int cuts) {
        double best = entries.getFirst().aicc();
        var supported =
                entries.stream().filter(e -> e.aicc() - best <= SUPPORTED).toList();
        if (cuts == 0) {
            return (supported.size() > 1
                            ? "The rows cannot tell %s apart".formatted(names(supported))
                            : "In sample %s is best by far".formatted(names(supported)))
                    + "; they have too few levels of %s, or are too few, to try extrapolation".formatted(axis);
        }
        double least = entries.stream()
                .filter(e -> e.rehearsals() == cuts)
                .mapToDouble(Entry::heldOutError)
                .min()
                .orElse(Double.NaN);
        var farsighted = entries.stream()
                .filter(e -> e.rehearsals() == cuts && e.heldOutError() <= AS_GOOD * least)
                .toList();
        var both = supported.stream().filter(farsighted::contains).toList();
        if (both.size() == 1 && both.getFirst() != entries.getFirst()) {
            return "%s fits about as well as %s, which fits best, and extrapolates better"
                    .formatted(names(both), entries.getFirst().fit().law().name());
        }
        if (both.size() == 1) {
            return "%s fits best and extrapolates as well as any".formatted(names(both));
        }
        if (both.size() > 1) {
            return "The rows cannot tell %s apart: %s fit and extrapolate about as well"
                    .formatted(names(both), both.size() == 2 ? "both" : "all");
        }
        return "The rows do not decide: %s fits best, but %s extrapolates better; prefer the latter to look ahead"
                .formatted(names(supported), names(farsighted));
    }

    private static String names(List<Entry> entries) {
        return entries.stream().map(e -> e.fit().law().name()).collect(Collectors.joining(" and "));
    }
}
