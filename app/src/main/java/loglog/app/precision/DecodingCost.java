package loglog.app.precision;

import java.util.OptionalDouble;
import loglog.laws.precision.DecodingEnergy;
import loglog.laws.precision.EnergyProxy;
import loglog.laws.precision.Operand;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.Part;
import loglog.models.weights.Weight;

/** What storing a language model, and decoding one token of it, takes. All but the matrices within layers is in 16 bits. */
public final class DecodingCost {
    private static final double PLAIN_BYTES = 2;

    private DecodingCost() {}

    /**
     * How the matrices within layers are kept and multiplied.
     *
     * @param inputs of these matrices
     * @param bits of a weight, its share of its block's scale included
     * @param block weights that share a scale; 0 where there are none
     */
    public record Kept(Operand weights, Operand inputs, double bits, int block) {
        /** In 16 bits. */
        public static Kept floats() {
            return new Kept(Operand.FLOAT16, Operand.FLOAT16, 16, 0);
        }
    }

    /** Bytes of a file. */
    public static long bytes(HfConfig config, Kept kept) {
        double total = 0;
        for (var weight : HfWeights.of(config)) {
            total += elements(weight) * (weight.part().isHidden() ? kept.bits / 8 : PLAIN_BYTES);
        }
        return Math.round(total);
    }

    /**
     * A token half way through a context: every weight is read once, of the embedding one row, and the keys and values of half a context.
     */
    public static DecodingEnergy energy(HfConfig config, int context, Kept kept) {
        double plain = EnergyProxy.product(Operand.FLOAT16, Operand.FLOAT16).orElseThrow();
        var product = EnergyProxy.product(kept.weights, kept.inputs);
        double tokens = (context + 1) / 2.0;
        double arithmetic = 2 * config.layers() * tokens * config.queryWidth() * plain; // scores, and sums of values
        double bytes = 2 * config.layers() * tokens * config.keyWidth() * PLAIN_BYTES;
        for (var weight : HfWeights.of(config)) {
            double elements = elements(weight);
            if (weight.part().isHidden()) {
                arithmetic += elements * product.orElse(0);
                arithmetic +=
                        kept.block == 0 ? 0 : elements / kept.block * EnergyProxy.scales(kept.weights, kept.inputs);
                bytes += elements * kept.bits / 8;
            } else if (weight.part() == Part.EMBEDDING && !isHeadToo(config, weight)) {
                bytes += weight.shape().getLast() * PLAIN_BYTES;
            } else {
                arithmetic += elements * plain;
                bytes += elements * PLAIN_BYTES;
            }
        }
        return new DecodingEnergy(product.isPresent() ? OptionalDouble.of(arithmetic) : OptionalDouble.empty(), bytes);
    }

    private static boolean isHeadToo(HfConfig config, Weight weight) {
        return config.tied() && weight.name().equals(config.embedding());
    }

    private static double elements(Weight weight) {
        return weight.shape().stream().mapToDouble(d -> d).reduce(1, (a, b) -> a * b);
    }
}
