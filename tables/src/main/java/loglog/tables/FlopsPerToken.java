package loglog.tables;

/**
 * Training compute as a multiple of params times tokens: flops = k params tokens. The usual k is 6: two FLOP per
 * parameter and token forward, four backward (arXiv 2001.08361).
 *
 * @param k FLOP per parameter and token, positive
 */
public record FlopsPerToken(double k) {
    public static final FlopsPerToken USUAL = new FlopsPerToken(6);

    public FlopsPerToken {
        if (!(k > 0) || Double.isInfinite(k)) {
            throw new IllegalArgumentException("k must be positive and finite, not " + k);
        }
    }

    /**
     * Reads "6N", "6*N", "6 N" or "6".
     *
     * @throws TableException if the text is none of these
     */
    public static FlopsPerToken parse(String text) {
        var s = text.strip();
        if (s.endsWith("N") || s.endsWith("n")) {
            s = s.substring(0, s.length() - 1).strip();
            s = s.endsWith("*") ? s.substring(0, s.length() - 1).strip() : s;
        }
        var k = Numbers.parse(s);
        if (k.isEmpty() || k.getAsDouble() <= 0) {
            throw new TableException("--flops-per-token: found " + text + ", expected a multiple of the"
                    + " parameters such as 6N (flops = 6 params tokens)");
        }
        return new FlopsPerToken(k.getAsDouble());
    }

    /** The multiple as formulas show it: "6", "2.5". */
    String factor() {
        return k == Math.rint(k) && k < 1e9 ? Long.toString((long) k) : Double.toString(k);
    }
}
