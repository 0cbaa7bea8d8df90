package loglog.app.forecast;

import java.util.List;
import loglog.app.answers.LawsJson;
import loglog.forecast.takeoff.Inputs;
import loglog.forecast.takeoff.TakeoffForecast;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code takeoff --json}: years are decimal numbers; what is not reached is null. */
final class TakeoffJson {
    private TakeoffJson() {}

    static ObjectNode of(TakeoffForecast forecast, List<String> written) {
        var node = LawsJson.object();
        node.put("model", forecast.model())
                .put("central", forecast.central())
                .put("draws", forecast.draws())
                .put("redrawn", forecast.redrawn())
                .put("level", forecast.level());
        LawsJson.put(node, "until", forecast.until());
        for (var outcome : forecast.outcomes()) {
            var of = Shown.json(outcome.estimate());
            of.put("unit", outcome.unit()).put("what", outcome.what());
            LawsJson.put(of, "central", outcome.central());
            LawsJson.put(of, "reached", outcome.reached());
            node.set(outcome.key(), of);
        }
        var swings =
                node.putObject("swings").put("of", forecast.swingOf().key()).putArray("inputs");
        for (var swing : forecast.swings()) {
            var of = swings.addObject().put("input", swing.name()).put("what", swing.what());
            of.put("conservative_input", swing.conservativeInput()).put("aggressive_input", swing.aggressiveInput());
            LawsJson.put(of, "conservative", swing.conservative());
            LawsJson.put(of, "aggressive", swing.aggressive());
        }
        var panels = node.putArray("curves");
        for (var panel : forecast.panels()) {
            for (var curve : panel.curves()) {
                var of = panels.addObject().put("panel", panel.title()).put("name", curve.name());
                of.set("year", array(curve.x()));
                of.set("value", array(curve.y()));
                if (curve.low() != null) {
                    of.set("low", array(curve.low()));
                    of.set("high", array(curve.high()));
                }
            }
        }
        node.set("left_out", LawsJson.of(forecast.leftOut()));
        if (!written.isEmpty()) {
            node.set("ledger", LawsJson.of(written));
        }
        return node;
    }

    private static ArrayNode array(double[] values) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (double value : values) {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.addNull();
            }
        }
        return array;
    }

    /** {@code takeoff --inputs --json}. */
    static ObjectNode inputs(String model, Inputs inputs) {
        var node = LawsJson.object();
        node.put("model", model);
        var all = node.putArray("inputs");
        for (var input : inputs.all()) {
            var of = all.addObject().put("input", input.name()).put("unit", input.unit());
            LawsJson.put(of, "value", inputs.get(input.name()));
            LawsJson.put(of, "conservative", input.conservative());
            LawsJson.put(of, "best_guess", input.bestGuess());
            LawsJson.put(of, "aggressive", input.aggressive());
            of.put("what", input.what()).put("source", input.source());
        }
        return node;
    }
}
