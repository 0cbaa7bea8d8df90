package loglog.models.training;

import java.nio.file.Path;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** An {@link Outcome} in {@code result.json}; numbers that there are not are left out. */
public final class OutcomeJson {
    private OutcomeJson() {}

    public static ObjectNode write(Outcome outcome, long params, double flopsPerToken) {
        var json = Json.MAPPER
                .createObjectNode()
                .put("status", outcome.status().name().toLowerCase(java.util.Locale.ROOT));
        if (!outcome.reason().isEmpty()) {
            json.put("reason", outcome.reason());
        }
        json.put("params", params).put("steps", outcome.steps()).put("tokens", outcome.tokens());
        json.put("flops", outcome.flops()).put("flops_per_token", flopsPerToken);
        putFinite(json, "loss", outcome.loss());
        putFinite(json, "validation_loss", outcome.validationLoss());
        putFinite(json, "bits_per_byte", outcome.bitsPerByte());
        return json.put("seconds", outcome.seconds());
    }

    private static void putFinite(ObjectNode json, String key, double value) {
        if (Double.isFinite(value)) {
            json.put(key, value);
        }
    }

    public static Outcome read(Path file, ObjectNode json) {
        try {
            return new Outcome(
                    Outcome.Status.valueOf(json.required("status").asString().toUpperCase(java.util.Locale.ROOT)),
                    json.path("reason").asString(""),
                    json.required("steps").asLong(),
                    json.required("tokens").asLong(),
                    json.required("flops").asDouble(),
                    json.path("loss").asDouble(Double.NaN),
                    json.path("validation_loss").asDouble(Double.NaN),
                    json.path("bits_per_byte").asDouble(Double.NaN),
                    json.required("seconds").asDouble());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new DataException(file + ": expected a run's result: " + e.getMessage(), e);
        }
    }
}
