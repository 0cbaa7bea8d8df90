package loglog.lab.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A run's training loss as it fell, by its {@code metrics.jsonl}.
 *
 * @param tokens seen, ascending
 * @param loss mean since the row before, nats per token
 */
public record TrainingLosses(double[] tokens, double[] loss) {
    /**
     * Reads them; lines that a kill cut off, and rows without a loss, are passed over.
     *
     * @throws DataException where the file cannot be read
     */
    public static TrainingLosses read(Path folder) {
        var file = new RunFolder(folder).metricsFile();
        var tokens = new ArrayList<Double>();
        var losses = new ArrayList<Double>();
        try {
            for (var line : Files.exists(file) ? Files.readAllLines(file) : java.util.List.<String>of()) {
                JsonNode row;
                try {
                    row = Json.MAPPER.readTree(line);
                } catch (JacksonException _) {
                    continue;
                }
                double seen = row.path("tokens").asDouble(Double.NaN);
                double loss = row.path("loss").asDouble(Double.NaN);
                if (seen > (tokens.isEmpty() ? 0 : tokens.getLast()) && loss > 0 && Double.isFinite(loss)) {
                    tokens.add(seen);
                    losses.add(loss);
                }
            }
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        return new TrainingLosses(
                tokens.stream().mapToDouble(Double::doubleValue).toArray(),
                losses.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
