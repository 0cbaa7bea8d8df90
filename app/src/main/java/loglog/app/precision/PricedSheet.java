package loglog.app.precision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import loglog.app.answers.LawsJson;
import loglog.laws.precision.PricedModel;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** Models by their bytes and by the proxy of the joules that decoding a token takes: which no cheaper one beats, and what is given up. */
public final class PricedSheet {
    private static final double PICO = 1e-12;

    /** What models are compared by. */
    private enum Cost {
        BYTES("bytes", "bytes of a file", PricedModel::bytes),
        ENERGY(
                "J/token",
                "joules a token, a proxy",
                model -> PICO * model.energy().total());

        private final String word;
        private final String axis;
        private final ToDoubleFunction<PricedModel> of;

        Cost(String word, String axis, ToDoubleFunction<PricedModel> of) {
            this.word = word;
            this.axis = axis;
            this.of = of;
        }

        String text(double value) {
            return this == BYTES ? Format.count(value) : joules(value);
        }
    }

    private final List<PricedModel> models;
    private final String of;
    private final Sheet sheet;
    private final ObjectNode json;

    private PricedSheet(List<PricedModel> models, String of, Sheet sheet, ObjectNode json) {
        this.models = models;
        this.of = of;
        this.sheet = sheet;
        this.json = json;
    }

    /**
     * Models whose losses are known.
     *
     * @param of what figures are drawn from, for their captions
     */
    public static void ofLosses(List<PricedModel> models, String of, Sheet sheet, ObjectNode json) {
        new PricedSheet(models, of, sheet, json).losses();
    }

    /** Models of which only what rounding costs is known, as their loss. */
    public static void ofDamages(List<PricedModel> models, String of, Sheet sheet, ObjectNode json) {
        new PricedSheet(models, of, sheet, json).damages();
    }

    /** Says which of the models is best for budgets that are asked for, and puts it into a node. */
    static void best(
            List<PricedModel> models, OptionalDouble bytes, OptionalDouble joules, Sheet sheet, ObjectNode node) {
        bytes.ifPresent(budget -> best(models, Cost.BYTES, budget, Format.count(budget) + " bytes", sheet, node));
        joules.ifPresent(budget -> best(models, Cost.ENERGY, budget, joules(budget) + " a token", sheet, node));
    }

    private static void best(
            List<PricedModel> models, Cost cost, double budget, String words, Sheet sheet, ObjectNode node) {
        var found = PricedModel.best(models, cost.of, budget);
        sheet.text(found.map(model -> "for %s the best of these is %s, %s: loss %s, %s"
                        .formatted(
                                words,
                                model.name(),
                                model.format(),
                                Format.digits(model.loss(), 4),
                                cost.text(cost.of.applyAsDouble(model)) + (cost == Cost.BYTES ? " bytes" : "")))
                .orElse("for %s there is none of these".formatted(words)));
        found.ifPresent(model -> node.putObject("best")
                .put("run", model.name())
                .put("weights", model.format())
                .put("loss", model.loss())
                .put("bytes", model.bytes()));
    }

    private void losses() {
        var best = new LinkedHashMap<Cost, List<PricedModel>>();
        for (var cost : Cost.values()) {
            sheet.figure(
                    chart(
                            "loss for the " + cost.axis,
                            cost,
                            "loss [nats per token]",
                            model -> OptionalDouble.of(model.loss())),
                    caption("The loss", cost));
            best.put(cost, PricedModel.unbeaten(models, cost.of));
            unbeaten(cost, best.get(cost));
        }
        givenUpFigures();
        write(true, best.get(Cost.BYTES), best.get(Cost.ENERGY));
        energySaid();
    }

    private void damages() {
        var table = TextTable.of("run", "weights", "bytes", "J/token", "given up", "for each KB", "for each uJ");
        models.forEach(model -> table.row(
                model.name(),
                model.format(),
                Format.count(model.bytes()),
                joules(PICO * model.energy().total()),
                digits(model.givenUp()),
                digits(perKilobyte(model)),
                digits(perMicrojoule(model))));
        sheet.table("loss given up for each KB and each microjoule a token that is saved against 16 bits:", table);
        givenUpFigures();
        write(false, List.of(), List.of());
        energySaid();
    }

    private void unbeaten(Cost cost, List<PricedModel> unbeaten) {
        boolean isEnergy = cost == Cost.ENERGY;
        var heads = new ArrayList<>(List.of(cost.word, "loss", "model", "weights", "saved"));
        heads.addAll(
                isEnergy ? List.of("given up for each uJ", "arithmetic", "memory") : List.of("given up for each KB"));
        var table = TextTable.of(heads.toArray(String[]::new));
        for (var model : unbeaten) {
            double value = cost.of.applyAsDouble(model);
            var row = new ArrayList<Object>(
                    List.of(cost.text(value), Format.digits(model.loss(), 4), model.name(), model.format()));
            var given = isEnergy ? perMicrojoule(model) : perKilobyte(model);
            row.add(
                    given.isEmpty()
                            ? ""
                            : Format.percent(1
                                    - value
                                            / cost.of.applyAsDouble(
                                                    model.floats().get())));
            row.add(digits(given));
            if (isEnergy) {
                row.add(joules(PICO * model.energy().arithmetic().orElse(Double.NaN)));
                row.add("%s to %s"
                        .formatted(
                                joules(PICO * model.energy().memoryLow()),
                                joules(PICO * model.energy().memoryHigh())));
            }
            table.row(row.toArray());
        }
        sheet.table(
                isEnergy
                        ? "models that none of fewer joules a token beats: each is the best from its joules up to those of the next:"
                        : "models that no smaller file beats: each is the best from its bytes up to those of the next; given up is against the same model, or the one trained so with floats, in 16 bits:",
                table);
    }

