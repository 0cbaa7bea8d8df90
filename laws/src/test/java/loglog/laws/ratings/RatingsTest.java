package loglog.laws.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RatingsTest {
    /** Five players, uneven numbers of games, draws, some pairs never met. */
    private static GameResults league() {
        var games = new GameResults();
        games.add("a", "b", 12, 7, 1);
        games.add("b", "a", 9, 10, 1);
        games.add("a", "c", 15, 4, 1);
        games.add("c", "d", 8, 8, 4);
        games.add("d", "a", 3, 16, 1);
        games.add("d", "b", 6, 13, 1);
        games.add("b", "c", 11, 9, 0);
        games.add("e", "d", 7, 12, 1);
        games.add("e", "c", 5, 15, 0);
        games.add("c", "b", 10, 9, 1);
        return games;
    }

    private static Ratings rated(GameResults games) {
        return Ratings.of(games, RatingSettings.usual());
    }

    private static double elo(Ratings ratings, String player) {
        return ratings.player(player).orElseThrow().elo().value();
    }

    private static void assertElo(Ratings ratings, double... elo) {
        assertThat(ratings.players().stream().mapToDouble(r -> r.elo().value()).toArray())
                .containsExactly(elo, within(1e-4));
    }

    /** The reference numbers are scipy's (1.17), by another way: BFGS and Nelder-Mead on the likelihood itself. */
    @Test
    void ratingsAndProfileIntervalsAreThoseOfAnIndependentOptimizer() {
        var ratings = rated(league());
        assertElo(ratings, 0, -96.432860, -151.818886, -213.647966, -320.735598);
        var b = ratings.player("b").orElseThrow().elo();
        assertThat(b.low()).isCloseTo(-171.313046, within(1e-3));
        assertThat(b.high()).isCloseTo(-23.985299, within(1e-3));
        var e = ratings.player("e").orElseThrow().elo();
        assertThat(e.low()).isCloseTo(-445.782898, within(1e-3));
        assertThat(e.high()).isCloseTo(-201.222168, within(1e-3));
    }

    @Test
    void theFirstMoveIsFittedBesideTheRatings() {
        var ratings = Ratings.of(league(), RatingSettings.usual().fittingFirstMove());
        assertElo(ratings, 0, -95.129796, -152.127632, -215.396006, -331.093216);
        assertThat(ratings.firstMove().orElseThrow().value()).isCloseTo(9.280491, within(1e-4));
        assertThat(rated(league()).firstMove().orElseThrow().value()).isCloseTo(9.280491, within(1e-4));
    }

    @Test
    void thirtyToTenIs190PointsAndFourHundredPointsAreTenToOne() {
        var games = new GameResults();
        games.addInAnyOrder("a", "b", 10, 30, 0);
        assertThat(elo(rated(games), "b")).isCloseTo(190.848, within(1e-3));
        assertThat(Elo.score(400)).isCloseTo(10 / 11.0, within(1e-12));
        assertThat(Elo.difference(0.75)).isCloseTo(190.848, within(1e-3));
    }

    @Test
    void anAnchorMovesAllRatingsAlikeAndTwoAnchorsFixBoth() {
        var one = Ratings.of(league(), RatingSettings.usual().anchor("c", 1000));
        assertElo(one, 1151.818886, 1055.386025, 1000, 938.170919, 831.083287);
        assertThat(one.player("c").orElseThrow().elo().high()).isEqualTo(1000);
        assertThat(one.player("a").orElseThrow().elo().se()).isPositive();

        var two = Ratings.of(league(), RatingSettings.usual().anchor("a", 0).anchor("b", -40));
        assertThat(elo(two, "b")).isEqualTo(-40);
        assertThat(elo(two, "c")).isBetween(-151.0, -100.0); // the others follow
        assertThatThrownBy(() -> Ratings.of(league(), RatingSettings.usual().anchor("x", 0)))
                .hasMessageContaining("found no games of x");
    }

    @Test
    void whoNeverLostGetsAVirtualDrawAndNoOneElseDoesWhereNoneIsNeeded() {
        var games = new GameResults();
        games.add("a", "b", 30, 0, 0);
        var ratings = rated(games);
        assertThat(ratings.hasVirtualDraws(0)).isTrue();
        assertThat(ratings.player("b").orElseThrow().isOneSided()).isTrue();
        assertThat(elo(ratings, "b")).isCloseTo(-Elo.difference(30.5 / 31), within(1e-6));
        assertThat(ratings.player("b").orElseThrow().elo().low()).isBetween(-3000.0, -900.0);
        assertThat(rated(league()).hasVirtualDraws(0)).isFalse();
    }

    /** Each player has won and lost, and yet there is no maximum: two never lost a point to the other two. */
    @Test
    void aPartThatNeverLostToTheRestIsFound() {
        var games = new GameResults();
        games.add("a", "b", 5, 5, 0);
        games.add("c", "d", 5, 5, 0);
        games.add("a", "c", 7, 0, 0);
        games.add("b", "d", 7, 0, 0);
        var ratings = rated(games);
        assertThat(ratings.hasVirtualDraws(0)).isTrue();
        assertThat(elo(ratings, "c")).isBetween(-1500.0, -300.0);
        games.add("d", "b", 0, 0, 1); // half a point is enough
        assertThat(rated(games).hasVirtualDraws(0)).isFalse();
    }

    @Test
    void playersThatNoChainOfGamesJoinsAreRatedApart() {
        var games = league();
        games.add("x", "y", 10, 20, 0);
        games.add("z", "x", 0, 0, 0);
        var ratings = rated(games);
        assertThat(ratings.groups()).isEqualTo(3);
        assertThat(ratings.group(1).stream().map(Rating::player)).containsExactly("x", "y");
        assertThat(elo(ratings, "y")).isCloseTo(120.412, within(1e-3));
        assertThat(elo(ratings, "e")).isCloseTo(-320.7356, within(1e-4));
        assertThat(elo(ratings, "z")).isNaN();
        assertThat(ratings.difference("a", "x").value()).isNaN();
        var next = ratings.mostInformative(3, 1);
        assertThat(next.get(0).gain()).isInfinite();
        assertThat(List.of(next.get(0).b(), next.get(1).b())).containsExactly("y", "z");
        assertThat(next.get(2).gain()).isFinite();

        var joined = Ratings.of(games, RatingSettings.usual().anchor("a", 0).anchor("x", 50));
        assertThat(joined.difference("e", "y").value()).isCloseTo(-320.7356 - 170.412, within(1e-2));
    }

    @Test
    void theMostInformativePairingIsTheOneWhoseGamesNarrowTheRatingsMost() {
        var next = rated(league()).mostInformative(10, 50);
        assertThat(next).hasSize(10);
        assertThat(next.getFirst().gain()).isGreaterThan(next.getLast().gain());
        double before = volume(league());
        double best = 0;
        String found = null;
        for (var pairing : next) {
            var more = league();
            // the expected result, so that ratings stay and only their precision changes
            more.addInAnyOrder(pairing.a(), pairing.b(), 50 * pairing.score(), 50 * (1 - pairing.score()), 0);
            double gain = before - volume(more);
            assertThat(gain).isCloseTo(pairing.gain(), within(0.05));
            if (gain > best) {
                best = gain;
                found = pairing.a() + pairing.b();
            }
        }
        assertThat(found).isEqualTo(next.getFirst().a() + next.getFirst().b());
    }

    /** The log determinant of the covariance of b to e, by elimination. */
    private static double volume(GameResults games) {
        var ratings = rated(games);
        var names = List.of("b", "c", "d", "e");
        var c = new double[4][4];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                double vi = Math.pow(ratings.difference("a", names.get(i)).se(), 2);
                double vj = Math.pow(ratings.difference("a", names.get(j)).se(), 2);
                double vij =
                        Math.pow(ratings.difference(names.get(i), names.get(j)).se(), 2);
                c[i][j] = (vi + vj - vij) / 2;
            }
        }
        double log = 0;
        for (int k = 0; k < 4; k++) {
            log += Math.log(c[k][k]);
            for (int i = k + 1; i < 4; i++) {
                double factor = c[i][k] / c[k][k];
                for (int j = k; j < 4; j++) {
                    c[i][j] -= factor * c[k][j];
                }
            }
        }
        return log;
    }

    @Test
    void theFirstMoveIsNotToldWherePlayersAlwaysHaveTheSameMoveOrItDecidesAllGames() {
        var same = new GameResults();
        same.add("a", "b", 12, 8, 0);
        same.add("b", "c", 12, 8, 0);
        assertThat(rated(same).firstMove()).isEmpty();
        var always = new GameResults();
        always.add("a", "b", 10, 0, 0);
        always.add("b", "a", 10, 0, 0);
        var ratings = Ratings.of(always, RatingSettings.usual().fittingFirstMove());
        assertThat(ratings.firstMove()).isEmpty();
        assertThat(ratings.isFirstMoveFitted()).isFalse();
        assertThat(elo(ratings, "b")).isCloseTo(0, within(1e-9));
    }

    @Test
    void whatIsNoResultIsRefused() {
        var games = new GameResults();
        assertThatThrownBy(() -> games.add("a", "a", 1, 0, 0)).hasMessageContaining("a plays against itself");
        assertThatThrownBy(() -> games.add("a", "b", -1, 0, 0)).hasMessageContaining("-1.0 games of a and b");
        assertThatThrownBy(() -> rated(games)).hasMessageContaining("found 0 players");
    }
}
