package loglog.lab;

import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.models.language.LanguageSettings;
import loglog.models.language.LanguageTask;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.training.Settings;

/** Studies of language models as such: tests look into what the lab itself does not know. */
public final class LanguageStudies {
    private LanguageStudies() {}

    public static LanguageTask task(Study study) {
        return (LanguageTask) study.task();
    }

    public static Recipe recipe(Settings settings) {
        return ((LanguageSettings) settings).recipe();
    }

    public static Plan plan(PlannedRun run) {
        return (Plan) run.plan();
    }
}
