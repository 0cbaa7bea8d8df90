package loglog.models.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ObjectNode;

/** {@link HfConfig} as JSON; keys and their defaults are those of transformers' LlamaConfig and GPT2Config. */
final class HfConfigJson {
    private final Path file;
    private final ObjectNode json;

    private HfConfigJson(Path file, ObjectNode json) {
        this.file = file;
        this.json = json;
    }

    static HfConfig read(Path fileOrFolder) {
        var file = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(HfConfig.FILE) : fileOrFolder;
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        var reader = new HfConfigJson(file, Json.object(file, "the configuration", bytes));
        var type = reader.json.path("model_type");
        try {
            return switch (type.isString() ? type.stringValue() : "") {
                case "llama" -> reader.llama();
                case "gpt2" -> reader.gpt2();
                default -> throw reader.found("model_type", "\"llama\" or \"gpt2\"");
            };
        } catch (DataException e) {
            // A size that no model has does not know the file.
            throw e.getMessage().startsWith(file.toString()) ? e : new DataException(file + ": " + e.getMessage(), e);
        }
    }

    private HfConfig llama() {
        refuseUnless("hidden_act", "silu", List.of("silu", "swish"));
        refuseTrue("attention_bias");
        refuseTrue("mlp_bias");
        refuseScaledRope("rope_scaling");
        refuseScaledRope("rope_parameters");
        var width = count("hidden_size", 4096, SizeLimits.WIDTH);
        var heads = count("num_attention_heads", 32, SizeLimits.WIDTH);
        var kvHeads = count("num_key_value_heads", heads, SizeLimits.WIDTH);
        if (heads % kvHeads != 0) {
            throw found("num_key_value_heads", "a divisor of num_attention_heads, which is " + heads);
        }
        if (absent("head_dim")) {
            requireDivisible("num_attention_heads", width, heads);
        }
        // From version 5 on, transformers keeps the base beside the kind of scaling.
        var theta = number(json, "rope_theta", number(json.path("rope_parameters"), "rope_theta", 10_000));
        return new HfConfig.Llama(
                count("vocab_size", 32_000, Integer.MAX_VALUE),
                width,
                count("num_hidden_layers", 32, SizeLimits.LAYERS),
                heads,
                kvHeads,
                count("head_dim", width / heads, SizeLimits.WIDTH),
                count("intermediate_size", 11_008, SizeLimits.FEED_FORWARD),
                count("max_position_embeddings", 2048, SizeLimits.CONTEXT),
                number(json, "rms_norm_eps", 1e-6),
                theta,
                flag("tie_word_embeddings", false),
                endToken());
    }

    private HfConfig gpt2() {
        refuseUnless("activation_function", "gelu_new", List.of("gelu_new", "gelu_pytorch_tanh"));
        refuseTrue("scale_attn_by_inverse_layer_idx");
        refuseTrue("add_cross_attention");
        if (!flag("scale_attn_weights", true)) {
            throw found("scale_attn_weights", "true");
        }
        var width = count("n_embd", 768, SizeLimits.WIDTH);
        var heads = count("n_head", 12, SizeLimits.WIDTH);
        requireDivisible("n_head", width, heads);
        return new HfConfig.Gpt2(
                count("vocab_size", 50_257, Integer.MAX_VALUE),
                width,
                count("n_layer", 12, SizeLimits.LAYERS),
                heads,
                count("n_inner", 4 * width, SizeLimits.FEED_FORWARD),
                count("n_positions", 1024, SizeLimits.CONTEXT),
                number(json, "layer_norm_epsilon", 1e-5),
                flag("tie_word_embeddings", true),
                endToken());
    }

