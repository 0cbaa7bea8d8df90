package loglog.models.transformer;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.Layout;
import loglog.engine.optimizers.Trained;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.Part;
import loglog.models.weights.Weight;

/**
 * Where each weight lies, and how it is trained. Matrices come first, embeddings, hidden layers, head, then vectors, so
 * that weights that are trained alike are neighbors. Matrices that share their input (queries, keys and values; gate and
 * up) are stacked without a gap and multiplied at once; their parts keep Hugging Face's names.
 *
 * @param layout every weight under its name, and stacked ones under theirs
 * @param trained every weight once, in the layout's order
 */
public record ParameterPlan(Layout layout, List<Trained> trained) {
    /**
     * The plan, with the learning rates of muP where there is a base width (arXiv 2203.03466, table 3, Adam): with m = width
     * / base width, hidden matrices and an untied head learn at 1/m. A tied head cannot; there the last norm's gain is the
     * output multiplier 1/m and learns at 1/m, which is the same function (lemma J.1).
     *
     * @param baseWidth the width at which the learning rate was tuned; 0 for the standard parametrization
     */
    public static ParameterPlan of(HfConfig config, int baseWidth) {
        return of(config, baseWidth, 0);
    }

    /**
     * As {@link #of(HfConfig, int)}, with a head for scores, which learns as an untied head does.
     *
     * @param labels scores of that head; 0 for none
     */
    public static ParameterPlan of(HfConfig config, int baseWidth, int labels) {
        double hidden = baseWidth == 0 ? 1 : (double) baseWidth / config.width();
        var layout = new Layout();
        var trained = new ArrayList<Trained>();
        var weights = HfWeights.of(config, labels);
        for (int group = 0; group < GROUPS; group++) {
            for (int i = 0; i < weights.size(); i++) {
                var weight = weights.get(i);
                if (group(weight.part()) != group) {
                    continue;
                }
                if (weight.stack().isEmpty()) {
                    layout.add(weight.name(), rows(weight), cols(weight));
                } else if (i == 0 || !weight.stack().equals(weights.get(i - 1).stack())) {
                    var stack = weights.subList(i, endOfStack(weights, i));
                    layout.addStacked(
                            weight.stack(),
                            stack.stream().map(Weight::name).toList(),
                            stack.stream().map(ParameterPlan::rows).toList(),
                            cols(weight));
                }
                var part = weight.part();
                boolean scaled = part.isHidden() || part == Part.HEAD || (config.tied() && part.isOfLastNorm());
                trained.add(new Trained(
                        weight.name(), scaled ? hidden : 1, weight.isMatrix(), part.isHidden(), config.outFirst()));
            }
        }
        return new ParameterPlan(layout, List.copyOf(trained));
    }

    private static final int GROUPS = 4;

    private static int group(Part part) {
        return switch (part) {
            case EMBEDDING -> 0;
            case HIDDEN, BRANCH_END -> 1;
            case HEAD -> 2;
            case GAIN, BIAS, LAST_GAIN, LAST_BIAS -> 3;
        };
    }

    private static int endOfStack(List<Weight> weights, int from) {
        int end = from + 1;
        while (end < weights.size()
                && weights.get(end).stack().equals(weights.get(from).stack())) {
            end++;
        }
        return end;
    }

    private static int rows(Weight weight) {
        return weight.shape().size() == 1 ? 1 : Math.toIntExact(weight.shape().getFirst());
    }

    private static int cols(Weight weight) {
        return Math.toIntExact(weight.shape().getLast());
    }

    /** Number of trained elements: params, N. */
    public static long params(HfConfig config) {
        return HfWeights.elements(config);
    }
}
