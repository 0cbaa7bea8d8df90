package loglog.models.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model's weights in a folder: {@code model.safetensors}, or several files and {@code model.safetensors.index.json},
 * whose {@code weight_map} says which file holds which tensor.
 */
public final class ShardedSafetensors implements WeightSource {
    /** The file name of weights that are not sharded. */
    public static final String SINGLE = "model.safetensors";

    /** The file name of the index over shards. */
    public static final String INDEX = "model.safetensors.index.json";

    private final Path index;
    private final Map<String, Safetensors> homes;
    private final List<Safetensors> files;

    private ShardedSafetensors(Path index, Map<String, Safetensors> homes, List<Safetensors> files) {
        this.index = index;
        this.homes = homes;
        this.files = files;
    }

    /**
     * Opens the weights at {@code path}: a safetensors file, an index, or a folder that holds either.
     *
     * @throws DataException where there are none, or a shard lacks a tensor that the index places in it
     */
    public static WeightSource open(Path path) {
        if (Files.isDirectory(path)) {
            var index = path.resolve(INDEX);
            var single = path.resolve(SINGLE);
            if (!Files.exists(single) && !Files.exists(index)) {
                throw DataException.in(path, "found neither %s nor %s in this folder", SINGLE, INDEX);
            }
            return Files.exists(single) ? Safetensors.open(single) : openIndex(index);
        }
        return path.toString().endsWith(".json") ? openIndex(path) : Safetensors.open(path);
    }

    private static ShardedSafetensors openIndex(Path index) {
        var opened = new LinkedHashMap<String, Safetensors>();
        try {
            var homes = new LinkedHashMap<String, Safetensors>();
            for (var place : weightMap(index).entrySet()) {
                var name = place.getKey();
                var shard = opened.computeIfAbsent(place.getValue(), s -> Safetensors.open(index.resolveSibling(s)));
                if (!shard.has(name)) {
                    throw DataException.in(index, "places %s in %s, which does not hold it", name, place.getValue());
                }
                homes.put(name, shard);
            }
            return new ShardedSafetensors(index, Collections.unmodifiableMap(homes), new ArrayList<>(opened.values()));
        } catch (RuntimeException e) {
            opened.values().forEach(Safetensors::close);
            throw e;
        }
    }

    private static Map<String, String> weightMap(Path index) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(index);
        } catch (IOException e) {
            throw DataException.of(index, e);
        }
        var node = Json.object(index, "the index", bytes).path("weight_map");
        if (!(node instanceof ObjectNode object)) {
            throw DataException.in(index, "weight_map: found %s, expected a JSON object", Json.kind(node));
        }
        var map = new LinkedHashMap<String, String>();
        for (var property : object.properties()) {
            var shard = property.getValue();
            // A shard lies beside its index; anything else could read files that are not the model's.
            if (!shard.isString() || !isFileName(shard.stringValue())) {
                throw DataException.in(
                        index,
                        "weight_map, key %s: found %s, expected the name of a file in the same folder",
                        property.getKey(),
                        Json.kind(shard));
            }
            map.put(property.getKey(), shard.stringValue());
        }
        return map;
    }

    private static boolean isFileName(String name) {
        return !name.isEmpty() && !name.equals("..") && !name.contains("/") && !name.contains("\\");
    }

    @Override
    public Set<String> names() {
        return homes.keySet();
    }

    @Override
    public StoredTensor tensor(String name) {
        var home = homes.get(name);
        if (home == null) {
            throw DataException.in(index, "there is no tensor %s among its %d tensors", name, homes.size());
        }
        return home.tensor(name);
    }

    @Override
    public Optional<String> alias(String name) {
        return files.stream().flatMap(file -> file.alias(name).stream()).findFirst();
    }

    @Override
    public void close() {
        files.forEach(Safetensors::close);
    }

    @Override
    public String toString() {
        return index.toString();
    }
}
