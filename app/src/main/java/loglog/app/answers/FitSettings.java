package loglog.app.answers;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import loglog.laws.Bootstrap;
import loglog.laws.Criterion;
import loglog.laws.Disagreement;
import loglog.laws.Draws;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Fitted;
import loglog.laws.Forecaster;
import loglog.laws.IsoFlop;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Penalty;
import loglog.words.Format;

/**
 * How laws are fitted, and how it is told what a fit is worth.
 *
 * @param level of intervals
 * @param resampling what a resample draws
 * @param resamples how many; 0 for intervals that are linearized
 * @param seed of random numbers
 */
public record FitSettings(
        Criterion criterion, double level, Bootstrap.Resampling resampling, int resamples, long seed) {
    private static final int RESAMPLES = 1000;

    /** Of tables whose every refit takes long. */
    private static final int FEWER_RESAMPLES = 400;

    /** As many rows as a fit is searched on. */
    private static final int MANY_ROWS = 1500;

    private static final int LINEARIZED_DRAWS = 2000;

    /**
     * How many resamples a question makes that tells parameters, exponents or forecasts, where nobody says: the same for all, so
     * that they tell the same.
     */
    public static int resamples(RunsRead read) {
        return read.observations().size() > MANY_ROWS ? FEWER_RESAMPLES : RESAMPLES;
    }

    /**
     * Fits a law.
     *
     * @throws QuestionProblem where the runs do not determine its parameters
     */
    public Fit fit(RunsRead read, Law law, LongWork work) {
        var fit = work.on(
                "fitting %s to %s".formatted(law.name(), Format.of(read.runs().size(), "run")),
                () -> Laws.fit(law, read.observations(), criterion));
        if (!fit.usable()) {
            throw unusable(fit, read);
        }
        return fit;
    }

    /**
     * Fits laws and weighs them, for forecasts that stay within what the metric can be.
     *
     * @return none where none can be fitted
     */
    Fitted<Forecaster> forecaster(RunsRead read, List<Law> laws) {
        var forecaster = Forecaster.of(read.observations(), laws, criterion, resamples, seed);
        return read.isShare() ? forecaster.map(of -> of.within(0, 1)) : forecaster;
    }

    /** What to throw where none of the laws can be fitted: why the simplest cannot. */
    QuestionProblem noneOf(List<Law> laws, RunsRead read) {
        var simplest = laws.stream()
                .map(law -> Laws.fit(law, read.observations(), criterion))
                .min(Comparator.comparingInt(fit -> fit.parameters().size()))
                .orElseThrow();
        return unusable(simplest, read);
    }

    private static QuestionProblem unusable(Fit fit, RunsRead read) {
        return QuestionProblem.ofRuns(
                "%s: %s%s".formatted(read.source(), String.join("; ", fit.warnings()), read.asNoted()), "");
    }

    /** A fit's sampling distribution: by bootstrap, or linearized. */
    public Draws draws(Fit fit, LongWork work) {
        return resamples == 0
                ? Laws.linearized(fit, LINEARIZED_DRAWS, seed)
                : work.on(
                        "fitting %s to %s".formatted(fit.law().name(), Format.of(resamples, "resample")),
                        () -> Bootstrap.of(fit, resampling, resamples, seed));
    }

    /** A sentence where the parabolas of the runs' budgets exclude the law's exponents, as an IsoFLOP analysis has it. */
    List<String> disagreement(RunsRead read, Exponents exponents) {
        int drawn = resamples == 0 ? resamples(read) : resamples;
        return Disagreement.of(exponents.nOpt(), read.observations(), IsoFlop.DEFAULT_TOLERANCE, drawn, seed).stream()
                .toList();
    }

    /** The intervals' level: "90%". */
    String percent() {
        return Format.share(level, 4);
    }

    String saysHow(Fit fit) {
        if (resamples == 0) {
            return "linearized, for noise of one size everywhere";
        }
        int drawn = Bootstrap.drawn(fit);
        return "%s of %s"
                        .formatted(
                                Format.of(resamples, "resample"),
                                resampling.name().toLowerCase(Locale.ROOT))
                + (drawn == fit.n()
                        ? ""
                        : ", about %d of %d rows each, their spread scaled to all (m out of n)"
                                .formatted(drawn, fit.n()));
    }

    /** How the intervals came about, for programs. */
    String method() {
        return resamples == 0 ? "linearized" : "bootstrap";
    }

    String saysWhat() {
        var of = switch (criterion.penalty()) {
            case Penalty.Huber(var delta) -> "Huber's penalty (delta %s)".formatted(Format.trim("" + delta));
            case Penalty.Squared() -> "squares";
            case Penalty.Absolute() -> "absolute deviations";
        };
        return "%s of %s residuals".formatted(of, criterion.logResiduals() ? "log" : "linear");
    }
}
