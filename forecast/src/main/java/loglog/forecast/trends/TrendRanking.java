package loglog.forecast.trends;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which law of growth forecasts best: each is fitted to the rows up to past dates and forecasts those that came after. How sure the
 * choice is follows from resamples of the rows, in each of which the same is done again.
 *
 * @param laws the best first
 * @param cuts the past dates, on the axis of years
 * @param average the trend in which each resample has the law that forecast best in it
 */
public record TrendRanking(List<Ranked> laws, double[] cuts, Trend average) {
    /** A law is taken for the right one where it is the best in this share of the resamples. */
    public static final double DECIDED = 0.9;

    /** Shares of the dates at which the past is cut from the future. */
    private static final double[] CUTS = {0.5, 0.6, 0.7, 0.8, 0.9};

    private static final int LEAST_BEFORE = 6;

    /**
     * A law and how well it forecast.
     *
     * @param error the mean distance of later rows from the forecast, in orders of magnitude, over the cuts
     * @param share of the resamples in which it forecast best
     */
    public record Ranked(Form form, double error, double share) {}

    /** Whether the back-test decides. */
    public boolean isDecided() {
        return laws.getFirst().share() >= DECIDED;
    }

    /**
     * Tries all laws.
     *
     * @param trend the usual one, whose level and rows are taken
     * @param resamples in how many the same is done again
     * @return null where the rows are too few to hide any
     */
    public static TrendRanking of(Trend trend, Selection selection, int resamples, long seed) {
        var rows = trend.rows();
        var cuts = cuts(rows);
        if (cuts.length == 0) {
            return null;
        }
        var forms = Arrays.stream(Form.values())
                .filter(form -> new CurveFit(
                                form,
                                rows.until(cuts[0]).years(),
                                rows.until(cuts[0]).logs())
                        .isPossible())
                .toList();
        var trials = forms.stream().map(form -> Trial.of(form, rows, cuts)).toList();
        var once = Resamples.once(rows.size());
        var errors = trials.stream().mapToDouble(t -> t.error(once)).toArray();
        var wins = new double[forms.size()];
        var chosen = new ArrayList<GrowthCurve>();
        for (var drawn : selection.resamples(resamples, seed)) {
            var weights = drawn.weights();
            var tried = drawn.rows() == rows
                    ? trials
                    : forms.stream()
                            .map(form -> Trial.of(form, drawn.rows(), cuts))
                            .toList();
            var of = tried.stream().mapToDouble(t -> t.error(weights)).toArray();
            int best = IntStream.range(0, of.length)
                    .filter(k -> !Double.isNaN(of[k]))
                    .boxed()
                    .min(Comparator.comparingDouble(k -> of[k]))
                    .orElse(-1);
            var solved = best < 0 ? null : tried.get(best).all.solve(weights);
            if (solved != null) {
                wins[best]++;
                chosen.add(solved.curve());
            }
        }
        double total = Math.max(1, chosen.size());
        var laws = IntStream.range(0, forms.size())
                .mapToObj(k -> new Ranked(forms.get(k), errors[k], wins[k] / total))
                .sorted(Comparator.comparingDouble(Ranked::share).reversed().thenComparingDouble(Ranked::error))
                .toList();
        return new TrendRanking(laws, cuts, trend.average(chosen));
    }

    private static double[] cuts(DatedRows rows) {
        var dates = Arrays.stream(rows.years()).distinct().toArray();
        return Arrays.stream(CUTS)
                .mapToInt(share -> (int) Math.floor(share * dates.length) - 1)
                .filter(i -> i + 1 >= LEAST_BEFORE && i < dates.length - 1)
                .distinct()
                .mapToDouble(i -> dates[i])
                .toArray();
    }

    /** A law at all cuts. */
    private record Trial(DatedRows rows, double[] logs, CurveFit all, CurveFit[] before, int[] sizes, double greatest) {
        static Trial of(Form form, DatedRows rows, double[] cuts) {
            var logs = rows.logs();
            var before = new CurveFit[cuts.length];
            var sizes = new int[cuts.length];
            for (int c = 0; c < cuts.length; c++) {
                var past = rows.until(cuts[c]);
                sizes[c] = past.size();
                before[c] = new CurveFit(form, past.years(), past.logs());
            }
            double most = Arrays.stream(logs).max().orElse(0)
                    - Arrays.stream(logs).min().orElse(0);
            return new Trial(rows, logs, new CurveFit(form, rows.years(), logs), before, sizes, most);
        }

        /** The mean error; NaN where a cut leaves too few rows. A forecast of infinity errs by the range of the rows. */
        double error(int[] weights) {
            double sum = 0;
            int tried = 0;
            for (int c = 0; c < before.length; c++) {
                double later = 0;
                for (int i = sizes[c]; i < logs.length; i++) {
                    later += weights[i];
                }
                if (later == 0) {
                    continue;
                }
                var solved = before[c].solve(weights);
                if (solved == null) {
                    return Double.NaN;
                }
                double errors = 0;
                for (int i = sizes[c]; i < logs.length; i++) {
                    if (weights[i] > 0) {
                        errors += weights[i]
                                * Math.min(greatest, Math.abs(solved.curve().at(rows.years()[i]) - logs[i]));
                    }
                }
                sum += errors / later;
                tried++;
            }
            return tried == 0 ? Double.NaN : sum / tried;
        }
    }
}
