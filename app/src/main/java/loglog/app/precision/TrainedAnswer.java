package loglog.app.precision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import loglog.app.UserError;
import loglog.app.answers.LawsJson;
import loglog.app.answers.ReadyAnswer;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.precision.BudgetChoice;
import loglog.laws.precision.DecodingEnergy;
import loglog.laws.precision.PricedModel;
import loglog.laws.precision.TrainedFit;
import loglog.laws.precision.TrainedPoint;
import loglog.laws.precision.TrainedRun;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The law of anybody's runs that were trained with low precision: gammas, and the best format for a budget. */
public final class TrainedAnswer {
    /** Runs times laws that are fitted to them: about a minute of a processor's time. */
    private static final long MOST_WORK = 500_000;

    private final TrainedRunsTable.Read read;
    private final String named;
    private final PrecisionQuestion question;
    private final double level;
    private final Sheet sheet;
    private final ObjectNode json = LawsJson.object();

    private TrainedAnswer(TrainedRunsTable.Read read, String named, PrecisionQuestion question, double level) {
        this.read = read;
        this.named = named;
        this.question = question;
        this.level = level;
        sheet = new Sheet("What training with low precision costs: " + named);
    }

    /**
     * Fits all.
     *
     * @param named the table, for people
     * @throws UserError for a table that is too large, and a question that does not suit the law
     */
    public static ReadyAnswer of(TrainedRunsTable.Read read, String named, PrecisionQuestion question, double level) {
        return new TrainedAnswer(read, named, question, level).answer();
    }

    private ReadyAnswer answer() {
        var runs = read.rows().stream().map(TrainedRunsTable.Row::run).toList();
        long cells = runs.stream()
                .map(run -> List.of(run.params(), run.tokens()))
                .distinct()
                .count();
        if (cells * runs.size() > MOST_WORK) {
            throw new UserError(
                    "%s: found %d runs of %d sizes and tokens, expected at most %d for their product: each size and tokens is left out once for the intervals"
                            .formatted(named, runs.size(), cells, MOST_WORK));
        }
        json.put("level", level);
        rows();
        var fitted = TrainedFit.of(runs);
        switch (fitted) {
            case Fitted.None(var why) -> {
                sheet.text("no law: " + why);
                json.set("law", LawsJson.nothing(why));
            }
            case Fitted.Found(var fit) -> {
                var roundings = read.rows().stream()
                        .filter(row -> !row.isOfFloats())
                        .map(row -> new TrainedLawSheet.Rounding(
                                row.run().bits(), row.run().activations()))
                        .toList();
                TrainedLawSheet.add(fit, roundings, level, sheet, json.putObject("law"));
                asked(fit);
            }
        }
        var models = models();
        PricedSheet.ofLosses(
                models,
                "%s of %s, whose params all have the bits of the table; no caches, no scales"
                        .formatted(Format.of(runs.size(), "row"), named),
                sheet,
                json);
        var budgets = LawsJson.object().putArray("budgets");
        question.bytes()
                .ifPresent(bytes -> budget(
                        "bytes",
                        Format.count(bytes) + " bytes",
                        bytes,
                        BudgetChoice.Format::bytes,
                        models,
                        fitted,
                        budgets));
        question.joules()
                .ifPresent(joules -> budget(
                        "joules_per_token",
                        PricedSheet.joules(joules) + " a token",
                        joules,
                        format -> 1e-12 * format.picojoules(),
                        models,
                        fitted,
                        budgets));
        if (!budgets.isEmpty()) {
            json.set("budgets", budgets);
        }
        return new ReadyAnswer(read.source(), sheet, json);
    }

    private void rows() {
        var array = json.putArray("rows");
        var table = TextTable.of("run", "params", "tokens", "weights", "inputs", "loss");
        for (var row : read.rows()) {
            var run = row.run();
            table.row(
                    row.name(),
                    Format.count(run.params()),
                    Format.count(run.tokens()),
                    row.format().weights(),
                    row.format().inputs(),
                    Format.digits(run.loss(), 4));
            array.addObject()
                    .put("run", row.name())
                    .put("params", run.params())
                    .put("tokens", run.tokens())
                    .put("bits", run.bits())
                    .put("activation_bits", run.activations())
                    .put("loss", run.loss());
        }
        sheet.folded(Format.of(read.rows().size(), "run"), table);
    }

