package loglog.feedback;

import java.util.List;
import java.util.Map;
import loglog.models.training.Repair;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Metric;
import loglog.training.JobRunner;
import loglog.training.Kind;
import loglog.training.RunPlan;
import loglog.training.ScaleNames;
import loglog.training.Settings;
import loglog.training.Task;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;

/** Proxies of a gold score that learn from comparisons ({@link ProxyExperiment}), measured by comparisons that they have not seen. */
public final class ProxyKind implements Kind {
    /** As study files and {@code run.json} have it. */
    public static final String NAME = "proxy";

    /** Of comparisons by the gold score, which are themselves a lot. */
    public static final Metric ACCURACY =
            new Metric("preference_accuracy", "", Metric.Better.HIGH, 0, 1, Metric.Scale.LOGIT);

    /** The gold score of the best of n, in standard deviations of one sample's. */
    public static final Metric GOLD = new Metric(
            "gold", "sd", Metric.Better.HIGH, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Metric.Scale.LINEAR);

    /** For the list of services. */
    public ProxyKind() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Metric metric() {
        return ACCURACY;
    }

    @Override
    public ScaleNames scaleNames() {
        return ScaleNames.countedIn("pairs", "pair");
    }

    @Override
    public List<Key<?>> taskKeys() {
        return ProxyTask.KEYS;
    }

    @Override
    public List<Key<?>> recipeKeys() {
        return List.of();
    }

    @Override
    public Task task(Section study, boolean program) {
        return ProxyTask.read(study);
    }

    @Override
    public Task task(Fields from) {
        return ProxyTask.read(from);
    }

    @Override
    public Settings settings(SectionStack recipe, Task task, boolean branching) {
        return new ProxySettings();
    }

    @Override
    public RunPlan plan(String place, Fields from) {
        return ProxySettings.ProxyPlan.read(from);
    }

    @Override
    public JobRunner open() {
        return new ProxyRunner();
    }

    @Override
    public boolean isSound(java.nio.file.Path run, Task task) {
        return Repair.isSound(run);
    }

    @Override
    public void requireRoom(RunPlan plan, long bytes) {
        if (plan.cost().bytes() > bytes) {
            throw new DataException("memory: found %d MB available, expected %d MB for a proxy with its samples"
                    .formatted(bytes >> 20, plan.cost().bytes() >> 20));
        }
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of("width", "of the proxy", "layers", "of the proxy");
    }
}
