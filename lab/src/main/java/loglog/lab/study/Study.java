package loglog.lab.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.lab.design.Design;
import loglog.training.Kind;
import loglog.training.Kinds;
import loglog.training.Settings;
import loglog.training.Task;
import loglog.training.Trainer;

/**
 * Runs planned to answer one question: recipes, a design that says at which scales they are trained, and the scale that is
 * to be forecast from them.
 *
 * @param name also of the folder that holds the study's runs
 * @param task what all runs learn from, and how they are measured
 * @param recipes by name, one or more; two make a comparison
 * @param design the scales
 * @param seeds each scale is trained once for each
 * @param forecast what to predict from the runs, and then to verify
 * @param trainer what carries the runs out
 */
public record Study(
        String name,
        Task task,
        Map<String, Settings> recipes,
        Design design,
        List<Long> seeds,
        Optional<Target> forecast,
        Trainer trainer) {
    public Study {
        recipes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(recipes));
        seeds = List.copyOf(seeds);
    }

    /** What is trained. */
    public Kind kind() {
        return Kinds.named(task.kind());
    }

    /** Whether a program of the user's carries the runs out. */
    public boolean hasProgram() {
        return trainer instanceof Trainer.Command;
    }
}