    static void write(Path file, HfConfig config) {
        var json = Json.MAPPER.createObjectNode();
        json.put("model_type", config.architecture());
        json.put("vocab_size", config.vocabulary());
        switch (config) {
            case HfConfig.Llama llama -> {
                json.putArray("architectures").add("LlamaForCausalLM");
                json.put("hidden_size", llama.width());
                json.put("num_hidden_layers", llama.layers());
                json.put("num_attention_heads", llama.heads());
                json.put("num_key_value_heads", llama.kvHeads());
                json.put("head_dim", llama.headWidth());
                json.put("intermediate_size", llama.feedForward());
                json.put("max_position_embeddings", llama.context());
                json.put("rms_norm_eps", llama.normEpsilon());
                json.put("rope_theta", llama.ropeTheta());
                json.put("hidden_act", "silu");
                json.put("attention_bias", false);
                json.put("mlp_bias", false);
            }
            case HfConfig.Gpt2 gpt2 -> {
                json.putArray("architectures").add("GPT2LMHeadModel");
                json.put("n_embd", gpt2.width());
                json.put("n_layer", gpt2.layers());
                json.put("n_head", gpt2.heads());
                json.put("n_inner", gpt2.feedForward());
                json.put("n_positions", gpt2.context());
                json.put("layer_norm_epsilon", gpt2.normEpsilon());
                json.put("activation_function", "gelu_new");
            }
        }
        json.put("tie_word_embeddings", config.tied());
        json.put("torch_dtype", "float32");
        // Without this line transformers assume a default of their own, which lies outside a small vocabulary.
        if (config.endToken().isPresent()) {
            json.put("bos_token_id", config.endToken().getAsInt());
            json.put("eos_token_id", config.endToken().getAsInt());
        } else {
            json.putNull("bos_token_id");
            json.putNull("eos_token_id");
        }
        AtomicFile.write(
                file, Json.MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(json));
    }

    private boolean absent(String key) {
        return json.path(key).isMissingNode() || json.path(key).isNull();
    }

    private int count(String key, int otherwise, int most) {
        if (absent(key)) {
            return otherwise;
        }
        var node = json.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1 || node.intValue() > most) {
            throw found(key, "a whole number from 1 to " + most);
        }
        return node.intValue();
    }

    private double number(JsonNode from, String key, double otherwise) {
        var node = from.path(key);
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        double value = node.doubleValue(Double.NaN); // an integer beyond a double's range would throw
        if (!(value > 0) || Double.isInfinite(value)) {
            throw DataException.in(file, "%s: found %s, expected a number above 0", key, Json.kind(node));
        }
        return value;
    }

    private boolean flag(String key, boolean otherwise) {
        if (absent(key)) {
            return otherwise;
        }
        if (!json.path(key).isBoolean()) {
            throw found(key, "true or false");
        }
        return json.path(key).booleanValue();
    }

    private OptionalInt endToken() {
        var node = json.path("eos_token_id");
        if (node.isArray() && !node.isEmpty()) {
            node = node.get(0); // Llama 3 lists several; the first ends a text
        }
        if (node.isMissingNode() || node.isNull()) {
            return OptionalInt.empty();
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw found("eos_token_id", "a token id");
        }
        return node.intValue() < 0 ? OptionalInt.empty() : OptionalInt.of(node.intValue());
    }

    private void requireDivisible(String headsKey, int width, int heads) {
        if (width % heads != 0) {
            throw found(headsKey, "a divisor of the width, which is " + width);
        }
    }

    private void refuseUnless(String key, String otherwise, List<String> known) {
        var value = absent(key) ? otherwise : json.path(key).asString("");
        if (!known.contains(value)) {
            throw found(key, known.getFirst() + ", the only activation computed for this architecture");
        }
    }

    private void refuseTrue(String key) {
        if (flag(key, false)) {
            throw found(key, "false, since this variant is not computed");
        }
    }

    private void refuseScaledRope(String key) {
        if (absent(key)) {
            return;
        }
        var node = json.path(key);
        var kind = node.path(node.has("rope_type") ? "rope_type" : "type");
        if (!kind.isMissingNode() && !kind.asString("").equals("default")) {
            throw found(key, "none, since scaled rotary embeddings are not computed");
        }
    }

    private DataException found(String key, String expected) {
        return DataException.in(file, "%s: found %s, expected %s", key, Json.kind(json.path(key)), expected);
    }
}
