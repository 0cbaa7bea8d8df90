package loglog.models.tokens;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;

/**
 * The characters for which a BPE without an unknown token has no token. The tokenizers library leaves them out without a word, in
 * byte-level BPE each byte that the vocabulary lacks: a loss would then be told of another text than the one given.
 */
final class UnknownCharacters {
    private static final String BYTE_LEVEL = "ByteLevel";

    private final Path file;
    private final boolean byteLevel;
    private final boolean normalized;
    private final boolean byteFallback;
    private final Set<String> symbols = new HashSet<>();
    private final boolean[] bytes = new boolean[256];
    private final boolean isWhole;

    /** Longest first, since the library takes the longest that fits. */
    private final List<String> added = new ArrayList<>();

    /** What became of a character on its own, for files with a normalizer. */
    private final ConcurrentHashMap<Integer, Boolean> lost = new ConcurrentHashMap<>();

    private UnknownCharacters(Path file, JsonNode json) {
        this.file = file;
        var model = json.path("model");
        byteLevel = hasType(json.path("pre_tokenizer")) || hasType(json.path("normalizer"));
        normalized = json.path("normalizer").isObject()
                && !json.path("normalizer").path("type").asString("").equals(BYTE_LEVEL);
        byteFallback = model.path("byte_fallback").asBoolean(false);
        var end = model.path("end_of_word_suffix").asString("");
        var inside = model.path("continuing_subword_prefix").asString("");
        for (var entry : model.path("vocab").properties()) {
            var token = entry.getKey();
            symbols.add(token);
            if (!end.isEmpty() && token.endsWith(end)) {
                symbols.add(token.substring(0, token.length() - end.length()));
            }
            if (!inside.isEmpty() && token.startsWith(inside)) {
                symbols.add(token.substring(inside.length()));
            }
        }
        for (int b = 0; b < 256; b++) {
            bytes[b] = isKnown(ByteTokenizer.gpt2Name(b));
        }
        for (var token : json.path("added_tokens")) {
            added.add(token.path("content").asString(""));
        }
        added.removeIf(String::isEmpty);
        added.sort(Comparator.comparingInt(String::length).reversed());
        // The other bytes are in no UTF-8 text.
        isWhole = byteLevel && IntStream.range(0, 256).allMatch(b -> bytes[b] || b == 0xc0 || b == 0xc1 || b >= 0xf5);
    }

    /** Of a {@code tokenizer.json}; empty where its model has a token for every text, or one for what is unknown. */
    static Optional<UnknownCharacters> of(Path file, byte[] bytes) {
        var json = Json.MAPPER.readTree(bytes);
        if (!areLeftOut(json.path("model"))) {
            return Optional.empty();
        }
        var characters = new UnknownCharacters(file, json);
        return characters.isWhole ? Optional.empty() : Optional.of(characters);
    }

    /** Whether the file's model leaves out what it has no token for. */
    private static boolean areLeftOut(JsonNode model) {
        return model.path("vocab").isObject()
                && model.path("merges").isArray()
                && model.path("type").asString("BPE").equals("BPE")
                && !model.path("unk_token").isString();
    }

    private static boolean hasType(JsonNode node) {
        return node.path("type").asString("").equals(BYTE_LEVEL)
                || IntStream.range(0, node.path("pretokenizers").size())
                        .anyMatch(i -> hasType(node.path("pretokenizers").get(i)))
                || IntStream.range(0, node.path("normalizers").size())
                        .anyMatch(i -> hasType(node.path("normalizers").get(i)));
    }

    private boolean isKnown(String symbol) {
        if (symbols.contains(symbol)) {
            return true;
        }
        if (!byteFallback) {
            return false;
        }
        for (var b : symbol.getBytes(StandardCharsets.UTF_8)) {
            if (!symbols.contains("<0x%02X>".formatted(b & 0xff))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Refuses a text with a character that would be left out.
     *
     * @param alone encodes and decodes a text, without this check
     * @throws DataException naming the file and the character
     */
    void check(String text, UnaryOperator<String> alone) {
        if (first(text, alone).isEmpty()) {
            return;
        }
        // Within an added token's name a character needs no token of its own.
        var rest = text;
        for (var token : added) {
            rest = rest.replace(token, " ");
        }
        var unknown = first(rest, alone);
        if (unknown.isPresent()) {
            int c = unknown.getAsInt();
            throw DataException.in(
                    file,
                    "a text of %d characters: found %s, for which the vocabulary has no token%s, so that the tokenizers library would leave it out, expected %s",
                    text.length(),
                    Character.isISOControl(c)
                            ? "U+%04X".formatted(c)
                            : "%s (U+%04X)".formatted(Character.toString(c), c),
                    byteLevel ? " of its bytes" : "",
                    byteLevel
                            ? "a vocabulary with all 256 bytes (trained with ByteLevel's initial alphabet)"
                            : "a vocabulary with the text's characters, or an unk_token");
        }
    }

    private OptionalInt first(String text, UnaryOperator<String> alone) {
        return text.codePoints()
                .filter(c -> !(byteLevel ? hasBytes(c) : hasToken(c))
                        && (!normalized || lost.computeIfAbsent(c, k -> isLost(k, alone))))
                .findFirst();
    }

    private boolean hasBytes(int c) {
        if (c < 0x80) {
            return bytes[c];
        }
        for (var b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            if (!bytes[b & 0xff]) {
                return false;
            }
        }
        return true;
    }

    /** Spaces and controls are for what comes before the model, which mostly takes them out or gives them another sign. */
    private boolean hasToken(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || isKnown(Character.toString(c));
    }

    private static boolean isLost(int c, UnaryOperator<String> alone) {
        var back = alone.apply(Character.toString(c));
        return back.isBlank() || back.contains("\ufffd");
    }
}
