package loglog.training;

import loglog.runs.DataException;

/**
 * What a kind's scales are called before people. In files and options they are {@code params}, {@code tokens} and
 * {@code flops} for all kinds.
 *
 * @param params what makes a model large
 * @param tokens what training is counted in, many of them: tokens of texts, positions of a game, samples
 * @param token one of them
 * @param flops of training, in a table
 */
public record ScaleNames(String params, String tokens, String token, String flops) {
    /** Of models of texts. */
    public static final ScaleNames USUAL = new ScaleNames("params", "tokens", "token", "FLOP");

    /** The usual ones with others for what training is counted in. */
    public static ScaleNames countedIn(String many, String one) {
        return new ScaleNames(USUAL.params, many, one, USUAL.flops);
    }

    /** Those of a kind; the usual ones of a kind that is not there any more. */
    public static ScaleNames of(String kind) {
        try {
            return Kinds.named(kind).scaleNames();
        } catch (DataException _) {
            return USUAL;
        }
    }

    /** A scale of a law in a sentence: {@code params}, {@code tokens}, {@code unique tokens}, {@code compute}. */
    public String words(String axis) {
        return switch (axis) {
            case "params" -> params;
            case "tokens" -> tokens;
            case "unique_tokens" -> "unique " + tokens;
            case "flops" -> "compute";
            default -> axis.replace('_', ' ');
        };
    }

    /** A sentence about a study of any kind, such as its design's, in this kind's words. */
    public String told(String sentence) {
        return sentence.replace(USUAL.tokens, tokens);
    }

    /** A scale as the title of an axis, with its unit where the name is not one: {@code training compute [FLOP]}. */
    public String title(String axis) {
        return axis.equals("flops") ? "training compute [%s]".formatted(flops) : words(axis);
    }
}
