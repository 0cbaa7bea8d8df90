package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What every law must keep, at parameters drawn at random. */
class LawGradientsTest {
    private static final int ROWS = 7;

    @Provide
    Arbitrary<Law> laws() {
        return Arbitraries.of(KnownLaws.all().stream().map(KnownLaws.Case::law).toList());
    }

    @Property(tries = 600)
    void derivativesAreThoseOfFiniteDifferences(@ForAll("laws") Law law, @ForAll long seed) {
        var random = new SplittableRandom(seed);
        var rows = rows(law, random);
        var p = parameters(law, random);
        var gradient = new double[p.length][ROWS];
        var value = new double[ROWS];
        law.evaluate(p, rows, value, gradient);
        for (int j = 0; j < p.length; j++) {
            // Small, as a curvature may jump within it (where params become excess ones).
            double h = 1e-6;
            var above = valuesAt(law, p, j, h, rows);
            var below = valuesAt(law, p, j, -h, rows);
            for (int i = 0; i < ROWS; i++) {
                double slope = (above[i] - below[i]) / (2 * h);
                assertThat(gradient[j][i])
                        .as("d/d%s of %s", law.parameters().get(j).name(), law.name())
                        .isCloseTo(slope, within(1e-5 * (Math.abs(slope) + Math.abs(value[i]))));
            }
        }
    }

    @Property(tries = 300)
    void valuesWithAndWithoutDerivativesAgree(@ForAll("laws") Law law, @ForAll long seed) {
        var random = new SplittableRandom(seed);
        var rows = rows(law, random);
        var p = parameters(law, random);
        var value = new double[ROWS];
        law.evaluate(p, rows, value, new double[p.length][ROWS]);
        assertThat(valuesAt(law, p, 0, 0, rows)).containsExactly(value);
    }

    @Property(tries = 300)
    void basisTimesCoefficientsIsTheLawInItsLinearForm(@ForAll("laws") Law law, @ForAll long seed) {
        var random = new SplittableRandom(seed);
        var rows = rows(law, random);
        var p = parameters(law, random);
        var value = valuesAt(law, p, 0, 0, rows);
        var phi = new double[law.coefficients()][ROWS];
        law.basis(p, rows, phi);
        for (int i = 0; i < ROWS; i++) {
            double sum = 0;
            for (int c = 0; c < phi.length; c++) {
                sum += p[c] * phi[c][i];
            }
            if (value[i] > 0 && !atItsCeiling(law, value[i])) {
                double linear = law.linear(value[i], p);
                assertThat(sum).as(law.name()).isCloseTo(linear, within(1e-9 * Math.max(1, Math.abs(linear))));
            }
        }
    }

    @Property(tries = 600)
    void naturalParametersReturnToInternalOnes(@ForAll("laws") Law law, @ForAll long seed) {
        var random = new SplittableRandom(seed);
        var p = parameters(law, random);
        var unit = new double[law.axes().size()];
        for (int a = 0; a < unit.length; a++) {
            unit[a] = Math.pow(10, random.nextDouble(0, 9));
        }
        if (law instanceof DataConstrained) {
            unit[2] = unit[1]; // as DataConstrained.units gives them
        }
        var natural = law.natural(p, unit);
        var back = law.natural(law.internal(natural, unit), unit);
        // Breaks may come back in another order; after one conversion they are sorted for good.
        for (int j = 0; j < p.length; j++) {
            assertThat(back[j])
                    .as(law.parameters().get(j).name())
                    .isCloseTo(natural[j], within(1e-9 * Math.max(1e-300, Math.abs(natural[j])) + 1e-9));
        }
    }

    @Property(tries = 300)
    void theUnitDoesNotChangeTheLaw(@ForAll("laws") Law law, @ForAll long seed) {
        var random = new SplittableRandom(seed);
        var p = parameters(law, random);
        var unit = new double[law.axes().size()];
        var scales = new double[law.axes().size()];
        var inUnits = new double[law.axes().size()];
        for (int a = 0; a < unit.length; a++) {
            unit[a] = law instanceof DataConstrained && a == 2 ? unit[1] : Math.pow(10, random.nextDouble(0, 3));
            inUnits[a] = Math.exp(random.nextDouble(-2, 2));
            scales[a] = inUnits[a] * unit[a];
        }
        var value = new double[1];
        law.evaluate(p, Scales.one(inUnits), value, null);
        assertThat(law.value(law.natural(p, unit), scales))
                .as(law.name())
                .isCloseTo(value[0], within(1e-8 * Math.max(1, Math.abs(value[0]))));
    }

    /** Where the linear form is by intention that of a lower metric. */
    private static boolean atItsCeiling(Law law, double value) {
        return law instanceof BelowCeiling bent && value > BelowCeiling.NEAREST * bent.ceiling();
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    private static double[] valuesAt(Law law, double[] p, int j, double h, Scales rows) {
        var moved = p.clone();
        moved[j] += h;
        var value = new double[ROWS];
        law.evaluate(moved, rows, value, null);
        return value;
    }

    private static Scales rows(Law law, SplittableRandom random) {
        var log = new double[law.axes().size()][ROWS];
        for (var axis : log) {
            for (int i = 0; i < ROWS; i++) {
                axis[i] = random.nextDouble(-2, 2);
            }
        }
        return new Scales(ROWS, log);
    }

    /** Internal parameters inside the law's bounds, of the size that fits find. */
    private static double[] parameters(Law law, SplittableRandom random) {
        return law.parameters().stream()
                .mapToDouble(parameter -> {
                    boolean coefficient = parameter.kind() == LawParameter.Kind.COEFFICIENT;
                    double low = Math.max(parameter.low(), coefficient ? -1 : -1.5);
                    double high = Math.min(parameter.high(), coefficient ? 3 : 1.5);
                    return random.nextDouble(low + 0.05, high);
                })
                .toArray();
    }
}
