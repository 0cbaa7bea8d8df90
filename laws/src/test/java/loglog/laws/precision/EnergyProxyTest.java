package loglog.laws.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import loglog.laws.precision.BudgetChoice.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Horowitz's figures, the rules that derive others from them, and what they say of models; all values computed by hand. */
class EnergyProxyTest {
    @ParameterizedTest
    @CsvSource({
        "float32, float32, 4.6", // 3.7 + 0.9
        "bf16, bf16, 2.0", // 1.1 + 0.9
        "int4, float16, 2.0", // made a float16 first
        "fp8, float16, 2.0",
        "ternary, float16, 0.9", // a sum alone
        "int8, int8, 0.3", // 0.2 + 0.1
        "int4, int8, 0.2", // 0.2 x 4 x 8 / 64 + 0.1
        "int4, int4, 0.15",
        "ternary, int8, 0.1",
        "float16, int4, 2.0", // inputs are made floats
    })
    void productsTakeWhatIsPublishedOrDerived(String weight, String input, double picojoules) {
        var product = EnergyProxy.product(
                Operand.named(weight).orElseThrow(), Operand.named(input).orElseThrow());
        assertThat(product.orElseThrow()).isCloseTo(picojoules, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"fp8, fp8", "fp4, fp4", "int8, fp8", "fp8, int8", "ternary, fp8"})
    void productsWithoutAFigureHaveNone(String weight, String input) {
        assertThat(EnergyProxy.product(
                        Operand.named(weight).orElseThrow(),
                        Operand.named(input).orElseThrow()))
                .isEmpty();
    }

    /** The rule of integers, against a figure that is published and that it was not made from. */
    @Test
    void theRuleOfIntegersGivesThePublishedProductOfInt32() {
        double product =
                EnergyProxy.product(Operand.integer(32), Operand.integer(32)).orElseThrow();
        assertThat(product - 0.1).isCloseTo(3.1, within(0.11));
    }

    @Test
    void decodingIsArithmeticAndMemoryTraffic() {
        var energy = DecodingEnergy.ofParams(1000, Operand.integer(4), Operand.FLOAT16);
        assertThat(energy.arithmetic().orElseThrow()).isCloseTo(2000, within(1e-9));
        assertThat(energy.bytes()).isEqualTo(500);
        assertThat(energy.memoryLow()).isCloseTo(500 / 8.0 * 1300, within(1e-9));
        assertThat(energy.memoryHigh()).isCloseTo(500 / 8.0 * 2600, within(1e-9));
        assertThat(energy.total()).isCloseTo(2000 + 121_875, within(1e-9));
        assertThat(energy.memoryShare()).isCloseTo(121_875 / 123_875.0, within(1e-12));
        assertThat(DecodingEnergy.ofParams(1000, Operand.smallFloat(8), Operand.smallFloat(8))
                        .total())
                .isNaN();
    }

    @Test
    void aBlocksScalesAreFloat32ProductsAndASum() {
        assertThat(EnergyProxy.scales(Operand.integer(4), Operand.FLOAT16)).isCloseTo(4.6, within(1e-12));
        assertThat(EnergyProxy.scales(Operand.integer(4), Operand.integer(8))).isCloseTo(8.3, within(1e-12));
    }

    @Test
    void bitsAloneAreTakenForWhatIsUsual() {
        assertThat(Operand.ofBits(32)).isEqualTo(Operand.FLOAT32);
        assertThat(Operand.ofBits(16)).isEqualTo(Operand.FLOAT16);
        assertThat(Operand.ofBits(8)).isEqualTo(Operand.integer(8));
        assertThat(Operand.ofBits(1.585).kind()).isEqualTo(Operand.Kind.TERNARY);
    }

    private static PricedModel model(String name, double bytes, double loss, PricedModel floats) {
        return new PricedModel(
                name, "", bytes, new DecodingEnergy(OptionalDouble.of(100), bytes), loss, Optional.ofNullable(floats));
    }

    @Test
    void lossIsGivenUpForEachByteAndPicojouleSaved() {
        var floats = model("floats", 2000, 2.0, null);
        var rounded = model("rounded", 500, 2.3, floats);
        assertThat(rounded.givenUp().orElseThrow()).isCloseTo(0.3, within(1e-12));
        assertThat(rounded.givenUpPerByte().orElseThrow()).isCloseTo(0.3 / 1500, within(1e-15));
        assertThat(rounded.givenUpPerPicojoule().orElseThrow()).isCloseTo(0.3 / (1500 * 243.75), within(1e-15));
        assertThat(floats.givenUpPerByte()).isEmpty();
        assertThat(model("inputs rounded", 2000, 2.1, floats).givenUpPerByte()).isEmpty();
    }

    @Test
    void whatNoCheaperModelBeatsIsBestForSomeBudget() {
        var large = model("large", 2000, 2.0, null);
        var half = model("half", 1000, 2.4, null);
        var rounded = model("large in 4 bits", 700, 2.1, null);
        var unknown =
                new PricedModel("", "", 400, new DecodingEnergy(OptionalDouble.empty(), 400), 1, Optional.empty());
        var all = List.of(large, half, rounded, unknown);
        assertThat(PricedModel.unbeaten(all, model -> model.energy().total())).containsExactly(rounded, large);
        assertThat(PricedModel.best(all.subList(0, 3), PricedModel::bytes, 1999))
                .contains(rounded);
        assertThat(PricedModel.best(all, PricedModel::bytes, 399)).isEmpty();
    }

    @Test
    void aBudgetBuysMoreParamsOfFewerBits() {
        var truth = new TrainedLaw(0, 4.9, 0.16, 12.8, 0.161, 1.8, 0);
        var runs = new java.util.ArrayList<TrainedRun>();
        for (double params : new double[] {1e4, 4e4, 1.6e5}) {
            for (double tokens : new double[] {5e5, 2e6, 8e6}) {
                for (double bits : new double[] {2, 4, 16}) {
                    runs.add(new TrainedRun(params, tokens, bits, 16, truth.loss(params, tokens, bits, 16)));
                }
            }
        }
        var fit = TrainedFit.of(runs).orElseThrow();
        var formats =
                List.of(new Format(Operand.FLOAT16, Operand.FLOAT16), new Format(Operand.integer(4), Operand.FLOAT16));
        var choices = BudgetChoice.of(fit, formats, Format::bytes, 50_000, 2e6, 0.9);
        // 50,000 bytes are 100,000 params of 4 bits and 25,000 of 16.
        assertThat(choices).extracting(BudgetChoice::params).containsExactly(100_000.0, 25_000.0);
        double best = 4.9 * Math.pow(1e5 * (1 - Math.exp(-4 / 1.8)), -0.16) + 12.8 * Math.pow(2e6, -0.161);
        double other = 4.9 * Math.pow(25_000, -0.16) + 12.8 * Math.pow(2e6, -0.161);
        assertThat(choices.getFirst().loss().value()).isCloseTo(best, within(1e-4));
        assertThat(choices.getLast().times().value()).isCloseTo(other / best, within(1e-4));
        // An int4 param takes 121.875 + 2 picojoules, a float16 one 487.5 + 2.
        var byEnergy = BudgetChoice.of(fit, formats, Format::picojoules, 1e7, 2e6, 0.9);
        assertThat(byEnergy.getFirst().params()).isCloseTo(1e7 / 123.875, within(1e-6));
        assertThat(byEnergy.getLast().params()).isCloseTo(1e7 / 489.5, within(1e-6));
    }
}
