package loglog.app.rates;

import java.util.List;
import loglog.app.answers.LawsJson;
import loglog.laws.rates.RepeatedSampling;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code coverage} says to programs. */
final class CoverageJson {
    private CoverageJson() {}

    static ObjectNode of(List<CoverageCommand.ModelAnswer> answers, String source, double level, int resamples) {
        var json = LawsJson.object();
        json.put("level", level).put("resamples", resamples);
        var models = json.putArray("models");
        for (var answer : answers) {
            models.add(model(answer, source));
        }
        return json;
    }

    private static ObjectNode model(CoverageCommand.ModelAnswer answer, String source) {
        var json = LawsJson.object();
        var counts = answer.counts();
        json.put("model", answer.name() == null ? source : answer.name());
        json.put("problems", Math.round(counts.problems()));
        json.put("samples", counts.leastSamples());
        LawsJson.put(json, "pass_at_1", counts.coverage(1));
        json.put("unsolved", Math.round(counts.unsolved()));
        var fitted = answer.fitted();
        var coverage = json.putArray("coverage");
        var law = json.putObject("law").put("form", "exp(a k^b)");
        if (fitted == null || fitted.law() == null) {
            var why = answer.warnings().getLast();
            law.set("a", LawsJson.nothing(why));
            law.set("b", LawsJson.nothing(why));
        } else {
            law.set("a", LawsJson.of(fitted.a()));
            law.set("b", LawsJson.of(fitted.b()));
            LawsJson.put(law, "rms", fitted.law().rms());
            law.put("points", fitted.law().points());
        }
        if (fitted == null) {
            coverage.addObject().put("k", 1).put("value", 0.0);
        } else {
            fitted.coverage().forEach(point -> coverage.add(point(point)));
            spread(json, fitted);
            asked(json, answer, fitted);
        }
        json.set("warnings", LawsJson.of(answer.warnings()));
        return json;
    }

    private static ObjectNode point(RepeatedSampling.AtK point) {
        var json = LawsJson.object().put("k", point.k());
        LawsJson.put(json, "value", point.value().value());
        LawsJson.put(json, "low", point.value().low());
        return LawsJson.put(json, "high", point.value().high());
    }

    private static void spread(ObjectNode json, RepeatedSampling fitted) {
        var of = json.putObject("by_distribution");
        of.set("tail_exponent", LawsJson.of(fitted.tailExponent()));
        var beta = of.putObject("beta");
        LawsJson.put(beta, "a", fitted.beta().a());
        LawsJson.put(beta, "b", fitted.beta().b());
        var other = of.putObject("kumaraswamy");
        LawsJson.put(other, "a", fitted.kumaraswamy().a());
        LawsJson.put(other, "b", fitted.kumaraswamy().b());
        json.put(
                "power_law",
                switch (fitted.verdict()) {
                    case POWER_LAW -> "yes";
                    case NO_HEAVY_TAIL, PLATEAU -> "no";
                    case UNDECIDED -> "not decided";
                });
        json.put("verdict", fitted.verdict().words());
    }

    private static void asked(ObjectNode json, CoverageCommand.ModelAnswer answer, RepeatedSampling fitted) {
        ArrayNode measured = json.putArray("at");
        answer.measured().forEach(point -> measured.add(point(point)));
        var forecast = json.putArray("forecast");
        for (var point : answer.forecasts()) {
            var node = point(point);
            LawsJson.put(node, "by_law", fitted.law().at(point.k()));
            LawsJson.put(node, "by_beta", fitted.beta().coverage(point.k()));
            LawsJson.put(node, "by_kumaraswamy", fitted.kumaraswamy().coverage(point.k()));
            forecast.add(node);
        }
        var rehearsal = answer.rehearsal();
        if (rehearsal != null) {
            var node = json.putObject("rehearsal");
            node.put("from_samples", rehearsal.from()).put("k", rehearsal.k());
            LawsJson.put(node, "value", rehearsal.forecast().value());
            LawsJson.put(node, "low", rehearsal.forecast().low());
            LawsJson.put(node, "high", rehearsal.forecast().high());
            LawsJson.put(node, "measured", rehearsal.measured());
            node.put("held", rehearsal.forecast().holds(rehearsal.measured()));
        }
    }
}
