package loglog.lab.study;

import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;

/** How large a model is. */
public sealed interface Size {
    /** About so many params, of the family of {@link Sizes#ofFamily}. */
    record Params(long params) implements Size {}

    /** In full. */
    record Shape(int width, int layers) implements Size {}

    /** The model. */
    default HfConfig config(String architecture, int vocabulary, int context) {
        return switch (this) {
            case Params(long params) -> Sizes.ofFamily(architecture, params, vocabulary, context);
            case Shape(int width, int layers) -> Sizes.shape(architecture, width, layers, vocabulary, context);
        };
    }

    /**
     * Reads {@code 300K} or {@code 64x4} (width x layers).
     *
     * @throws loglog.runs.DataException where it is neither
     */
    static Size parse(String what, String text) {
        var full = text.strip().split("[xX×]");
        if (full.length == 2 && full[0].matches("\\d{1,6}") && full[1].matches("\\d{1,4}")) {
            int width = Integer.parseInt(full[0]);
            int layers = Integer.parseInt(full[1]);
            if (width > 0 && layers > 0) {
                return new Shape(width, layers);
            }
        }
        return new Params(Sizes.parse(what, text));
    }
}
