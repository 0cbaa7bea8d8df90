package loglog.models.tokens;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;

/**
 * What a {@code tokenizer.json} and the {@code tokenizer_config.json} beside it say of the vocabulary.
 *
 * @param vocabulary one more than the largest id
 */
record TokenizerJson(int vocabulary, int documentToken) {
    /** Where no {@code eos_token} is named: what GPT-2, Llama 3, Llama 2 and T5, Gemma and Qwen call it. */
    private static final List<String> USUAL_NAMES =
            List.of("<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>", "[EOS]", "<|im_end|>");

    static TokenizerJson read(Path file, byte[] bytes) {
        var json = Json.object(file, "the tokenizer", bytes);
        var model = json.path("model");
        var ids = new HashMap<String, Integer>();
        var vocabulary = model.path("vocab");
        if (vocabulary.isObject()) {
            vocabulary.properties().forEach(e -> ids.put(e.getKey(), id(file, e.getKey(), e.getValue())));
        } else if (vocabulary.isArray()) {
            // A unigram model: [piece, score], the id is the place.
            for (int i = 0; i < vocabulary.size(); i++) {
                ids.put(vocabulary.get(i).path(0).asString(""), i);
            }
        } else {
            throw DataException.in(
                    file, "model.vocab: found %s, expected an object or an array", Json.kind(vocabulary));
        }
        for (var token : json.path("added_tokens")) {
            ids.put(token.path("content").asString(""), id(file, "added_tokens", token.path("id")));
        }
        if (ids.isEmpty()) {
            throw DataException.in(file, "model.vocab: found no token, expected at least one");
        }
        var largest = ids.values().stream().mapToInt(Integer::intValue).max().getAsInt();
        return new TokenizerJson(largest + 1, documentToken(file, ids));
    }

    private static int id(Path file, String token, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw DataException.in(
                    file, "token %s: the id is %s, expected a whole number >= 0", token, Json.kind(node));
        }
        return node.intValue();
    }

    private static int documentToken(Path file, Map<String, Integer> ids) {
        var named = endTokenOfConfig(file.resolveSibling("tokenizer_config.json"));
        if (named != null && ids.containsKey(named)) {
            return ids.get(named);
        }
        return USUAL_NAMES.stream()
                .filter(ids::containsKey)
                .map(ids::get)
                .findFirst()
                .orElseThrow(() -> DataException.in(
                        file,
                        "found no token that ends a document (%s), expected one of these or an eos_token in"
                                + " tokenizer_config.json",
                        String.join(", ", USUAL_NAMES)));
    }

    private static String endTokenOfConfig(Path config) {
        if (!Files.exists(config)) {
            return null;
        }
        try {
            var token = Json.object(config, "the configuration", Files.readAllBytes(config))
                    .path("eos_token");
            return token.isString()
                    ? token.stringValue()
                    : token.path("content").asString(null);
        } catch (IOException e) {
            throw DataException.of(config, e);
        }
    }
}
