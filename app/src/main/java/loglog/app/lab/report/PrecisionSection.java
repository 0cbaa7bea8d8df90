package loglog.app.lab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import loglog.app.answers.LawsJson;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.precision.DamageFit;
import loglog.laws.precision.RoundedRun;
import loglog.laws.precision.TrainedFit;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import loglog.runs.Metric;
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
        bytes();
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
            case Fitted.Found(var fit) -> law(fit);
        }
    }

    private void law(TrainedFit fit) {
        var weights = fit.gamma(LEVEL);
        var activations = fit.activationGamma(LEVEL);
        var factors = new StringBuilder();
        var latex = new StringBuilder();
        weights.ifPresent(_ -> {
            factors.append(" (1 - e^(-P/g))");
            latex.append(" (1 - e^{-P/\\gamma})");
        });
        activations.ifPresent(_ -> {
            factors.append(" (1 - e^(-Q/h))");
            latex.append(" (1 - e^{-Q/\\gamma_a})");
        });
        sheet.equation(
                "L = E + A (N%s)^-a + B D^-b".formatted(factors),
                "L = E + A \\left(N%s\\right)^{-\\alpha} + B D^{-\\beta}".formatted(latex));
        var table = TextTable.of("what", "value", "90% interval");
        var node = json.putObject("trained_law");
        node.put("rows", fit.rows()).put("cells", fit.cells()).put("rms", fit.rms());
        node.put("floor", fit.law().floor()).put("beta", fit.law().beta());
        weights.ifPresent(gamma -> {
            row(table, "gamma, bits", gamma);
            node.set("gamma", LawsJson.of(gamma));
        });
        activations.ifPresent(gamma -> {
            row(table, "gamma of activations, bits", gamma);
            node.set("activation_gamma", LawsJson.of(gamma));
        });
        row(table, "alpha, params", fit.alpha(LEVEL));
        node.set("alpha", LawsJson.of(fit.alpha(LEVEL)));
        var shares = node.putArray("effective_params_shares");
        models.stream()
                .filter(m -> !m.after() && m.isRounded())
                .map(m -> new Rounding(m.bits(), m.inputBits()))
                .distinct()
                .sorted(Comparator.comparingDouble(Rounding::weights).thenComparingDouble(Rounding::activations))
                .forEach(bits -> {
                    var share = fit.share(bits.weights, bits.activations, LEVEL);
                    row(table, "effective params at %s".formatted(bits), share);
                    var one = shares.addObject().put("bits", bits.weights).put("activation_bits", bits.activations);
                    one.set("share", LawsJson.of(share));
                });
        sheet.table(
                "training with %s (arXiv 2411.04330), %d runs of %d sizes and tokens, residuals %s of the loss; intervals are jackknifed over sizes and tokens:"
                        .formatted(
                                activations.isEmpty()
                                        ? "weights of P bits"
                                        : weights.isEmpty()
                                                ? "activations of Q bits"
                                                : "weights of P bits and activations of Q bits",
                                fit.rows(),
                                fit.cells(),
                                Format.percent(fit.rms())),
                table);
    }

    /** Bits in training; 32 where nothing was rounded. */
    private record Rounding(double weights, double activations) {
        @Override
        public String toString() {
            return activations == 32
                    ? Format.number(weights) + " bits"
                    : "%s and %s bits".formatted(Format.number(weights), Format.number(activations));
        }
    }

    private static void row(TextTable table, String what, Interval of) {
        table.row(
                what,
                Format.digits(of.value(), 3),
                "%s to %s".formatted(Format.digits(of.low(), 3), Format.digits(of.high(), 3)));
    }

    private void after() {
        if (damages.isEmpty()) {
            return;
        }
        var array = json.putArray("rounded_after_training");
        var table = TextTable.of("model", "params", "tokens", "bits", "damage");
        for (var row : damages) {
            table.row(
                    row.run(),
                    Format.count((long) row.params()),
                    Format.count((long) row.tokens()),
                    Format.number(row.bits()),
                    Format.digits(row.damage(), 3));
            array.addObject()
                    .put("run", row.run())
                    .put("params", row.params())
                    .put("tokens", row.tokens())
                    .put("bits", row.bits())
                    .put("damage", row.damage());
        }
        var fitted = DamageFit.of(damages);
        figure(fitted.value());
        switch (fitted) {
            case Fitted.None(var why) -> sheet.text("no law of rounding after training: " + why);
            case Fitted.Found(var fit) -> {
                var law = TextTable.of("what", "value", "90% interval");
                row(law, "a, tokens", fit.tokensExponent(LEVEL));
                row(law, "b, params", fit.paramsExponent(LEVEL));
                row(law, "1/g, for each bit", fit.bitsRate(LEVEL));
                sheet.table(
                        "damage = c D^a N^-b e^(-bits/g), %d rows of %d models, %d rows without damage left out:"
                                .formatted(fit.rows(), fit.runs(), fit.leftOut()),
                        law);
                var node = json.putObject("damage_law");
                node.put("rows", fit.rows()).put("runs", fit.runs()).put("left_out", fit.leftOut());
                node.set("tokens_exponent", LawsJson.of(fit.tokensExponent(LEVEL)));
                node.set("params_exponent", LawsJson.of(fit.paramsExponent(LEVEL)));
                node.set("bits_rate", LawsJson.of(fit.bitsRate(LEVEL)));
            }
        }
        sheet.folded("%d models rounded after training".formatted(damages.size()), table);
    }

    private void figure(Optional<DamageFit> fit) {
        var chart = new Chart("loss that rounding costs", Axis.log("tokens a param"), Axis.log("damage, nats a token"));
        var byBits = new TreeMap<Double, List<RoundedRun>>();
        damages.stream()
                .filter(row -> row.damage() > 0)
                .forEach(row -> byBits.computeIfAbsent(row.bits(), _ -> new ArrayList<>())
                        .add(row));
        for (var entry : byBits.entrySet()) {
            var name = "%s bits".formatted(Format.number(entry.getKey()));
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

    /** All models by the bytes that they take, and the ones that no smaller model beats. */
    private void bytes() {
        var chart = new Chart("loss for the bytes of a model", Axis.log("bytes"), Axis.linear("loss, nats a token"));
        var byFormat = new LinkedHashMap<String, List<StoredModel>>();
        models.forEach(
                m -> byFormat.computeIfAbsent(m.label(), _ -> new ArrayList<>()).add(m));
        for (var entry : byFormat.entrySet()) {
            chart = chart.points(
                    entry.getKey(),
                    entry.getValue().stream().mapToDouble(StoredModel::bytes).toArray(),
                    entry.getValue().stream().mapToDouble(StoredModel::loss).toArray());
        }
        sheet.figure(
                chart,
                "The loss against the bytes of a file: matrices in their format with their blocks' scales, all else, and matrices that are not rounded, in 16 bits");
        var table = TextTable.of("bytes", "loss", "model", "weights", "saved", "given up for each KB saved");
        var array = json.putArray("loss_by_bytes");
        double least = Double.POSITIVE_INFINITY;
        for (var model : models.stream()
                .sorted(Comparator.comparingDouble(StoredModel::bytes))
                .toList()) {
            var given = model.givenUp(models);
            var node = array.addObject().put("run", model.result().name()).put("weights", model.label());
            node.put("bytes", model.bytes()).put("loss", model.loss()).put("best", model.loss() < least);
            given.ifPresent(g -> node.put("loss_per_kilobyte", g));
            if (model.loss() < least) {
                least = model.loss();
                table.row(
                        Format.count(model.bytes()),
                        Format.digits(model.loss(), 4),
                        model.result().name(),
                        model.label(),
                        given.isPresent() ? Format.percent(1 - model.bytes() / (double) model.floatBytes()) : "",
                        given.map(g -> Format.digits(g, 3)).orElse(""));
            }
        }
        sheet.table(
                "models that no smaller file beats; given up is against the same model, or the one trained so with floats, in 16 bits:",
                table);
    }

    private void forecasts() {
        var folder = study.toAbsolutePath().normalize();
        var forecasts = LedgerForecasts.of(
                folder.resolveSibling(DamageRows.studyOf(folder.getFileName().toString())));
        if (forecasts.isEmpty()) {
            return;
        }
        var table = TextTable.of("params", "tokens", "bits", "forecast", "90% interval", "measured", "");
        var array = json.putArray("damage_forecasts");
        for (var e : forecasts.entries()) {
            Map<String, Double> scales = e.scales();
            var row = new ArrayList<Object>();
            row.add(Format.count(Math.round(scales.get("params"))));
            row.add(Format.count(Math.round(scales.get("tokens"))));
            row.add(Format.number(scales.get("bits")));
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
