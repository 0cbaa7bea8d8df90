package loglog.models.transformer;

import java.util.Locale;
import loglog.models.weights.Architecture;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;

/** Shapes by parameter count: from a target such as 300K to width, layers and heads. */
public final class Sizes {
    /** Width over layers that a shape should have where the count leaves a choice; GPT-2's and Llama's grow from 16 to 80. */
    private static final double ASPECT = 24;

    /** What a factor of e in the aspect costs, in factors of e in the count. */
    private static final double ASPECT_WEIGHT = 0.05;

    /** Strong enough that from 30K params up no shape is off by a factor of two; the count then misses by up to a fifth. */
    private static final double FAMILY_ASPECT_WEIGHT = 0.4;

    private static final int WIDTH_STEP = 16;
    private static final int MAX_LAYERS = 128;
    private static final int MOST_WIDTH = 1 << 20;

    private Sizes() {}

    /**
     * Reads a count such as {@code 300K}, {@code 1.5M}, {@code 2B} or {@code 123456}.
     *
     * @param what names the setting in the error, such as {@code --size}
     * @throws DataException where it is no positive number
     */
    public static long parse(String what, String text) {
        var digits = text.strip().toUpperCase(Locale.ROOT);
        double factor = 1;
        if (!digits.isEmpty()) {
            factor = switch (digits.charAt(digits.length() - 1)) {
                case 'K' -> 1e3;
                case 'M' -> 1e6;
                case 'B', 'G' -> 1e9;
                case 'T' -> 1e12;
                default -> 1;
            };
        }
        try {
            var number = factor == 1 ? digits : digits.substring(0, digits.length() - 1);
            double value = Double.parseDouble(number) * factor;
            if (value >= 1 && value < 1e18) {
                return Math.round(value);
            }
        } catch (NumberFormatException _) {
            // The sentence below says what was expected.
        }
        throw new DataException(
                what + ": found " + text + ", expected a count from 1 to 1e18, such as 300K, 1.5M or 2B");
    }

    /**
     * The shape whose parameter count comes nearest to the target, among widths that are multiples of 16 (from 128 on, of 32) and sensible
     * aspects.
     *
     * @param architecture the name of an {@link Architecture}
     * @param params all trained elements, embeddings included
     * @throws DataException where no shape comes within a factor of 1.5, or the architecture is unknown
     */
    public static HfConfig choose(String architecture, long params, int vocabulary, int context) {
        return choose(architecture, params, vocabulary, context, ASPECT_WEIGHT);
    }

    /**
     * The shape for a scaling study: sizes of one family, whose aspect hardly changes from size to size, matter more there
     * than the exact count, which the study takes as it comes. Otherwise as {@link #choose}.
     */
    public static HfConfig ofFamily(String architecture, long params, int vocabulary, int context) {
        return choose(architecture, params, vocabulary, context, FAMILY_ASPECT_WEIGHT);
    }

    private static HfConfig choose(String architecture, long params, int vocabulary, int context, double aspectWeight) {
        HfConfig best = null;
        double bestCost = Double.POSITIVE_INFINITY;
        for (int width = WIDTH_STEP;
                width <= MOST_WIDTH && 12L * width * width / 2 <= params + 12L * 64 * 64 / 2;
                width += width < 128 ? WIDTH_STEP : 2 * WIDTH_STEP) {
            // Beyond it each shape is wider for its layers than the best one, and worse for that alone.
            if (aspectWeight * Math.log(width / (ASPECT * MAX_LAYERS)) >= bestCost) {
                break;
            }
            long one = ParameterPlan.params(shape(architecture, width, 1, vocabulary, context));
            long each = ParameterPlan.params(shape(architecture, width, 2, vocabulary, context)) - one;
            for (int layers = 1; layers <= MAX_LAYERS; layers++) {
                double miss = Math.abs(Math.log((double) (one + (layers - 1) * each) / params));
                double cost = miss + aspectWeight * Math.abs(Math.log(width / (ASPECT * layers)));
                if (miss < Math.log(1.5) && cost < bestCost) {
                    best = shape(architecture, width, layers, vocabulary, context);
                    bestCost = cost;
                }
            }
        }
        if (best == null) {
            throw new DataException(
                    "size %d: found no shape of about so many parameters for a vocabulary of %d, expected at least %d and at most %.1e"
                            .formatted(
                                    params,
                                    vocabulary,
                                    ParameterPlan.params(shape(architecture, WIDTH_STEP, 1, vocabulary, context)),
                                    (double) ParameterPlan.params(
                                            shape(architecture, MOST_WIDTH, MAX_LAYERS, vocabulary, context))));
        }
        return best;
    }

    /** A shape in full: heads of width 16 below width 128, else 32; the rest as {@link Architecture#ofFamily} has it. */
    public static HfConfig shape(String architecture, int width, int layers, int vocabulary, int context) {
        if (width < 1 || width > MOST_WIDTH) { // beyond it, products of two sizes are no longer exact
            throw new DataException("width: found %d, expected 1 to %d".formatted(width, MOST_WIDTH));
        }
        int head = width < 128 ? 16 : 32;
        if (width % head != 0) {
            head = 16;
        }
        if (width % head != 0) {
            throw new DataException("width: found " + width + ", expected a multiple of 16, the width of a head");
        }
        return Architecture.named(architecture).ofFamily(width, layers, width / head, vocabulary, context);
    }
}
