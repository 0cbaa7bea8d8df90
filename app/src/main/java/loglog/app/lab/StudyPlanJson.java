package loglog.app.lab;

import java.util.LinkedHashMap;
import java.util.List;
import loglog.app.laws.OutputOptions;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.models.language.LanguageTask;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A study's plan for programs. */
final class StudyPlanJson {
    private StudyPlanJson() {}

    static String of(StudyPlan plan) {
        return OutputOptions.MAPPER.writeValueAsString(node(plan)) + "\n";
    }

    static ObjectNode node(StudyPlan plan) {
        var study = plan.study();
        var json = JsonNodeFactory.instance.objectNode();
        json.put("study", study.name());
        if (study.task() instanceof LanguageTask task) {
            json.put("corpus", task.corpus()).put("vocabulary", task.vocabulary());
        } else {
            json.put("kind", study.task().kind());
            study.task().write(json.putObject("task"));
        }
        var recipes = json.putArray("recipes");
        study.recipes().keySet().forEach(recipes::add);
        var seeds = json.putArray("seeds");
        study.seeds().forEach(seeds::add);
        if (study.task() instanceof LanguageTask task) {
            json.put("validation_tokens", task.validationTokens());
        }
        json.put("cores", plan.cores());
        json.put("flops", plan.flops()).put("largest_flops", plan.largestFlops());
        json.put("memory_bytes", plan.memoryBytes());
        plan.runs().forEach(run -> add(json.withArray("/runs"), run));
        plan.candidates().forEach(run -> add(json.withArray("/candidates"), run));
        return json;
    }

    private static void put(ObjectNode node, String name, Number value) {
        switch (value) {
            case null -> {}
            case Double real -> node.put(name, real.doubleValue());
            default -> node.put(name, value.longValue());
        }
    }

    private static void add(ArrayNode to, PlannedRun run) {
        var plan = run.plan();
        var node = to.addObject();
        node.put("name", run.name())
                .put("recipe", run.recipe())
                .put("role", run.role().name().toLowerCase(java.util.Locale.ROOT));
        var facts = new LinkedHashMap<>(plan.facts());
        for (var shape : List.of("width", "layers")) {
            put(node, shape, facts.remove(shape));
        }
        node.put("params", run.params());
        node.put("tokens", run.tokens())
                .put("unique_tokens", run.uniqueTokens())
                .put("steps", plan.steps());
        facts.forEach((name, value) -> put(node, name, value));
        node.put("seed", plan.seed());
        node.put("lanes", plan.lanes()).put("flops", run.flops()).put("own_flops", run.ownFlops());
        node.put("memory_bytes", run.memoryBytes());
        run.branch()
                .ifPresent(b -> node.putObject("branch").put("trunk", b.trunk()).put("step", b.step()));
    }
}
