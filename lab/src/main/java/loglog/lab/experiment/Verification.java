package loglog.lab.experiment;

import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.Targets;
import loglog.lab.results.Results;
import loglog.lab.study.Target;
import loglog.training.Survey;

/**
 * The run that verifies a study's forecast, with the forecast.
 *
 * @param isOptimal whether it is the best model for a budget, and not one that the study names
 */
public record Verification(PlannedRun run, Choice choice, boolean isOptimal) {
    /**
     * Chooses it, or finds the one chosen before: its forecast may stand in the ledger.
     *
     * @param results of the recipe's runs
     * @throws IllegalArgumentException where no law can be fitted to them, or no model fits the budget
     */
    public static Verification choose(
            PlannedStudy planned, StudyLaw law, String recipe, Results results, Survey survey, double level) {
        var plan = planned.plan();
        var study = plan.study();
        long seed = study.seeds().getFirst();
        if (results.size() == 0) {
            throw new IllegalArgumentException("there are no results");
        }
        var target = study.forecast().orElseThrow();
        boolean optimal = !(target instanceof Target.Scale);
        var forecaster = law.forecaster(results, survey.ceiling(), seed);
        var before = planned.verification(recipe);
        if (before.isPresent()) {
            return new Verification(before.get(), Choice.of(before.get(), forecaster, level), optimal);
        }
        var lanes = PlannedStudy.lanes(planned.folder());
        if (target instanceof Target.Scale scale) {
            var run = planned.keep(recipe, Targets.verification(study, recipe, scale, seed, plan.cores(), lanes));
            return new Verification(run, Choice.of(run, forecaster, level), false);
        }
        var settings = study.recipes().get(recipe);
        var choice = Choice.forBudget(
                forecaster,
                results,
                Choice.family(results, settings),
                settings,
                Targets.budget(plan, target),
                survey.tokens(),
                level);
        var chosen = Targets.verification(study, recipe, choice.config(), choice.tokens(), seed, plan.cores(), lanes);
        var run = planned.keep(recipe, chosen);
        return new Verification(run, run.equals(chosen) ? choice : Choice.of(run, forecaster, level), true);
    }
}
