package loglog.tasks;

import java.util.LinkedHashMap;
import java.util.Map;
import loglog.models.training.Plan;
import loglog.models.training.TrainingPlanJson;
import loglog.models.weights.HfConfig;
import loglog.runs.Fields;
import loglog.training.Cost;
import loglog.training.RunPlan;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run on a task is to do.
 *
 * @param plan the transformer's training
 * @param format in which solutions are written
 */
record TaskPlan(Plan plan, String format) implements RunPlan {
    static final String FORMAT = "solution_format";

    static TaskPlan read(String place, Fields from) {
        return new TaskPlan(TrainingPlanJson.read(place, from), from.text(FORMAT));
    }

    @Override
    public String kind() {
        return TaskKind.NAME;
    }

    @Override
    public HfConfig model() {
        return plan.model();
    }

    @Override
    public long steps() {
        return plan.steps();
    }

    @Override
    public long tokensPerStep() {
        return plan.tokensPerStep();
    }

    @Override
    public long seed() {
        return plan.seed();
    }

    @Override
    public int lanes() {
        return plan.lanes();
    }

    @Override
    public Cost cost() {
        return plan.cost();
    }

    @Override
    public void write(ObjectNode to) {
        plan.write(to);
        to.put(FORMAT, format);
    }

    @Override
    public Map<String, Number> facts() {
        return plan.facts();
    }

    @Override
    public Map<String, String> placeholders() {
        var words = new LinkedHashMap<>(plan.placeholders());
        words.put("format", format);
        return words;
    }

    @Override
    public Course course() {
        return plan.course();
    }
}
