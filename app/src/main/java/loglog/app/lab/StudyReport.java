package loglog.app.lab;

import java.util.List;
import loglog.app.plot.Axis;
import loglog.app.plot.Chart;
import loglog.app.plot.Layer;
import loglog.app.sheet.Sheet;
import loglog.app.text.Format;
import loglog.app.text.TextTable;
import loglog.lab.experiment.Choice;
import loglog.lab.ledger.Entry;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.lab.study.Study;

/** What a study found, with its figures. */
final class StudyReport {
    private StudyReport() {}

    static Sheet of(Study study, Results results, Choice choice, Entry entry, long seed) {
        var sheet = new Sheet("study " + study.name());
        var source = "%d runs of %s".formatted(results.size(), study.name());
        var table = TextTable.of("run", "params", "tokens", "FLOP", "loss");
        for (var r : results.rows()) {
            table.row(
                    r.name(),
                    Format.count(r.params()),
                    Format.count(r.tokens()),
                    Format.flops(r.flops()),
                    Format.digits(r.loss(), 4));
        }
        sheet.table("", table);
        sheet.figure(lossAgainstCompute(results, entry), source + "; " + entry.law());
        var laws = TextTable.of("law", "weight", "its own forecast", "error when tried", "cuts");
        for (var form : choice.forecast().forms()) {
            laws.row(
                    form.fit().law().name(),
                    Format.weight(form.weight()),
                    Format.digits(form.value(), 4),
                    Format.percent(form.heldOutError()),
                    form.rehearsals());
        }
        sheet.table(
                "the laws behind the forecast, weighed by how well they forecast dearer runs from cheaper ones:", laws);
        return sheet.warnings(choice.forecast().warnings());
    }

    private static Chart lossAgainstCompute(Results results, Entry entry) {
        var rows = results.rows();
        var chart = new Chart("loss against compute", Axis.log("training compute [FLOP]"), Axis.log("loss"))
                .colour(Axis.log("params"))
                .with(new Layer.Points(
                        "runs",
                        column(rows, Result::flops),
                        column(rows, Result::loss),
                        column(rows, Result::params),
                        rows.stream().map(Result::name).toArray(String[]::new)));
        double[] x = {entry.scales().get("flops")};
        chart = chart.bars(
                "predicted", x, new double[] {entry.value()}, new double[] {entry.low()}, new double[] {entry.high()});
        if (entry.score().isEmpty()) {
            return chart;
        }
        return chart.points("measured", x, new double[] {entry.score().get().result()});
    }

    private static double[] column(List<Result> rows, java.util.function.ToDoubleFunction<Result> of) {
        return rows.stream().mapToDouble(of).toArray();
    }
}
