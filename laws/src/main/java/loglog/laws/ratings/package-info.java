/**
 * Ratings of players from the results of their games: Bradley and Terry's model by maximum likelihood, in Elo.
 */
package loglog.laws.ratings;
