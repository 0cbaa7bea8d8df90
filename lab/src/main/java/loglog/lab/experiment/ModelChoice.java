package loglog.lab.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Fitted;
import loglog.laws.Forecast;
import loglog.laws.Forecaster;
import loglog.runs.Metric;
import loglog.runs.RunRole;
import loglog.training.ModelOfSize;
import loglog.training.Settings;

/**
 * The model that a budget should train, with what it will reach.
 *
 * @param config the model
 * @param tokens to train it on, in whole steps
 * @param flops of that training
 * @param forecast of its loss
 * @param considered the other shapes, by params, with the loss forecast for each
 */
public record ModelChoice(
        ModelOfSize config, long tokens, double flops, Forecast forecast, List<Considered> considered) {
    /** A shape that could have been chosen. */
    public record Considered(ModelOfSize config, long tokens, double value) {
        public long params() {
            return config.params();
        }
    }

    static final int RESAMPLES = 2000;
    private static final int SHAPES_PER_OOM = 12;

    /** Tokens per param may leave the range that was tried by this factor: the law knows nothing of what lies far out. */
    private static final double BEYOND_TRIED = 1.5;

    /**
     * Chooses among a family's shapes the one with the best metric forecast for the budget.
     *
     * @param ceiling the entropy of single tokens of the corpus; NaN where it is not known
     * @param most tokens that there are to train on
     * @return none where no law can be fitted to the results, or no shape fits the budget
     */
    public static Fitted<ModelChoice> forBudget(
            Results results,
            double ceiling,
            List<ModelOfSize> family,
            Settings recipe,
            double flops,
            long most,
            double level,
            long seed) {
        return forecaster(results, ceiling, seed)
                .flatMap(forecaster -> forBudget(forecaster, results, family, recipe, flops, most, level));
    }

    /**
     * Chooses with a forecaster that is at hand.
     *
     * @param results that it was made from: the choice stays within the tokens per param that were tried
     * @return none where no shape fits the budget
     */
    public static Fitted<ModelChoice> forBudget(
            Forecaster forecaster,
            Results results,
            List<ModelOfSize> family,
            Settings recipe,
            double flops,
            long most,
            double level) {
        double least = results.rows().stream()
                .mapToDouble(r -> r.tokens() / r.params())
                .min()
                .orElseThrow();
        double greatest = results.rows().stream()
                .mapToDouble(r -> r.tokens() / r.params())
                .max()
                .orElseThrow();
        var considered = new ArrayList<Considered>();
        for (var config : family) {
            long params = config.params();
            double perToken = recipe.flopsPerToken(config);
            long steps = Math.round(flops / perToken / recipe.tokensPerStep());
            long tokens = steps * recipe.tokensPerStep();
            double ratio = (double) tokens / params;
            if (steps > 0 && tokens <= most && ratio > least / BEYOND_TRIED && ratio < greatest * BEYOND_TRIED) {
                var at = scales(params, tokens, tokens * perToken);
                at.put("unique_tokens", (double) tokens);
                considered.add(new Considered(
                        config, tokens, forecaster.at(at, level).run().value()));
            }
        }
        var byValue = Comparator.comparingDouble(Considered::value);
        if (considered.isEmpty()) {
            return Fitted.none("no model of the family trains on at most %d tokens with %.3g FLOP", most, flops);
        }
        var best = considered.stream()
                .min(results.metric().better() == Metric.Better.LOW ? byValue : byValue.reversed())
                .orElseThrow();
        double spent = best.tokens() * recipe.flopsPerToken(best.config());
        var at = scales(best.params(), best.tokens(), spent);
        at.put("unique_tokens", (double) best.tokens());
        var forecast = forecaster.at(at, level);
        return Fitted.of(new ModelChoice(best.config(), best.tokens(), spent, forecast, List.copyOf(considered)));
    }

    /** The choice that a study names, or made before. */
    public static ModelChoice of(PlannedRun run, Forecaster forecaster, double level) {
        var scales = scales(run.params(), run.tokens(), run.flops());
        // It reads none twice; laws that ask for no such axis ignore it.
        scales.put("unique_tokens", (double) run.tokens());
        var forecast = forecaster.at(scales, level);
        return new ModelChoice(run.plan().model(), run.tokens(), run.flops(), forecast, List.of());
    }

    private static Fitted<Forecaster> forecaster(Results results, double ceiling, long seed) {
        var laws = new MetricLaws(results.metric());
        return laws.forecaster(
                results.observations(), laws.forms(List.of("params", "tokens"), ceiling), RESAMPLES, seed);
    }

    /** The axes that forecasts are asked by. */
    public static Map<String, Double> scales(double params, double tokens, double flops) {
        var scales = new LinkedHashMap<String, Double>();
        scales.put("params", params);
        scales.put("tokens", tokens);
        scales.put("flops", flops);
        return scales;
    }

    /** Models about as large as those that were trained, and larger. */
    public static List<ModelOfSize> family(Results results, Settings recipe) {
        return recipe.around(
                results.rows().stream().mapToDouble(Result::params).max().orElseThrow());
    }

    /** The run that verifies it. */
    public PlannedRun verification(String name, String recipeName, Settings recipe, long seed, int lanes) {
        return PlannedRun.of(name, recipeName, recipe.plan(config, tokens, seed, lanes), RunRole.VERIFICATION);
    }
}
