package loglog.laws;

import java.util.Optional;
import loglog.words.Format;

/** Whether two ways to see how the optimum moves with compute exclude each other. */
public final class Disagreement {
    private Disagreement() {}

    /** Parabolas through fewer budgets have an interval that is chance. */
    private static final int LEAST_BUDGETS = 3;

    /**
     * A sentence where the intervals of a by the parametric fit and by the parabolas of the runs' budgets share no value.
     *
     * @param parametric a of the fit, with its interval
     * @param runs with params and tokens
     * @param resamples for the parabolas' interval
     */
    public static Optional<String> of(
            Interval parametric, Observations runs, double tolerance, int resamples, long seed) {
        return IsoFlop.parabolas(runs, tolerance, resamples, parametric.level(), seed)
                .flatMap(parabolas -> between("parametric fit", parametric, parabolas));
    }

    /** The same of any two approaches that there are. */
    static Optional<String> between(Approach one, Approach other) {
        return tells(one) ? between(one.name(), one.nOpt(), other) : Optional.empty();
    }

    private static boolean tells(Approach of) {
        return !of.name().equals("parabolas") || of.optima().size() >= LEAST_BUDGETS;
    }

    static Optional<String> between(String name, Interval a, Approach other) {
        var b = other.nOpt();
        boolean apart = a.low() > b.high() || b.low() > a.high();
        if (!apart || !tells(other)) {
            return Optional.empty();
        }
        return Optional.of(
                "the approaches disagree: a is %s (%s to %s) by the %s and %s (%s to %s) by the %s; the intervals share no value, and what is planned from either is less certain than it says"
                        .formatted(
                                Format.trimmed(a.value(), 3),
                                Format.trimmed(a.low(), 3),
                                Format.trimmed(a.high(), 3),
                                name,
                                Format.trimmed(b.value(), 3),
                                Format.trimmed(b.low(), 3),
                                Format.trimmed(b.high(), 3),
                                other.name()));
    }
}
