package loglog.app.answers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.laws.Equation;
import loglog.laws.Forecast;
import loglog.laws.Forecaster;
import loglog.laws.Law;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * The metric of runs that were not made, with intervals that carry the laws' own misfit.
 *
 * @param sound what to know of the first law
 */
public record PredictionAnswer(
        RunsRead read, FitSettings settings, Forecaster forecaster, Soundness sound, List<At> places)
        implements AnswerViews {
    /**
     * One forecast.
     *
     * @param scales that were asked for, and what follows from them
     * @param beside where it stands in the figure: its compute, or its one scale
     * @param warnings what to know of it, besides the runs that stand off
     */
    public record At(Map<String, Double> scales, double beside, Forecast forecast, List<String> warnings) {
        public At {
            scales = Collections.unmodifiableMap(new LinkedHashMap<>(scales));
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Fits the laws and forecasts.
     *
     * @param forms to be averaged
     * @param asked scales by axis, at least one place; what follows from them may be missing
     * @throws QuestionProblem where the runs determine no law, or a place says too little or too much
     */
    public static PredictionAnswer of(
            RunsRead read, List<Law> forms, List<Map<String, Double>> asked, FitSettings settings) {
        var forecaster = settings.forecaster(read, forms).orElseThrow(_ -> settings.noneOf(forms, read));
        var sound = Soundness.of(read, forecaster.fits().getFirst());
        var places = new ArrayList<At>();
        for (var place : asked) {
            var scales = complete(place, forecaster, sound, read);
            var all = withFlops(scales, read);
            var forecast = forecaster.at(all, settings.level());
            places.add(new At(
                    scales,
                    all.getOrDefault("flops", all.values().iterator().next()),
                    forecast,
                    cautions(sound, scales, forecast)));
        }
        return new PredictionAnswer(read, settings, forecaster, sound, List.copyOf(places));
    }

    @Override
    public AnswerSource source() {
        return read.isShare()
                ? read.origin().assuming(Figures.metricName(read) + " is a share, which ends at 0 and 1")
                : read.origin();
    }

    /** What was not rehearsed of a forecast, what the runs do not determine of it, and its floor. */
    private static List<String> cautions(Soundness sound, Map<String, Double> scales, Forecast forecast) {
        var cautions = new ArrayList<>(forecast.warnings());
        var line = sound.determination().line();
        if (!sound.exponents() && !line.holds(scales.get("params"), scales.get("tokens"))) {
            cautions.add("%s; this shape is off the line of these runs, where they say nothing"
                    .formatted(sound.determination().cause()));
        } else if (!sound.exponents()) {
            cautions.add("%s; this forecast is on the line of the runs, other shapes cannot be forecast"
                    .formatted(sound.determination().cause()));
        }
        if (!Estimates.known(forecast.run())) {
            cautions.add(Estimates.UNKNOWN);
        } else {
            cautions.addAll(sound.belowFloor(forecast.run(), "the interval of a run"));
        }
        return cautions;
    }

    /** The runs that stand off, and what the first law says of these places without them. */
    private List<String> outliers(List<At> of) {
        var fit = sound.fit();
        return sound.outliers(without -> "the fit of %s alone says %s"
                .formatted(
                        fit.law().name(),
                        of.stream()
                                .map(place -> {
                                    var at = fit.law().axes().stream()
                                            .mapToDouble(place.scales::get)
                                            .toArray();
                                    return "%s instead of %s"
                                                    .formatted(
                                                            Format.digits(without.at(at), 4),
                                                            Format.digits(fit.at(at), 4))
                                            + (of.size() == 1 ? "" : " at " + words(place.scales));
                                })
                                .collect(Collectors.joining(" and "))));
    }

    /** Each warning once: of several forecasts with those that it is about, where it is not about all. */
    private List<String> warnings() {
        var about = new LinkedHashMap<String, List<String>>();
        for (var place : places) {
            for (var warning : place.warnings) {
                about.computeIfAbsent(warning, _ -> new ArrayList<>()).add(words(place.scales));
            }
        }
        var warnings = new ArrayList<String>();
        about.forEach((warning, of) -> warnings.add(
                of.size() == places.size() ? warning : "at %s: %s".formatted(String.join(" and ", of), warning)));
        warnings.addAll(outliers(places));
        return warnings;
    }

    /** Fills in what follows: tokens from compute, or the optimum of a budget. */
    private static Map<String, Double> complete(
            Map<String, Double> asked, Forecaster forecaster, Soundness sound, RunsRead read) {
        var needed = forecaster.fits().getFirst().law().axes();
        var scales = new LinkedHashMap<>(asked);
        double k = read.flopsPerToken();
        if (needed.contains("params") && needed.contains("tokens") && scales.containsKey("flops")) {
            double flops = scales.get("flops");
            if (scales.containsKey("params") && scales.containsKey("tokens")) {
                throw QuestionProblem.in("at", "found params, tokens and flops", "two of them, the third follows");
            } else if (scales.containsKey("params")) {
                scales.put("tokens", flops / (k * scales.get("params")));
            } else if (scales.containsKey("tokens")) {
                scales.put("params", flops / (k * scales.get("tokens")));
            } else if (!sound.exponents()) {
                // Which model would be the best is not known: the one that the runs' own line has there.
                double params = sound.determination().line().paramsAt(flops / k);
                if (Double.isNaN(params)) {
                    throw QuestionProblem.in(
                            "at",
                            "%s: %s"
                                    .formatted(
                                            read.source(), sound.determination().cause()),
                            "params=...,tokens=...");
                }
                scales.put("params", params);
                scales.put("tokens", flops / (k * params));
            } else {
                // The law that plan takes, so that both name the same model.
                var best = forecaster.fits().getFirst();
                var optimum = read.optimum(best.law(), best.values(), flops);
                if (!(optimum.params() >= 1 && optimum.tokens() >= 1)) {
                    throw QuestionProblem.in(
                            "at",
                            "%s has no optimum at %s FLOP on these rows (%s)"
                                    .formatted(
                                            best.law().name(),
                                            Format.flops(flops),
                                            best.status().words()),
                            "params=...,tokens=...");
                }
                scales.put("params", optimum.params());
                scales.put("tokens", optimum.tokens());
            }
        }
        if (needed.contains("unique_tokens")) {
            scales.putIfAbsent("unique_tokens", scales.getOrDefault("tokens", Double.NaN));
        }
        for (var axis : needed) {
            if (!scales.containsKey(axis)) {
                throw QuestionProblem.in(
                        "at",
                        "found %s and not %s, which the law needs".formatted(String.join(", ", asked.keySet()), axis),
                        String.join("=...,", needed) + "=...");
            }
        }
        return scales;
    }

    /** The scales and their compute, which the rows may count otherwise than as 6 params tokens. */
    private static Map<String, Double> withFlops(Map<String, Double> scales, RunsRead read) {
        var all = new LinkedHashMap<>(scales);
        if (scales.containsKey("params") && scales.containsKey("tokens")) {
            all.putIfAbsent("flops", read.flopsPerToken() * scales.get("params") * scales.get("tokens"));
        }
        return all;
    }

    private static String words(Map<String, Double> scales) {
        var words = new ArrayList<String>();
        scales.forEach((axis, value) ->
                words.add(axis + " " + (axis.equals("flops") ? Format.flops(value) : Format.count(value))));
        return String.join(", ", words);
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var criterion = settings.criterion();
        var level = settings.percent();
        var table = TextTable.of(
                "at", Figures.metricName(read), level + " of a run", level + " of the law", "beyond the runs");
        var sheet = new Sheet("forecast from " + read.titled());
        for (var place : places) {
            var forecast = place.forecast;
            boolean known = Estimates.known(forecast.run());
            var run = Estimates.of(forecast.run());
            table.row(
                    words(place.scales),
                    known ? run.value() : Soundness.NOTHING,
                    known ? run.range() : "",
                    known ? Estimates.of(forecast.law()).range() : "",
                    forecast.distance() == 0
                            ? "inside"
                            : Format.trim(Format.number(Math.exp(forecast.distance()))) + " x " + forecast.axis());
        }
        sheet.warnings(warnings());
        var last = places.getLast().forecast;
        sheet.table("", table);
        var formsTable = TextTable.of("law", "weight", "its own forecast", "error when tried", "cuts", "status");
        for (var form : last.forms()) {
            formsTable.row(
                    form.fit().law().name(),
                    Format.weight(form.weight()),
                    Format.digits(form.value(), 4),
                    criterion.logResiduals() ? Format.percent(form.heldOutError()) : Format.number(form.heldOutError()),
                    form.rehearsals(),
                    form.fit().status().words());
        }
        sheet.table(
                (last.forms().stream().allMatch(form -> form.rehearsals() == 0)
                                ? "the laws behind %s, weighed by how well they fit: too few levels to try forecasts:"
                                : "the laws behind %s, weighed by how well they forecast the more expensive runs when fitted"
                                        + " to the cheaper:")
                        .formatted(places.size() == 1 ? "it" : "the last"),
                formsTable);
        sheet.text(
                "A law's own forecast is the mean of its fits to all runs and, where there are enough, to their more expensive half.");
        var shown = places.stream()
                .filter(place -> Estimates.known(place.forecast.run()))
                .toList();
        // Which law is the best is told along the optimum: where that is not determined, the first is drawn on the
        // runs' line.
        var best = sound.exponents() ? forecaster.best() : sound.fit();
        sheet.figure(
                Figures.fit(read, best, Figures.linearized(best, settings), settings.level())
                        .bars(
                                "forecast",
                                shown.stream().mapToDouble(At::beside).toArray(),
                                shown.stream()
                                        .mapToDouble(
                                                place -> place.forecast.run().value())
                                        .toArray(),
                                shown.stream()
                                        .mapToDouble(
                                                place -> place.forecast.run().low())
                                        .toArray(),
                                shown.stream()
                                        .mapToDouble(
                                                place -> place.forecast.run().high())
                                        .toArray()),
                !withPage
                        ? Caption.of("")
                        : Figures.caption(
                                "Runs, the law %s, and the forecasts of all laws together with %s intervals for one new run"
                                        .formatted(best.law().name(), level),
                                read,
                                best,
                                settings.saysWhat(),
                                "%s of rows; band: %s interval of that law, linearized"
                                        .formatted(Format.of(settings.resamples(), "resample"), level)));
        return sheet;
    }

    @Override
    public ObjectNode json() {
        var json = LawsJson.object();
        var array = json.putArray("forecasts");
        places.forEach(place -> put(array.addObject(), place));
        return json;
    }

    private void put(ObjectNode node, At place) {
        var forecast = place.forecast;
        var at = node.putObject("at");
        place.scales.forEach((axis, value) -> LawsJson.put(at, axis, value));
        boolean known = Estimates.known(forecast.run());
        LawsJson.put(node, "value", known ? forecast.run().value() : Double.NaN);
        node.put("level", settings.level());
        node.set("run", known ? LawsJson.of(forecast.run()) : LawsJson.nothing(Estimates.UNKNOWN));
        node.set("law", known ? LawsJson.of(forecast.law()) : LawsJson.nothing(Estimates.UNKNOWN));
        node.put("axis", forecast.axis());
        LawsJson.put(node, "ratio_beyond_runs", Math.exp(forecast.distance()));
        var forms = node.putArray("forms");
        for (var form : forecast.forms()) {
            var of = forms.addObject();
            of.put("law", form.fit().law().name());
            of.put("equation_fitted", Equation.plain(form.fit()));
            of.put("equation_latex", Equation.latex(form.fit()));
            LawsJson.put(of, "weight", form.weight());
            LawsJson.put(of, "value", form.value());
            LawsJson.put(of, "held_out_error", form.heldOutError());
            of.put("cuts", form.rehearsals());
            LawsJson.put(of, "misfit_per_e_fold", form.misfit());
            of.put("status", form.fit().status().words());
        }
        var warnings = new ArrayList<>(place.warnings);
        warnings.addAll(outliers(List.of(place)));
        node.set("warnings", LawsJson.of(warnings));
    }
}
