package loglog.training.program;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.training.JobRunner;
import loglog.training.Kind;
import loglog.training.RunPlan;
import loglog.training.Settings;
import loglog.training.Task;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;
import loglog.yaml.ValueType;
import loglog.yaml.ValueType.Bounds;

/**
 * Whatever a program of the user's trains: known by its metric, which the study file describes, and by two scales, how large
 * it is (params) and how much it learns from (tokens), whatever these count.
 */
public final class ProgramKind implements Kind {
    static final String NAME = "program";

    private static final Key<Double> RATE = Key.optional(
                    "lr",
                    ValueType.number(Bounds.POSITIVE, "a positive learning rate, such as 4e-3"),
                    "Learning rate, for a program that takes {lr}.",
                    "none")
            .such("1e-3");

    private static final Key<Integer> BATCH = Key.optional(
            "batch",
            ValueType.whole(1, "tokens of a step, such as 32"),
            "Tokens of a step, of whatever is counted.",
            "1");

    /** For the list of services. */
    public ProgramKind() {}

    @Override
    public String name() {
        return NAME;
    }

    /** What a study file that says nothing would mean; its own {@link Task#metric} holds. */
    @Override
    public Metric metric() {
        return ProgramTask.EXAMPLE;
    }

    @Override
    public boolean hasMetricOfTask() {
        return true;
    }

    @Override
    public List<Key<?>> taskKeys() {
        return ProgramTask.KEYS;
    }

    @Override
    public List<Key<?>> recipeKeys() {
        return List.of(RATE, BATCH);
    }

    @Override
    public Task task(Section study, boolean program) {
        if (!program) {
            study.need("trainer", "the command that trains one run: {command: ./train.sh {params} {tokens}}");
        }
        return ProgramTask.read(study);
    }

    @Override
    public Task task(Fields from) {
        return ProgramTask.read(from);
    }

    @Override
    public Settings settings(SectionStack recipe, Task task, boolean branching) {
        return new ProgramSettings(
                (ProgramTask) task,
                RATE.find(recipe).orElse(Double.NaN),
                BATCH.find(recipe).orElse(1));
    }

    @Override
    public RunPlan plan(String place, Fields from) {
        return ProgramPlan.read(from);
    }

    @Override
    public JobRunner open() {
        throw new DataException("kind program: found no trainer, expected the command that trains one run");
    }

    @Override
    public boolean isSound(Path run, Task task) {
        var at = new RunFolder(run);
        return RunFolder.isAsWritten(at.read(at.resultFile())) && RunFolder.isAsWritten(at.read(at.runFile()));
    }

    /** What a program takes its own file says. */
    @Override
    public void requireRoom(RunPlan plan, long bytes) {}

    @Override
    public Map<String, String> placeholders() {
        return Map.of("lr", "learning rate of the recipe", "batch", "tokens of a step");
    }
}
