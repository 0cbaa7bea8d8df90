package loglog.app.feedback;

import loglog.app.answers.LawsJson;
import loglog.laws.Fitted;
import loglog.laws.feedback.CoefficientTrend;
import loglog.laws.feedback.OveroptimizationForm;
import loglog.laws.rates.BestOfN;
import tools.jackson.databind.node.ObjectNode;

/** What {@code overoptimization} says to programs. */
final class OveroptimizationJson {
    private OveroptimizationJson() {}

    static ObjectNode of(OveroptimizationAnswer answer) {
        var json = LawsJson.object();
        json.put("level", answer.level());
        var settings = json.putArray("settings");
        answer.findings().forEach(finding -> settings.add(setting(answer, finding)));
        var trends = json.putArray("trends");
        for (var trend : answer.trends()) {
            var node = trends.addObject();
            node.put("form", trend.form().equation());
            node.set("alpha", trend(answer, trend.alpha()));
            node.set("beta", trend(answer, trend.beta()));
        }
        json.set("warnings", LawsJson.of(answer.warnings()));
        return json;
    }

    private static ObjectNode setting(OveroptimizationAnswer answer, OveroptimizationAnswer.Finding finding) {
        var setting = finding.setting();
        double level = answer.level();
        var json = LawsJson.object().put("setting", setting.name());
        for (int i = 0; i < answer.read().sizes().size(); i++) {
            LawsJson.put(json, answer.read().sizes().get(i), setting.sizes()[i]);
        }
        json.put("method", setting.form().words());
        var law = json.putObject("law").put("form", setting.form().equation());
        if (finding.fitted() == null) {
            LawsJson.put(law, "alpha", finding.alpha());
            LawsJson.put(law, "beta", finding.beta());
            LawsJson.put(json, "peak_d", finding.peakDistance());
            return json;
        }
        if (finding.fitted() instanceof Fitted.None(var why)) {
            law.set("alpha", LawsJson.nothing(why));
            law.set("beta", LawsJson.nothing(why));
            return json;
        }
        var fitted = finding.law();
        law.set("alpha", LawsJson.of(fitted.alpha(level)));
        law.set("beta", LawsJson.of(fitted.beta(level)));
        LawsJson.put(law, "rms", fitted.rms());
        law.put("rows", fitted.rows()).put("curves", fitted.replicates());
        LawsJson.put(law, "greatest_d", fitted.greatest());
        var peak = json.putObject("peak");
        peak.set("d", LawsJson.of(finding.peak().d()));
        if (setting.form() == OveroptimizationForm.BEST_OF_N) {
            peak.set("n", LawsJson.of(finding.peak().samples()));
        }
        peak.set("gold", LawsJson.of(finding.peak().gold()));
        LawsJson.put(peak, "within_data", finding.peak().within());
        peak.put("verdict", finding.peak().turn().words());
        var forecasts = json.putArray("forecasts");
        for (var ahead : finding.forecasts()) {
            var node = forecasts.addObject();
            LawsJson.put(node, answer.read().inSamples() ? "n" : "kl", ahead.at());
            LawsJson.put(node, "d", ahead.d());
            node.set("gold", LawsJson.of(ahead.gold()));
            LawsJson.put(node, "measured", ahead.measured());
        }
        var points = json.putArray("curves");
        for (var curve : setting.curves()) {
            var one = points.addObject();
            var d = one.putArray("d");
            var gold = one.putArray("gold");
            for (int i = 0; i < curve.d().length; i++) {
                d.add(curve.d()[i]);
                gold.add(curve.gold()[i]);
            }
        }
        return json;
    }

    private static ObjectNode trend(OveroptimizationAnswer answer, Fitted<CoefficientTrend> fitted) {
        return switch (fitted) {
            case Fitted.None(var why) -> LawsJson.nothing(why);
            case Fitted.Found(var trend) -> {
                var json = LawsJson.object();
                json.set("constant", LawsJson.of(trend.fit().coefficient(0, answer.level())));
                var per = json.putObject("per_e_fold");
                for (int i = 0; i < answer.read().sizes().size(); i++) {
                    per.set(answer.read().sizes().get(i), LawsJson.of(trend.perFold(i, answer.level())));
                }
                LawsJson.put(json, "rms", trend.fit().rms());
                json.set("power_exponent", LawsJson.of(trend.exponent(answer.level())));
                LawsJson.put(json, "power_rms", trend.powerRms());
                yield json;
            }
        };
    }

    /** The n of a distance, for tables. */
    static double samples(double d) {
        return BestOfN.samplesAt(d * d);
    }
}
