package loglog.app.lab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import loglog.app.answers.LawsJson;
import loglog.app.precision.DamageAnswer;
import loglog.app.precision.PricedSheet;
import loglog.app.precision.TrainedLawSheet;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Fitted;
import loglog.laws.precision.DamageFit;
import loglog.laws.precision.RoundedRun;
import loglog.laws.precision.TrainedFit;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.Metric;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** What low precision costs: in training, after it, and for each byte that it saves. */
public final class PrecisionSection {
    private static final double LEVEL = 0.9;

    private final Path study;
    private final Sheet sheet;
    private final ObjectNode json;
    private final List<StoredModel> models = new ArrayList<>();
    private final List<RoundedRun> damages = new ArrayList<>();

    private PrecisionSection(Path study, List<Result> results, Sheet sheet, ObjectNode json) {
        this.study = study;
        this.sheet = sheet;
        this.json = json;
        for (var result : results) {
            var rounded = DamageRows.read(result.folder()).map(DamageRows::rows).orElse(List.of());
            models.add(StoredModel.asTrained(result));
            rounded.forEach(row -> models.add(StoredModel.rounded(result, row)));
            damages.addAll(rounded);
        }
    }

    /** Adds what was measured to a report and its JSON; nothing where no model has low precision. */
    static void add(Path study, Results results, Sheet sheet, ObjectNode json) {
        var models = results.observed().rows().stream()
                .filter(result -> result.metric().equals(Metric.VALIDATION_LOSS) && StoredModel.isOfLanguage(result))
                .toList();
        if (models.stream().anyMatch(StoredModel::hasLowPrecision)) {
            new PrecisionSection(study, models, sheet, json).show();
        }
    }

    private void show() {
        sheet.heading("What low precision costs");
        trained();
        after();
        PricedSheet.ofLosses(StoredModel.priced(models), "", sheet, json);
        forecasts();
    }

    private void trained() {
        var trained = models.stream().filter(m -> !m.after()).toList();
        var formats = trained.stream().map(StoredModel::format).distinct().toList();
        if (formats.size() < 2) {
            return;
        }
        var table =
                TextTable.of("trained with", "params", "tokens", "loss", "more than float32", "worth the params of");
        var array = json.putArray("trained_precision");
        var runs = trained.stream().map(StoredModel::trainedRun).toList();
        var fitted = TrainedFit.of(runs);
        for (var model : trained.stream().filter(StoredModel::isRounded).toList()) {
            var twin = trained.stream()
                    .filter(m -> !m.isRounded() && m.isTwinOf(model))
                    .findFirst();
            var worth = fitted.value()
                    .map(fit -> fit.law().shareOf(model.trainedRun()).orElse(0));
            double more = twin.map(t -> model.loss() - t.loss()).orElse(Double.NaN);
            table.row(
                    model.format(),
                    Format.count((long) model.result().params()),
                    Format.count((long) model.result().tokens()),
                    Format.digits(model.loss(), 4),
                    Format.digits(more, 3),
                    worth.map(Format::percent).orElse(""));
            var node = array.addObject().put("run", model.result().name()).put("weights", model.format());
            node.put("params", model.result().params())
                    .put("tokens", model.result().tokens());
            node.put("bits", model.bits())
                    .put("activation_bits", model.inputBits())
                    .put("loss", model.loss());
            twin.ifPresent(_ -> node.put("damage", more));
            worth.ifPresent(share -> node.put("effective_params_share", share));
        }
        sheet.table(
                "models trained with rounded weights or activations, beside those of the same size and tokens trained with floats:",
                table);
        switch (fitted) {
            case Fitted.None(var why) -> sheet.text("no law of training with low precision: " + why);
            case Fitted.Found(var fit) -> {
                var roundings = trained.stream()
                        .filter(StoredModel::isRounded)
                        .map(m -> new TrainedLawSheet.Rounding(m.bits(), m.inputBits()))
                        .toList();
                TrainedLawSheet.add(fit, roundings, LEVEL, sheet, json.putObject("trained_law"));
            }
        }
    }

