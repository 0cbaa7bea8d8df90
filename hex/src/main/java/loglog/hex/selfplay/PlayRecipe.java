package loglog.hex.selfplay;

import loglog.hex.search.SearchSettings;

/**
 * How a network learns from games against itself, but for its size.
 *
 * @param search of each move
 * @param games side by side
 * @param openings share of the games that begin after up to half a board of random moves
 * @param sampled share of a longest game in which moves are drawn from the search's policy; later the best one is made
 * @param temperature of that draw: probabilities to the power of its inverse
 * @param noise share of the root's prior that is Dirichlet noise
 * @param noiseOfMoves that noise's alpha, times the number of moves
 * @param batch positions of a step of learning
 * @param reuse how often a position is learned from, about
 * @param buffer latest positions that are learned from
 * @param rate Adam's learning rate
 * @param weightDecay decoupled
 */
public record PlayRecipe(
        SearchSettings search,
        int games,
        double openings,
        double sampled,
        double temperature,
        double noise,
        double noiseOfMoves,
        int batch,
        double reuse,
        int buffer,
        double rate,
        double weightDecay) {
    /** What small boards are learned well with. */
    public static final PlayRecipe USUAL = new PlayRecipe(
            new SearchSettings(SearchSettings.Rule.PUCT, 32, 1.5, 0.2),
            64,
            0.5,
            1 / 3.0,
            1,
            0.25,
            10,
            256,
            4,
            40_000,
            2e-3,
            1e-4);

    /** The same with another learning rate. */
    public PlayRecipe rate(double other) {
        return new PlayRecipe(
                search,
                games,
                openings,
                sampled,
                temperature,
                noise,
                noiseOfMoves,
                batch,
                reuse,
                buffer,
                other,
                weightDecay);
    }

    /** The same with another batch. */
    public PlayRecipe batch(int other) {
        return new PlayRecipe(
                search,
                games,
                openings,
                sampled,
                temperature,
                noise,
                noiseOfMoves,
                other,
                reuse,
                buffer,
                rate,
                weightDecay);
    }

    /** The same with another search. */
    public PlayRecipe search(SearchSettings other) {
        return new PlayRecipe(
                other,
                games,
                openings,
                sampled,
                temperature,
                noise,
                noiseOfMoves,
                batch,
                reuse,
                buffer,
                rate,
                weightDecay);
    }

    /** Evaluations for each game between two steps of learning: as many as give new positions for a batch, over the reuse. */
    public int ticks() {
        return (int) Math.max(1, Math.round(batch * (double) search.simulations() / (reuse * games)));
    }

    /** Evaluations of self-play between two steps of learning. */
    public long evaluationsPerStep() {
        return (long) ticks() * games;
    }
}
