package loglog.models.gguf;

import java.util.LinkedHashMap;
import java.util.Map;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.Weight;

/**
 * The type in which each weight of a model is stored where a type is asked for. Matrices within layers take it. Embeddings and the
 * head keep eight bits where fewer are asked for, as in the usual files of llama.cpp; vectors stay float32, positions at least
 * float16. A matrix whose rows do not fill blocks falls back: from TQ2_0 to Q4_0, and from blocks of 32 to float16.
 *
 * @param types by the weight's name
 * @param fallbacks weights that were to have another type, with it
 */
public record StoredTypes(GgmlType asked, Map<String, GgmlType> types, Map<String, GgmlType> fallbacks) {
    /** Chooses the types. */
    public static StoredTypes of(HfConfig config, GgmlType asked) {
        var types = new LinkedHashMap<String, GgmlType>();
        var fallbacks = new LinkedHashMap<String, GgmlType>();
        for (var weight : HfWeights.of(config)) {
            var wanted = wanted(config, weight, asked);
            var type = wanted;
            long columns = columns(config, weight);
            if (type == GgmlType.TQ2_0 && !type.fits(columns)) {
                type = GgmlType.Q4_0;
            }
            if (!type.fits(columns)) {
                type = GgmlType.F16;
            }
            types.put(weight.name(), type);
            if (type != wanted) {
                fallbacks.put(weight.name(), wanted);
            }
        }
        return new StoredTypes(asked, types, fallbacks);
    }

    private static GgmlType wanted(HfConfig config, Weight weight, GgmlType asked) {
        if (!weight.isMatrix()) {
            return GgmlType.F32;
        }
        if (asked.blocks().isEmpty() || weight.part().isHidden()) {
            return asked;
        }
        boolean positions = config.positions().filter(weight.name()::equals).isPresent();
        return positions ? GgmlType.F16 : GgmlType.Q8_0;
    }

    /** Whether a weight is stored the other way round than Loglog has it: llama.cpp's rows are a matrix's outputs. */
    static boolean turned(HfConfig config, Weight weight) {
        return weight.isMatrix() && weight.part().isHidden() && !config.outFirst();
    }

    /** Values of a row as llama.cpp stores it. */
    static long columns(HfConfig config, Weight weight) {
        return turned(config, weight)
                ? weight.shape().getFirst()
                : weight.shape().getLast();
    }
}
