package loglog.models.training;

import java.nio.file.Path;
import loglog.runs.Fields;
import loglog.runs.Json;
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

    /** @throws loglog.runs.DataException naming the first field that is missing or of another kind */
    public static Outcome read(Path file, ObjectNode json) {
        var fields = Fields.of(file, json);
        return new Outcome(
                fields.choice("status", Outcome.Status.class),
                fields.text("reason", ""),
                fields.whole("steps", 0, Long.MAX_VALUE),
                fields.whole("tokens", 0, Long.MAX_VALUE),
                fields.number("flops"),
                fields.number("loss", Double.NaN),
                fields.number("validation_loss", Double.NaN),
                fields.number("bits_per_byte", Double.NaN),
                fields.number("seconds"));
    }
}
