package loglog.lab.study;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The designs as a study file names them; some are special cases of one {@link Design}. */
public enum DesignKind {
    ISOFLOP("isoflop", "budgets", "tokens_per_param"),
    LADDER("ladder", "sizes", "tokens_per_param"),
    GRID("grid", "sizes", "tokens"),
    /** Several sizes at one number of tokens. */
    PARAMS("params", "sizes", "tokens"),
    /** One size at several numbers of tokens. */
    TOKENS("tokens", "size", "tokens"),
    BATCH_SIZES("batch-sizes", "size", "tokens", "batches"),
    LEARNING_RATES("learning-rates", "sizes", "tokens", "rates"),
    TRUNKS("trunks", "sizes", "tokens", "decay"),
    REPEATS("repeats", "sizes", "unique_tokens", "epochs"),
    /** One scale with several seeds: the noise. */
    SEEDS("seeds", "size", "tokens"),
    OPTIMAL("optimal", "flops", "sizes", "tokens_per_param", "largest");

    private final String word;
    private final List<String> keys;

    DesignKind(String word, String... keys) {
        this.word = word;
        this.keys = List.of(keys);
    }

    /** As it is written. */
    public String word() {
        return word;
    }

    /** Keys of the design, besides {@code kind}. */
    public List<String> keys() {
        return keys;
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(DesignKind::word).toList();
    }

    public static Optional<DesignKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** Whether its runs vary params and tokens, so that they can say how to divide a budget between the two. */
    boolean variesBoth() {
        return switch (this) {
            case ISOFLOP, LADDER, GRID, TRUNKS, REPEATS, OPTIMAL -> true;
            case PARAMS, TOKENS, BATCH_SIZES, LEARNING_RATES, SEEDS -> false;
        };
    }

    /** Whether its runs lie along a scale, from which another can be forecast. */
    boolean forecasts() {
        return variesBoth() || this == PARAMS || this == TOKENS;
    }
}
