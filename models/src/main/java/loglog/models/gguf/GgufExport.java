package loglog.models.gguf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.models.tokens.Tokenizer;
import loglog.models.transformer.Model;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.StoredTensor;
import loglog.models.weights.Weight;
import loglog.runs.DataException;

/**
 * A model written as a GGUF file that llama.cpp loads.
 *
 * @param bytes of the file
 * @param params of the model
 * @param types how each weight is stored, by llama.cpp's names
 * @param fallbacks weights whose rows do not fill the asked type's blocks, by llama.cpp's names, with the type that they were to have
 * @param notes what of the model is not in the file as it is, a sentence each
 */
public record GgufExport(
        GgmlType asked,
        long bytes,
        long params,
        Map<String, GgmlType> types,
        Map<String, GgmlType> fallbacks,
        List<String> notes) {
    /** Bits of the file for each parameter of the model, embeddings, norms and the vocabulary included. */
    public double bitsPerParam() {
        return 8.0 * bytes / params;
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @param name of the model, for whoever reads the file
     * @throws DataException where a weight is no finite number, or the file cannot be written
     */
    public static GgufExport write(Path file, String name, Model model, Tokenizer tokenizer, GgmlType type) {
        var config = model.config();
        var stored = StoredTypes.of(config, type);
        var names = GgufNames.of(config);
        var notes = new ArrayList<String>();
        var writer = new GgufWriter();
        describe(writer, name, config, type);
        GgufTokenizer.write(writer, tokenizer, config.vocabulary(), notes);
        var values = new LinkedHashMap<String, StoredTensor>();
        model.stored().forEach(tensor -> values.put(tensor.name(), tensor));
        var types = new LinkedHashMap<String, GgmlType>();
        var fallbacks = new LinkedHashMap<String, GgmlType>();
        for (var weight : HfWeights.of(config)) {
            var as = stored.types().get(weight.name());
            var tensor = values.get(weight.name());
            requireFinite(tensor);
            types.put(names.get(weight.name()), as);
            if (stored.fallbacks().containsKey(weight.name())) {
                fallbacks.put(names.get(weight.name()), stored.fallbacks().get(weight.name()));
            }
            boolean turned = StoredTypes.turned(config, weight);
            writer.tensor(
                    names.get(weight.name()),
                    turned ? weight.shape().reversed() : weight.shape(),
                    as,
                    () -> as.encode(ordered(config, weight, tensor.floats())));
        }
        if (model.labels() > 0) {
            notes.add("the head for scores is left out: llama.cpp has no place for it beside the one for tokens");
        }
        long bytes = writer.write(file);
        return new GgufExport(type, bytes, model.params(), types, fallbacks, notes);
    }

    private static void requireFinite(StoredTensor tensor) {
        for (float value : tensor.floats()) {
            if (!Float.isFinite(value)) {
                throw new DataException("weight %s: found %s, expected finite numbers".formatted(tensor.name(), value));
            }
        }
    }

    private static void describe(GgufWriter to, String name, HfConfig config, GgmlType type) {
        var architecture = config.architecture();
        to.text("general.architecture", architecture)
                .text("general.name", name)
                .integer("general.file_type", type.fileType())
                .integer("general.quantization_version", 2)
                .integer(architecture + ".vocab_size", config.vocabulary())
                .integer(architecture + ".context_length", config.context())
                .integer(architecture + ".embedding_length", config.width())
                .integer(architecture + ".block_count", config.layers())
                .integer(architecture + ".feed_forward_length", config.feedForward())
                .integer(architecture + ".attention.head_count", config.heads())
                .integer(architecture + ".attention.head_count_kv", config.kvHeads());
        switch (config.norm()) {
            case RMS -> to.real(architecture + ".attention.layer_norm_rms_epsilon", config.normEpsilon());
            case LAYER -> to.real(architecture + ".attention.layer_norm_epsilon", config.normEpsilon());
        }
        config.ropeTheta()
                .ifPresent(base -> to.real(architecture + ".rope.freq_base", base)
                        .integer(architecture + ".rope.dimension_count", config.headWidth())
                        .integer(architecture + ".attention.key_length", config.headWidth())
                        .integer(architecture + ".attention.value_length", config.headWidth()));
    }

    /** A weight's values in llama.cpp's order. */
    static float[] ordered(HfConfig config, Weight weight, float[] values) {
        return reordered(config, weight, values, true);
    }

    /** A weight's values as Loglog has them, from llama.cpp's order. */
    static float[] back(HfConfig config, Weight weight, float[] values) {
        return reordered(config, weight, values, false);
    }

    /** Which value of the file is which of the model: the one mapping, taken in either direction. */
    private static float[] reordered(HfConfig config, Weight weight, float[] values, boolean toFile) {
        if (!weight.isMatrix()) {
            return values;
        }
        int rows = weight.shape().getFirst().intValue();
        int cols = weight.shape().getLast().intValue();
        boolean turned = StoredTypes.turned(config, weight);
        int heads = RowOrder.heads(config, weight);
        var result = new float[values.length];
        for (int r = 0; r < rows; r++) {
            int inModel = turned ? r : RowOrder.source(r, rows, heads);
            for (int c = 0; c < cols; c++) {
                int model = inModel * cols + c;
                int file = turned ? c * rows + r : r * cols + c;
                result[toFile ? file : model] = values[toFile ? model : file];
            }
        }
        return result;
    }
}
