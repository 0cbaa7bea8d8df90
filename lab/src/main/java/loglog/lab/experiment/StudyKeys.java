package loglog.lab.experiment;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import loglog.lab.study.Study;
import loglog.lab.study.Target;
import loglog.runs.Json;
import loglog.training.Trainer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a study asks for, by key of its file: JSON whose text is the same in every process, and where the same is asked for. It
 * holds what a study says and no more, so that a setting that a later Loglog adds changes no study that does not name it.
 *
 * @param texts JSON by key; a text that is no JSON stands for itself
 * @param files keys that name files, which may have moved
 * @param decisive keys whose change lets runs be chosen anew
 * @param older by key what a Loglog of format 1 wrote for the same, where that was another text
 */
record StudyKeys(Map<String, String> texts, Set<String> files, Set<String> decisive, Map<String, String> older) {
    static StudyKeys of(Study study) {
        var keys = new LinkedHashMap<>(study.task().keys());
        var older = new LinkedHashMap<String, String>();
        var recipes = Json.MAPPER.createObjectNode();
        study.recipes().forEach((name, recipe) -> recipe.write(recipes.putObject(name)));
        keys.put("recipes", recipes.toString());
        keys.put("design", study.design().json().toString());
        keys.put("seeds", Json.MAPPER.valueToTree(study.seeds()).toString());
        older.put("seeds", study.seeds().toString());
        keys.put("forecast", study.forecast().map(t -> target(t).toString()).orElse(""));
        keys.put(
                "trainer",
                study.trainer() instanceof Trainer.Command command
                        ? trainer(command).toString()
                        : "");
        older.putAll(OlderKeys.of(study));
        var decisive = new HashSet<>(List.of("design", "recipes", "seeds", "forecast"));
        decisive.addAll(study.task().decisive());
        return new StudyKeys(keys, study.task().files(), decisive, older);
    }

    private static ObjectNode target(Target target) {
        var json = Json.MAPPER.createObjectNode();
        return switch (target) {
            case Target.Times(double factor) -> json.put("times", factor);
            case Target.Flops(double flops) -> json.put("flops", flops);
            case Target.Scale(long params, long tokens) ->
                json.put("params", params).put("tokens", tokens);
        };
    }

    private static ObjectNode trainer(Trainer.Command command) {
        var json = Json.MAPPER.createObjectNode().put("command", command.command());
        command.metrics().file().ifPresent(file -> json.put("file", file));
        command.metrics().pattern().ifPresent(pattern -> json.put("pattern", pattern));
        new TreeMap<>(command.metrics().columns()).forEach(json.putObject("columns")::put);
        new TreeMap<>(command.environment()).forEach(json.putObject("environment")::put);
        return json;
    }

    /** A text as the file has it: objects, lists and numbers as such, all else as a text. */
    static JsonNode json(String text) {
        try {
            var node = Json.MAPPER.readTree(text);
            return node.isObject() || node.isArray() ? node : Json.MAPPER.valueToTree(text);
        } catch (JacksonException _) {
            return Json.MAPPER.valueToTree(text);
        }
    }

    /** From the file to the text. */
    static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : node.toString();
    }
}
