package loglog.pages.plot;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The marked values of an axis: round numbers, labeled as the field writes them (10M, 1.4T, 1e19).
 *
 * @param value the marked value
 * @param label its text
 */
public record Ticks(double value, String label) {
    private static final String LETTERS = " KMBT";

    /** The marks of an axis, at most so many (3 or more); two at least wherever it holds two round numbers. */
    public static List<Ticks> of(Axis axis, Extent extent, int most) {
        if (axis.inYears()) {
            return linear(extent.low(), extent.high(), most).stream()
                    .map(year -> new Ticks(
                            year, BigDecimal.valueOf(year).stripTrailingZeros().toPlainString()))
                    .toList();
        }
        var ticks = of(extent, most, axis.inPowers());
        return axis.inPlaces()
                ? ticks.stream()
                        .filter(tick -> tick.value == Math.rint(tick.value))
                        .toList()
                : ticks;
    }

    /** The same for values whose notation their size decides. */
    public static List<Ticks> of(Extent extent, int most) {
        return of(extent, most, false);
    }

    private static List<Ticks> of(Extent extent, int most, boolean inPowers) {
        var values = extent.scale() == Scale.LOG ? log(extent, most) : linear(extent.low(), extent.high(), most);
        boolean powers = inPowers; // one notation along an axis
        for (double value : values) {
            powers |= Math.abs(value) >= 1e15 || value != 0 && Math.abs(value) < 1e-4;
        }
        var ticks = new ArrayList<Ticks>();
        for (double value : values) {
            ticks.add(new Ticks(value, label(value, powers)));
        }
        return ticks;
    }

    /** The places of a logarithmic axis's marks without a label: 2 to 9 in each decade, none over many decades. */
    public static List<Double> minor(Extent extent) {
        return extent.scale() == Scale.LINEAR || extent.high() - extent.low() > 12
                ? List.of()
                : multiples(extent, new int[] {2, 3, 4, 5, 6, 7, 8, 9}, 1);
    }

    /** All of the value's digits, so that no two labels are the same. */
    private static String label(double value, boolean powers) {
        var exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exact.signum() == 0) {
            return "0";
        }
        if (powers) {
            return exact.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
        }
        int letter = Math.clamp(exponent / 3, 0, LETTERS.length() - 1);
        var scaled = exact.movePointLeft(3 * letter).stripTrailingZeros().toPlainString();
        return letter == 0 ? scaled : scaled + LETTERS.charAt(letter);
    }

    private static List<Double> log(Extent extent, int most) {
        double decades = extent.high() - extent.low();
        if (decades > 0.8) {
            var whole = multiples(extent, new int[] {1}, 1);
            if (whole.size() >= 5 && whole.size() <= most) {
                return whole; // enough, and the easiest to read
            }
            int[][] perDecade = {{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}, {1}};
            for (var multiples : perDecade) {
                var values = multiples(extent, multiples, 1);
                if (values.size() <= most && values.size() >= 2) {
                    return values;
                }
            }
            for (int step = 2; step < 400; step++) {
                var values = multiples(extent, new int[] {1}, step);
                if (values.size() <= most && values.size() >= 2) {
                    return values;
                }
            }
        }
        // Less than a decade: round numbers of equal distance, as on a linear axis.
        var values = linear(Math.pow(10, extent.low()), Math.pow(10, extent.high()), most);
        values.removeIf(v -> v <= 0);
        return values;
    }

    /** The values m 10^k within the extent, for every k that the step divides. */
    private static List<Double> multiples(Extent extent, int[] mantissas, int step) {
        var values = new ArrayList<Double>();
        int first = (int) Math.floor(extent.low() - 1e-9);
        int last = (int) Math.floor(extent.high() + 1e-9);
        for (int k = first; k <= last; k++) {
            if (Math.floorMod(k, step) != 0) {
                continue;
            }
            for (int m : mantissas) {
                double value = Double.parseDouble(m + "e" + k); // the double nearest to it, for its label
                double place = Math.log10(value);
                if (place >= extent.low() - 1e-9 && place <= extent.high() + 1e-9) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private static List<Double> linear(double low, double high, int most) {
        double rough = (high - low) / Math.max(1, most - 1);
        int power = (int) Math.floor(Math.log10(rough));
        for (int p = power; ; p++) {
            for (int m : new int[] {1, 2, 5}) {
                var step = new BigDecimal(m).scaleByPowerOfTen(p);
                double width = step.doubleValue();
                double first = Math.ceil(low / width - 1e-9);
                double last = Math.floor(high / width + 1e-9);
                if (last - first + 1 <= most) {
                    var values = new ArrayList<Double>();
                    for (double i = first; i <= last; i++) {
                        values.add(new BigDecimal(i).multiply(step).doubleValue());
                    }
                    return values;
                }
            }
        }
    }
}
