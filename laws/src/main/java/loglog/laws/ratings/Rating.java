package loglog.laws.ratings;

import loglog.laws.Interval;

/**
 * A player's rating.
 *
 * @param elo in Elo points above the group's reference; its interval has no width for what was fixed, and no ends (NaN) for
 *     a player without games
 * @param games that the player took part in
 * @param points that it made in them, a draw being half a point
 * @param firstShare in which share of the games of known order it moved first; NaN where there are none
 * @param group which players it can be compared with: those of the same number, counted from 0
 * @param isFixed whether the rating was given, or is the group's zero
 */
public record Rating(
        String player, Interval elo, double games, double points, double firstShare, int group, boolean isFixed) {
    /** Whether every game was won, or every game lost. */
    public boolean isOneSided() {
        return games > 0 && (points == 0 || points == games);
    }
}
