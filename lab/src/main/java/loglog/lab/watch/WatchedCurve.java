package loglog.lab.watch;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import loglog.runs.RunFolder;
import loglog.runs.reader.LossCurve;

/**
 * One run's training loss as it was logged.
 *
 * @param params all trained parameters
 * @param planned tokens of the whole run
 * @param tokens seen at each row, ascending
 * @param loss mean over the row's steps, nats per token
 */
public record WatchedCurve(double params, double planned, double[] tokens, double[] loss) {
    /** Reads it from a run's folder. */
    public static WatchedCurve read(Path folder, double params, double planned) {
        var losses = LossCurve.read(new RunFolder(folder));
        return new WatchedCurve(params, planned, losses.tokens(), losses.loss());
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
    WatchedCurve since(double progress) {
        int first = (int) IntStream.range(0, size())
                .takeWhile(i -> progress(i) < progress)
                .count();
        return new WatchedCurve(
                params, planned, Arrays.copyOfRange(tokens, first, size()), Arrays.copyOfRange(loss, first, size()));
    }
}
