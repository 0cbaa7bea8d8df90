package loglog.app.forecast;

import java.util.List;
import loglog.app.answers.LawsJson;
import loglog.forecast.Dates;
import loglog.forecast.horizons.AgentHorizon;
import loglog.forecast.horizons.Work;
import loglog.forecast.trends.Trend;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** {@code horizon --json}. */
final class HorizonJson {
    private HorizonJson() {}

    static ObjectNode of(HorizonAnswer answer, List<String> written) {
        var node = LawsJson.object();
        node.put("level", answer.level()).put("resamples", answer.resamples());
        node.set("read", LawsJson.of(answer.facts()));
        var first = answer.trends().getFirst();
        if (first == null) {
            node.putNull("oom_per_year").putNull("doubling_days").putNull("dates");
        } else {
            node.put("rows", first.rows().size());
            node.put("first", Dates.text(first.rows().first()))
                    .put("last", Dates.text(first.rows().last()));
            put(node, first);
        }
        var rates = node.putArray("by_success");
        for (int k = 0; k < answer.rates().size(); k++) {
            var of = rates.addObject();
            LawsJson.put(of, "success", answer.rates().get(k));
            of.put("extrapolated", answer.isExtrapolated().get(k));
            var trend = answer.trends().get(k);
            if (trend == null) {
                of.putNull("oom_per_year").putNull("doubling_days").putNull("dates");
            } else {
                put(of, trend);
                var at = of.putArray("at");
                for (double year : answer.at()) {
                    var then = at.addObject().put("date", Dates.text(year));
                    then.set("minutes", Shown.json(trend.at(year)));
                    then.set("minutes_of_new_agent", Shown.json(trend.newRow(year)));
                }
            }
        }
        if (answer.bend() == null) {
            node.putNull("break");
        } else {
            var bend =
                    node.putObject("break").put("date", Dates.text(answer.bend().date()));
            LawsJson.put(bend, "probability", answer.bend().probability());
            bend.set(
                    "doubling_days_later_half",
                    Shown.json(Trend.doublingDays(answer.bend().recent())));
        }
        if (!answer.agents().isEmpty()) {
            var agents = node.putArray("agents");
            for (var agent : answer.agents()) {
                agent(agents.addObject(), agent, answer.rates());
            }
        }
        if (!written.isEmpty()) {
            node.set("ledger", LawsJson.of(written));
        }
        node.set("warnings", LawsJson.of(answer.warnings()));
        return node;
    }

    private static void put(ObjectNode node, Trend trend) {
        node.set("oom_per_year", Shown.json(trend.oomPerYear()));
        node.set("doubling_days", Shown.json(trend.doublingDays()));
        var dates = node.putObject("dates");
        for (var work : Work.values()) {
            dates.set(work.words(), Shown.jsonDate(HorizonAnswer.date(trend, work)));
        }
    }

    /** Where one half lies beyond the tasks, no horizon of the agent is a number; its other horizons are by the curve. */
    private static void agent(ObjectNode node, AgentHorizon agent, List<Double> rates) {
        node.put("agent", agent.name());
        Shown.putDate(node, "release_date", agent.year());
        node.put("runs", agent.runs());
        LawsJson.put(node, "successes", agent.successes());
        node.put("status", agent.curve().status().words());
        LawsJson.put(node, "slope", agent.curve().slope());
        LawsJson.put(node, "intercept", agent.curve().intercept());
        LawsJson.put(node, "shortest_task_minutes", agent.shortest());
        LawsJson.put(node, "longest_task_minutes", agent.longest());
        for (double rate : rates) {
            var name = "p" + Format.trimmed(100 * rate, 4);
            if (agent.isMeasured()) {
                node.set(
                        name,
                        Shown.json(agent.horizon(rate))
                                .put("place", agent.place(rate).words()));
            } else {
                node.putObject(name)
                        .putNull("value")
                        .putNull("low")
                        .putNull("high")
                        .put("place", agent.place(0.5).words());
            }
        }
    }
}
