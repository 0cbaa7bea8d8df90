package loglog.lab.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import loglog.runs.Json;
import loglog.tables.FlopsPerToken;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/** Files of other tools, and what imports of them left. */
final class Imports {
    private Imports() {}

    /**
     * Files that other tools wrote: {@code torch} by PyTorch's writer, {@code tensorboard} by tensorboardX and TensorBoard
     * itself, {@code transformers} by Hugging Face's classes, {@code writers}, {@code lightning} and {@code trainer} by whole
     * trainings; the scripts beside them say how.
     */
    static Path written(String path) {
        try {
            return Path.of(Imports.class.getResource(path).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static ImportOptions mapped(String... namesAndTags) {
        var map = new HashMap<String, String>();
        for (int i = 0; i < namesAndTags.length; i += 2) {
            map.put(namesAndTags[i], namesAndTags[i + 1]);
        }
        return with(null, null, map);
    }

    static ImportOptions named(String name) {
        return with(null, name, Map.of());
    }

    static ImportOptions of(ImportFormat format) {
        return with(format, null, Map.of());
    }

    static ImportOptions scaled(long params, double tokensPerStep) {
        return new ImportOptions(
                null,
                null,
                OptionalLong.of(params),
                OptionalDouble.of(tokensPerStep),
                new FlopsPerToken(6),
                Map.of(),
                ImportRules.USUAL);
    }

    /** A file or folder of {@code shared/cases} beside the project; the test is skipped where it is missing. */
    static Path shared(String path) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var candidate = folder.resolve("shared/cases").resolve(path);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        Assumptions.abort("shared/cases/" + path + " is not beside the project");
        throw new AssertionError();
    }

    /** All rules as usual but one. */
    static ImportOptions restarts(ImportRules.Restarts restarts) {
        return ruled(new ImportRules(restarts, null, false, OptionalInt.empty(), null, OptionalInt.empty(), false));
    }

    static ImportOptions writer(String writer) {
        return ruled(new ImportRules(
                ImportRules.Restarts.VOID, writer, false, OptionalInt.empty(), null, OptionalInt.empty(), false));
    }

    static ImportOptions counted() {
        return ruled(new ImportRules(
                ImportRules.Restarts.VOID, null, true, OptionalInt.empty(), null, OptionalInt.empty(), false));
    }

    static ImportOptions firstStep(int first) {
        return ruled(new ImportRules(
                ImportRules.Restarts.VOID, null, false, OptionalInt.of(first), null, OptionalInt.empty(), false));
    }

    static ImportOptions rows(ImportRules.Rows rows) {
        return ruled(new ImportRules(
                ImportRules.Restarts.VOID, null, false, OptionalInt.empty(), rows, OptionalInt.empty(), false));
    }

    static ImportOptions context(int context) {
        return ruled(new ImportRules(
                ImportRules.Restarts.VOID, null, false, OptionalInt.empty(), null, OptionalInt.of(context), false));
    }

    static ImportOptions asRecorded() {
        return ruled(new ImportRules(
                ImportRules.Restarts.VOID, null, false, OptionalInt.empty(), null, OptionalInt.empty(), true));
    }

    private static ImportOptions ruled(ImportRules rules) {
        return new ImportOptions(
                null, null, OptionalLong.empty(), OptionalDouble.empty(), FlopsPerToken.USUAL, Map.of(), rules);
    }

    private static ImportOptions with(ImportFormat format, String name, Map<String, String> map) {
        return new ImportOptions(
                format,
                name,
                OptionalLong.empty(),
                OptionalDouble.empty(),
                FlopsPerToken.USUAL,
                map,
                ImportRules.USUAL);
    }

    static JsonNode json(Path runs, String file) {
        return Json.MAPPER.readTree(text(runs.resolve(file)));
    }

    static List<JsonNode> metrics(Path runs, String name) {
        return text(runs.resolve(name).resolve("metrics.jsonl"))
                .lines()
                .map(Json.MAPPER::readTree)
                .toList();
    }

    static Path write(Path folder, String name, String text) {
        try {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            return Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
