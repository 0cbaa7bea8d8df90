package loglog.lab.work;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a worker tells of its run: one line of JSON each. */
public sealed interface WorkerEvent {
    /** How each line begins. */
    String START = "{\"event\":";

    /** A stretch of training. */
    record Row(Progress.Row row) implements WorkerEvent {}

    /** Something of the folder was damaged and mended. */
    record Repaired(String sentence) implements WorkerEvent {}

    /** The run ended, or was stopped at a checkpoint. */
    record Ended(Outcome outcome) implements WorkerEvent {}

    /** The run could not be carried out; the sentence says why. */
    record Failed(String sentence) implements WorkerEvent {}

    /** Another process is at work on the run. */
    record Busy() implements WorkerEvent {}

    /** The event as a line. */
    default String line() {
        var json = Json.MAPPER.createObjectNode();
        switch (this) {
            case Row(Progress.Row r) ->
                json.put("event", "row")
                        .put("step", r.step())
                        .put("steps", r.steps())
                        .put("tokens", r.tokens())
                        .put("flops", r.flops())
                        .put("tokens_per_second", r.tokensPerSecond())
                        .put("memory_bytes", r.memoryBytes())
                        .put("seconds_left", r.secondsLeft())
                        .set("figures", figures(r));
            case Repaired(String sentence) -> json.put("event", "repaired").put("sentence", sentence);
            case Ended(Outcome outcome) -> {
                json.put("event", "ended");
                json.set("outcome", OutcomeJson.write(outcome));
            }
            case Failed(String sentence) -> json.put("event", "failed").put("sentence", sentence);
            case Busy() -> json.put("event", "busy");
        }
        return json.toString();
    }

    /** @throws DataException where the line is none, as those are that libraries print */
    static WorkerEvent read(ObjectNode json) {
        var fields = Fields.of("event", json);
        return switch (fields.text("event")) {
            case "row" ->
                new Row(new Progress.Row(
                        fields.whole("step"),
                        fields.whole("steps"),
                        fields.whole("tokens"),
                        number(json, "flops"),
                        figures(json.path("figures")),
                        number(json, "tokens_per_second"),
                        fields.whole("memory_bytes"),
                        number(json, "seconds_left")));
            case "repaired" -> new Repaired(fields.text("sentence"));
            case "ended" -> new Ended(OutcomeJson.read(Path.of("worker"), outcome(fields, json)));
            case "failed" -> new Failed(fields.text("sentence"));
            case "busy" -> new Busy();
            default -> throw fields.expected("event", "one that there is");
        };
    }

    private static ObjectNode outcome(Fields fields, ObjectNode json) {
        if (json.path("outcome") instanceof ObjectNode outcome) {
            return outcome;
        }
        throw fields.expected("outcome", "an object");
    }

    /** What a native library prints lands among the events, and before one on its line where it ends none. */
    static Optional<WorkerEvent> in(String line) {
        int start = line.indexOf(START);
        try {
            return start >= 0 && Json.MAPPER.readTree(line.substring(start)) instanceof ObjectNode json
                    ? Optional.of(read(json))
                    : Optional.empty();
        } catch (JacksonException | DataException _) {
            return Optional.empty(); // a line that a kill cut off, or that only looks like an event
        }
    }

    private static ObjectNode figures(Progress.Row row) {
        var figures = Json.MAPPER.createObjectNode();
        row.figures().forEach(figures::put);
        return figures;
    }

    private static Map<String, Double> figures(JsonNode json) {
        var figures = new LinkedHashMap<String, Double>();
        json.properties().forEach(f -> figures.put(f.getKey(), f.getValue().asDouble(Double.NaN)));
        return figures;
    }

    /** A run's figures may be no finite numbers, which JSON writes as texts. */
    private static double number(ObjectNode json, String key) {
        return json.path(key).asDouble(Double.NaN);
    }
}
