package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EquationTest {
    static Stream<Law> laws() {
        return Stream.concat(
                Laws.NAMES.stream().map(name -> Laws.named(name, Laws.ofOneScale(name) ? "flops" : null)),
                Stream.of(
                        new SumOfPowers(List.of("params", "batch size")),
                        new BelowCeiling(new Chinchilla(), 10.5),
                        new BelowCeiling(new DataConstrained(false), 9),
                        new PowerLaw("my-axis (steps)")));
    }

    /** The parameters' names with numbers that make every part of the equation count. */
    private static Map<String, Double> some(Law law) {
        var numbers = new LinkedHashMap<String, Double>();
        double next = 0.31;
        for (var parameter : law.parameters()) {
            double value = switch (parameter.name()) {
                case "N_c", "D_c", "mid", "d1" -> 3e4;
                case "d2" -> 3e5;
                case "d3" -> 3e6;
                case "k" -> law instanceof Exponential ? 1e-6 : 0.7;
                default -> parameter.kind() == LawParameter.Kind.COEFFICIENT ? 2 + next : next;
            };
            numbers.put(parameter.name(), value);
            next += 0.07;
        }
        return numbers;
    }

    /** What the equation's text says is what the law computes: a text of another law would be found out. */
    @ParameterizedTest
    @MethodSource("laws")
    void theTextIsTheLaw(Law law) {
        var equation = Equation.of(law);
        var numbers = some(law);
        for (double factor : new double[] {1, 30, 1000}) {
            var at = new LinkedHashMap<>(numbers);
            double scale = 1000 * factor;
            for (var axis : law.axes()) {
                at.put(axis, axis.equals("unique_tokens") ? scale / 7 : scale);
                scale *= 3;
            }
            double[] scales = law.axes().stream().mapToDouble(at::get).toArray();
            equation.where().forEach((name, term) -> at.put(name, Double.NaN));
            // Later definitions are needed by earlier ones.
            for (int pass = 0; pass < 3; pass++) {
                equation.where().forEach((name, term) -> at.put(name, value(term, at)));
            }
            if (law instanceof DataConstrained of && of.excessParams() && at.get("N_U") > at.get("params")) {
                at.put("N'", at.get("params")); // no param is in excess
            }
            double[] natural = numbers.values().stream().mapToDouble(d -> d).toArray();
            double said = value(equation.right(), at);
            assertThat(said).as(law.equation()).isCloseTo(law.value(natural, scales), within(1e-9 * Math.abs(said)));
        }
    }

    private static double value(Equation.Term term, Map<String, Double> at) {
        return switch (term) {
            case Equation.Number(String text) -> Double.parseDouble(text);
            case Equation.Name(String name) -> at.get(name);
            case Equation.Sum(var terms, var negative) -> {
                double sum = 0;
                for (int i = 0; i < terms.size(); i++) {
                    sum += (negative.get(i) ? -1 : 1) * value(terms.get(i), at);
                }
                yield sum;
            }
            case Equation.Product(var factors) ->
                factors.stream().mapToDouble(f -> value(f, at)).reduce(1, (a, b) -> a * b);
            case Equation.Quotient(var above, var below) -> value(above, at) / value(below, at);
            case Equation.Power(var base, var exponent) -> Math.pow(value(base, at), value(exponent, at));
            case Equation.Call(String function, var of) ->
                function.equals("exp") ? Math.exp(value(of, at)) : Math.log(value(of, at));
        };
    }

    private static Fit fit(Law law, double... numbers) {
        var parameters = new LinkedHashMap<String, Double>();
        for (int i = 0; i < numbers.length; i++) {
            parameters.put(law.parameters().get(i).name(), numbers[i]);
        }
        return new Fit(law, Observations.of(1, 2), Criterion.DEFAULT, Status.CONVERGED, parameters, 0, List.of());
    }

    @Test
    void chinchillaReadsAsItsReplicationWritesIt() {
        var fit = fit(new Chinchilla(), 1.8172, 482.01, 2085.43, 0.3478, 0.3658);
        assertThat(Equation.plain(fit)).isEqualTo("L = 1.817 + 482.0 / params^0.3478 + 2085 / tokens^0.3658");
        assertThat(Equation.latex(fit))
                .isEqualTo("L(N, D) = 1.817 + \\frac{482.0}{N^{0.3478}} + \\frac{2085}{D^{0.3658}}");
        assertThat(Equation.of(new Chinchilla()).latex())
                .isEqualTo("L(N, D) = E + \\frac{A}{N^{\\alpha}} + \\frac{B}{D^{\\beta}}");
    }

    @Test
    void signsAndPowersOfTenAreWrittenAsPeopleDo() {
        assertThat(Equation.plain(fit(new Logarithmic("flops"), 3, -0.25))).isEqualTo("L = 3.000 + 0.2500 ln(flops)");
        assertThat(Equation.latex(fit(new LogLogQuadratic("flops"), 1.5, -0.25, 0.01)))
                .isEqualTo(
                        "L(C) = \\exp\\left(1.500 - 0.2500 \\, \\ln\\left(C\\right) + 0.01000 \\, {\\ln\\left(C\\right)}^{2}\\right)");
        assertThat(Equation.latex(fit(new Kaplan(), 8.8e13, 5.4e13, 0.076, 0.095)))
                .contains("8.8 \\times 10^{13}", "5.4 \\times 10^{13}");
        assertThat(Equation.of(new Kaplan()).latex()).contains("N_{c}", "\\alpha_{D}");
    }
}
