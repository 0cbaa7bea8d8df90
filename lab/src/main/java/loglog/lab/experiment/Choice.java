package loglog.lab.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Forecast;
import loglog.laws.Forecaster;
import loglog.models.training.Footprint;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.models.transformer.ParameterPlan;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.runs.RunRole;

/**
 * The model that a budget should train, with what it will reach.
 *
 * @param config the model
 * @param tokens to train it on, in whole steps
 * @param flops of that training
 * @param forecast of its loss
 * @param considered the other shapes, by params, with the loss forecast for each
 */
public record Choice(HfConfig config, long tokens, double flops, Forecast forecast, List<Considered> considered) {
    /** A shape that could have been chosen. */
    public record Considered(HfConfig config, long tokens, double loss) {
        public long params() {
            return ParameterPlan.params(config);
        }
    }

    static final int RESAMPLES = 2000;
    private static final int SHAPES_PER_OOM = 12;

    /** Tokens per param may leave the range that was tried by this factor: the law knows nothing of what lies far out. */
    private static final double BEYOND_TRIED = 1.5;

    /**
     * Chooses among a family's shapes the one with the lowest loss forecast for the budget.
     *
     * @param ceiling the entropy of single tokens of the corpus; NaN where it is not known
     * @param most tokens that there are to train on
     * @throws IllegalArgumentException where no law can be fitted to the results, or no shape fits the budget
     */
    public static Choice forBudget(
            Results results,
            double ceiling,
            List<HfConfig> family,
            Recipe recipe,
            double flops,
            long most,
            double level,
            long seed) {
        return forBudget(forecaster(results, ceiling, seed), results, family, recipe, flops, most, level);
    }

    /**
     * Chooses with a forecaster that is at hand.
     *
     * @param results that it was made from: the choice stays within the tokens per param that were tried
     */
    public static Choice forBudget(
            Forecaster forecaster,
            Results results,
            List<HfConfig> family,
            Recipe recipe,
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
            long params = ParameterPlan.params(config);
            double perToken = Footprint.flopsPerToken(config, recipe.context());
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
        var best = considered.stream()
                .min(Comparator.comparingDouble(Considered::loss))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no model of the family trains on at most %d tokens with %.3g FLOP".formatted(most, flops)));
        double spent = best.tokens() * Footprint.flopsPerToken(best.config(), recipe.context());
        var at = scales(best.params(), best.tokens(), spent);
        at.put("unique_tokens", (double) best.tokens());
        var forecast = forecaster.at(at, level);
        return new Choice(best.config(), best.tokens(), spent, forecast, List.copyOf(considered));
    }

    /** The choice that a study names, or made before. */
    public static Choice of(PlannedRun run, Forecaster forecaster, double level) {
        var scales = scales(run.params(), run.tokens(), run.flops());
        // It reads none twice; laws that ask for no such axis ignore it.
        scales.put("unique_tokens", (double) run.tokens());
        var forecast = forecaster.at(scales, level);
        return new Choice(run.plan().model(), run.tokens(), run.flops(), forecast, List.of());
    }

    private static Forecaster forecaster(Results results, double ceiling, long seed) {
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

    /** Shapes of the usual family about as large as those that were trained, and larger. */
    public static List<HfConfig> family(Results results, String architecture, int vocabulary, int context) {
        double largest =
                results.rows().stream().mapToDouble(Result::params).max().orElseThrow();
        long smallest = ParameterPlan.params(Sizes.shape(architecture, 16, 1, vocabulary, context));
        var shapes = new LinkedHashMap<Long, HfConfig>();
        double from = Math.log10(largest) - 1.5;
        for (int i = 0; i <= 4 * SHAPES_PER_OOM; i++) {
            long params = Math.round(Math.pow(10, from + (double) i / SHAPES_PER_OOM));
            if (params >= smallest) {
                var config = Sizes.ofFamily(architecture, params, vocabulary, context);
                shapes.put(ParameterPlan.params(config), config);
            }
        }
        return List.copyOf(shapes.values());
    }

    /** The run that verifies it. */
    public PlannedRun verification(String name, String recipeName, Recipe recipe, long seed, int lanes) {
        return PlannedRun.of(name, recipeName, new Plan(recipe, config, tokens, seed, lanes), RunRole.VERIFICATION);
    }
}
