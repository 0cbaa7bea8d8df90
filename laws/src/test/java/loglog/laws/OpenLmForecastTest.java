package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Language models of 11M to 6.9B parameters on three corpora (arXiv 2403.08540): the runs under 5e8 parameters forecast
 * the more expensive ones. Chinchilla's law alone is off by 2.4% here, and its resampling intervals miss almost all of them.
 * Which forms get the weight decides between 1.2% and 2.8%: the 30 runs of a corpus are too few to tell.
 */
class OpenLmForecastTest {
    private static final double CHEAP = 5e8;

    @Test
    void theCheapRunsForecastTheDearOnesWithIntervalsThatHold() {
        var table = ReferenceData.table("openlm_104.csv");
        int forecasts = 0;
        int inside = 0;
        double error = 0;
        double plain = 0;
        for (var corpus : List.of("c4", "rpj", "rw")) {
            var rows = table.stream()
                    .filter(row -> row.get("dataset").equals(corpus))
                    .toList();
            for (var loss : List.of("loss_c4", "loss_mix")) {
                var runs = Observations.of(
                        ReferenceData.column(rows, "params"),
                        ReferenceData.column(rows, "tokens"),
                        ReferenceData.column(rows, loss));
                var cheap = runs.where(i -> runs.scale("params", i) < CHEAP);
                var dear = runs.where(i -> runs.scale("params", i) >= CHEAP);
                var forecaster = Forecaster.of(cheap, Forecaster.formsOfParamsAndTokens(), Criterion.DEFAULT, 1000, 1)
                        .orElseThrow();
                var answers = forecaster.at(dear, 0.9);
                var chinchilla = Laws.fit(new Chinchilla(), cheap).valuesAt(dear);
                for (int i = 0; i < dear.size(); i++) {
                    var run = answers.get(i).run();
                    forecasts++;
                    inside += run.holds(dear.metric(i)) ? 1 : 0;
                    error += Math.abs(run.value() / dear.metric(i) - 1);
                    plain += Math.abs(chinchilla[i] / dear.metric(i) - 1);
                }
            }
        }
        assertThat(forecasts).isEqualTo(18);
        assertThat(error).isLessThan(0.8 * plain);
        assertThat(inside).isGreaterThanOrEqualTo(15);
    }
}
