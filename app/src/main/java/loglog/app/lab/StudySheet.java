package loglog.app.lab;

import loglog.lab.experiment.PlannedStudy;
import loglog.lab.results.Results;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A study's results as they are. */
final class StudySheet {
    private StudySheet() {}

    static ObjectNode json(PlannedStudy planned, Results results, double seconds) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("study", planned.plan().study().name());
        json.put("folder", planned.folder().toString());
        json.put("flops", planned.plan().flops()).put("seconds", seconds);
        var runs = json.putArray("runs");
        planned.standings().forEach((run, standing) -> {
            var node = runs.addObject()
                    .put("name", run.name())
                    .put("state", standing.words())
                    .put("params", run.params())
                    .put("tokens", run.tokens())
                    .put("flops", run.flops());
            results.rows().stream()
                    .filter(r -> r.name().equals(run.name()))
                    .findFirst()
                    .ifPresent(r -> node.put("loss", r.value()));
        });
        return json;
    }
}
