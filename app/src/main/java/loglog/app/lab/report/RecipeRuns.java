package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import loglog.lab.experiment.StudyLaw;
import loglog.lab.ledger.Entry;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Allocation;
import loglog.laws.BelowCeiling;
import loglog.laws.Equation;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Fitted;
import loglog.laws.Forecast;
import loglog.laws.Forecaster;
import loglog.laws.Law;
import loglog.laws.LifetimeCost;
import loglog.laws.Optimum;
import loglog.laws.UniqueData;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.training.ScaleNames;

/**
 * The runs of one recipe and the laws that they obey.
 *
 * @param recipe its name; empty where the study has one alone
 * @param rows that the laws are fitted to
 * @param forecaster the laws, weighed; empty where none can be fitted
 * @param forecast whose weights the laws have: the ledger's made again, else that of the best model for ten times the
 *     compute of the largest run
 * @param fit the law with the most weight in it
 * @param why there is no law, empty where there is one
 */
record RecipeRuns(
        String recipe,
        Results rows,
        Optional<Forecaster> forecaster,
        Optional<Forecast> forecast,
        Optional<Fit> fit,
        String why) {
    static final int RESAMPLES = 2000;
    private static final long SEED = 1;

    /** How far beyond the rows laws are weighed where nothing is forecast. */
    private static final double BEYOND = 10;

    private static final double LEVEL = 0.9;

    /**
     * Fits the laws.
     *
     * @param ceiling the loss below which the laws may bend, where it is known
     * @param entry the forecast that was made from the rows, where there is one
     */
    static RecipeRuns of(String recipe, Results rows, OptionalDouble ceiling, Optional<Entry> entry) {
        if (rows.size() == 0) {
            return none(recipe, rows, "no run finished");
        }
        double bend = ceiling.orElse(Double.NaN);
        var fitted = entry.map(e -> StudyLaw.of(e, rows).forecaster(rows, bend, SEED))
                .orElseGet(() -> StudyLaw.of(rows).described(rows, bend, SEED));
        return switch (fitted) {
            case Fitted.Found(var forecaster) -> of(recipe, rows, forecaster, entry);
            case Fitted.None(var why) -> none(recipe, rows, why);
        };
    }

    private static RecipeRuns of(String recipe, Results rows, Forecaster forecaster, Optional<Entry> entry) {
        var best = new RecipeRuns(
                recipe, rows, Optional.of(forecaster), Optional.empty(), Optional.of(forecaster.best()), "");
        var asked = entry.filter(e -> e.scales().keySet().containsAll(best.axes()))
                .map(best::asked)
                .orElseGet(() -> best.asked(BEYOND * AxisPlaces.max(best.column(best::scale))));
        if (!asked.values().stream().allMatch(scale -> scale >= 1)) {
            return none(
                    recipe,
                    rows,
                    "%s has no best model for a budget on these runs (%d), as where one of params and tokens changes nothing"
                            .formatted(forecaster.best().law().name(), rows.size()));
        }
        var forecast = forecaster.at(asked, entry.map(Entry::level).orElse(LEVEL));
        return new RecipeRuns(
                recipe,
                rows,
                Optional.of(forecaster),
                Optional.of(forecast),
                Optional.of(forecast.forms().getFirst().fit()),
                "");
    }

    private static RecipeRuns none(String recipe, Results rows, String why) {
        return new RecipeRuns(recipe, rows, Optional.empty(), Optional.empty(), Optional.empty(), why);
    }

    static double[] column(List<Result> rows, ToDoubleFunction<Result> of) {
        return rows.stream().mapToDouble(of).toArray();
    }

    /** What the figures tell of each run beside their axes. */
    static List<Layer.Column> known(List<Result> rows) {
        var names = rows.isEmpty()
                ? ScaleNames.USUAL
                : ScaleNames.of(rows.getFirst().id().kind());
        return List.of(
                new Layer.Column(names.title("params"), column(rows, Result::params)),
                new Layer.Column(names.title("tokens"), column(rows, Result::tokens)),
                new Layer.Column(names.title("flops"), column(rows, Result::flops)),
                new Layer.Column(rows.isEmpty() ? "" : rows.getFirst().metric().label(), column(rows, Result::value)));
    }

    /** The same with what the law makes of each run. */
    List<Layer.Column> known() {
        var columns = new ArrayList<>(known(rows.rows()));
        if (fit.isPresent()) {
            columns.add(new Layer.Column("by the law", column(r -> law(r))));
            columns.add(new Layer.Column(
                    isLog() ? "measured above law [%]" : Measured.above(rows.metric()),
                    column(r -> Measured.above(rows.metric(), r.value(), law(r)))));
        }
        return columns;
    }

    double[] column(ToDoubleFunction<Result> of) {
        return column(rows.rows(), of);
    }

    String[] names() {
        return rows.rows().stream().map(Result::name).toArray(String[]::new);
    }

    /** The words with the recipe behind them, where the study has several. */
    String named(String words) {
        return recipe.isEmpty() ? words : words + " (" + recipe + ")";
    }

    private boolean isLog() {
        return Measured.isLog(rows.metric());
    }

    /** Whether the law is one of params and tokens, so that a budget has an optimum. */
    boolean hasOptimum() {
        return fit.isPresent() && Exponents.apply(fit.get().law());
    }

    /** What the law runs along: compute, or the one scale that it knows. */
    String axis() {
        return fit.isPresent() && !hasOptimum() ? fit.get().law().axes().getFirst() : "flops";
    }

    private List<String> axes() {
        return hasOptimum() ? List.of("params", "tokens", "flops") : List.of(axis());
    }

    double scale(Result run) {
        return switch (axis()) {
            case "params" -> run.params();
            case "tokens" -> run.tokens();
            default -> run.flops();
        };
    }

    /** The law's loss for a model that reads none of its tokens twice. */
    double at(double params, double tokens) {
        return at(fit.orElseThrow().values(), params, tokens, tokens, Double.NaN);
    }

    /** What the law makes of a run whose tokens are all new ones. */
    private double law(Result run) {
        return at(fit.orElseThrow().values(), run.params(), run.tokens(), run.tokens(), run.flops());
    }

    /** The law's loss for a run. */
    double at(Result run) {
        double unique = run.uniqueTokens().map(Long::doubleValue).orElse(run.tokens());
        return at(fit.orElseThrow().values(), run.params(), run.tokens(), Math.min(unique, run.tokens()), run.flops());
    }

    private double at(double[] parameters, double params, double tokens, double unique, double flops) {
        var law = fit.orElseThrow().law();
        return law.value(
                parameters,
                law.axes().stream()
                        .mapToDouble(axis -> switch (axis) {
                            case "params" -> params;
                            case "tokens" -> tokens;
                            case "flops" -> flops;
                            default -> unique;
                        })
                        .toArray());
    }

    /** The best model for this compute, by the best law. */
    Allocation optimum(double flops) {
        return optimum(fit.orElseThrow().values(), flops);
    }

    Allocation optimum(double[] parameters, double flops) {
        var law = fit.orElseThrow().law();
        // A ceiling bends all losses alike, and leaves the optimum where it is.
        Law below = law instanceof BelowCeiling bent ? bent.law() : law;
        var best = Optimum.at(
                below, parameters, flops, new LifetimeCost(perToken(flops), 0, 0), new UniqueData.Unlimited());
        return new Allocation(
                flops,
                best.params(),
                best.tokens(),
                at(parameters, best.params(), best.tokens(), best.tokens(), flops));
    }

    /** FLOP for each param and token: what the runs have, which falls as models grow, on a line of logarithms. */
    double perToken(double flops) {
        var x = column(r -> Math.log(r.flops()));
        var y = column(r -> Math.log(r.flops() / (r.params() * r.tokens())));
        double mx = Arrays.stream(x).average().orElseThrow();
        double my = Arrays.stream(y).average().orElseThrow();
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - mx) * (x[i] - mx);
            xy += (x[i] - mx) * (y[i] - my);
        }
        return Math.exp(my + (xx == 0 ? 0 : xy / xx) * (Math.log(flops) - mx));
    }

    /** What to ask the forecaster: the optimum of this compute, or this place on the law's one axis. */
    Map<String, Double> asked(double scale) {
        var asked = new LinkedHashMap<String, Double>();
        if (hasOptimum()) {
            var best = optimum(scale);
            asked.put("params", best.params());
            asked.put("tokens", best.tokens());
            asked.put("unique_tokens", best.tokens()); // laws that do not ask for them ignore them
        }
        asked.put(axis(), scale);
        return asked;
    }

    /** The scales of a forecast that the laws read. */
    Map<String, Double> asked(Entry entry) {
        if (!hasOptimum()) {
            return Map.of(axis(), entry.scales().get(axis()));
        }
        var asked = new LinkedHashMap<>(entry.scales());
        asked.putIfAbsent("unique_tokens", entry.scales().get("tokens"));
        return asked;
    }

    /** "54 runs of STUDY": the rows behind a figure. */
    String source(StudyFolder study) {
        return "%d %sruns of the study %s".formatted(rows.size(), recipe.isEmpty() ? "" : recipe + " ", study.name());
    }

    /** The best law as a caption names it. */
    String law() {
        return fit.map(f -> "%s, %s (%s), fitted by Huber's penalty (delta 0.001) of log residuals"
                        .formatted(f.law().name(), Equation.plain(f), f.law().source()))
                .orElse("no law: " + why);
    }

    /** A caption of what this family's law draws. */
    Caption caption(String text) {
        return fit.map(f -> Caption.of(text)
                        .equation(Equation.latex(f))
                        .cites(f.law().source(), "huber1964 golub1973"))
                .orElse(Caption.of(text));
    }
}
