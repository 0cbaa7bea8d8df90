package loglog.models.tokens;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a {@code tokenizer.json} and the {@code tokenizer_config.json} beside it say of the vocabulary.
 *
 * @param vocabulary one more than the largest id
 * @param dropout the share of merges that the library leaves out at random (BPE-dropout, arXiv 1910.13267), which it does
 *     whenever it encodes; 0 for none
 * @param bytes of the file
 */
record TokenizerJson(int vocabulary, int documentToken, double dropout, byte[] bytes) {
    /** Ids may have holes; beyond this many for each token, and the first million, they are damage. */
    private static final int ROOM = 100;

    private static final int FREE_ROOM = 1_000_000;

    /** Where no {@code eos_token} is named: what GPT-2, Llama 3, Llama 2 and T5, Gemma and Qwen call it. */
    private static final List<String> USUAL_NAMES =
            List.of("<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>", "[EOS]", "<|im_end|>");

    static TokenizerJson read(Path file, byte[] bytes, OptionalInt documentToken) {
        var json = Json.object(file, "the tokenizer", bytes);
        var model = json.path("model");
        var ids = new HashMap<String, Integer>();
        var vocabulary = model.path("vocab");
        if (vocabulary.isObject()) {
            var names = new HashMap<Integer, String>();
            for (var e : vocabulary.properties()) {
                int id = id(file, e.getKey(), e.getValue());
                var other = names.putIfAbsent(id, e.getKey());
                if (other != null) {
                    throw DataException.in(
                            file,
                            "model.vocab: found the id %d for both %s and %s, expected one for each token",
                            id,
                            other,
                            e.getKey());
                }
                ids.put(e.getKey(), id);
            }
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
        var largest = ids.entrySet().stream().max(Map.Entry.comparingByValue()).get();
        if (largest.getValue() > FREE_ROOM + (long) ROOM * ids.size()) {
            throw DataException.in(
                    file,
                    "token %s: id: found %d, expected ids not far beyond the number of tokens, which is %d",
                    largest.getKey(),
                    largest.getValue(),
                    ids.size());
        }
        return new TokenizerJson(
                largest.getValue() + 1,
                documentToken.orElseGet(() -> documentToken(file, ids)),
                dropout(file, model.path("dropout")),
                bytes);
    }

    private static double dropout(Path file, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        double share = node.doubleValue(Double.NaN);
        if (!(share >= 0 && share <= 1)) {
            throw DataException.in(file, "model.dropout: found %s, expected a share from 0 to 1", Json.kind(node));
        }
        return share;
    }

    /** The file's content, without its dropout where it has one. */
    byte[] withoutDropout() {
        if (dropout == 0) {
            return bytes;
        }
        var json = (ObjectNode) Json.MAPPER.readTree(bytes);
        ((ObjectNode) json.get("model")).putNull("dropout");
        return Json.MAPPER.writeValueAsBytes(json);
    }

    private static int id(Path file, String token, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
            throw DataException.in(
                    file, "token %s: id: found %s, expected a whole number >= 0", token, Json.kind(node));
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
