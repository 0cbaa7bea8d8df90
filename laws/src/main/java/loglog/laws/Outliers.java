package loglog.laws;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows that stand off a fit by more than {@link Diagnosis#OFF_TREND} robust standard deviations, and the fit without them.
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

    /** The outliers of a usable fit; empty where there are none, or the other rows cannot be fitted. */
    public static Optional<Outliers> of(Fit fit) {
        if (fit.n() < ROWS_PER_PARAMETER * fit.parameters().size()) {
            return Optional.empty();
        }
        var z = Diagnosis.zScores(fit);
        var off = new boolean[z.length];
        for (int i = 0; i < z.length; i++) {
            off[i] = Math.abs(z[i]) > Diagnosis.OFF_TREND;
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
