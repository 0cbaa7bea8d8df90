package loglog.hex.search;

/**
 * How a tree is searched.
 *
 * @param rule by which a move is chosen on the way down
 * @param simulations of each search: visits of the root's moves
 * @param exploration PUCT's c, or the regularized policy's
 * @param firstPlay a move that was not tried yet counts as the value of its position less this
 */
public record SearchSettings(Rule rule, int simulations, double exploration, double firstPlay) {
    /** By which a move is chosen. */
    public enum Rule {
        /**
         * The greatest {@code Q(a) + c P(a) sqrt(N) / (1 + N(a))}, N being the sum of the moves' visits (AlphaGo Zero, Silver et
         * al. 2017, Methods).
         */
        PUCT,

        /**
         * A draw from the policy that maximizes {@code sum p(a) Q(a) - lambda KL(P, p)}, lambda = c sqrt(N) / (moves + N)
         * (arXiv 2007.12509, equations 7 and 11), which also is what the search learns and plays.
         */
        REGULARIZED
    }

    public SearchSettings {
        if (simulations < 1 || !(exploration >= 0) || !(firstPlay >= 0)) {
            throw new IllegalArgumentException(
                    "found %d simulations, exploration %s, first play %s, expected at least 1, 0, 0"
                            .formatted(simulations, exploration, firstPlay));
        }
    }

    /** The same with as many simulations. */
    public SearchSettings simulations(int count) {
        return new SearchSettings(rule, count, exploration, firstPlay);
    }
}
