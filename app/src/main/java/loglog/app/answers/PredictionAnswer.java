package loglog.app.answers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.laws.Equation;
import loglog.laws.Forecast;
import loglog.laws.Forecaster;
import loglog.laws.Law;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
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
     * @param warnings what to know of it
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
            var warnings = new ArrayList<>(forecast.warnings());
            warnings.addAll(cautions(sound, scales, forecast));
            places.add(new At(
                    scales, all.getOrDefault("flops", all.values().iterator().next()), forecast, warnings));
        }
        return new PredictionAnswer(read, settings, forecaster, sound, List.copyOf(places));
    }

    @Override
    public AnswerSource source() {
        return read.isShare()
                ? read.origin().assuming(Figures.metricName(read) + " is a share, which ends at 0 and 1")
                : read.origin();
    }

    /** What the runs do not determine of a forecast, its floor and the runs that stand off. */
    private static List<String> cautions(Soundness sound, Map<String, Double> scales, Forecast forecast) {
        var cautions = new ArrayList<String>();
        var line = sound.determination().line();
        if (!sound.exponents() && !line.holds(scales.get("params"), scales.get("tokens"))) {
            cautions.add("%s; %s is off the line of these runs, where they say nothing"
                    .formatted(sound.determination().cause(), words(scales)));
        } else if (!sound.exponents()) {
            cautions.add("%s; this forecast is on the line of the runs, other shapes cannot be forecast"
                    .formatted(sound.determination().cause()));
        }
        cautions.addAll(sound.belowFloor(forecast.run(), "the interval of a run"));
        var fit = sound.fit();
        var at = fit.law().axes().stream().mapToDouble(scales::get).toArray();
        cautions.addAll(sound.outliers(without -> "%s alone forecasts %s instead of %s"
                .formatted(fit.law().name(), Format.digits(without.at(at), 4), Format.digits(fit.at(at), 4))));
        return cautions;
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
            var run = Estimates.of(forecast.run());
            table.row(
                    words(place.scales),
                    run.value(),
                    run.range(),
                    Estimates.of(forecast.law()).range(),
                    forecast.distance() == 0
                            ? "inside"
                            : Format.trim(Format.number(Math.exp(forecast.distance()))) + " x " + forecast.axis());
            sheet.warnings(place.warnings);
        }
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
        var best = forecaster.best();
        sheet.figure(
                Figures.fit(read, best, Figures.linearized(best, settings), settings.level())
                        .bars(
                                "forecast",
                                places.stream().mapToDouble(At::beside).toArray(),
                                places.stream()
                                        .mapToDouble(
                                                place -> place.forecast.run().value())
                                        .toArray(),
                                places.stream()
                                        .mapToDouble(
                                                place -> place.forecast.run().low())
                                        .toArray(),
                                places.stream()
                                        .mapToDouble(
                                                place -> place.forecast.run().high())
                                        .toArray()),
                !withPage
                        ? Caption.of("")
                        : Figures.caption(
                                "Runs, the law with the most weight, and the forecasts of all laws together with %s intervals for one new run"
                                        .formatted(level),
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
        LawsJson.put(node, "value", forecast.run().value());
        node.put("level", settings.level());
        node.set("run", LawsJson.of(forecast.run()));
        node.set("law", LawsJson.of(forecast.law()));
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
        }
        node.set("warnings", LawsJson.of(place.warnings));
    }
}
