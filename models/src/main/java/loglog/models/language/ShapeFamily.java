package loglog.models.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import loglog.models.training.Footprint;
import loglog.models.training.Recipe;
import loglog.models.transformer.ParameterPlan;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;
import loglog.training.Settings;

/**
 * Shapes alike: widths that are multiples of 16, about 24 times the layers, a factor of one and a half off at most (in small
 * models one layer more or less matters). Denser than {@link Sizes#ofFamily}, so that models of several sizes meet a budget.
 */
final class ShapeFamily {
    private static final double ASPECT = 24;
    private static final double FARTHEST_ASPECT = 1.51;
    /** A factor of e in the aspect costs as much as this one in the params; as in {@link Sizes#ofFamily}. */
    private static final double ASPECT_WEIGHT = 0.4;

    /** A shape whose tokens per param are farther off than this does not stand for the ratio. */
    private static final double FARTHEST_RATIO = 2;

    private static final double LEFT_OUT = 100;

    private final String architecture;
    private final int vocabulary;
    private final Recipe recipe;
    private final LanguageSettings settings;

    /** Its members depend on the vocabulary and the context, which share in the params and in the FLOP. */
    ShapeFamily(LanguageSettings recipe) {
        this.architecture = recipe.architecture();
        this.vocabulary = recipe.vocabulary();
        this.recipe = recipe.recipe();
        settings = recipe;
    }

    /**
     * Of each ratio of tokens to params the model that spends the budget nearest to it, none twice: a ratio that no shape
     * of its own comes near is left out.
     *
     * @param flops of training, as {@link Footprint} counts them
     * @return from the smallest model to the largest; empty where none fits
     */
    List<Settings.Scale> isoFlop(double flops, List<Double> tokensPerParam) {
        var ratios = tokensPerParam.stream()
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
        var members = spending(flops, ratios.getLast() / FARTHEST_RATIO);
        members.removeIf(m -> ratios.stream().noneMatch(r -> m.near(r)));
        members.sort(Comparator.comparingDouble(Spending::ratio).reversed());
        return chosen(ratios, members).stream()
                .map(m -> settings.spent(m.model, flops))
                .toList();
    }

    /**
     * The member whose params come nearest, aspect considered; for any number, where {@link Sizes} has steps.
     *
     * @throws DataException for more params than any model has
     */
    HfConfig nearest(double params) {
        if (!(params <= Settings.MOST_PARAMS)) {
            throw new DataException("forecast: found a compute-optimal model of %.3g params, expected at most %.0e"
                    .formatted(params, Settings.MOST_PARAMS));
        }
        Member best = null;
        double least = Double.POSITIVE_INFINITY;
        for (var member : members(2 * params)) {
            double cost = square(Math.log(member.params / params)) + square(ASPECT_WEIGHT * member.aspectMiss);
            if (cost < least) {
                best = member;
                least = cost;
            }
        }
        return best == null
                ? Sizes.ofFamily(architecture, Math.round(params), vocabulary, recipe.context())
                : best.model;
    }

    private record Member(HfConfig model, double params, double aspectMiss) {}

    private record Spending(HfConfig model, double ratio, double aspectMiss) {
        boolean near(double wanted) {
            return Math.abs(Math.log(ratio / wanted)) <= Math.log(FARTHEST_RATIO);
        }

        /** Squares, so that two sizes that are a little off are better than one that is far off. */
        double cost(double wanted) {
            // At a budget, tokens per param fall with the square of the params.
            return near(wanted)
                    ? square(Math.log(ratio / wanted) / 2) + square(ASPECT_WEIGHT * aspectMiss)
                    : Double.POSITIVE_INFINITY;
        }
    }

    private List<Spending> spending(double flops, double leastRatio) {
        // At least 6 FLOP a param and token, so that more params leave too few tokens.
        double largest = Math.sqrt(flops / (6 * leastRatio));
        if (largest > Settings.MOST_PARAMS) {
            throw new DataException(
                    "found %.3g FLOP, for which models would have up to %.3g params, expected at most %.0e params"
                            .formatted(flops, largest, Settings.MOST_PARAMS));
        }
        var spending = new ArrayList<Spending>();
        for (var member : members(largest)) {
            double tokens = flops / Footprint.flopsPerToken(member.model, recipe.context());
            if (tokens >= Settings.LEAST_STEPS * (double) recipe.tokensPerStep()) {
                spending.add(new Spending(member.model, tokens / member.params, member.aspectMiss));
            }
        }
        return spending;
    }

    private List<Member> members(double largest) {
        var members = new ArrayList<Member>();
        for (int width = 16; ; width += 16) {
            double one = params(width, 1);
            double each = params(width, 2) - one;
            int deepest = (int) Math.floor(width / ASPECT * FARTHEST_ASPECT);
            int least = Math.max(1, (int) Math.ceil(width / ASPECT / FARTHEST_ASPECT));
            if (one + (least - 1) * each > largest) {
                return members; // and wider ones are larger
            }
            for (int layers = least; layers <= deepest; layers++) {
                double params = one + (layers - 1) * each;
                if (params > largest) {
                    break;
                }
                var model = Sizes.shape(architecture, width, layers, vocabulary, recipe.context());
                members.add(new Member(model, params, Math.log(width / (ASPECT * layers))));
            }
        }
    }

    private double params(int width, int layers) {
        return ParameterPlan.params(Sizes.shape(architecture, width, layers, vocabulary, recipe.context()));
    }

    /** The cheapest choice of one member for each ratio, in order, none twice; ratios are left out only where need be. */
    private static List<Spending> chosen(List<Double> ratios, List<Spending> members) {
        int rows = ratios.size();
        int columns = members.size();
        var least = new double[rows + 1][columns + 1];
        for (int i = 1; i <= rows; i++) {
            least[i][0] = i * LEFT_OUT;
            for (int j = 1; j <= columns; j++) {
                double taken = least[i - 1][j - 1] + members.get(j - 1).cost(ratios.get(i - 1));
                least[i][j] = Math.min(taken, Math.min(least[i][j - 1], least[i - 1][j] + LEFT_OUT));
            }
        }
        var chosen = new ArrayList<Spending>();
        int i = rows;
        int j = columns;
        while (i > 0 && j > 0) {
            if (least[i][j] == least[i][j - 1]) {
                j--;
            } else if (least[i][j] == least[i - 1][j] + LEFT_OUT) {
                i--;
            } else {
                chosen.add(members.get(j - 1));
                i--;
                j--;
            }
        }
        return chosen.reversed();
    }

    private static double square(double x) {
        return x * x;
    }
}
