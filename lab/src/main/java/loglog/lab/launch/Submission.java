package loglog.lab.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was handed over at once, as a folder: tasks in parts, one after the other or side by side in each. {@code tasks.jsonl}
 * has the tasks, {@code PART.said} what is heard of a part's, {@code PART.lease} its sign of life, {@code PART.out} what is
 * printed besides, {@code settled} the names of those whose end was heard.
 *
 * @param name by which the place knows it; no other has it
 * @param resources of one part
 * @param at how many parts may be at work at once; 0 for any number
 * @param options of the JVM of its workers
 */
public record Submission(Path folder, String name, Resources resources, int at, List<String> options) {
    private static final int VERSION = 1;
    private static final String DESCRIPTION = "submission.json";

    public Submission {
        options = List.copyOf(options);
    }

    /** Makes a folder of the next number below {@code jobs}. */
    static Submission create(
            Path jobs, String name, Resources resources, int at, List<String> options, List<List<LaunchTask>> parts) {
        var submission = new Submission(next(jobs), name, resources, at, options);
        var lines = new StringBuilder();
        for (int part = 0; part < parts.size(); part++) {
            for (var task : parts.get(part)) {
                lines.append(json(part, task)).append('\n');
            }
        }
        AtomicFile.write(submission.tasksFile(), lines.toString().getBytes(StandardCharsets.UTF_8));
        submission.describe(Optional.empty());
        return submission;
    }

    private static Path next(Path jobs) {
        try {
            Files.createDirectories(jobs);
            for (int number = 1 + numbers(jobs).stream().mapToInt(n -> n).max().orElse(0); ; number++) {
                try {
                    return Files.createDirectory(jobs.resolve(Integer.toString(number)));
                } catch (FileAlreadyExistsException _) {
                    continue;
                }
            }
        } catch (IOException e) {
            throw DataException.of(jobs, e);
        }
    }

    private static List<Integer> numbers(Path jobs) throws IOException {
        try (var folders = Files.list(jobs)) {
            return folders.map(f -> f.getFileName().toString())
                    .filter(n -> n.matches("[1-9]\\d{0,8}"))
                    .map(Integer::parseInt)
                    .sorted()
                    .toList();
        }
    }

    /** Those below {@code jobs} that are whole and of which something is to be heard, oldest first. */
    static List<Submission> open(Path jobs) {
        var all = new ArrayList<Submission>();
        try {
            for (int number : Files.isDirectory(jobs) ? numbers(jobs) : List.<Integer>of()) {
                var folder = jobs.resolve(Integer.toString(number));
                if (Files.exists(folder.resolve(DESCRIPTION)) && !Files.exists(over(folder))) {
                    all.add(read(folder));
                }
            }
        } catch (IOException e) {
            throw DataException.of(jobs, e);
        }
        return all;
    }

    /** @throws DataException where the folder holds none */
    public static Submission read(Path folder) {
        var file = folder.resolve(DESCRIPTION);
        var fields = Fields.of(file, new RunFolder(folder).read(file));
        fields.whole("version", VERSION, VERSION);
        var options = new ArrayList<String>();
        new RunFolder(folder).read(file).path("options").forEach(o -> options.add(o.asString()));
        return new Submission(
                folder,
                fields.text("name"),
                new Resources(fields.integer("cores", 1), fields.whole("memory_bytes")),
                fields.integer("at_once", 0),
                options);
    }

    /** The place's own number for it; empty where this process's predecessor was killed before it was written. */
    Optional<String> id() {
        var file = folder.resolve(DESCRIPTION);
        return Fields.of(file, new RunFolder(folder).read(file)).optionalText("job");
    }

    /** Writes the place's own number down. */
    void describe(Optional<String> id) {
        var json = Json.MAPPER.createObjectNode().put("version", VERSION).put("executor", "slurm");
        json.put("name", name).put("cores", resources.cores()).put("memory_bytes", resources.memoryBytes());
        json.put("at_once", at);
        options.forEach(json.putArray("options")::add);
        id.ifPresent(i -> json.put("job", i));
        new RunFolder(folder).write(folder.resolve(DESCRIPTION), json);
    }

    private Path tasksFile() {
        return folder.resolve("tasks.jsonl");
    }

    Path script() {
        return folder.resolve("script.sh");
    }

    public Path said(int part) {
        return folder.resolve(part + ".said");
    }

    public Path lease(int part) {
        return folder.resolve(part + ".lease");
    }

    public Path output(int part) {
        return folder.resolve(part + ".out");
    }

    private Path settledFile() {
        return folder.resolve("settled");
    }

    private static Path over(Path folder) {
        return folder.resolve("over");
    }

    /** The tasks of each part. */
    public List<List<LaunchTask>> parts() {
        var parts = new ArrayList<List<LaunchTask>>();
        try {
            for (var line : Files.readAllLines(tasksFile())) {
                int number = parts.stream().mapToInt(List::size).sum() + 1;
                var json = Json.object(tasksFile(), "line " + number, line.getBytes(StandardCharsets.UTF_8));
                var fields = Fields.of(tasksFile() + ": line " + number, json);
                // In their order, so that a part has its tasks one after the other.
                int part = (int) fields.whole("part", Math.max(0, parts.size() - 1), parts.size());
                if (part == parts.size()) {
                    parts.add(new ArrayList<>());
                }
                parts.get(part).add(task(fields));
            }
        } catch (IOException e) {
            throw DataException.of(tasksFile(), e);
        }
        return parts;
    }

    private static ObjectNode json(int part, LaunchTask task) {
        return Json.MAPPER
                .createObjectNode()
                .put("part", part)
                .put("name", task.name())
                .put("cores", task.resources().cores())
                .put("memory_bytes", task.resources().memoryBytes())
                .put("line", task.line());
    }

    private static LaunchTask task(Fields fields) {
        return new LaunchTask(
                fields.text("name"),
                fields.text("line"),
                new Resources(fields.integer("cores", 1), fields.whole("memory_bytes")),
                Double.NaN);
    }

    /** Names of tasks whose end was heard. */
    Set<String> settled() {
        try {
            return Files.exists(settledFile()) ? new HashSet<>(Files.readAllLines(settledFile())) : new HashSet<>();
        } catch (IOException e) {
            throw DataException.of(settledFile(), e);
        }
    }

    void settle(String task) {
        try {
            Files.writeString(settledFile(), task + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw DataException.of(settledFile(), e);
        }
    }

    /** Nothing more will be heard: the folder goes, or stays as it is for a person to read. */
    void close(boolean keep) {
        if (keep) {
            AtomicFile.write(over(folder), new byte[0]);
        } else {
            RunFolder.delete(folder);
        }
    }
}
