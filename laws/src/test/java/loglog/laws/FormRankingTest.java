package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FormRankingTest {
    /** Two forms whose AICc differs by 0.05, of which the second is off by a quarter less above the cuts. */
    @Test
    void aFormThatFitsAlmostBestAndExtrapolatesBetterIsNotSaidToFitBest() {
        var rows = ReferenceData.table("forecasts/olmo_ladder_c4.csv");
        var params = ReferenceData.column(rows, "params");
        var tokens = ReferenceData.column(rows, "tokens");
        var flops = new double[params.length];
        Arrays.setAll(flops, i -> 6 * params[i] * tokens[i]);
        var runs = Observations.of(params, tokens, ReferenceData.column(rows, "loss"));
        var ranking = FormRanking.of(runs, Forecaster.formsOfParamsAndTokens(), Criterion.DEFAULT, "flops", flops)
                .orElseThrow();
        var entries = ranking.entries();
        assertThat(entries.getFirst().fit().law().name()).isEqualTo("chinchilla");
        assertThat(entries.get(1).aicc()).isLessThan(entries.getFirst().aicc() + 1);
        assertThat(ranking.verdict())
                .isEqualTo(
                        "shared-exponent fits about as well as chinchilla, which fits best, and extrapolates better");
    }
}
