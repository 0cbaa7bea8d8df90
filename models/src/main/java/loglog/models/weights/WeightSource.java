package loglog.models.weights;

import java.util.Optional;
import java.util.Set;
import loglog.runs.DataException;

/** Tensors by name: one safetensors file, the shards of a model that takes several, or weights in memory. */
public sealed interface WeightSource extends AutoCloseable permits Safetensors, ShardedSafetensors, WeightMap {
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

    /**
     * The tensor of that name, or the one that stands for it: {@code safetensors.torch.save_model} keeps one of several
     * names of shared memory, and says in {@code __metadata__} which name stands for which.
     */
    default Optional<StoredTensor> find(String name) {
        if (has(name)) {
            return Optional.of(tensor(name));
        }
        return alias(name).filter(this::has).map(this::tensor);
    }

    /** The name under which a tensor is kept that is not kept under its own; empty for none. */
    Optional<String> alias(String name);

    /** Unmaps the files. */
    @Override
    void close();
}
