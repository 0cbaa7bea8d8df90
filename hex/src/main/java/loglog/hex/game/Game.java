package loglog.hex.game;

/**
 * A game of two players who move in turn and see everything, as far as a search has to know it. A position is a few words in
 * an array of many, so that thousands of them stand side by side without an object each; it is always seen by the player whose
 * move it is, and so are the numbers of its moves and what a network reads of it.
 */
public interface Game {
    /** What {@link #play} gives while the game goes on. */
    float GOES_ON = Float.NaN;

    /** How many moves there are at most, numbered from 0. */
    int moves();

    /** Moves of the longest game. */
    int longest();

    /** Words of a position. */
    int words();

    /** Numbers that a network reads of a position. */
    int inputs();

    /** Puts the position that games start from at {@code positions[at]}. */
    void start(long[] positions, int at);

    /** Whether the player whose move it is can make that one. */
    boolean isLegal(long[] positions, int at, int move);

    /** Writes which moves are legal, a bit each, 64 a word. */
    void legal(long[] positions, int at, long[] to);

    /**
     * Makes a legal move.
     *
     * @param to where the position after it goes, seen by the other player; may be where it came from
     * @return what the game has come to for the player who moved: 1 won, 0 drawn, -1 lost; {@link #GOES_ON} else
     */
    float play(long[] from, int fromAt, int move, long[] to, int toAt);

    /** Writes {@link #inputs} numbers for a network. */
    void observe(long[] positions, int at, float[] to, int toAt);

    /** The number of a move, and of an input plane's cell, in the position turned by the game's symmetry number {@code s}. */
    int turned(int move, int s);

    /** Symmetries that leave a position's value as it is, the identity (0) among them. */
    int symmetries();
}
