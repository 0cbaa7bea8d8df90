package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A law fitted to its own values gives its own parameters. */
@Tag("slow")
class RecoveryTest {

    static Stream<KnownLaws.Case> laws() {
        return KnownLaws.all().stream();
    }

    static final List<Criterion> CRITERIA = List.of(
            Criterion.DEFAULT,
            Criterion.LOG_SQUARES,
            Criterion.SQUARES,
            new Criterion(new Penalty.Absolute(), true),
            new Criterion(new Penalty.Huber(0.1), false));

    @ParameterizedTest
    @MethodSource("laws")
    void everyLawIsRecoveredFromItsOwnValues(KnownLaws.Case known) {
        var fit = Laws.fit(known.law(), known.observations(80));
        assertThat(fit.status()).as(() -> fit.warnings().toString()).isEqualTo(Status.CONVERGED);
        assertRecovered(fit, known.natural());
    }

    @ParameterizedTest
    @FieldSource("CRITERIA")
    void chinchillaIsRecoveredByEveryCriterion(Criterion criterion) {
        var observations = Simulated.chinchilla(60, 6, 0, 1);
        var fit = Laws.fit(new Chinchilla(), observations, criterion);
        assertThat(fit.status()).isEqualTo(Status.CONVERGED);
        assertRecovered(fit, Simulated.CHINCHILLA);
    }

    private static void assertRecovered(Fit fit, double[] truth) {
        var found = fit.values();
        for (int j = 0; j < truth.length; j++) {
            assertThat(found[j] / truth[j])
                    .as(
                            "%s of %s, %s",
                            fit.law().parameters().get(j).name(), fit.law().name(), fit.parameters())
                    .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-6));
        }
    }
}
