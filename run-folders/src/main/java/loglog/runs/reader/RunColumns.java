package loglog.runs.reader;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import loglog.runs.RunFolder;

/** A run's files as one row: {@code result.json} under its own names, {@code run.json} under short ones. */
final class RunColumns {
    /** Names of run.json that mean something else alone, or that the command line calls otherwise. */
    private static final Map<String, String> RENAMED = Map.of(
            "tokens", "planned_tokens",
            "steps", "planned_steps",
            "recipe_rate", "lr",
            "recipe_schedule_kind", "schedule",
            "data_digest", "data_digest", // not of the run
            "model_context", "model_context"); // the recipe's is what it was trained on

    private static final String SETTINGS = "settings_";
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");

    /** Parts of run.json whose fields' names stand by themselves; the longest first. */
    private static final String[] PARTS = {"recipe_schedule_", "recipe_", "model_", "data_", SETTINGS};

    /** What is not run.json's to say. */
    private static final Set<String> RESERVED = Set.of(
            "name",
            "study",
            "status",
            "params",
            "tokens",
            "flops",
            "loss",
            "validation_loss",
            "bits_per_byte",
            "steps",
            "seconds",
            "flops_per_token",
            "reason",
            "updated",
            "path");

    private static final Set<String> NOT_OF_RESULT = Set.of("name", "study", "status", "path", RunFolder.SEAL);
    private static final Set<String> NOT_OF_REQUEST = Set.of("study", "params", RunFolder.SEAL);

    private RunColumns() {}

    static Map<String, Object> of(StoredRun run) {
        var row = new LinkedHashMap<String, Object>();
        row.put("name", run.name());
        row.put("study", run.study());
        row.put("status", run.status());
        row.put("params", run.asked().get("params"));
        run.result().forEach((name, value) -> {
            if (value != null && !NOT_OF_RESULT.contains(name)) {
                row.put(name, value);
            }
        });
        run.asked().forEach((name, value) -> {
            if (!NOT_OF_REQUEST.contains(name)) {
                row.putIfAbsent(shortName(name, row), name.startsWith(SETTINGS) ? number(value) : value);
            }
        });
        row.put("updated", run.updated());
        row.put("path", run.folder().toString());
        return row;
    }

    /** A setting of a kind is written as a text; one that is a whole number is one here, so that it can be compared. */
    private static Object number(Object value) {
        return value instanceof String text && WHOLE.matcher(text).matches() ? (Object) Long.valueOf(text) : value;
    }

    private static String shortName(String name, Map<String, Object> taken) {
        var renamed = RENAMED.get(name);
        if (renamed != null) {
            return renamed;
        }
        for (var part : PARTS) {
            if (name.startsWith(part)) {
                var rest = name.substring(part.length());
                return free(rest, taken) ? rest : name;
            }
        }
        return free(name, taken) ? name : "asked_" + name;
    }

    private static boolean free(String name, Map<String, Object> taken) {
        return !RESERVED.contains(name) && !taken.containsKey(name);
    }
}