    private void givenUpFigures() {
        if (models.stream().noneMatch(model -> model.floats().isPresent())) {
            return;
        }
        for (var cost : Cost.values()) {
            sheet.pageFigure(
                    chart(
                            "loss given up for the " + cost.axis,
                            cost,
                            "loss given up [nats per token]",
                            PricedModel::givenUp),
                    caption("The loss that is given up against the same model in floats", cost));
        }
    }

    private Caption caption(String what, Cost cost) {
        var text = switch (cost) {
            case BYTES ->
                "%s against the bytes of a file: matrices in their format with their blocks' scales, all else, and matrices that are not rounded, in 16 bits"
                        .formatted(what);
            case ENERGY ->
                "%s against a proxy of the joules that decoding a token takes: arithmetic, and reading from DRAM (Horowitz, ISSCC 2014)"
                        .formatted(what);
        };
        return Caption.of(of.isEmpty() ? text : text + "; " + of);
    }

    private Chart chart(String title, Cost cost, String y, Function<PricedModel, OptionalDouble> of) {
        var chart = new Chart(title, Axis.log(cost.axis), Axis.linear(y));
        var byFormat = new LinkedHashMap<String, List<PricedModel>>();
        models.stream()
                .filter(model -> of.apply(model).isPresent() && !Double.isNaN(cost.of.applyAsDouble(model)))
                .forEach(model -> byFormat.computeIfAbsent(model.format(), _ -> new ArrayList<>())
                        .add(model));
        for (var entry : byFormat.entrySet()) {
            chart = chart.points(
                    entry.getKey(),
                    entry.getValue().stream().mapToDouble(cost.of).toArray(),
                    entry.getValue().stream()
                            .mapToDouble(model -> of.apply(model).getAsDouble())
                            .toArray());
        }
        return chart;
    }

    private void write(boolean losses, List<PricedModel> bytes, List<PricedModel> energy) {
        var array = json.putArray("loss_by_bytes");
        models.stream().sorted(Comparator.comparingDouble(PricedModel::bytes)).forEach(model -> {
            var node = array.addObject().put("run", model.name()).put("weights", model.format());
            node.put("bytes", model.bytes());
            if (losses) {
                node.put("loss", model.loss())
                        .put("best", bytes.contains(model))
                        .put("best_by_energy", energy.contains(model));
            }
            LawsJson.put(
                    node, "arithmetic_picojoules", model.energy().arithmetic().orElse(Double.NaN));
            node.putObject("memory_picojoules")
                    .put("low", model.energy().memoryLow())
                    .put("high", model.energy().memoryHigh());
            LawsJson.put(node, "picojoules", model.energy().total());
            model.givenUp().ifPresent(g -> node.put("given_up", g));
            perKilobyte(model).ifPresent(g -> node.put("loss_per_kilobyte", g));
            perMicrojoule(model).ifPresent(g -> node.put("loss_per_microjoule", g));
        });
    }

    private void energySaid() {
        var shares = models.stream()
                .mapToDouble(model -> model.energy().memoryShare())
                .filter(share -> !Double.isNaN(share))
                .summaryStatistics();
        long unknown = models.size() - shares.getCount();
        var text = new StringBuilder(
                "Joules are a proxy, of 45 nm (Horowitz, ISSCC 2014), for decoding one token alone: products and sums, and each weight read"
                        + " from DRAM (1300 to 2600 pJ for 64 bits; 1950 where one number is needed).");
        if (shares.getCount() > 0) {
            text.append(" Memory traffic is %s to %s of them."
                    .formatted(Format.percent(shares.getMin()), Format.percent(shares.getMax())));
        }
        if (unknown > 0) {
            text.append(" %s left out of the joules: for these products there is no figure."
                    .formatted(unknown == 1 ? "1 model is" : unknown + " models are"));
        }
        sheet.text(text.toString());
    }

    private static OptionalDouble perKilobyte(PricedModel model) {
        return scaled(model.givenUpPerByte(), 1000);
    }

    private static OptionalDouble perMicrojoule(PricedModel model) {
        return scaled(model.givenUpPerPicojoule(), 1e6);
    }

    private static OptionalDouble scaled(OptionalDouble value, double by) {
        return value.isPresent() ? OptionalDouble.of(by * value.getAsDouble()) : value;
    }

    private static String digits(OptionalDouble value) {
        return value.isPresent() ? Format.digits(value.getAsDouble(), 3) : "";
    }

    /** Joules with a unit: "32.1 uJ". */
    static String joules(double joules) {
        if (!Double.isFinite(joules)) {
            return Format.digits(joules, 3);
        }
        var units = List.of("pJ", "nJ", "uJ", "mJ", "J");
        int unit = 0;
        double value = joules / PICO;
        while (value >= 999.5 && unit < units.size() - 1) {
            value /= 1000;
            unit++;
        }
        return Format.digits(value, 3) + " " + units.get(unit);
    }
}
