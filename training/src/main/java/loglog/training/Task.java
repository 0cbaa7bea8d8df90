package loglog.training;

import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import loglog.runs.Json;
import loglog.runs.Metric;
import tools.jackson.databind.node.ObjectNode;

/** What all runs of a study share: what they learn from, and how they are measured. */
public interface Task {
    /** The name of its kind. */
    String kind();

    /** What the runs are measured by. */
    default Metric metric() {
        return Kinds.named(kind()).metric();
    }

    /** For {@link Kind#task(loglog.runs.Fields)}. */
    void write(ObjectNode to);

    /** What it asks for, by key of the study file; the same text from every folder. */
    Map<String, String> keys();

    /** What {@link #words} is of, for the line above a table of runs. */
    default String label() {
        return kind();
    }

    /** In words; what is not asked for is left out. */
    default String words() {
        return keys().entrySet().stream()
                .filter(e -> !e.getValue().isBlank())
                .map(e -> (e.getKey().equals(label()) ? "" : e.getKey() + " ")
                        + (e.getValue().startsWith("{\"")
                                ? Wording.flow(Json.MAPPER.readTree(e.getValue()))
                                : e.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Those of the keys that name files: another place with the same content is no change. */
    Set<String> files();

    /** Those of the keys whose change makes other models of the same recipe. */
    Set<String> decisive();

    /** What {@code run.json} says of it under {@code settings}. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** What a user's command may name of it. */
    Map<String, String> placeholders();

    /** The name of its data, for a sentence; empty where there is none. */
    default String data() {
        return "";
    }

    /**
     * What a study must know of it before it forecasts.
     *
     * @param progress is told the bytes read so far where data has to be read for it
     * @throws loglog.runs.DataException where data cannot be read, or is too little
     */
    default Survey survey(LongConsumer progress) {
        return Survey.UNKNOWN;
    }

    /** What is supposed of a law before there are runs; empty where nothing is known. */
    default java.util.Optional<Prior> prior(boolean program, double largestParams) {
        return java.util.Optional.empty();
    }
}
