package loglog.runs.reader;

import java.nio.file.Files;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.Fields;
import loglog.runs.Metric;
import loglog.runs.OlderFormats;
import loglog.runs.Problem;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run that has finished, checked: its files are what was written, of a format that is known, and each value that is asked for
 * is of its kind.
 */
public final class CheckedRun {
    private static final String TRAINING_LOSS = "loss";

    private final RunFolder run;
    private final ObjectNode asked;
    private final ObjectNode result;
    private final RunId id;
    private final Metric metric;

    private CheckedRun(RunFolder run, ObjectNode asked, ObjectNode result) {
        this.run = run;
        this.asked = asked;
        this.result = result;
        id = RunId.read(run.runFile(), asked);
        metric = asked.path("metric").isObject()
                ? Metric.read(Fields.of(run.runFile(), asked).object("metric"))
                : Metric.VALIDATION_LOSS;
    }

    /**
     * Reads a run.
     *
     * @return empty where it has not finished
     * @throws DataException where a file cannot be read, or is not what was written
     */
    public static Optional<CheckedRun> finished(RunFolder run) {
        if (!Files.exists(run.resultFile())) {
            return Optional.empty();
        }
        var asked = OlderFormats.upgraded(run.readAsWritten(run.runFile()));
        var result = run.readAsWritten(run.resultFile());
        return result.path("status").asString("").equals(StoredRun.FINISHED)
                ? Optional.of(new CheckedRun(run, asked, result))
                : Optional.empty();
    }

    /** Which run of which study it is. */
    public RunId id() {
        return id;
    }

    /** What it is measured by. */
    public Metric metric() {
        return metric;
    }

    /**
     * A scale of its result, such as {@code params}.
     *
     * @throws DataException where it is no positive number
     */
    public double scale(String name) {
        double value = result.path(name).asDouble(Double.NaN);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new DataException(
                    new Problem(run.resultFile().toString(), 0, name, "found " + value, "a positive number"));
        }
        return value;
    }

    /**
     * What it came to by its metric; a language model without a validation loss is known by its training loss.
     *
     * @throws DataException where the metric cannot be that
     */
    public double value() {
        boolean trainingLoss = metric.equals(Metric.VALIDATION_LOSS) && !result.has(metric.name());
        var key = trainingLoss ? TRAINING_LOSS : metric.name();
        double value = result.path(key).asDouble(Double.NaN);
        metric.problem(value).ifPresent(problem -> {
            throw new DataException(new Problem(run.resultFile().toString(), 0, key, problem, ""));
        });
        return value;
    }

    /**
     * Tokens that were read over and over; empty where all were.
     *
     * @throws DataException where they are no whole number
     */
    public Optional<Long> uniqueTokens() {
        var tokens = asked.path("data").path("unique_tokens").asString("");
        try {
            return tokens.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(tokens));
        } catch (NumberFormatException e) {
            throw new DataException(
                    new Problem(run.runFile().toString(), 0, "data.unique_tokens", "found " + tokens, "a whole number"),
                    e);
        }
    }

    /**
     * A digest of all that was asked but the seed: runs that share it are replicates. Of runs that say little of themselves,
     * such as imported ones, what came of them tells them apart.
     */
    public String settings() {
        var data = asked.path("data");
        var scale = asked.has("model") ? asked : result;
        return Digests.of(Stream.of(
                        asked.path("recipe_name"),
                        asked.path("recipe"),
                        asked.path("model"),
                        scale.path("params"),
                        scale.path("tokens"),
                        data.path("digest"),
                        data.path("unique_tokens"))
                .map(JsonNode::toString)
                .collect(Collectors.joining("\n")));
    }
}
