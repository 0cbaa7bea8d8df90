package loglog.app.agents;

import loglog.app.answers.LawsJson;
import loglog.laws.rates.SuccessRate;
import tools.jackson.databind.node.ObjectNode;

/** What {@code agent} tells programs. */
final class AgentJson {
    private AgentJson() {}

    static ObjectNode of(AgentAnswer answer) {
        var node = LawsJson.object();
        node.put("model", answer.model()).put("level", answer.level());
        node.set("tools", LawsJson.of(answer.run().tools()));
        node.put("votes", answer.run().votes()).put("redos", answer.run().redos());
        node.set("success", rate(answer.success(), answer.level()));
        node.set("first_attempts", rate(answer.first(), answer.level()));
        if (answer.noticed() != null) {
            node.set("noticed", rate(answer.noticed(), answer.level()));
        }
        if (answer.falseAlarms() != null) {
            node.set("false_alarms", rate(answer.falseAlarms(), answer.level()));
        }
        LawsJson.put(node, "closed_form", answer.expected());
        node.put("replies", answer.sum(o -> o.replies()));
        node.put("malformed_calls", answer.sum(o -> o.malformed()));
        node.put("tokens", answer.sum(o -> o.tokens()));
        var lengths = node.putArray("by_steps");
        answer.byLength()
                .forEach((steps, rate) -> lengths.add(rate(rate, answer.level()).put("steps", steps)));
        var steps = answer.steps();
        node.set("step_error", LawsJson.of(steps.error()));
        node.set("nines", LawsJson.of(steps.nines()));
        node.set("h50", LawsJson.of(steps.horizon(0.5)));
        node.set("h80", LawsJson.of(steps.horizon(0.8)));
        var tasks = node.putArray("tasks");
        for (var outcome : answer.outcomes()) {
            tasks.addObject()
                    .put("task", outcome.task().number())
                    .put("answer", outcome.answer())
                    .put("right", outcome.isRight())
                    .put("replies", outcome.replies());
        }
        node.set("warnings", LawsJson.of(answer.warnings()));
        return node;
    }

    private static ObjectNode rate(SuccessRate rate, double level) {
        var node = LawsJson.of(rate.interval(level));
        return node.put("successes", rate.successes()).put("trials", rate.trials());
    }
}
