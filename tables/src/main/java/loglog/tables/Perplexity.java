package loglog.tables;

import java.util.regex.Pattern;

/**
 * A column of perplexities where losses are meant. Laws of loss describe its logarithm, the cross entropy in nats: a perplexity
 * has no floor and no power of theirs, and a misfit of one percent of the loss is one of three to four percent of it.
 */
final class Perplexity {
    private Perplexity() {}

    private static final Pattern NAME =
            Pattern.compile("(.*[^\\p{L}])?(perplexity|ppl)([^\\p{L}].*)?", Pattern.CASE_INSENSITIVE);

    /** A name that tells of the logarithm already, or of how much perplexities differ. */
    private static final Pattern OTHER = Pattern.compile(
            "(.*[^\\p{L}])?(log|ln|std|se|stderr|sigma|low|high|ratio|delta)([^\\p{L}].*)?", Pattern.CASE_INSENSITIVE);

    /** Whether a column holds perplexities, by its name. */
    static boolean isName(String column) {
        return NAME.matcher(column).matches() && !OTHER.matcher(column).matches();
    }

    /** What is taken for granted of such a column. */
    static String says(String column) {
        return "the loss is %s, in nats, as laws describe losses".formatted(metric(column));
    }

    /** What the metric is called: "ln val_ppl". */
    static String metric(String column) {
        return "ln " + column;
    }
}
