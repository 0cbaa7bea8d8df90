package loglog.lab.experiment;

import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.Targets;
import loglog.lab.results.Results;
import loglog.lab.study.Target;
import loglog.laws.Fitted;
import loglog.laws.Forecaster;
import loglog.training.Survey;

/**
 * The run that verifies a study's forecast, with the forecast.
 *
 * @param isOptimal whether it is the best model for a budget, and not one that the study names
 */
public record Verification(PlannedRun run, ModelChoice choice, boolean isOptimal) {
    /**
     * Chooses it, or finds the one chosen before: its forecast may stand in the ledger.
     *
     * @param results of the recipe's runs
     * @return none where no law can be fitted to them, or no model fits the budget
     */
    public static Fitted<Verification> choose(
            PlannedStudy planned, StudyLaw law, String recipe, Results results, Survey survey, double level) {
        long seed = planned.plan().study().seeds().getFirst();
        if (results.size() == 0) {
            return Fitted.none("there are no results");
        }
        return law.forecaster(results, survey.ceiling(), seed)
                .flatMap(forecaster -> choose(planned, forecaster, recipe, results, survey, level));
    }

    private static Fitted<Verification> choose(
            PlannedStudy planned, Forecaster forecaster, String recipe, Results results, Survey survey, double level) {
        var plan = planned.plan();
        var study = plan.study();
        long seed = study.seeds().getFirst();
        var target = study.forecast().orElseThrow();
        boolean optimal = !(target instanceof Target.Scale);
        var before = planned.verification(recipe);
        if (before.isPresent()) {
            return Fitted.of(new Verification(before.get(), ModelChoice.of(before.get(), forecaster, level), optimal));
        }
        var lanes = PlannedStudy.lanes(planned.folder());
        if (target instanceof Target.Scale scale) {
            var run = planned.keep(recipe, Targets.verification(study, recipe, scale, seed, plan.cores(), lanes));
            return Fitted.of(new Verification(run, ModelChoice.of(run, forecaster, level), false));
        }
        var settings = study.recipes().get(recipe);
        return ModelChoice.forBudget(
                        forecaster,
                        results,
                        ModelChoice.family(results, settings),
                        settings,
                        Targets.budget(plan, target),
                        survey.tokens(),
                        level)
                .map(choice -> {
                    var chosen = Targets.verification(
                            study, recipe, choice.config(), choice.tokens(), seed, plan.cores(), lanes);
                    var run = planned.keep(recipe, chosen);
                    return new Verification(
                            run, run.equals(chosen) ? choice : ModelChoice.of(run, forecaster, level), true);
                });
    }
}
