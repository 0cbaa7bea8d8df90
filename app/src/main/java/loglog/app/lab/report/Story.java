package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import loglog.lab.ledger.Entry;
import loglog.lab.results.Result;
import loglog.words.Format;
import loglog.yaml.Value;

/** What was done, in plain words. */
final class Story {
    private Story() {}

    static String of(Findings findings) {
        var sentences = new ArrayList<String>();
        sentences.add(training(findings.study()));
        var forecasts = findings.study().forecasts();
        if (ManyForecasts.are(forecasts)) {
            sentences.add(ManyForecasts.sentence(forecasts));
        } else {
            forecasts.forEach(entry -> sentences.addAll(forecast(findings, entry)));
        }
        return String.join(" ", sentences);
    }

    private static String training(StudyFolder study) {
        var rows = study.results().observed().rows();
        // A program of the user's may read what it likes.
        var corpora = RunOrigins.values(study, "data_corpus").stream()
                .filter(corpus -> !corpus.isBlank())
                .toList();
        var on = corpora.isEmpty() ? "" : " on " + String.join(" and ", corpora);
        if (rows.isEmpty()) {
            int count = study.stored().size();
            return "%d %s to be trained%s; none has finished yet."
                    .formatted(count, count == 1 ? "model was" : "models were", on);
        }
        var recipes = study.recipes();
        boolean one = rows.size() == 1;
        return "%d %s of %s params %s trained%s%s, %son %s %s, with %s FLOP in all."
                .formatted(
                        rows.size(),
                        one ? "model" : "models",
                        range(rows, Result::params),
                        one ? "was" : "were",
                        on,
                        recipes.size() > 1 ? " with the recipes " + Value.listed(recipes, "and") : "",
                        one ? "" : "each ",
                        range(rows, Result::tokens),
                        study.names().tokens(),
                        Format.flops(rows.stream().mapToDouble(Result::flops).sum()));
    }

    private static String range(List<Result> rows, ToDoubleFunction<Result> of) {
        var least = Format.count(AxisPlaces.min(RecipeRuns.column(rows, of)));
        var most = Format.count(AxisPlaces.max(RecipeRuns.column(rows, of)));
        return least.equals(most) ? least : least + " to " + most;
    }

    /** What the forecast says of the model: its size, its tokens and its compute, as far as the ledger has them. */
    private static String model(Findings findings, Map<String, Double> scales, List<Result> rows) {
        var said = new StringBuilder();
        if (scales.containsKey("params")) {
            said.append(" of %s params".formatted(Format.count(scales.get("params"))));
        }
        if (scales.containsKey("tokens")) {
            said.append(", trained on %s %s"
                    .formatted(
                            Format.count(scales.get("tokens")),
                            findings.study().names().tokens()));
        }
        if (scales.containsKey("flops")) {
            double flops = scales.get("flops");
            said.append(
                    "%s with %s FLOP".formatted(scales.containsKey("tokens") ? "" : ", trained", Format.flops(flops)));
            if (!rows.isEmpty()) {
                said.append(" (%s times the largest run's)"
                        .formatted(Format.digits(flops / AxisPlaces.max(RecipeRuns.column(rows, Result::flops)), 3)));
            }
        }
        return said.toString();
    }

    private static List<String> forecast(Findings findings, Entry entry) {
        var rows = findings.study().results().observed().rows();
        var sentences = new ArrayList<String>();
        sentences.add("From %s the %s of a model%s was forecast by %s, fitted to them."
                .formatted(
                        from(findings, entry, rows.size()),
                        Measured.name(entry.metric()),
                        model(findings, entry.scales(), rows),
                        laws(entry)));
        sentences.add("The forecast was written into the ledger as %s on %s%s."
                .formatted(
                        entry.id(),
                        ManyForecasts.minute(entry) + " UTC",
                        entry.inTime() ? ", before that model's training had begun" : ""));
        sentences.add(
                entry.score().isPresent()
                        ? "Then it was trained, and its %s measured."
                                .formatted(entry.metric().words())
                        : "It has not been measured yet.");
        return sentences;
    }

    /** The runs behind a forecast; where there are several recipes, those of one. */
    private static String from(Findings findings, Entry entry, int all) {
        var recipe = findings.families().stream()
                .filter(family -> findings.forecasts(family).contains(entry))
                .map(RecipeRuns::recipe)
                .filter(name -> !name.isEmpty())
                .findFirst();
        return entry.rows() == all
                ? "them"
                : recipe.map(name -> "the %d of %s".formatted(entry.rows(), name))
                        .orElseGet(() -> "%d of them".formatted(entry.rows()));
    }

    /** The ledger names them with their weights. */
    private static String laws(Entry entry) {
        if (entry.law().startsWith(LossAndAccuracy.IN_TWO_STEPS)) {
            return "way of the loss, in two steps";
        }
        int count = entry.law().split(", ").length;
        // The weight of the only one says nothing.
        return count == 1 ? entry.law().replaceFirst(" 1(\\.0+)?$", "") : "%d laws together".formatted(count);
    }
}
