package loglog.tables;

import java.util.Locale;
import java.util.Map;

/** FLOP that differ from 6 params tokens by a factor that a unit explains. */
final class Mismatch {
    /** A count of FLOP that takes in attention or leaves out embeddings is within such a factor of 6 params tokens. */
    private static final double NEAR = 3;

    static final String ADVICE = "where numbers are in a unit, write it into the column's name, as in \"params (M)\","
            + " \"tokens (B)\" or \"compute (PF-days)\"";

    private static final Map<Double, String> EXPLAINED = Map.ofEntries(
            Map.entry(1e3, "params or tokens in thousands"),
            Map.entry(1e6, "params or tokens in millions"),
            Map.entry(1e9, "params or tokens in billions"),
            Map.entry(1e12, "tokens in trillions, or params and tokens in millions"),
            Map.entry(1e15, "params in millions and tokens in billions"),
            Map.entry(1e18, "params and tokens in billions"),
            Map.entry(1e21, "params in billions and tokens in trillions"),
            Map.entry(1 / Unit.PETAFLOP_DAY, "flops in petaflop-days"),
            Map.entry(1e-9, "flops in GFLOP"),
            Map.entry(1e-12, "flops in TFLOP"),
            Map.entry(1e-15, "flops in PFLOP"),
            Map.entry(1e-18, "flops in EFLOP"),
            Map.entry(1e-21, "flops in ZFLOP"));

    private Mismatch() {}

    /**
     * A sentence on the unit that would explain a factor; null where none does.
     *
     * @param factor the table's own FLOP over those that params and tokens give
     */
    static String of(double factor) {
        for (var unit : EXPLAINED.entrySet()) {
            double off = factor / unit.getKey();
            if (off > 1 / NEAR && off < NEAR) {
                return "the table's flops are %s times what its params and tokens give; %s would explain that; %s"
                        .formatted(digits(factor, 2), unit.getValue(), ADVICE);
            }
        }
        return null;
    }

    /** A number as all answers write it: "5.43", "6.00e15". */
    static String digits(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "g", value).replace("e+", "e");
    }
}
