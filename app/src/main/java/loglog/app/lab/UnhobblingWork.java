package loglog.app.lab;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import loglog.app.lab.report.UnhobblingSection;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.runs.RunFolder;
import loglog.tasks.TaskModel;
import loglog.tasks.Unhobbler;
import loglog.tasks.Unhobbling;

/** Asks a study's models, once they are trained, with and without help. What was asked is kept in each run's folder, and not asked again. */
final class UnhobblingWork {
    private static final long SEED = 1;

    private UnhobblingWork() {}

    /** Asks the models of all results, until it is told to stop. */
    static void carryOut(Results results, Unhobbling how, int cores, Consumer<String> say, BooleanSupplier stop) {
        var rows = results.observed().rows();
        try (var progress = new PhaseProgress("asking models with and without help", rows.size(), say)) {
            for (var result : rows) {
                if (stop.getAsBoolean()) {
                    return;
                }
                ask(result, how, cores);
                progress.done(1);
            }
        }
    }

    private static void ask(Result result, Unhobbling how, int cores) {
        if (UnhobblingSection.read(result.folder())
                .filter(u -> u.asked().equals(how))
                .isEmpty()) {
            try (var model = TaskModel.load(result.folder(), cores)) {
                var came = new Unhobbler(model, how, SEED).ask();
                new RunFolder(result.folder()).writeSealed(UnhobblingSection.file(result.folder()), came.json());
            }
        }
    }
}
