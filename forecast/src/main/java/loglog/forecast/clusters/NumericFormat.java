package loglog.forecast.clusters;

import java.util.Locale;

/** A number format that a chip multiplies in. */
public enum NumericFormat {
    /** 16 bits: bfloat16 or float16, of which all chips here have the same peak. */
    BF16(2),
    FP8(1),
    INT8(1),
    FP4(0.5);

    private final double bytes;

    NumericFormat(double bytes) {
        this.bytes = bytes;
    }

    /** Of one number. */
    public double bytes() {
        return bytes;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
