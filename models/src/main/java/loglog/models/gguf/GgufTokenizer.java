package loglog.models.gguf;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import loglog.models.tokens.ByteTokenizer;
import loglog.models.tokens.HfTokenizer;
import loglog.models.tokens.Tokenizer;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;

/**
 * A tokenizer within a GGUF file. Bytes become a byte-level vocabulary without merges; a {@code tokenizer.json} is kept whole ({@code
 * tokenizer.huggingface.json}), and told to llama.cpp where it is a byte-level BPE as GPT-2's, the kind that its {@code gpt2} is.
 */
final class GgufTokenizer {
    private static final String MODEL = "tokenizer.ggml.model";
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String TYPES = "tokenizer.ggml.token_type";
    private static final String MERGES = "tokenizer.ggml.merges";
    private static final String START = "tokenizer.ggml.bos_token_id";
    private static final String END = "tokenizer.ggml.eos_token_id";
    private static final String WHOLE = "tokenizer.huggingface.json";

    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int UNUSED = 5;

    private GgufTokenizer() {}

    static void write(GgufWriter to, Tokenizer tokenizer, int vocabulary, List<String> notes) {
        var tokens = new String[vocabulary];
        var types = new int[vocabulary];
        Arrays.fill(types, UNUSED);
        for (int i = 0; i < vocabulary; i++) {
            tokens[i] = "[unused" + i + "]";
        }
        switch (tokenizer) {
            case ByteTokenizer _ -> {
                for (int i = 0; i < 256; i++) {
                    tokens[i] = ByteTokenizer.gpt2Name(i);
                    types[i] = i == tokenizer.documentToken() ? CONTROL : NORMAL;
                }
                describe(to, tokens, types, List.of());
            }
            case HfTokenizer whole -> {
                var json = Json.MAPPER.readTree(whole.json());
                if (isGpt2(json)) {
                    names(json, tokens, types);
                    describe(to, tokens, types, merges(json));
                } else {
                    to.text(MODEL, "no_vocab");
                    notes.add("the tokenizer is no byte-level BPE as GPT-2's: llama.cpp gets the model without a"
                            + " vocabulary, Loglog reads the tokenizer from the file");
                }
                to.text(WHOLE, new String(whole.json(), StandardCharsets.UTF_8));
            }
        }
        to.integer(START, tokenizer.documentToken()).integer(END, tokenizer.documentToken());
        to.flag("tokenizer.ggml.add_bos_token", true).flag("tokenizer.ggml.add_eos_token", false);
    }

    private static void describe(GgufWriter to, String[] tokens, int[] types, List<String> merges) {
        to.text(MODEL, "gpt2").text("tokenizer.ggml.pre", "gpt-2");
        to.texts(TOKENS, List.of(tokens)).integers(TYPES, types).texts(MERGES, merges);
    }

    private static boolean isGpt2(JsonNode json) {
        var before = json.path("pre_tokenizer");
        return json.path("model").path("type").asString("").equals("BPE")
                && before.path("type").asString("").equals("ByteLevel")
                && before.path("use_regex").asBoolean(true)
                && (json.path("normalizer").isMissingNode()
                        || json.path("normalizer").isNull());
    }

    private static void names(JsonNode json, String[] tokens, int[] types) {
        for (var entry : json.path("model").path("vocab").properties()) {
            int id = entry.getValue().intValue();
            if (id < tokens.length) {
                tokens[id] = entry.getKey();
                types[id] = NORMAL;
            }
        }
        for (var added : json.path("added_tokens")) {
            int id = added.path("id").intValue();
            if (id < tokens.length) {
                tokens[id] = added.path("content").asString("");
                types[id] = CONTROL;
            }
        }
    }

    /** {@code "a b"} or {@code ["a", "b"]}, as versions of the library have them. */
    private static List<String> merges(JsonNode json) {
        var merges = new ArrayList<String>();
        for (var merge : json.path("model").path("merges")) {
            merges.add(
                    merge.isArray()
                            ? merge.get(0).stringValue() + " " + merge.get(1).stringValue()
                            : merge.stringValue());
        }
        return merges;
    }

    /** The tokenizer in the file, or the {@code tokenizer.json} beside it. */
    static Tokenizer read(GgufFile file) {
        if (file.has(WHOLE)) {
            var json = file.text(WHOLE).getBytes(StandardCharsets.UTF_8);
            return HfTokenizer.of(file.file(), json, file.integer(END));
        }
        var tokens = file.texts(TOKENS);
        boolean bytes = tokens.size() == 256;
        for (int i = 0; bytes && i < 256; i++) {
            bytes = tokens.get(i).equals(ByteTokenizer.gpt2Name(i));
        }
        if (bytes) {
            return Tokenizer.bytes();
        }
        Path beside = file.file().resolveSibling("tokenizer.json");
        if (Files.exists(beside)) {
            return Tokenizer.read(beside);
        }
        throw file.found(TOKENS, "the 256 bytes, a tokenizer.json in the file (" + WHOLE + "), or one beside it");
    }

    /** The token that a text begins with. */
    static OptionalInt start(GgufFile file) {
        return file.integer(START);
    }

    static OptionalInt end(GgufFile file) {
        return file.integer(END);
    }
}
