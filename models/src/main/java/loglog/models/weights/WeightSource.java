package loglog.models.weights;

import java.util.Set;
import loglog.runs.DataException;

/** Tensors by name: one safetensors file, or the shards of a model that takes several. */
public sealed interface WeightSource extends AutoCloseable permits Safetensors, ShardedSafetensors {
    /** The names of all tensors, in the file's order. */
    Set<String> names();

    default boolean has(String name) {
        return names().contains(name);
    }

    /**
     * The tensor of that name, a view of the mapped file.
     *
     * @throws DataException naming the file and the tensor, where there is none
     */
    StoredTensor tensor(String name);

    /** Unmaps the files. */
    @Override
    void close();
}
