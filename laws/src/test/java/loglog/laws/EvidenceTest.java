package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rehearsals are made to say of forms that do not need the same number of rows. */
class EvidenceTest {
    private static final Law FIVE = new Chinchilla();
    private static final Law FOUR = new SharedExponent();

    /** Ten runs at ten budgets: the cheapest five allow no law of five parameters, the cheapest six one of four, the rest both. */
    private static Observations ladder() {
        var params = new double[10];
        var tokens = new double[10];
        for (int i = 0; i < 10; i++) {
            params[i] = 1e7 * Math.pow(10, 0.2 * i) * (i % 2 == 0 ? 1.6 : 1);
            tokens[i] = 4e8 * Math.pow(10, 0.2 * i) * (i % 3 == 0 ? 1.7 : 1);
        }
        return Simulated.obeying(
                FIVE,
                Simulated.CHINCHILLA,
                Observations.of(params, tokens, Solver.ones(10)),
                Simulated.normal(0.003, 1));
    }

    private static List<Forecast.Form> forms(Law... laws) {
        return Forecaster.of(ladder(), List.of(laws), Criterion.DEFAULT, 50, 1)
                .orElseThrow()
                .at(Map.of("params", 1e10, "tokens", 1e11), 0.9)
                .forms();
    }

    @Test
    void aFormThatNeedsMoreRowsIsComparedWhereItCouldBeTried() {
        var forms = forms(FIVE, FOUR);
        assertThat(forms).allMatch(form -> form.weight() > 0.01);
        assertThat(forms)
                .extracting(Forecast.Form::rehearsals)
                .containsOnly(forms.getFirst().rehearsals());
        double alone = forms(FOUR).getFirst().rehearsals();
        assertThat(forms.getFirst().rehearsals()).isPositive().isLessThan((int) alone);
    }

    /** A form of so many parameters that it could be tried nowhere has no say, and takes none from the others. */
    @Test
    void oneThatCouldBeTriedNowhereHasNoWeight() {
        var many = new SumOfPowers(List.of("params", "tokens", "flops", "batch"));
        var rows = ladder();
        var flops = new double[10];
        var batch = new double[10];
        for (int i = 0; i < 10; i++) {
            flops[i] = 6 * rows.scale("params", i) * rows.scale("tokens", i);
            batch[i] = 1 + i % 4;
        }
        var forecaster = Forecaster.of(
                        rows.with("flops", flops).with("batch", batch), List.of(FOUR, many), Criterion.DEFAULT, 50, 1)
                .orElseThrow();
        var forms = forecaster
                .at(Map.of("params", 1e10, "tokens", 1e11, "flops", 6e21, "batch", 2.0), 0.9)
                .forms();
        assertThat(forms.getFirst().weight()).isCloseTo(1, offset(1e-12));
        assertThat(forms.getFirst().fit().law()).isEqualTo(FOUR);
        assertThat(forms.getFirst().rehearsals()).isPositive();
        assertThat(forms.getLast().rehearsals()).isZero();
    }

    /** No law can be tried at the cheapest cut here: the verdict must still name those that extrapolate. */
    @Test
    void aRankingNamesTheLawsThatExtrapolateWhereTheCheapestCutAllowsNone() {
        var rows = ladder();
        var flops = new double[10];
        for (int i = 0; i < 10; i++) {
            flops[i] = 6 * rows.scale("params", i) * rows.scale("tokens", i);
        }
        var ranking = FormRanking.of(
                        rows.with("flops", flops), List.of(FIVE, FOUR, new Kaplan()), Criterion.DEFAULT, "flops", flops)
                .orElseThrow();
        assertThat(ranking.cuts()).isPositive();
        assertThat(ranking.entries()).allMatch(entry -> entry.rehearsals() == ranking.cuts());
        assertThat(ranking.entries()).allMatch(entry -> Double.isFinite(entry.heldOutError()));
        assertThat(ranking.verdict())
                .doesNotContain("but  extrapolates")
                .containsAnyOf("chinchilla", "shared-exponent", "kaplan");
    }
}