    private void asked(TrainedFit fit) {
        if (question.at().isEmpty()) {
            return;
        }
        var needed = new ArrayList<>(List.of("params", "tokens"));
        fit.gamma(level).ifPresent(_ -> needed.add("bits"));
        fit.activationGamma(level).ifPresent(_ -> needed.add("activations"));
        var values = question.values(needed);
        int activations = needed.indexOf("activations");
        int bits = needed.indexOf("bits");
        var loss = fit.loss(
                new TrainedPoint(
                        values[0], values[1], bits < 0 ? 16 : values[bits], activations < 0 ? 16 : values[activations]),
                level);
        sheet.text("loss at %s: %s (%s%% interval %s to %s)"
                .formatted(
                        question.words(),
                        Format.digits(loss.value(), 4),
                        Format.level(100 * level),
                        Format.digits(loss.low(), 4),
                        Format.digits(loss.high(), 4)));
        json.set("forecast", LawsJson.of(loss));
    }

    private String label(BudgetChoice.Format format) {
        return read.hasInputs()
                ? "%s, inputs %s".formatted(format.weights(), format.inputs())
                : format.weights().toString();
    }

    private List<PricedModel> models() {
        return read.rows().stream()
                .map(row -> priced(row, row.run().loss(), row.isOfFloats() ? Optional.empty() : floats(row)))
                .toList();
    }

    private PricedModel priced(TrainedRunsTable.Row row, double loss, Optional<PricedModel> floats) {
        double params = row.run().params();
        var format = row.format();
        return new PricedModel(
                row.name(),
                label(format),
                params * format.bytes(),
                DecodingEnergy.ofParams(params, format.weights(), format.inputs()),
                loss,
                floats);
    }

    /** Of the same params and tokens, in the fewest bits that are floats; the mean loss of several. */
    private Optional<PricedModel> floats(TrainedRunsTable.Row row) {
        var twins = read.rows().stream()
                .filter(other -> other.isOfFloats()
                        && other.run().params() == row.run().params()
                        && other.run().tokens() == row.run().tokens())
                .sorted(Comparator.comparingDouble(other -> other.run().bits()))
                .toList();
        if (twins.isEmpty()) {
            return Optional.empty();
        }
        var first = twins.getFirst();
        double loss = twins.stream()
                .filter(other -> other.format().equals(first.format()))
                .mapToDouble(other -> other.run().loss())
                .average()
                .orElseThrow();
        return Optional.of(priced(first, loss, Optional.empty()));
    }

    private void budget(
            String key,
            String words,
            double budget,
            ToDoubleFunction<BudgetChoice.Format> perParam,
            List<PricedModel> models,
            Fitted<TrainedFit> fitted,
            ArrayNode budgets) {
        var node = budgets.addObject().put(key, budget);
        boolean isBytes = key.equals("bytes");
        var asked = OptionalDouble.of(budget);
        var none = OptionalDouble.empty();
        PricedSheet.best(models, isBytes ? asked : none, isBytes ? none : asked, sheet, node);
        if (!(fitted instanceof Fitted.Found(var fit))) {
            return;
        }
        double most = read.rows().stream()
                .map(TrainedRunsTable.Row::run)
                .mapToDouble(TrainedRun::params)
                .max()
                .orElseThrow();
        double tokens = question.at()
                .getOrDefault(
                        "tokens",
                        read.rows().stream()
                                .mapToDouble(row -> row.run().tokens())
                                .max()
                                .orElseThrow());
        var formats = read.rows().stream()
                .map(TrainedRunsTable.Row::format)
                .distinct()
                .toList();
        var table = TextTable.of("weights", "inputs", "params", "loss", "interval", "times the best", "interval");
        var array = node.put("tokens", tokens).putArray("by_law");
        boolean beyond = false;
        for (var choice : BudgetChoice.of(fit, formats, perParam, budget, tokens, level)) {
            beyond |= choice.params() > most;
            table.row(
                    choice.format().weights(),
                    choice.format().inputs(),
                    Format.count(choice.params()) + (choice.params() > most ? " *" : ""),
                    Format.digits(choice.loss().value(), 4),
                    range(choice.loss(), 4),
                    Format.digits(choice.times().value(), 4),
                    range(choice.times(), 4));
            var each = array.addObject()
                    .put("weights", choice.format().weights().toString())
                    .put("inputs", choice.format().inputs().toString())
                    .put("params", choice.params())
                    .put("beyond_data", choice.params() > most);
            each.set("loss", LawsJson.of(choice.loss()));
            each.set("times_best", LawsJson.of(choice.times()));
        }
        sheet.table(
                "by the law, the largest model of each format for %s, trained on %s tokens, the best first%s:"
                        .formatted(
                                words, Format.count(tokens), beyond ? "; * has more params than any of the runs" : ""),
                table);
    }

    private static String range(Interval of, int digits) {
        return "%s to %s".formatted(Format.digits(of.low(), digits), Format.digits(of.high(), digits));
    }
}
