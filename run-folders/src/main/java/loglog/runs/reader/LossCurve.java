package loglog.runs.reader;

import java.util.Arrays;
import loglog.runs.RunFolder;

/**
 * A run's training loss as it fell, by its metrics. Rows without a loss above zero are left out.
 *
 * @param tokens seen at each row, ascending
 * @param loss mean since the row before, nats per token
 */
public record LossCurve(double[] tokens, double[] loss) {
    /** Reads it; without points where there are no metrics. */
    public static LossCurve read(RunFolder run) {
        var rows = MetricRows.read(run, "tokens", "loss");
        var tokens = new double[rows.rows()];
        var loss = new double[rows.rows()];
        int n = 0;
        for (int row = 0; row < rows.rows(); row++) {
            double seen = rows.number("tokens", row);
            double value = rows.number("loss", row);
            if (seen > (n == 0 ? 0 : tokens[n - 1]) && value > 0 && Double.isFinite(value)) {
                tokens[n] = seen;
                loss[n++] = value;
            }
        }
        return new LossCurve(Arrays.copyOf(tokens, n), Arrays.copyOf(loss, n));
    }

    public int size() {
        return tokens.length;
    }
}
