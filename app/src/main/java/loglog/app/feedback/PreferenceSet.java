package loglog.app.feedback;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import loglog.models.generation.Sampling;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of questions that a browser asks: which models, which prompts, how answers are sampled. It lies beside its pairs as {@code
 * NAME.json}, so that a server that was started anew goes on with it.
 *
 * @param name of its files
 * @param runs names of the models' runs, one or more
 */
record PreferenceSet(String name, List<String> runs, PreferenceQuestions.Settings settings) {
    /** What a set may be called: it becomes files' names. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,49}");

    static final int MOST_MODELS = 6;
    private static final int MOST_PROMPTS = 5000;
    private static final int MOST_ROUNDS = 100;
    private static final int MOST_TOKENS = 2000;
    private static final int LONGEST_PROMPT = 20_000;
    private static final String SUFFIX = ".json";

    /**
     * Reads what a page sends, and what stands in a file.
     *
     * @throws DataException where a field is not what it can be
     */
    static PreferenceSet of(ObjectNode json) {
        var name = json.path("name").asString("");
        if (!NAME.matcher(name).matches()) {
            throw expected("name", json.path("name"), "letters, digits, - and _, at most 50");
        }
        var runs = texts(json, "models", MOST_MODELS);
        var prompts = texts(json, "prompts", MOST_PROMPTS);
        for (var prompt : prompts) {
            if (prompt.length() > LONGEST_PROMPT) {
                throw new DataException("prompts: found one of %d characters, expected at most %d"
                        .formatted(prompt.length(), LONGEST_PROMPT));
            }
        }
        double temperature = json.path("temperature").asDouble(1);
        if (!(temperature > 0 && temperature <= 10)) {
            throw expected(
                    "temperature", json.path("temperature"), "a number above 0, so that answers differ, and up to 10");
        }
        var sampling = new Sampling(
                temperature,
                0,
                json.path("top_p").asDouble(0.95),
                json.path("seed").asLong(1));
        return new PreferenceSet(
                name,
                runs,
                new PreferenceQuestions.Settings(
                        prompts,
                        whole(json, "rounds", 1, MOST_ROUNDS),
                        whole(json, "tokens", 100, MOST_TOKENS),
                        sampling));
    }

    private static int whole(ObjectNode json, String key, int usual, int most) {
        var node = json.path(key);
        int value = node.isMissingNode() ? usual : node.isIntegralNumber() ? node.asInt(-1) : -1;
        if (value < 1 || value > most) {
            throw expected(key, node, "a whole number from 1 to " + most);
        }
        return value;
    }

    /** Texts, each once. */
    private static List<String> texts(ObjectNode json, String key, int most) {
        var node = json.path(key);
        var texts = new LinkedHashSet<String>();
        for (var text : node) {
            if (!text.isString() || text.stringValue().isBlank()) {
                throw expected(key, text, "texts");
            }
            texts.add(text.stringValue());
        }
        if (!node.isArray() || texts.isEmpty() || texts.size() > most) {
            throw new DataException("%s: found %s, expected 1 to %d"
                    .formatted(key, node.isArray() ? texts.size() : Json.kind(node), most));
        }
        return List.copyOf(texts);
    }

    private static DataException expected(String key, JsonNode found, String what) {
        var shown = found.isMissingNode() || found.isContainer() ? Json.kind(found) : found.toString();
        return new DataException("%s: found %s, expected %s"
                .formatted(key, shown.substring(0, Math.min(80, shown.length())), what));
    }

    /** The sets of a folder, by their names. */
    static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            var names = new ArrayList<String>();
            for (var file : files.sorted().toList()) {
                var name = file.getFileName().toString();
                if (name.endsWith(SUFFIX)) {
                    names.add(name.substring(0, name.length() - SUFFIX.length()));
                }
            }
            names.removeIf(name -> !NAME.matcher(name).matches());
            return names;
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
    }

    /** Reads one of {@link #names}. */
    static PreferenceSet read(Path folder, String name) {
        var file = folder.resolve(name + SUFFIX);
        try {
            return of(Json.object(file, "the file", Files.readAllBytes(file)).put("name", name));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /**
     * Writes a new one.
     *
     * @throws DataException where there are files of that name
     */
    void write(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
        if (Files.exists(folder.resolve(name + SUFFIX)) || Files.exists(pairs(folder))) {
            throw new DataException("name: found files of \"%s\" already, expected a new name".formatted(name));
        }
        var json = Json.MAPPER.createObjectNode();
        var sampling = settings.sampling();
        var models = json.putArray("models");
        runs.forEach(models::add);
        json.put("rounds", settings.rounds()).put("tokens", settings.tokens());
        json.put("temperature", sampling.temperature())
                .put("top_p", sampling.topP())
                .put("seed", sampling.seed());
        var prompts = json.putArray("prompts");
        settings.prompts().forEach(prompts::add);
        AtomicFile.write(
                folder.resolve(name + SUFFIX),
                Json.MAPPER.writeValueAsString(json).getBytes(StandardCharsets.UTF_8));
    }

    /** Where its pairs go, in the format of {@code loglog prefer}. */
    Path pairs(Path folder) {
        return folder.resolve(name + ".jsonl");
    }
}
