package loglog.laws;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.special.Erf;

/**
 * Rows that stand off a fit by more than {@link #deviations} robust standard deviations, and the fit without them.
 *
 * @param rows of the observations, the furthest off first
 * @param largest the largest of their errors, see {@link Fit#errors}
 * @param without the fit to the other rows
 */
public record Outliers(List<Integer> rows, double largest, Fit without) {
    /** The residuals of fewer rows for each parameter are too small to judge by. */
    private static final int ROWS_PER_PARAMETER = 4;

    public Outliers {
        rows = List.copyOf(rows);
    }

    /**
     * How many robust standard deviations off a row stands out among n: {@link Diagnosis#OFF_TREND}, or as many as of n normal
     * residuals one in every second table would exceed. Of a million rows 465 are beyond 3.5 by chance alone.
     */
    public static double deviations(int n) {
        return Math.max(Diagnosis.OFF_TREND, Math.sqrt(2) * Erf.erfcInv(0.5 / n));
    }

    /** The outliers of a usable fit; empty where there are none, or the other rows cannot be fitted. */
    public static Optional<Outliers> of(Fit fit) {
        if (fit.n() < ROWS_PER_PARAMETER * fit.parameters().size()) {
            return Optional.empty();
        }
        var z = Diagnosis.zScores(fit);
        double limit = deviations(z.length);
        var off = new boolean[z.length];
        for (int i = 0; i < z.length; i++) {
            off[i] = Math.abs(z[i]) > limit;
        }
        var rows = IntStream.range(0, z.length)
                .filter(i -> off[i])
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(z[i])))
                .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        var errors = fit.errors();
        double largest = rows.stream()
                .map(i -> errors[i])
                .max(Comparator.comparingDouble(Math::abs))
                .orElseThrow();
        var without = Laws.refit(fit, fit.observations().where(i -> !off[i]));
        return without.usable() ? Optional.of(new Outliers(rows, largest, without)) : Optional.empty();
    }
}
