package loglog.lab.watch;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import loglog.tables.folders.StoredRun;

/**
 * One run's training loss as it was logged.
 *
 * @param params all trained parameters
 * @param planned tokens of the whole run
 * @param tokens seen at each row, ascending
 * @param loss mean over the row's steps, nats per token
 */
public record Curve(double params, double planned, double[] tokens, double[] loss) {
    /** Reads {@code metrics.jsonl} of a run's folder; rows that cannot be read, or that go back, are left out. */
    public static Curve read(Path folder, double params, double planned) {
        var run = new StoredRun("", null, folder, Map.of(), Map.of(), Instant.EPOCH);
        var tokens = new double[64];
        var loss = new double[64];
        int n = 0;
        for (var row : run.metrics().rows()) {
            if (row.get("tokens") instanceof Number at
                    && row.get("loss") instanceof Number value
                    && at.doubleValue() > (n == 0 ? 0 : tokens[n - 1])) {
                if (n == tokens.length) {
                    tokens = Arrays.copyOf(tokens, 2 * n);
                    loss = Arrays.copyOf(loss, 2 * n);
                }
                tokens[n] = at.doubleValue();
                loss[n++] = value.doubleValue();
            }
        }
        return new Curve(params, planned, Arrays.copyOf(tokens, n), Arrays.copyOf(loss, n));
    }

    public int size() {
        return tokens.length;
    }

    /** The share of the run's tokens at a row. */
    double progress(int row) {
        return tokens[row] / planned;
    }

    /** Tokens that a row is the mean of. */
    double width(int row) {
        return row == 0 ? tokens[0] : tokens[row] - tokens[row - 1];
    }

    /** The same without what came before a share of the run. */
    Curve since(double progress) {
        int first = (int) IntStream.range(0, size())
                .takeWhile(i -> progress(i) < progress)
                .count();
        return new Curve(
                params, planned, Arrays.copyOfRange(tokens, first, size()), Arrays.copyOfRange(loss, first, size()));
    }
}
