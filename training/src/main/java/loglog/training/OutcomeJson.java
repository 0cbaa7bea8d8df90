package loglog.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Set;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import tools.jackson.databind.node.ObjectNode;

/** An {@link Outcome} in {@code result.json}: scales and metrics under their own names; what is not known is left out. */
public final class OutcomeJson {
    private static final String FLOPS_PER_TOKEN = "flops_per_token";
    private static final String UNCERTAINTY = "uncertainty";
    private static final Set<String> SCALES =
            Set.of(Outcome.PARAMS, Outcome.STEPS, Outcome.TOKENS, Outcome.FLOPS, FLOPS_PER_TOKEN);

    /** What is neither a scale nor a metric. */
    private static final Set<String> OTHERS =
            Set.of("status", "reason", "seconds", "metric", "note", UNCERTAINTY, RunFolder.SEAL);

    private OutcomeJson() {}

    public static ObjectNode write(Outcome outcome) {
        var json = Json.MAPPER
                .createObjectNode()
                .put("status", outcome.status().name().toLowerCase(java.util.Locale.ROOT));
        if (!outcome.reason().isEmpty()) {
            json.put("reason", outcome.reason());
        }
        outcome.scales().forEach((name, value) -> {
            if (value instanceof Long whole) {
                json.put(name, whole.longValue());
            } else {
                json.put(name, value.doubleValue());
            }
        });
        outcome.metrics().forEach(json::put);
        if (!outcome.uncertainty().isEmpty()) {
            outcome.uncertainty().forEach(json.putObject(UNCERTAINTY)::put);
        }
        return json.put("seconds", outcome.seconds());
    }

    /**
     * That of a run.
     *
     * @throws loglog.runs.DataException where there is no {@code result.json}, or a field of it is missing or of another kind
     */
    public static Outcome of(RunFolder run) {
        return read(run.resultFile(), run.read(run.resultFile()));
    }

    /** @throws loglog.runs.DataException naming the first field that is missing or of another kind */
    public static Outcome read(Path file, ObjectNode json) {
        var fields = Fields.of(file, json);
        var scales = Outcome.scales(
                fields.whole(Outcome.PARAMS, 0),
                fields.whole(Outcome.STEPS, 0, Long.MAX_VALUE),
                fields.whole(Outcome.TOKENS, 0, Long.MAX_VALUE),
                fields.number(Outcome.FLOPS));
        if (fields.has(FLOPS_PER_TOKEN)) {
            scales.put(FLOPS_PER_TOKEN, fields.number(FLOPS_PER_TOKEN));
        }
        var metrics = new LinkedHashMap<String, Double>();
        for (var key : json.propertyNames()) {
            if (!SCALES.contains(key) && !OTHERS.contains(key)) {
                metrics.put(key, fields.number(key, Double.NaN));
            }
        }
        return new Outcome(
                fields.choice("status", Outcome.Status.class),
                fields.text("reason", ""),
                scales,
                metrics,
                fields.objectOrEmpty(UNCERTAINTY).numbers(),
                fields.number("seconds"));
    }
}
