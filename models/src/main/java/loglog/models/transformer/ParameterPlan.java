package loglog.models.transformer;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.Layout;
import loglog.engine.optimisers.Trained;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;

/**
 * Where each weight lies, and how it is trained. Matrices come first, embeddings, hidden layers, head, then vectors, so
 * that weights that are trained alike are neighbours. Matrices that share their input (queries, keys and values; gate and
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
     * @param baseWidth the width at which the learning rate was tuned; 0 for the standard parametrisation
     */
    public static ParameterPlan of(HfConfig config, int baseWidth) {
        double hidden = baseWidth == 0 ? 1 : (double) baseWidth / config.width();
        var layout = new Layout();
        var trained = new ArrayList<Trained>();
        var weights = HfWeights.of(config);
        for (int pass = 0; pass < 4; pass++) {
            for (int i = 0; i < weights.size(); i++) {
                var weight = weights.get(i);
                if (pass(weight) != pass) {
                    continue;
                }
                int parts = stackedParts(weight.name());
                if (parts > 1) {
                    var stack = weights.subList(i, i + parts);
                    layout.addStacked(
                            stackName(weight.name()),
                            stack.stream().map(HfWeights.Weight::name).toList(),
                            stack.stream().map(ParameterPlan::rows).toList(),
                            cols(weight));
                } else if (parts == 1) {
                    layout.add(weight.name(), rows(weight), cols(weight));
                }
                boolean scaled = pass == 1 || pass == 2 || (config.tied() && isLastNorm(weight.name()));
                trained.add(new Trained(
                        weight.name(),
                        scaled ? hidden : 1,
                        weight.shape().size() == 2,
                        pass == 1,
                        config instanceof HfConfig.Llama));
            }
        }
        return new ParameterPlan(layout, List.copyOf(trained));
    }

    private static int pass(HfWeights.Weight weight) {
        if (weight.shape().size() == 1) {
            return 3;
        }
        return switch (weight.name()) {
            case "model.embed_tokens.weight", "transformer.wte.weight", "transformer.wpe.weight" -> 0;
            case "lm_head.weight" -> 2;
            default -> 1;
        };
    }

    static boolean isLastNorm(String name) {
        return name.equals("model.norm.weight") || name.startsWith("transformer.ln_f.");
    }

    /** How many weights are stacked from this one on; 0 for one that an earlier one's stack holds. */
    private static int stackedParts(String name) {
        if (name.endsWith("q_proj.weight")) {
            return 3;
        }
        if (name.endsWith("gate_proj.weight")) {
            return 2;
        }
        return name.endsWith("k_proj.weight") || name.endsWith("v_proj.weight") || name.endsWith("up_proj.weight")
                ? 0
                : 1;
    }

    private static String stackName(String first) {
        return first.replace("q_proj", "qkv").replace("gate_proj", "gate_up");
    }

    private static int rows(HfWeights.Weight weight) {
        return weight.shape().size() == 1 ? 1 : Math.toIntExact(weight.shape().getFirst());
    }

    private static int cols(HfWeights.Weight weight) {
        return Math.toIntExact(weight.shape().getLast());
    }

    /** Number of trained elements: params, N. */
    public static long params(HfConfig config) {
        return HfWeights.elements(config);
    }
}
