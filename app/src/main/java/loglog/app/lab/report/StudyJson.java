package loglog.app.lab.report;

import java.util.Map;
import loglog.lab.ledger.Entry;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A study's findings for programs. */
final class StudyJson {
    private StudyJson() {}

    static ObjectNode of(Findings findings) {
        var study = findings.study();
        var json = JsonNodeFactory.instance.objectNode();
        json.put("study", study.name()).put("runs", study.stored().size());
        json.put("finished", study.results().rows().size());
        var forecasts = json.putArray("forecasts");
        for (var entry : study.forecasts()) {
            forecast(forecasts.addObject(), entry);
        }
        var families = json.putArray("laws");
        for (var family : findings.families()) {
            law(families.addObject(), family);
        }
        var problems = json.putArray("problems");
        study.problems().forEach(problems::add);
        return json;
    }

    private static void forecast(ObjectNode node, Entry entry) {
        node.put("run", entry.run()).put("value", entry.value()).put("low", entry.low());
        node.put("high", entry.high()).put("level", entry.level()).put("in_time", entry.inTime());
        var scales = node.putObject("scales");
        entry.scales().forEach(scales::put);
        entry.score().ifPresent(score -> {
            node.put("result", score.result());
            if (Double.isFinite(entry.relativeError())) {
                node.put("relative_error", entry.relativeError());
            }
            node.put("error", entry.error()).put("inside", entry.inside().orElseThrow());
        });
    }

    private static void law(ObjectNode node, RecipeRuns family) {
        node.put("recipe", family.recipe()).put("rows", family.rows().size());
        if (family.fit().isEmpty()) {
            node.putNull("law").put("why", family.why());
            return;
        }
        var fit = family.fit().get();
        node.put("law", fit.law().name()).put("status", fit.status().words());
        var parameters = node.putObject("parameters");
        for (Map.Entry<String, Double> p : fit.parameters().entrySet()) {
            if (Double.isFinite(p.getValue())) {
                parameters.put(p.getKey(), p.getValue());
            } else {
                parameters.putNull(p.getKey());
            }
        }
    }
}
