package loglog.hex.search;

/** Says of positions how good their moves are and who will win: a network, or whatever stands for one. */
@FunctionalInterface
public interface PositionEvaluator {
    /**
     * Evaluates positions, row after row.
     *
     * @param inputs what {@link loglog.hex.game.Game#observe} wrote; may have room for more rows
     * @param rows how many
     * @param outputs gets, for each row, the moves' probabilities, legal or not, then those of a win and a loss for the player
     *     whose move it is
     */
    void evaluate(float[] inputs, int rows, float[] outputs);
}
