package loglog.engine;

import java.util.Collections;
import java.util.Map;

/** Tensors by name in one storage: a {@link Layout}, placed. */
public final class Tensors {
    private final Storage storage;
    private final Map<String, Tensor> byName;

    Tensors(Storage storage, Map<String, Tensor> byName) {
        this.storage = storage;
        this.byName = Collections.unmodifiableMap(byName);
    }

    /** The tensor of that name. */
    public Tensor get(String name) {
        var tensor = byName.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no tensor called " + name + " among " + byName.keySet());
        }
        return tensor;
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** All tensors by name, in the layout's order. */
    public Map<String, Tensor> byName() {
        return byName;
    }

    public Storage storage() {
        return storage;
    }

    /** A part of the storage as a vector, alignment gaps included (they stay zero). */
    public Tensor range(long offset, int cells) {
        return Tensor.of(storage, offset, 1, cells);
    }
}
