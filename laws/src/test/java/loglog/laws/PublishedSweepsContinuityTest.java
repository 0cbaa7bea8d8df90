package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forecasts from public sweeps over a grid to three orders of magnitude beyond them: no jumps, and more never gives a higher loss. */
@Tag("slow")
class PublishedSweepsContinuityTest {
    private static final int POINTS = 20;

    /** Forecasts, and the ends of their intervals, move by no more than this in ln(loss) for a factor of e of a scale. */
    private static final double STEEPEST = 0.5;

    private static final double STEEPEST_END = 1;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chinchilla_fig4.csv", "forecasts/gemstones_hot.csv", "forecasts/marin_comma.csv",
                        "forecasts/marin_dclm.csv",
                "forecasts/misfitting.csv", "forecasts/olmo_ladder_c4.csv", "openlm_104.csv c4 loss_c4",
                        "openlm_104.csv c4 loss_mix",
                "openlm_104.csv rpj loss_c4", "openlm_104.csv rpj loss_mix", "openlm_104.csv rw loss_c4",
                        "openlm_104.csv rw loss_mix"
            })
    void noJumpsAndNoHigherLossForMore(String sweep) {
        var runs = runs(sweep.split(" "));
        var forecaster = Forecaster.of(runs, Forecaster.formsOfParamsAndTokens(), Criterion.DEFAULT, 200, 1)
                .orElseThrow();
        var params = axis(runs.axis("params"));
        var tokens = axis(runs.axis("tokens"));
        var before = new double[POINTS][];
        for (double n : params) {
            double[] last = null;
            for (int j = 0; j < POINTS; j++) {
                var of = at(forecaster, n, tokens[j]);
                near(last, of, Math.log(tokens[1] / tokens[0]));
                near(before[j], of, Math.log(params[1] / params[0]));
                last = of;
                before[j] = of;
            }
        }
    }

    private static void near(double[] less, double[] more, double step) {
        if (less == null) {
            return;
        }
        assertThat(more[0]).isLessThanOrEqualTo(less[0] * (1 + 1e-12));
        for (int k = 0; k < more.length; k++) {
            assertThat(Math.abs(Math.log(more[k] / less[k]))).isLessThan((k == 0 ? STEEPEST : STEEPEST_END) * step);
        }
    }

    private static double[] at(Forecaster forecaster, double params, double tokens) {
        var forecast = forecaster.at(Map.of("params", params, "tokens", tokens), 0.9);
        return new double[] {
            forecast.run().value(),
            forecast.run().low(),
            forecast.run().high(),
            forecast.law().low(),
            forecast.law().high()
        };
    }

    /** From the least scale to a thousand times the greatest. */
    private static double[] axis(double[] scales) {
        double least = Arrays.stream(scales).min().orElseThrow();
        double most = 1000 * Arrays.stream(scales).max().orElseThrow();
        return Stream.iterate(0, i -> i + 1)
                .limit(POINTS)
                .mapToDouble(i -> least * Math.pow(most / least, i / (POINTS - 1.0)))
                .toArray();
    }

    private static Observations runs(String[] sweep) {
        if (sweep[0].startsWith("chinchilla")) {
            return ReferenceData.chinchillaFigure4();
        }
        var rows = ReferenceData.table(sweep[0]).stream()
                .filter(row -> sweep.length == 1 || row.get("dataset").equals(sweep[1]))
                .toList();
        return Observations.of(
                ReferenceData.column(rows, "params"),
                ReferenceData.column(rows, "tokens"),
                ReferenceData.column(rows, sweep.length == 1 ? "loss" : sweep[2]));
    }
}
