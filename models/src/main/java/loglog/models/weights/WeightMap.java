package loglog.models.weights;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import loglog.runs.DataException;

/**
 * Weights in memory.
 *
 * @param from where they came from, for errors
 */
public record WeightMap(String from, Map<String, StoredTensor> tensors) implements WeightSource {
    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public StoredTensor tensor(String name) {
        var tensor = tensors.get(name);
        if (tensor == null) {
            throw new DataException("%s: there is no tensor %s among its %d".formatted(from, name, tensors.size()));
        }
        return tensor;
    }

    @Override
    public Optional<String> alias(String name) {
        return Optional.empty();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return from;
    }
}
