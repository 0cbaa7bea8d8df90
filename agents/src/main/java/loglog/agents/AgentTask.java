package loglog.agents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task that an agent is given.
 *
 * @param number its line in the file, from 1
 * @param steps how many steps it takes; 0 where the file does not say
 */
public record AgentTask(int number, String prompt, String answer, int steps) {
    private static final long MOST_BYTES = 1 << 28;

    /**
     * Reads JSON lines with {@code prompt}, {@code answer} and, where they are known, {@code steps}: a number, or a list of them.
     *
     * @throws DataException naming the line that is wrong, what was found and what was expected
     */
    public static List<AgentTask> read(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
                throw DataException.in(
                        file, "found %d MB, expected at most %d", Files.size(file) >> 20, MOST_BYTES >> 20);
            }
            var lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1);
            var tasks = new ArrayList<AgentTask>();
            for (int i = 0; i < lines.length; i++) {
                if (!lines[i].isBlank()) {
                    tasks.add(task(file, i + 1, lines[i]));
                }
            }
            if (tasks.isEmpty()) {
                throw DataException.in(
                        file, "found no tasks, expected lines such as {\"prompt\": \"2+2=\", \"answer\": \"4\"}");
            }
            return List.copyOf(tasks);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    private static AgentTask task(Path file, int number, String line) {
        var json = Json.object(file, "line " + number, line.getBytes(StandardCharsets.UTF_8));
        var fields = Fields.of("%s: line %d".formatted(file, number), json);
        return new AgentTask(
                number,
                text(fields, json, "prompt", "a text"),
                text(fields, json, "answer", "a text or a number"),
                steps(fields, json));
    }

    private static String text(Fields fields, ObjectNode json, String key, String expected) {
        var node = json.path(key);
        var text = node.isString() ? node.stringValue() : node.isNumber() ? node.toString() : "";
        if (text.isBlank()) {
            throw fields.expected(key, expected);
        }
        return text;
    }

    private static int steps(Fields fields, ObjectNode json) {
        var node = json.path("steps");
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        int steps = node.isArray() ? node.size() : node.isInt() ? node.intValue() : 0;
        if (steps < 1) {
            throw fields.expected("steps", "a number of steps above 0, or a list of them");
        }
        return steps;
    }
}
