package loglog.lab.results;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import loglog.laws.Observations;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.Fields;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunRole;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The finished runs in a folder, at any depth: the table that laws are fitted to. Rebuilt from the run folders each time.
 *
 * @param rows by name
 * @param problems folders that could not be read, a sentence each
 */
public record Results(List<Result> rows, List<String> problems) {
    private static final int DEEPEST = 6;
    private static final String TRAINING_LOSS = "loss";

    public Results {
        rows = List.copyOf(rows);
        problems = List.copyOf(problems);
    }

    /** Reads every finished run below a folder. A damaged one is left out and named. */
    public static Results read(Path root) {
        var rows = new ArrayList<Result>();
        var problems = new ArrayList<String>();
        if (!Files.isDirectory(root)) {
            return new Results(rows, problems);
        }
        for (var file : runFiles(root)) {
            try {
                result(root, file.getParent()).ifPresent(rows::add);
            } catch (DataException e) {
                problems.add(e.getMessage());
            }
        }
        rows.sort(Comparator.comparing(Result::name));
        return new Results(rows, problems);
    }

    /** Folders may go while they are read: others train there. What was set aside as damaged is no run. */
    private static List<Path> runFiles(Path root) {
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(root, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    var name = folder.getFileName() == null
                            ? ""
                            : folder.getFileName().toString();
                    return name.endsWith(".damaged") && !folder.equals(root)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.endsWith("run.json")) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (file.equals(root)) {
                        throw e;
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw DataException.of(root, e);
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** One run; empty where it has not finished. */
    public static Optional<Result> result(Path root, Path folder) {
        var run = new RunFolder(folder);
        if (!Files.exists(run.resultFile())) {
            return Optional.empty();
        }
        var asked = asWritten(run, run.runFile());
        var result = asWritten(run, run.resultFile());
        if (!result.path("status").asString("").equals("finished")) {
            return Optional.empty();
        }
        var id = RunId.read(run.runFile(), asked);
        var metric = metric(run.runFile(), asked);
        var unique = asked.path("data").path("unique_tokens").asString("");
        return Optional.of(new Result(
                folder,
                root.relativize(folder).toString(),
                id,
                settings(asked, result),
                number(run.resultFile(), result, "params"),
                number(run.resultFile(), result, "tokens"),
                number(run.resultFile(), result, "flops"),
                metric,
                value(run.resultFile(), metric, result),
                unique.isEmpty() ? Optional.empty() : Optional.of(whole(run.runFile(), unique))));
    }

    private static Metric metric(Path file, ObjectNode asked) {
        return asked.path("metric").isObject()
                ? Metric.read(Fields.of(file, asked).object("metric"))
                : Metric.VALIDATION_LOSS;
    }

    /** A language model without a validation loss is known by its training loss. */
    private static double value(Path file, Metric metric, ObjectNode result) {
        boolean trainingLoss = metric.equals(Metric.VALIDATION_LOSS) && !result.has(metric.name());
        var key = trainingLoss ? TRAINING_LOSS : metric.name();
        double value = result.path(key).asDouble(Double.NaN);
        metric.problem(value).ifPresent(problem -> {
            throw DataException.in(file, "%s: %s", key, problem);
        });
        return value;
    }

    /** Of runs that say little of themselves, such as imported ones, what came of them tells them apart. */
    private static String settings(ObjectNode asked, ObjectNode result) {
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
                // Runs of before format 3 and later ones may be replicates.
                .map(text -> text.replace("\"optimiser\":", "\"optimizer\":"))
                .collect(Collectors.joining("\n")));
    }

    private static ObjectNode asWritten(RunFolder run, Path file) {
        var json = run.read(file);
        if (!RunFolder.isAsWritten(json)) {
            throw DataException.in(
                    file,
                    "found another content than was written, by its %s; the command that trained it mends it",
                    RunFolder.SEAL);
        }
        return json;
    }

    private static long whole(Path file, String tokens) {
        try {
            return Long.parseLong(tokens);
        } catch (NumberFormatException e) {
            throw new DataException(
                    "%s: data: unique_tokens: found %s, expected a whole number".formatted(file, tokens), e);
        }
    }

    private static double number(Path file, ObjectNode json, String key) {
        return positive(file, key, json.path(key).asDouble(Double.NaN));
    }

    private static double positive(Path file, String key, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw DataException.in(file, "%s: found %s, expected a positive number", key, value);
        }
        return value;
    }

    /** The rows that meet a condition. */
    public Results where(Predicate<Result> condition) {
        return new Results(rows.stream().filter(condition).toList(), problems);
    }

    /** Those that laws are fitted to: not trunks, and not runs that verified a forecast. */
    public Results observed() {
        return where(r -> r.role() == RunRole.OBSERVATION);
    }

    /** What the rows are measured by; runs of one study share it. */
    public Metric metric() {
        return rows.isEmpty() ? Metric.VALIDATION_LOSS : rows.getFirst().metric();
    }

    public int size() {
        return rows.size();
    }

    /** As observations of params, tokens and flops. */
    public Observations observations() {
        return Observations.of(
                        rows.stream().mapToDouble(Result::params).toArray(),
                        rows.stream().mapToDouble(Result::tokens).toArray(),
                        rows.stream().mapToDouble(Result::value).toArray())
                .with("flops", rows.stream().mapToDouble(Result::flops).toArray());
    }

    /** What the rows say, as one number: SHA-256 of names, scales and losses to the last bit. */
    public String digest() {
        var text = new StringBuilder();
        for (var r : rows) {
            text.append(r.name()).append('\t');
            for (double value : new double[] {r.params(), r.tokens(), r.flops(), r.value()}) {
                text.append(Double.toHexString(value)).append('\t');
            }
            text.append('\n');
        }
        return Digests.of(text.toString());
    }
}
