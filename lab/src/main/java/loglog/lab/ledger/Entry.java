package loglog.lab.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import loglog.runs.Metric;

/**
 * A forecast in the ledger, and its score once the result is there.
 *
 * @param id of the entry: the first letters of its digest
 * @param made when it was written
 * @param study whose runs it was made from; empty for none
 * @param run the folder of the run that will verify it, below the ledger's folder
 * @param scales of that run, by axis
 * @param metric what is forecast
 * @param value the forecast
 * @param low its interval's lower end, for one new run
 * @param high its upper end
 * @param level of the interval, for example 0.9
 * @param law what it was made by, in words
 * @param ceiling the loss below which its laws bend, {@link loglog.laws.BelowCeiling}; empty where none of them does
 * @param rows how many observations it was made from
 * @param dataDigest of those observations ({@link loglog.lab.results.Results#digest})
 * @param inTime whether the run had not been started when the forecast was written
 * @param score what came out; empty until then
 */
public record Entry(
        String id,
        Instant made,
        String study,
        String run,
        Map<String, Double> scales,
        Metric metric,
        double value,
        double low,
        double high,
        double level,
        String law,
        OptionalDouble ceiling,
        int rows,
        String dataDigest,
        boolean inTime,
        Optional<Score> score) {
    /**
     * A forecast's score.
     *
     * @param result what was measured
     * @param scored when
     * @param resultDigest SHA-256 of the run's {@code result.json}
     */
    public record Score(double result, Instant scored, String resultDigest) {}

    /** The same forecast with its score. */
    Entry with(Score measured) {
        return new Entry(
                id,
                made,
                study,
                run,
                scales,
                metric,
                value,
                low,
                high,
                level,
                law,
                ceiling,
                rows,
                dataDigest,
                inTime,
                Optional.of(measured));
    }

    /** The forecast over the result, less one; of a metric whose errors are no shares of it, {@link Double#NaN}. */
    public double relativeError() {
        return score.filter(_ -> metric.scale() == Metric.Scale.LOG)
                .map(s -> value / s.result() - 1)
                .orElse(Double.NaN);
    }

    /** The forecast less the result, in the metric's unit. */
    public double error() {
        return score.map(s -> value - s.result()).orElse(Double.NaN);
    }

    /** The result's distance from the forecast in half-widths of the interval's side it lies on: inside below 1. */
    public double errorInIntervals() {
        return score.map(s -> {
                    double side = s.result() >= value ? high - value : value - low;
                    double distance = s.result() - value;
                    return distance == 0 ? 0 : distance / side;
                })
                .orElse(Double.NaN);
    }

    /** Whether the result lies in the interval; empty before there is one. */
    public Optional<Boolean> inside() {
        return score.map(s -> low <= s.result() && s.result() <= high);
    }

    /** The share of the entries with a score, made in time, whose intervals held. */
    public static double calibration(List<Entry> entries) {
        var scored = entries.stream()
                .filter(e -> e.inTime() && e.score().isPresent())
                .toList();
        return scored.isEmpty()
                ? Double.NaN
                : (double) scored.stream().filter(e -> e.inside().orElseThrow()).count() / scored.size();
    }
}
