package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That rows allow no fit is a value with its reason; a defect of a law is an exception that nobody takes for it. */
class FittedTest {
    private static final Observations RUNS =
            Observations.of(3.2, 2.9, 2.6, 2.45, 2.3, 2.25).with("flops", 1e17, 1e18, 1e19, 1e20, 1e21, 1e22);

    /** A power law that some programmer got wrong. */
    private record Defective(Law law) implements Law {
        @Override
        public String name() {
            return "defective";
        }

        @Override
        public String equation() {
            return law.equation();
        }

        @Override
        public String source() {
            return law.source();
        }

        @Override
        public List<String> axes() {
            return law.axes();
        }

        @Override
        public List<LawParameter> parameters() {
            return law.parameters();
        }

        @Override
        public void basis(double[] p, Scales rows, double[][] phi) {
            throw new IllegalArgumentException("a defect");
        }

        @Override
        public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
            throw new IllegalArgumentException("a defect");
        }

        @Override
        public double[] natural(double[] internal, double[] unit) {
            return law.natural(internal, unit);
        }

        @Override
        public double[] internal(double[] natural, double[] unit) {
            return law.internal(natural, unit);
        }
    }

    private static final Law SOUND = new PowerLaw("flops");
    private static final Law DEFECTIVE = new Defective(SOUND);

    @Test
    void tooFewRowsAreAReason() {
        var two = RUNS.select(0, 1);
        assertThat(Forecaster.of(two, List.of(new PowerLawWithFloor("flops")), Criterion.DEFAULT, 50, 1))
                .isEqualTo(Fitted.none("the law power-floor cannot be fitted to 2 rows"));
        assertThat(Comparison.of(RUNS, two, new PowerLawWithFloor("flops"), Criterion.DEFAULT, 50, 0.9, 1))
                .isInstanceOfSatisfying(
                        Fitted.None.class,
                        none -> assertThat(none.why())
                                .isEqualTo(
                                        "the second recipe's runs are too few points: 2 distinct points cannot determine the"
                                                + " 3 parameters of E + A / flops^alpha"));
        assertThat(ProfileLikelihood.of(Laws.fit(SOUND, two), "alpha", 0.9))
                .isEqualTo(
                        Fitted.none("a profile needs a usable fit to more than 2 rows; this one is converged, 2 rows"));
    }

    @Test
    void aDefectOfALawIsNone() {
        assertThatThrownBy(() -> Forecaster.of(RUNS, List.of(SOUND, DEFECTIVE), Criterion.DEFAULT, 50, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Comparison.of(RUNS, RUNS, DEFECTIVE, Criterion.DEFAULT, 50, 0.9, 1))
                .isInstanceOf(IllegalArgumentException.class);
        var fit = Laws.fit(SOUND, RUNS);
        var broken =
                new Fit(DEFECTIVE, RUNS, Criterion.DEFAULT, fit.status(), fit.parameters(), fit.objective(), List.of());
        assertThatThrownBy(() -> ProfileLikelihood.of(broken, "alpha", 0.9))
                .isInstanceOf(IllegalArgumentException.class);
        var guess = new Guess(SOUND, fit.values(), 0.01, 0.01);
        assertThat(expected(guess, SOUND)).isPresent();
        assertThatThrownBy(() -> expected(guess, DEFECTIVE)).isInstanceOf(IllegalArgumentException.class);
    }

    private static java.util.Optional<ExpectedInterval> expected(Guess guess, Law form) {
        return ExpectedInterval.of(guess, RUNS, List.of(), Map.of("flops", 1e23), List.of(form), 0.9);
    }

    @Test
    void aReasonPassesThroughWhatIsMadeOfAFit() {
        Fitted<Integer> none = Fitted.none("%d rows", 2);
        assertThat(none.map(n -> n + 1)).isEqualTo(Fitted.none("2 rows"));
        assertThat(Fitted.of(1).map(n -> n + 1).orElseThrow()).isEqualTo(2);
        assertThatThrownBy(() -> none.orElseThrow(IllegalStateException::new)).hasMessage("2 rows");
    }
}
