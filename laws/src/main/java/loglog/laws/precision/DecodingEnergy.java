package loglog.laws.precision;

import java.util.OptionalDouble;

/**
 * What decoding one token takes by {@link EnergyProxy}, in picojoules: all weights are read from DRAM once, and nothing is shared with
 * other tokens.
 *
 * @param arithmetic products and sums; empty where they have no figure
 * @param bytes that are read
 */
public record DecodingEnergy(OptionalDouble arithmetic, double bytes) {
    /** Of so many params that are all of one format, without anything else: no cache, no scales. */
    public static DecodingEnergy ofParams(double params, Operand weight, Operand input) {
        var product = EnergyProxy.product(weight, input);
        return new DecodingEnergy(
                product.isPresent() ? OptionalDouble.of(params * product.getAsDouble()) : OptionalDouble.empty(),
                params * weight.bits() / 8);
    }

    /** Memory traffic, halfway between the least and the most that DRAM takes. */
    public double memory() {
        return (memoryLow() + memoryHigh()) / 2;
    }

    /** At the least. */
    public double memoryLow() {
        return EnergyProxy.memoryLow(bytes);
    }

    /** At the most. */
    public double memoryHigh() {
        return EnergyProxy.memoryHigh(bytes);
    }

    /** Arithmetic and memory; NaN where arithmetic has no figure. */
    public double total() {
        return arithmetic.orElse(Double.NaN) + memory();
    }

    /** The share of memory traffic in all; NaN where arithmetic has no figure. */
    public double memoryShare() {
        return memory() / total();
    }
}
