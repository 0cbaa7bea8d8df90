package loglog.lab.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.lab.plan.Targets;
import loglog.lab.results.Results;
import loglog.lab.study.Study;
import loglog.lab.study.Target;
import loglog.laws.ExpectedInterval;
import loglog.laws.ExpectedPrecision;
import loglog.runs.RunRole;

/**
 * How precise the forecast of one recipe is expected to be, before its runs are made.
 *
 * @param recipe its name
 * @param verification the run that will verify it, as far as the guess can tell
 * @param guess the law that this is expected by
 * @param expected interval of the forecast for that run: of simulated studies, or where these runs are too few to fit by the
 *     law's derivatives
 */
public record Outlook(String recipe, PlannedRun verification, LawGuess guess, ExpectedInterval expected) {
    /**
     * What to expect of a study's forecast.
     *
     * @param folder the study's
     * @return empty without a forecast, where there are no runs to forecast from, and where nothing is known of the law
     */
    public static Optional<Outlook> of(StudyPlan plan, Path folder, String recipe, double level) {
        var study = plan.study();
        var runs = plan.runs().stream()
                .filter(r -> r.recipe().equals(recipe) && r.role() == RunRole.OBSERVATION)
                .toList();
        if (study.forecast().isEmpty() || runs.isEmpty()) {
            return Optional.empty();
        }
        var law = StudyLaw.of(study, runs);
        var done = Standing.results(folder, runs);
        return LawGuess.of(study, law, done, runs).map(guess -> of(plan, recipe, law, runs, done, guess, level));
    }

    private static Outlook of(
            StudyPlan plan,
            String recipe,
            StudyLaw law,
            List<PlannedRun> runs,
            Results done,
            LawGuess guess,
            double level) {
        var study = plan.study();
        var verification = verification(study, recipe, plan, guess, runs, plan.cores(), _ -> OptionalInt.empty());
        var left = runs.stream()
                .filter(r -> guess.made().size() == 0
                        || done.rows().stream().noneMatch(row -> row.name().equals(r.name())))
                .map(r -> LawGuess.candidate(law, r))
                .toList();
        var target = target(law, verification);
        var expected = ExpectedInterval.of(guess.guess(), guess.made(), left, target, law.forms(), level)
                .orElseGet(() -> {
                    double half = ExpectedPrecision.of(guess.guess(), guess.made(), left, target, level)
                            .run();
                    return new ExpectedInterval(-half, half, level);
                });
        return new Outlook(recipe, verification, guess, expected);
    }

    static Map<String, Double> target(StudyLaw law, PlannedRun verification) {
        return law.scales(verification);
    }

    private static PlannedRun verification(
            Study study,
            String recipe,
            StudyPlan plan,
            LawGuess guess,
            List<PlannedRun> runs,
            int cores,
            Function<String, OptionalInt> lanes) {
        long seed = study.seeds().getFirst();
        var target = study.forecast().orElseThrow();
        if (target instanceof Target.Scale scale) {
            return Targets.verification(study, recipe, scale, seed, cores, lanes);
        }
        double flops = Targets.budget(plan, target);
        return Targets.verification(study, recipe, flops, guess.optimalParams(flops, runs), seed, cores, lanes);
    }
}
