package loglog.app.lab.report;

import java.util.Arrays;
import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.lab.results.Results;
import loglog.laws.rates.AccuracyOfLoss;
import loglog.laws.rates.TwoStepLaw;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.tasks.TaskKind;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** An accuracy that comes at once beside what it is made of, the chance that a token is right, which rises all the time. */
public final class EmergenceSection {
    private static final double LEVEL = 0.9;

    private EmergenceSection() {}

    /** Adds what was measured to a report and its JSON, where the study forecasts accuracy by way of the loss. */
    static void add(Results results, Sheet sheet, ObjectNode json) {
        var observed = results.observed().where(r -> TaskKind.isForecastByLoss(r.folder()));
        if (observed.size() < 2) {
            return;
        }
        var runs = LossAndAccuracy.of(observed);
        var all = LossAndAccuracy.of(results.where(r -> TaskKind.isForecastByLoss(r.folder())));
        double written = TaskKind.writtenTokens(
                TaskKind.taskOf(observed.rows().getFirst().folder()));
        sheet.heading("Is there a jump in the loss, too?");
        figure(sheet, all, written);
        table(sheet, all, written, json);
        runs.law().ifPresent(law -> law(sheet, runs, law, json));
    }

    private static double[] tokenRight(LossAndAccuracy of) {
        return Arrays.stream(of.losses()).map(loss -> Math.exp(-loss)).toArray();
    }

    private static double[] fromTokens(LossAndAccuracy of, double written) {
        return Arrays.stream(of.losses()).map(loss -> Math.exp(-written * loss)).toArray();
    }

    private static void figure(Sheet sheet, LossAndAccuracy of, double written) {
        var x = of.flops();
        sheet.figure(
                new Chart(
                                "a solution and a token of it",
                                Axis.log("training FLOP"),
                                Axis.linear("share").range(0, 1))
                        .points("solutions right", x, of.accuracies())
                        .line("solutions right", x, of.accuracies())
                        .line("a token, exp(-loss)", x, tokenRight(of))
                        .line(
                                "all its tokens, exp(-%s loss)".formatted(Format.number(written)),
                                x,
                                fromTokens(of, written)),
                Caption.of(
                                "%d models: the share of solutions that are right, the geometric mean of the chance that a token of the reference is written where those before it are right, and that chance for all %s tokens of a solution (arXiv 2304.15004)"
                                        .formatted(of.results().size(), Format.number(written)))
                        .equation("p = e^{-L}, \\quad \\mathrm{accuracy} \\approx p^m"));
    }

    private static void table(Sheet sheet, LossAndAccuracy of, double written, ObjectNode json) {
        var table = TextTable.of(
                "tokens", "training FLOP", "loss", "a token right", "all of its tokens", "solutions right");
        var array = json.putArray("emergence");
        var token = tokenRight(of);
        var whole = fromTokens(of, written);
        for (int i = 0; i < token.length; i++) {
            var result = of.results().get(i);
            table.row(
                    Format.count(result.tokens()),
                    Format.flops(result.flops()),
                    Format.digits(of.losses()[i], 3),
                    Format.digits(token[i], 3),
                    Format.digits(whole[i], 3),
                    Format.digits(result.value(), 3));
            array.addObject()
                    .put("run", result.name())
                    .put("params", result.params())
                    .put("tokens", result.tokens())
                    .put("flops", result.flops())
                    .put("loss", of.losses()[i])
                    .put("token_accuracy", token[i])
                    .put("exact", result.value())
                    .put("predicted_exact_from_tokens", whole[i]);
        }
        sheet.table("loss of the reference solutions [nats per token], given what is right before it:", table);
    }

    private static void law(Sheet sheet, LossAndAccuracy runs, TwoStepLaw law, ObjectNode json) {
        var eps = law.parameter(AccuracyOfLoss::eps, LEVEL);
        var rise = law.parameter(AccuracyOfLoss::rise, LEVEL);
        var gamma = law.parameter(AccuracyOfLoss::rate, LEVEL);
        sheet.text(
                "in two steps from %d runs: loss = %s; error = eps - k exp(-gamma loss), eps = %s (90%% interval %s), k = %s (%s), gamma = %s (%s)"
                        .formatted(
                                runs.results().size(),
                                law.loss().law().equation(),
                                Estimates.of(eps).value(),
                                Estimates.of(eps).range(),
                                Estimates.ratio(rise).value(),
                                Estimates.ratio(rise).range(),
                                Estimates.of(gamma).value(),
                                Estimates.of(gamma).range()));
        var node = json.putObject("two_step");
        node.set("eps", LawsJson.of(eps));
        node.set("k", LawsJson.of(rise));
        node.set("gamma", LawsJson.of(gamma));
        var loss = node.putObject("loss");
        law.loss().parameters().forEach((name, value) -> LawsJson.put(loss, name, value));
    }
}
