package loglog.lab.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import loglog.laws.Observations;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.RunFolder;
import tools.jackson.databind.node.ObjectNode;

/**
 * The finished runs in a folder, at any depth: the table that laws are fitted to. Rebuilt from the run folders each time.
 *
 * @param rows by name
 * @param problems folders that could not be read, a sentence each
 */
public record Results(List<Result> rows, List<String> problems) {
    private static final int DEEPEST = 6;

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
        try (var files = Files.walk(root, DEEPEST)) {
            for (var file : files.filter(f -> f.endsWith("run.json")).sorted().toList()) {
                try {
                    result(root, file.getParent()).ifPresent(rows::add);
                } catch (DataException e) {
                    problems.add(e.getMessage());
                }
            }
        } catch (IOException e) {
            throw DataException.of(root, e);
        } catch (UncheckedIOException e) {
            throw DataException.of(root, e.getCause());
        }
        rows.sort(Comparator.comparing(Result::name));
        return new Results(rows, problems);
    }

    /** One run; empty where it has not finished. */
    public static Optional<Result> result(Path root, Path folder) {
        var run = new RunFolder(folder);
        if (!Files.exists(run.resultFile())) {
            return Optional.empty();
        }
        var asked = run.read(run.runFile());
        var result = run.read(run.resultFile());
        if (!result.path("status").asString("").equals("finished")) {
            return Optional.empty();
        }
        double loss =
                result.path("validation_loss").asDouble(result.path("loss").asDouble(Double.NaN));
        var unique = asked.path("data").path("unique_tokens").asString("");
        return Optional.of(new Result(
                folder,
                root.relativize(folder).toString(),
                asked.path("recipe_name").asString(""),
                asked.path("role").asString("observation"),
                number(run.resultFile(), result, "params"),
                number(run.resultFile(), result, "tokens"),
                number(run.resultFile(), result, "flops"),
                positive(run.resultFile(), "loss", loss),
                asked.path("seed").asLong(0),
                unique.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(unique))));
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
        return where(r -> r.role().equals("observation"));
    }

    public int size() {
        return rows.size();
    }

    /** As observations of params, tokens and flops. */
    public Observations observations() {
        return Observations.of(
                        rows.stream().mapToDouble(Result::params).toArray(),
                        rows.stream().mapToDouble(Result::tokens).toArray(),
                        rows.stream().mapToDouble(Result::loss).toArray())
                .with("flops", rows.stream().mapToDouble(Result::flops).toArray());
    }

    /** What the rows say, as one number: SHA-256 of names, scales and losses to the last bit. */
    public String digest() {
        var text = new StringBuilder();
        for (var r : rows) {
            text.append(r.name()).append('\t');
            for (double value : new double[] {r.params(), r.tokens(), r.flops(), r.loss()}) {
                text.append(Double.toHexString(value)).append('\t');
            }
            text.append('\n');
        }
        return Digests.of(text.toString());
    }
}