    private void after() {
        if (damages.isEmpty()) {
            return;
        }
        var table = DamageAnswer.measured(damages, json, "rounded_after_training");
        var fitted = DamageFit.of(damages);
        figure(fitted.value());
        switch (fitted) {
            case Fitted.None(var why) -> sheet.text("no law of rounding after training: " + why);
            case Fitted.Found(var fit) -> {
                var law = TextTable.of("what", "value", "90% interval");
                TrainedLawSheet.row(law, "a, tokens", fit.tokensExponent(LEVEL));
                TrainedLawSheet.row(law, "b, params", fit.paramsExponent(LEVEL));
                TrainedLawSheet.row(law, "1/g, for each bit", fit.bitsRate(LEVEL));
                sheet.table(
                        "damage = c D^a N^-b e^(-bits/g), %s of %s; rows without damage, left out: %d:"
                                .formatted(Format.of(fit.rows(), "row"), Format.of(fit.runs(), "model"), fit.leftOut()),
                        law);
                var node = json.putObject("damage_law");
                node.put("rows", fit.rows()).put("runs", fit.runs()).put("left_out", fit.leftOut());
                node.set("tokens_exponent", LawsJson.of(fit.tokensExponent(LEVEL)));
                node.set("params_exponent", LawsJson.of(fit.paramsExponent(LEVEL)));
                node.set("bits_rate", LawsJson.of(fit.bitsRate(LEVEL)));
            }
        }
        sheet.folded(Format.of(damages.size(), "model") + " rounded after training", table);
    }

    private void figure(Optional<DamageFit> fit) {
        var chart = new Chart(
                "loss that rounding costs", Axis.log("tokens per param"), Axis.log("damage [nats per token]"));
        var byBits = new TreeMap<Double, List<RoundedRun>>();
        damages.stream()
                .filter(row -> row.damage() > 0)
                .forEach(row -> byBits.computeIfAbsent(row.bits(), _ -> new ArrayList<>())
                        .add(row));
        for (var entry : byBits.entrySet()) {
            var name = "%s bits".formatted(Format.level(entry.getKey()));
            var rows = entry.getValue();
            chart = chart.points(
                    name,
                    rows.stream().mapToDouble(r -> r.tokens() / r.params()).toArray(),
                    rows.stream().mapToDouble(RoundedRun::damage).toArray());
            double largest = rows.stream().mapToDouble(RoundedRun::params).max().orElseThrow();
            var along = rows.stream()
                    .filter(r -> r.params() == largest)
                    .sorted(Comparator.comparingDouble(RoundedRun::tokens))
                    .toList();
            if (fit.isPresent() && along.size() > 1) {
                chart = chart.line(
                        name,
                        along.stream().mapToDouble(r -> r.tokens() / r.params()).toArray(),
                        along.stream()
                                .mapToDouble(r -> fit.get().law().damage(r.params(), r.tokens(), r.bits()))
                                .toArray());
            }
        }
        if (!byBits.isEmpty()) {
            sheet.figure(
                    chart,
                    Caption.of(
                                    "The loss that rounding the weights after training costs, by tokens per param; the lines are the law for the largest model")
                            .equation("\\delta = c\\,D^{a} N^{-b} e^{-P/g}"));
        }
    }

    private void forecasts() {
        var folder = study.toAbsolutePath().normalize();
        var forecasts = LedgerForecasts.of(
                folder.resolveSibling(DamageRows.studyOf(folder.getFileName().toString())));
        if (forecasts.isEmpty()) {
            return;
        }
        var table = TextTable.of("params", "tokens", "bits", "forecast", "90% interval", "measured", "what");
        var array = json.putArray("damage_forecasts");
        for (var e : forecasts.entries()) {
            Map<String, Double> scales = e.scales();
            var row = new ArrayList<Object>();
            row.add(Format.count(Math.rint(scales.getOrDefault("params", Double.NaN))));
            row.add(Format.count(Math.rint(scales.getOrDefault("tokens", Double.NaN))));
            row.add(Format.level(scales.getOrDefault("bits", Double.NaN)));
            row.addAll(LedgerForecasts.cells(e));
            table.row(row.toArray());
            var node = array.addObject().put("id", e.id()).put("run", e.run()).put("in_time", e.inTime());
            scales.forEach(node::put);
            node.put("value", e.value()).put("low", e.low()).put("high", e.high());
            e.score().ifPresent(s -> node.put("measured", s.result()));
            e.inside().ifPresent(inside -> node.put("inside", inside));
        }
        sheet.table(
                "what rounding does to the model that verifies the study's forecast, written into the ledger before it was trained:",
                table);
    }
}
