package loglog.app.feedback;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;

/** Reads prompts: a line each, or JSON lines with a text {@code prompt}, as trl's data sets have it. */
final class Prompts {
    private Prompts() {}

    /**
     * The prompts of a file in their order, each once.
     *
     * @throws DataException for a file that cannot be read, that has none, and for lines that are no prompts
     */
    static List<String> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw DataException.in(file, "found bytes that are no UTF-8, expected prompts as text");
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        boolean isJson = file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl");
        var prompts = new LinkedHashSet<String>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                prompts.add(isJson ? prompt(file, i + 1, lines.get(i)) : lines.get(i));
            }
        }
        if (prompts.isEmpty()) {
            throw DataException.in(file, "found no prompt, expected one a line");
        }
        return List.copyOf(prompts);
    }

    private static String prompt(Path file, int number, String line) {
        try {
            var prompt = Json.MAPPER.readTree(line).path("prompt");
            if (prompt.isString() && !prompt.asString().isEmpty()) {
                return prompt.asString();
            }
            throw DataException.in(
                    file,
                    "line %d: found %s, expected a text under the key prompt",
                    number,
                    prompt.isMissingNode() ? "no key prompt" : Json.kind(prompt));
        } catch (JacksonException e) {
            throw DataException.in(file, "line %d: %s", number, Json.complaint(e));
        }
    }
}
