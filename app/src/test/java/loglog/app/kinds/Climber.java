package loglog.app.kinds;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.training.JobRunner;
import loglog.training.Kind;
import loglog.training.RunPlan;
import loglog.training.ScaleNames;
import loglog.training.Settings;
import loglog.training.Task;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;
import loglog.yaml.ValueType;
import loglog.yaml.ValueType.Bounds;
import tools.jackson.databind.node.ObjectNode;

/**
 * A second kind of thing that is trained, for tests: a vector that climbs a hill by noisy gradients and gets a rating in Elo,
 * a noisy line in the logarithm of its compute, below zero for small ones. It is no transformer and reads no texts.
 */
public final class Climber implements Kind {
    static final String NAME = "climber";

    static final Metric ELO = new Metric(
            "elo", "Elo", Metric.Better.HIGH, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Metric.Scale.LINEAR);

    private static final Key<Integer> PAUSE = Key.optional(
            "pause", ValueType.whole(0, "milliseconds"), "Milliseconds that each step takes besides.", "0");

    private static final Key<Double> RATE =
            Key.optional("lr", ValueType.number(Bounds.POSITIVE, "a positive rate"), "Of the gradient.", "0.1");

    private static final Key<Integer> BATCH =
            Key.optional("batch", ValueType.whole(1, "samples of a step"), "Samples of a step.", "10");

    /** For the list of services. */
    public Climber() {}

    /**
     * The hill.
     *
     * @param pauseMillis that each step takes besides, so that a test meets a run under way
     */
    record Hill(int pauseMillis) implements Task {
        @Override
        public String kind() {
            return NAME;
        }

        @Override
        public void write(ObjectNode to) {
            to.put("pause", pauseMillis);
        }

        @Override
        public Map<String, String> keys() {
            return Map.of("pause", Integer.toString(pauseMillis));
        }

        @Override
        public Set<String> files() {
            return Set.of();
        }

        @Override
        public Set<String> decisive() {
            return Set.of();
        }

        @Override
        public Map<String, String> placeholders() {
            return Map.of("pause", Integer.toString(pauseMillis));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Metric metric() {
        return ELO;
    }

    @Override
    public ScaleNames scaleNames() {
        return ScaleNames.countedIn("samples", "sample");
    }

    @Override
    public List<Key<?>> taskKeys() {
        return List.of(PAUSE);
    }

    @Override
    public List<Key<?>> recipeKeys() {
        return List.of(RATE, BATCH);
    }

    @Override
    public Task task(Section study, boolean program) {
        return new Hill(PAUSE.one(study));
    }

    @Override
    public Task task(Fields from) {
        return new Hill(from.integer("pause", 0));
    }

    @Override
    public Settings settings(SectionStack recipe, Task task, boolean branching) {
        return new ClimberSettings(
                RATE.find(recipe).orElse(0.1), BATCH.find(recipe).orElse(10));
    }

    @Override
    public RunPlan plan(String place, Fields from) {
        var recipe = from.object("recipe");
        return new ClimberPlan(
                new ClimberSettings(recipe.number("lr"), recipe.integer("batch", 1)),
                new ClimberSettings.Vector(from.object("model").integer("params", 1)),
                from.whole("tokens"),
                from.whole("seed"),
                from.integer("lanes", 1));
    }

    @Override
    public JobRunner open() {
        return new ClimberRunner();
    }

    @Override
    public boolean isSound(Path run, Task task) {
        var at = new RunFolder(run);
        return RunFolder.isAsWritten(at.read(at.resultFile())) && RunFolder.isAsWritten(at.read(at.runFile()));
    }

    @Override
    public void requireRoom(RunPlan plan, long bytes) {
        if (plan.cost().bytes() > bytes) {
            throw new DataException("memory: found too little");
        }
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of("pause", "milliseconds of a step", "lr", "the rate", "batch", "samples of a step");
    }
}
