package loglog.agents;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that was said, as JSON lines: what was asked for, then the lines of each task together, its result last. A task's lines are written
 * at once; what a kill cut off is taken out when the file is opened again, and that task is done again.
 */
public final class AgentTranscript implements AutoCloseable {
    static final String WHO = "who";
    static final String RESULT = "result";
    private static final String ASKED = "evaluation";

    private final Path file;
    private final FileChannel channel;
    private final Map<Integer, List<ObjectNode>> done = new HashMap<>();

    /**
     * Begins a transcript, or goes on with one.
     *
     * @param asked all that decides what comes out, but the tasks that are left
     * @throws DataException where the file holds something else, or cannot be written
     */
    public AgentTranscript(Path file, ObjectNode asked) {
        this.file = file;
        var first = asked.deepCopy().put(WHO, ASKED);
        try {
            boolean isNew = !Files.exists(file);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (isNew) {
                    append(List.of(first));
                } else {
                    read(first);
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    private void read(ObjectNode asked) throws IOException {
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        var block = new ArrayList<ObjectNode>();
        int from = 0;
        int whole = 0;
        int number = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            var line = Json.object(
                    file, "line " + ++number, text.substring(from, end).getBytes(StandardCharsets.UTF_8));
            from = end + 1;
            if (number == 1) {
                requireSame(line, asked);
                whole = from;
                continue;
            }
            block.add(line);
            if (line.path(WHO).asString("").equals(RESULT)) {
                done.put(Fields.of(file, line).integer("task", 1), List.copyOf(block));
                block.clear();
                whole = from;
            }
        }
        if (number == 0 && !text.isEmpty()) {
            requireSame(Json.object(file, "line 1", text.getBytes(StandardCharsets.UTF_8)), asked);
        }
        channel.truncate(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
        if (number == 0) {
            append(List.of(asked)); // a kill before the first line
        }
    }

    private void requireSame(ObjectNode there, ObjectNode asked) {
        if (!there.path(WHO).asString("").equals(ASKED)) {
            throw DataException.in(
                    file, "line 1: found no evaluation of this program, expected a new file or one that it began");
        }
        for (var key : asked.propertyNames()) {
            if (!there.path(key).toString().equals(asked.path(key).toString())) { // numbers of any type
                throw DataException.in(
                        file,
                        "%s: found %s, expected %s: this file is of another evaluation",
                        key,
                        there.path(key),
                        asked.path(key));
            }
        }
    }

    /** How many tasks are done. */
    public int size() {
        return done.size();
    }

    /** What came of a task before; empty where it is not done. */
    public Optional<AgentOutcome> outcome(AgentTask task) {
        return Optional.ofNullable(done.get(task.number())).map(lines -> AgentOutcome.read(task, lines));
    }

    /** Writes a task's lines at once; all of them or, where the disk is full, none. */
    public synchronized void append(List<ObjectNode> lines) {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        try {
            AtomicFile.append(channel, text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }
}
