package loglog.app.lab.report;

import java.util.Arrays;

/** Places along an axis. */
final class AxisPlaces {
    private AxisPlaces() {}

    /** Places a constant factor apart. */
    static double[] log(double from, double to, int count) {
        var values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = from * Math.pow(to / from, i / (count - 1.0));
        }
        return values;
    }

    static double min(double... values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    static double max(double... values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
