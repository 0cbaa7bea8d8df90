package loglog.app.lab;

import loglog.app.plot.Axis;
import loglog.app.plot.Chart;
import loglog.app.plot.Layer;
import loglog.app.text.Format;
import loglog.app.text.TextTable;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A study's results as they are. */
final class StudySheet {
    private StudySheet() {}

    static TextTable table(Results results) {
        var table = TextTable.of("run", "params", "tokens", "FLOP", "loss");
        for (var r : results.rows()) {
            table.row(
                    r.name(),
                    Format.count(r.params()),
                    Format.count(r.tokens()),
                    Format.flops(r.flops()),
                    Format.digits(r.loss(), 4));
        }
        return table;
    }

    static Chart lossAgainstCompute(Results results) {
        var rows = results.rows();
        return new Chart("loss against compute", Axis.log("training compute [FLOP]"), Axis.log("loss"))
                .colour(Axis.log("params"))
                .with(new Layer.Points(
                        "runs",
                        rows.stream().mapToDouble(Result::flops).toArray(),
                        rows.stream().mapToDouble(Result::loss).toArray(),
                        rows.stream().mapToDouble(Result::params).toArray(),
                        rows.stream().map(Result::name).toArray(String[]::new)));
    }

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
                    .ifPresent(r -> node.put("loss", r.loss()));
        });
        return json;
    }
}
