package user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import loglog.laws.Law;
import loglog.laws.LawParameter;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.Scales;
import org.junit.jupiter.api.Test;

/** A program that uses the room brings a law of its own: one class outside of the room's package, and no other change. */
class OwnLawTest {
    /** {@code E + A / (params^alpha tokens^beta)}: params and tokens help each other. */
    private record Joint() implements Law {
        @Override
        public String name() {
            return "joint";
        }

        @Override
        public String equation() {
            return "E + A / (params^alpha tokens^beta)";
        }

        @Override
        public String source() {
            return "this test";
        }

        @Override
        public List<String> axes() {
            return List.of("params", "tokens");
        }

        @Override
        public List<LawParameter> parameters() {
            return List.of(
                    LawParameter.coefficient("E"),
                    LawParameter.coefficient("A"),
                    LawParameter.exponent("alpha", 0.005, 4),
                    LawParameter.exponent("beta", 0.005, 4));
        }

        private static double term(double[] p, Scales rows, int row) {
            return Math.exp(-p[2] * rows.log()[0][row] - p[3] * rows.log()[1][row]);
        }

        @Override
        public void basis(double[] p, Scales rows, double[][] phi) {
            for (int i = 0; i < rows.n(); i++) {
                phi[0][i] = 1;
                phi[1][i] = term(p, rows, i);
            }
        }

        @Override
        public void evaluate(double[] p, Scales rows, double[] value, double[][] gradient) {
            for (int i = 0; i < rows.n(); i++) {
                double term = term(p, rows, i);
                value[i] = p[0] + p[1] * term;
                if (gradient != null) {
                    gradient[0][i] = 1;
                    gradient[1][i] = term;
                    gradient[2][i] = -p[1] * term * rows.log()[0][i];
                    gradient[3][i] = -p[1] * term * rows.log()[1][i];
                }
            }
        }

        @Override
        public double[] natural(double[] p, double[] unit) {
            return new double[] {p[0], p[1] * Math.pow(unit[0], p[2]) * Math.pow(unit[1], p[3]), p[2], p[3]};
        }

        @Override
        public double[] internal(double[] p, double[] unit) {
            return new double[] {p[0], p[1] * Math.pow(unit[0], -p[2]) * Math.pow(unit[1], -p[3]), p[2], p[3]};
        }
    }

    @Test
    void itIsFittedAndAskedLikeTheRoomsOwn() {
        var truth = new double[] {1.7, 300, 0.12, 0.15};
        int n = 60;
        var params = new double[n];
        var tokens = new double[n];
        var loss = new double[n];
        for (int i = 0; i < n; i++) {
            params[i] = 1e6 * Math.pow(10, 3.0 * (i % 10) / 9);
            tokens[i] = 1e8 * Math.pow(10, 2.0 * (i / 10) / 5);
            loss[i] = new Joint().value(truth, params[i], tokens[i]);
        }
        var fit = Laws.fit(new Joint(), Observations.of(params, tokens, loss));
        assertThat(fit.usable()).isTrue();
        assertThat(fit.values()).usingComparatorWithPrecision(1e-4).containsExactly(truth);
        double asked = new Joint().value(fit.values(), 1e10, 1e11);
        assertThat(asked).isCloseTo(new Joint().value(truth, 1e10, 1e11), within(1e-5));
    }
}
