package loglog.models.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ObjectNode;

/** A {@code config.json}: what all architectures have in it, and its keys, read with complaints that name them. */
public final class HfConfigFile {
    private final Path file;
    private final ObjectNode json;

    private HfConfigFile(Path file, ObjectNode json) {
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
        var reader = new HfConfigFile(file, Json.object(file, "the configuration", bytes));
        var type = reader.json.path("model_type");
        var architecture = Architecture.find(type.isString() ? type.stringValue() : "")
                .orElseThrow(() -> reader.found(
                        "model_type",
                        Architecture.names().stream()
                                .map(name -> '"' + name + '"')
                                .collect(Collectors.joining(" or "))));
        try {
            return architecture.of(reader);
        } catch (DataException e) {
            // A size that no model has does not know the file.
            throw e.getMessage().startsWith(file.toString()) ? e : new DataException(file + ": " + e.getMessage(), e);
        }
    }

    static void write(Path file, HfConfig config, int labels) {
        var json = Json.MAPPER.createObjectNode();
        json.put("model_type", config.architecture());
        json.put("vocab_size", config.vocabulary());
        config.writeTo(json);
        json.put("tie_word_embeddings", config.tied());
        if (labels > 0) {
            var ids = json.putObject("id2label"); // transformers count its entries
            for (int i = 0; i < labels; i++) {
                ids.put(Integer.toString(i), "LABEL_" + i);
            }
        }
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

    boolean absent(String key) {
        return json.path(key).isMissingNode() || json.path(key).isNull();
    }

    int count(String key, int otherwise, int most) {
        if (absent(key)) {
            return otherwise;
        }
        var node = json.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1 || node.intValue() > most) {
            throw found(key, "a whole number from 1 to " + most);
        }
        return node.intValue();
    }

    double number(String key, double otherwise) {
        return number(json, key, otherwise);
    }

    /** Of an object within the configuration, which may be missing. */
    double number(String within, String key, double otherwise) {
        return number(json.path(within), key, otherwise);
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

    boolean flag(String key, boolean otherwise) {
        if (absent(key)) {
            return otherwise;
        }
        if (!json.path(key).isBoolean()) {
            throw found(key, "true or false");
        }
        return json.path(key).booleanValue();
    }

    OptionalInt endToken() {
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

    void requireDivisible(String headsKey, int width, int heads) {
        if (width % heads != 0) {
            throw found(headsKey, "a divisor of the width, which is " + width);
        }
    }

    void refuseUnless(String key, String otherwise, List<String> known) {
        var value = absent(key) ? otherwise : json.path(key).asString("");
        if (!known.contains(value)) {
            throw found(key, known.getFirst() + ", the only activation computed for this architecture");
        }
    }

    void refuseTrue(String key) {
        if (flag(key, false)) {
            throw found(key, "false, since this variant is not computed");
        }
    }

    void refuseScaledRope(String key) {
        if (absent(key)) {
            return;
        }
        var node = json.path(key);
        var kind = node.path(node.has("rope_type") ? "rope_type" : "type");
        if (!kind.isMissingNode() && !kind.asString("").equals("default")) {
            throw found(key, "none, since scaled rotary embeddings are not computed");
        }
    }

    DataException found(String key, String expected) {
        return DataException.in(file, "%s: found %s, expected %s", key, Json.kind(json.path(key)), expected);
    }
}
