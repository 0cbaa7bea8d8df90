package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import loglog.app.precision.DecodingCost;
import loglog.laws.precision.Operand;
import loglog.models.transformer.Sizes;
import org.junit.jupiter.api.Test;

/** A llama of width 32 with one layer, a vocabulary of 256 and a context of 63, counted by hand. */
class DecodingCostTest {
    private static final int CONTEXT = 63;
    private static final double TOKENS = 32; // half of a context, the token itself among them

    @Test
    void aTokenReadsEachWeightOnceOneRowOfTheEmbeddingAndHalfAContext() {
        var tied = Sizes.shape("llama", 32, 1, 256, CONTEXT);
        var model = tied.untied();
        double hidden = 4 * 32 * 32 + 3 * 32 * model.feedForward();
        double head = 256 * 32;
        double norms = 3 * 32;
        double cached = 2 * TOKENS * 32; // keys and values; scores and sums of values
        var floats = DecodingCost.energy(model, CONTEXT, DecodingCost.Kept.floats());
        assertThat(floats.bytes()).isCloseTo(2 * (hidden + head + norms + 32 + cached), within(1e-6));
        assertThat(floats.arithmetic().orElseThrow()).isCloseTo(2.0 * (hidden + head + norms + cached), within(1e-6));
        assertThat(DecodingCost.bytes(model, DecodingCost.Kept.floats())).isEqualTo(2 * model.params());

        // A tied embedding is read whole, as the head.
        assertThat(DecodingCost.energy(tied, CONTEXT, DecodingCost.Kept.floats())
                        .bytes())
                .isCloseTo(2 * (hidden + head + norms + cached), within(1e-6));

        // Weights of 4 bits and inputs of 8, in blocks of 32 with scales of 16 bits.
        var kept = new DecodingCost.Kept(Operand.integer(4), Operand.integer(8), 4.5, 32);
        var rounded = DecodingCost.energy(model, CONTEXT, kept);
        assertThat(rounded.bytes()).isCloseTo(hidden * 4.5 / 8 + 2 * (head + norms + 32 + cached), within(1e-6));
        assertThat(rounded.arithmetic().orElseThrow())
                .isCloseTo(hidden * (0.2 + 8.3 / 32) + 2.0 * (head + norms + cached), within(1e-6));
    }

    @Test
    void whatHasNoFigureHasNoArithmeticButBytes() {
        var model = Sizes.shape("llama", 32, 1, 256, CONTEXT);
        var kept = new DecodingCost.Kept(Operand.smallFloat(8), Operand.smallFloat(8), 8.25, 32);
        var energy = DecodingCost.energy(model, CONTEXT, kept);
        assertThat(energy.arithmetic()).isEmpty();
        assertThat(energy.bytes()).isPositive();
        assertThat(energy.total()).isNaN();
    }
}
