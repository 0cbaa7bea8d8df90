package loglog.models.gguf;

import loglog.models.weights.HfConfig;
import loglog.models.weights.Weight;

/**
 * The order of a matrix's rows in llama.cpp. It turns neighboring elements of a query and a key together, where transformers turn
 * element i with element i + h (h half a head's width): so within each head, row {@code 2 i + j} of the file is row {@code j h + i}.
 */
final class RowOrder {
    private RowOrder() {}

    /** Heads whose rows are reordered; 0 for a weight whose rows stay as they are. */
    static int heads(HfConfig config, Weight weight) {
        if (config.ropeTheta().isEmpty()) {
            return 0;
        }
        if (weight.name().endsWith("q_proj.weight")) {
            return config.heads();
        }
        return weight.name().endsWith("k_proj.weight") ? config.kvHeads() : 0;
    }

    /** Which row of the model is row {@code row} of the file. */
    static int source(int row, int rows, int heads) {
        if (heads == 0) {
            return row;
        }
        int width = rows / heads;
        int inHead = row % width;
        return row - inHead + inHead % 2 * (width / 2) + inHead / 2;
    }
}
