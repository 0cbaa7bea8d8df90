package loglog.forecast.clusters;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import loglog.forecast.facts.Citation;
import loglog.forecast.facts.Uncertain;

/**
 * A chip's public facts.
 *
 * @param id the short name that is typed
 * @param released in decimal years
 * @param peaks dense FLOP/s (OP/s) by number format
 * @param memory bytes
 * @param bandwidth of the memory, bytes/s
 * @param watts the most that the chip draws
 * @param serverPower the most that a server draws to the most that its chips draw
 * @param price of the chip alone, USD
 * @param system of the chip with its share of server and network, USD
 */
public record Accelerator(
        String id,
        String name,
        double released,
        Map<NumericFormat, Double> peaks,
        double memory,
        double bandwidth,
        double watts,
        Optional<Uncertain> serverPower,
        Optional<Uncertain> price,
        Optional<Uncertain> system,
        Citation source) {
    /** The same chip at a price of the system, USD. */
    public Accelerator at(double systemUsd) {
        return new Accelerator(
                id,
                name,
                released,
                peaks,
                memory,
                bandwidth,
                watts,
                serverPower,
                price,
                Optional.of(Uncertain.exactly(systemUsd)),
                source);
    }

    /** Peak FLOP/s in a format; empty where the chip has none of it. */
    public OptionalDouble peak(NumericFormat precision) {
        var peak = peaks.get(precision);
        return peak == null ? OptionalDouble.empty() : OptionalDouble.of(peak);
    }
}
