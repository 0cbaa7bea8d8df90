package loglog.app.forecast;

import java.util.List;
import loglog.app.answers.LawsJson;
import loglog.forecast.Dates;
import loglog.forecast.trends.Trend;
import tools.jackson.databind.node.ObjectNode;

/** {@code trend --json}. */
final class TrendJson {
    private TrendJson() {}

    static ObjectNode of(TrendAnswer answer, List<String> written) {
        var trend = answer.trend();
        var node = LawsJson.object();
        node.put("metric", answer.table().metric())
                .put("date_column", answer.table().date());
        node.put("rows", trend.rows().size())
                .put("rows_without_date_or_metric", answer.table().without());
        node.put("first", Dates.text(trend.rows().first()))
                .put("last", Dates.text(trend.rows().last()));
        node.put(
                "chosen",
                answer.table().chosen().isEmpty() ? "all rows" : answer.table().chosen());
        node.put("law", answer.law()).put("level", trend.level());
        node.put("resample", answer.unit()).put("resamples", answer.resamples());
        growth(node, trend);
        LawsJson.put(node, "scatter_oom", trend.scatter());
        var dates = node.putObject("dates");
        answer.reach().forEach((text, value) -> dates.set(text, Shown.jsonDate(trend.reaches(value))));
        var at = node.putArray("at");
        for (double year : answer.at()) {
            var of = at.addObject().put("date", Dates.text(year));
            of.set("trend", Shown.json(trend.at(year)));
            of.set("new_row", Shown.json(trend.newRow(year)));
        }
        var laws = node.putArray("laws");
        answer.laws().forEach((form, of) -> {
            var law = laws.addObject().put("law", form.words());
            growth(law, of);
            LawsJson.put(law, "scatter_oom", of.scatter());
            if (answer.ranking() != null) {
                answer.ranking().laws().stream().filter(r -> r.form() == form).forEach(r -> {
                    LawsJson.put(law, "backtest_error_oom", r.error());
                    LawsJson.put(law, "share_best", r.share());
                });
            }
            var reached = law.putObject("dates");
            answer.reach().forEach((text, value) -> reached.set(text, Shown.jsonDate(of.reaches(value))));
        });
        node.put("decided", answer.ranking() != null && answer.ranking().isDecided())
                .put("verdict", answer.verdict());
        if (answer.bend() == null) {
            node.putNull("break");
        } else {
            var bend =
                    node.putObject("break").put("date", Dates.text(answer.bend().date()));
            LawsJson.put(bend, "probability", answer.bend().probability());
            LawsJson.put(bend, "oom_per_year_before", answer.bend().before());
            LawsJson.put(bend, "oom_per_year_after", answer.bend().after());
            bend.set("oom_per_year_later_half", Shown.json(answer.bend().recent()));
        }
        var past = node.putArray("backtests");
        for (var p : answer.past()) {
            var of = past.addObject().put("until", Dates.text(p.until())).put("rows", p.rows());
            of.set("oom_per_year", Shown.json(p.oomPerYear()));
            of.set("doubling_days", Shown.json(Trend.doublingDays(p.oomPerYear())));
            of.put("later_rows", p.later()).put("inside", p.inside());
            LawsJson.put(of, "mean_error_oom", p.meanError());
            LawsJson.put(of, "bias_oom", p.bias());
        }
        if (!answer.groups().isEmpty()) {
            var groups = node.putArray("groups");
            for (var g : answer.groups()) {
                var of = groups.addObject().put(g.column(), g.value()).put("rows", g.rows());
                if (g.trend() == null) {
                    of.putNull("oom_per_year").putNull("doubling_days");
                } else {
                    growth(of, g.trend());
                }
            }
        }
        if (!written.isEmpty()) {
            node.set("ledger", LawsJson.of(written));
        }
        node.set("warnings", LawsJson.of(answer.warnings()));
        return node;
    }

    private static void growth(ObjectNode node, Trend trend) {
        node.set("oom_per_year", Shown.json(trend.oomPerYear()));
        node.set("doubling_days", Shown.json(trend.doublingDays()));
    }
}
