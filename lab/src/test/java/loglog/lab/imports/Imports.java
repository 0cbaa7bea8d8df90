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
import java.util.OptionalLong;
import loglog.runs.Json;
import loglog.tables.FlopsPerToken;
import tools.jackson.databind.JsonNode;

/** Files of other tools, and what imports of them left. */
final class Imports {
    private Imports() {}

    /**
     * Files that other tools wrote: {@code torch} by PyTorch's writer, {@code tensorboard} by tensorboardX and TensorBoard
     * itself, {@code transformers} by Hugging Face's classes; the scripts beside them say how.
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
                null, null, OptionalLong.of(params), OptionalDouble.of(tokensPerStep), new FlopsPerToken(6), Map.of());
    }

    private static ImportOptions with(ImportFormat format, String name, Map<String, String> map) {
        return new ImportOptions(format, name, OptionalLong.empty(), OptionalDouble.empty(), FlopsPerToken.USUAL, map);
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
