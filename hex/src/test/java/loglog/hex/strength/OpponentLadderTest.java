package loglog.hex.strength;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpponentLadderTest {
    @Test
    void thirtyOfFortyGamesAreHundredNinetyEloAndFourHundredEloAreTenToOne() {
        // Without the drawn game that is added: 400 log10(3).
        var many = LadderRating.rating(List.of(new LadderRating.Games(0, 40_000_000, 30_000_000)));
        assertThat(many.elo()).isEqualTo(190.85, within(0.01));
        var few = LadderRating.rating(List.of(new LadderRating.Games(100, 4, 4)));
        assertThat(few.elo()).isEqualTo(100 + 400 * Math.log10(9), within(0.01));
        assertThat(few.error()).isGreaterThan(many.error());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void thePlayersOfALadderRateEachOtherAsItSays(int n) {
        var ladder = OpponentLadder.of(new Hex(n));
        for (int i = 1; i < ladder.rungs().size(); i++) {
            var strength = Strength.of(ladder.rungs().get(i).player(), ladder, n == 5 ? 12 : 60);
            assertThat(strength.elo().elo())
                    .as("%s on %d", ladder.rungs().get(i).name(), n)
                    .isEqualTo(
                            ladder.rungs().get(i).elo(),
                            within(4 * strength.elo().error()));
        }
        var perfect = Strength.of(ladder.rungs().getFirst().player(), ladder, n == 5 ? 10 : 50);
        assertThat(perfect.held()).isEqualTo(1);
        assertThat(perfect.blunders()).isEqualTo(0);
    }

    @Test
    void perfectPlayWinsExactlyHalfOfOpeningsPlayedWithBothColors() {
        var hex = new Hex(4);
        var solver = new HexSolver(hex);
        var perfect = new PerfectPlayer(hex, solver, 0);
        var match = Match.play(hex, perfect, new PerfectPlayer(hex, solver, 0), 100, solver, 1);
        assertThat(match.wins()).isEqualTo(100);
        assertThat(match.held()).isEqualTo(match.winnable()).isEqualTo(100);
    }

    @Test
    void onALargerBoardMoreFillsAreStronger() {
        var rungs = OpponentLadder.of(new Hex(6)).rungs();
        assertThat(rungs.get(1).elo()).isLessThan(-50);
        assertThat(rungs.get(3).elo()).isLessThan(rungs.get(2).elo() - 50);
        assertThat(rungs.get(0).elo()).isEqualTo(0);
    }
}
