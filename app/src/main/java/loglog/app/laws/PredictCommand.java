package loglog.app.laws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.app.UserError;
import loglog.laws.Equation;
import loglog.laws.Forecast;
import loglog.laws.Forecaster;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import loglog.tables.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog predict}: the loss of a run that was not made, with an interval that carries the law's own misfit. */
@Command(
        name = "predict",
        description =
                "Forecast the loss at given params and tokens, or at a budget along the optimum, with an interval that"
                        + " carries the law's own misfit.")
public final class PredictCommand implements Runnable {
    private static final int RESAMPLES = 1000;

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--at",
            paramLabel = "AXIS=VALUE[,...]",
            required = true,
            description = "where: params=70B,tokens=1.4T, or flops=1e24 (along the optimum); may be repeated")
    List<String> at;

    @Override
    public void run() {
        var criterion = fitting.criterion();
        fitting.refuse("--resample");
        var read = runs.read(fitting.anyMetric(), fitting.needs());
        List<Law> forms = fitting.law != null
                ? List.of(fitting.law(read))
                : fitting.below(
                        fitting.axis == null && read.has("params") && read.has("tokens")
                                ? Forecaster.formsOfParamsAndTokens()
                                : Forecaster.formsOf(fitting.axis(read), criterion),
                        read);
        var asked = at.stream().map(text -> parse(text, forms)).toList();
        fitting.atLeastOne(forms, read);
        var forecaster = Forecaster.of(
                        read.observations(), forms, criterion, fitting.resamples(RESAMPLES), fitting.seed)
                .orElseThrow();

        var sound = Soundness.of(read, forecaster.fits().getFirst());

        var json = Json.object();
        var array = json.putArray("forecasts");
        var level = fitting.percent();
        var table = TextTable.of(
                "at", Figures.metricName(read), level + " of a run", level + " of the law", "beyond the runs");
        var sheet = new Sheet("forecast from " + read.titled());
        if (!read.notes().isEmpty()) {
            sheet.text(String.join("; ", read.notes()));
        }
        Forecast last = null;
        var runsAsked = new ArrayList<Interval>();
        var places = new double[asked.size()];
        for (int i = 0; i < asked.size(); i++) {
            var scales = complete(asked.get(i), forecaster, sound, read);
            var forecast = forecaster.at(withFlops(scales, read), fitting.level);
            last = forecast;
            runsAsked.add(forecast.run());
            var all = withFlops(scales, read);
            places[i] = all.getOrDefault("flops", all.values().iterator().next());
            var run = Estimates.of(forecast.run());
            table.row(
                    words(scales),
                    run.value(),
                    run.range(),
                    Estimates.of(forecast.law()).range(),
                    forecast.distance() == 0
                            ? "inside"
                            : Format.trim(Format.number(Math.exp(forecast.distance()))) + " x " + forecast.axis());
            var warnings = new ArrayList<>(forecast.warnings());
            warnings.addAll(cautions(sound, scales, forecast));
            json(array.addObject(), scales, forecast, warnings);
            sheet.warnings(warnings);
        }
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
                        .formatted(asked.size() == 1 ? "it" : "the last"),
                formsTable);
        var best = forecaster.best();
        sheet.figure(
                Figures.fit(read, best, Laws.linearized(best, 500, fitting.seed), fitting.level)
                        .bars(
                                "forecast",
                                places,
                                runsAsked.stream().mapToDouble(Interval::value).toArray(),
                                runsAsked.stream().mapToDouble(Interval::low).toArray(),
                                runsAsked.stream().mapToDouble(Interval::high).toArray()),
                Figures.caption(
                        "Runs, the law with the most weight, and the forecasts of all laws together with %s intervals for one new run"
                                .formatted(level),
                        read,
                        best,
                        fitting.saysWhat(),
                        "%d resamples of rows; band: %s interval of that law, linearized"
                                .formatted(fitting.resamples(RESAMPLES), level)));
        output.show(sheet, json, read);
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

    private static Map<String, Double> parse(String text, List<Law> forms) {
        var known =
                forms.stream().flatMap(law -> law.axes().stream()).collect(Collectors.toCollection(LinkedHashSet::new));
        if (known.containsAll(List.of("params", "tokens"))) {
            known.add("flops");
        }
        var scales = new LinkedHashMap<String, Double>();
        for (var part : text.split(",")) {
            int equals = part.indexOf('=');
            var number = equals < 0
                    ? java.util.OptionalDouble.empty()
                    : Numbers.parse(part.substring(equals + 1).strip());
            if (number.isEmpty() || !(number.getAsDouble() > 0)) {
                throw new UserError(
                        "--at %s is not understood at \"%s\"; expected AXIS=POSITIVE NUMBER, for example params=70B,tokens=1.4T"
                                .formatted(text, part));
            }
            var axis = part.substring(0, equals).strip();
            if (!known.contains(axis)) {
                throw new UserError("--at %s: the laws do not read \"%s\"; expected %s"
                        .formatted(text, axis, String.join(", ", known)));
            }
            if (scales.put(axis, number.getAsDouble()) != null) {
                throw new UserError("--at %s gives %s twice; expected it once".formatted(text, axis));
            }
        }
        return scales;
    }

    /** Fills in what follows: tokens from compute, or the optimum of a budget. */
    private static Map<String, Double> complete(
            Map<String, Double> asked, Forecaster forecaster, Soundness sound, RunsOptions.Read read) {
        var needed = forecaster.fits().getFirst().law().axes();
        var scales = new LinkedHashMap<>(asked);
        double k = read.flopsPerToken();
        if (needed.contains("params") && needed.contains("tokens") && scales.containsKey("flops")) {
            double flops = scales.get("flops");
            if (scales.containsKey("params") && scales.containsKey("tokens")) {
                throw new UserError("--at gives params, tokens and flops; expected two of them, the third follows");
            } else if (scales.containsKey("params")) {
                scales.put("tokens", flops / (k * scales.get("params")));
            } else if (scales.containsKey("tokens")) {
                scales.put("params", flops / (k * scales.get("tokens")));
            } else if (!sound.exponents()) {
                // Which model would be the best is not known: the one that the runs' own line has there.
                double params = sound.determination().line().paramsAt(flops / k);
                if (Double.isNaN(params)) {
                    throw new UserError("%s: %s; expected --at params=...,tokens=..."
                            .formatted(read.source(), sound.determination().cause()));
                }
                scales.put("params", params);
                scales.put("tokens", flops / (k * params));
            } else {
                // The law that plan takes, so that both name the same model.
                var best = forecaster.fits().getFirst();
                var optimum = read.optimum(best.law(), best.values(), flops);
                if (!(optimum.params() >= 1 && optimum.tokens() >= 1)) {
                    throw new UserError(
                            "%s has no optimum at %s FLOP on these rows (%s); expected --at params=...,tokens=..."
                                    .formatted(
                                            best.law().name(),
                                            Format.flops(flops),
                                            best.status().words()));
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
                throw new UserError("--at gives %s and not %s, which the law needs; expected %s"
                        .formatted(String.join(", ", asked.keySet()), axis, String.join("=...,", needed) + "=..."));
            }
        }
        return scales;
    }

    /** The scales and their compute, which the rows may count otherwise than as 6 params tokens. */
    private static Map<String, Double> withFlops(Map<String, Double> scales, RunsOptions.Read read) {
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

    private void json(
            tools.jackson.databind.node.ObjectNode node,
            Map<String, Double> scales,
            Forecast forecast,
            List<String> warnings) {
        var at = node.putObject("at");
        scales.forEach((axis, value) -> Json.put(at, axis, value));
        Json.put(node, "value", forecast.run().value());
        node.put("level", fitting.level);
        node.set("run", Json.of(forecast.run()));
        node.set("law", Json.of(forecast.law()));
        node.put("axis", forecast.axis());
        Json.put(node, "ratio_beyond_runs", Math.exp(forecast.distance()));
        var forms = node.putArray("forms");
        for (var form : forecast.forms()) {
            var of = forms.addObject();
            of.put("law", form.fit().law().name());
            of.put("equation_fitted", Equation.plain(form.fit()));
            of.put("equation_latex", Equation.latex(form.fit()));
            Json.put(of, "weight", form.weight());
            Json.put(of, "value", form.value());
            Json.put(of, "held_out_error", form.heldOutError());
            of.put("cuts", form.rehearsals());
            Json.put(of, "misfit_per_e_fold", form.misfit());
        }
        node.set("warnings", Json.of(warnings));
    }
}
