package loglog.models.gguf;

import loglog.models.transformer.Model;
import loglog.models.weights.HfWeights;

/** A model's weights rounded where they stand to what a file of a type would hold: quantized after training. */
public final class Quantization {
    private static final int BLOCK = 32;

    private Quantization() {}

    /**
     * Rounds all weights as {@link GgufExport} stores them.
     *
     * @return mean bits of a parameter, scales included
     */
    public static double round(Model model, GgmlType type) {
        var config = model.config();
        var types = StoredTypes.of(config, type).types();
        double bits = 0;
        long params = 0;
        for (var weight : HfWeights.of(config)) {
            var as = types.get(weight.name());
            var place = model.parameters().get(weight.name());
            var values = new float[Math.toIntExact(place.size())];
            var kernels = model.device().kernels(0);
            kernels.read(place, values);
            var rounded = as.decode(as.encode(GgufExport.ordered(config, weight, values)));
            kernels.write(GgufExport.back(config, weight, rounded), place);
            bits += as.bits() * values.length;
            params += values.length;
        }
        return bits / params;
    }

    /**
     * Rounds the matrices within layers to whole bits, in blocks of 32 along their rows' inputs as {@code Q8_0} does at 8: 2^(bits - 1) -
     * 1 steps to either side of zero, with a float32 scale for each block. Embeddings, head, norms and biases stay.
     *
     * @param bits from 2 to 16
     */
    public static void round(Model model, int bits) {
        var config = model.config();
        var kernels = model.device().kernels(0);
        for (var weight : HfWeights.of(config)) {
            if (weight.part().isHidden()) {
                var place = model.parameters().get(weight.name());
                var values = new float[Math.toIntExact(place.size())];
                kernels.read(place, values);
                var rows = GgufExport.ordered(config, weight, values);
                int columns = (int) StoredTypes.columns(config, weight);
                for (int from = 0; from < rows.length; from += columns) {
                    for (int block = 0; block < columns; block += BLOCK) {
                        round(rows, from + block, Math.min(BLOCK, columns - block), (1 << bits - 1) - 1);
                    }
                }
                kernels.write(GgufExport.back(config, weight, rows), place);
            }
        }
    }

    private static void round(float[] values, int from, int count, int steps) {
        float most = 0;
        for (int i = from; i < from + count; i++) {
            most = Math.max(most, Math.abs(values[i]));
        }
        float scale = most / steps;
        for (int i = from; i < from + count && scale > 0; i++) {
            values[i] = Math.round(values[i] / scale) * scale;
        }
    }
}
