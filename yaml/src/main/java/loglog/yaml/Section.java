package loglog.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import loglog.runs.DataException;

/**
 * A mapping of a YAML file.
 *
 * @param path of keys to it; empty for the file's own
 * @param line where it begins: that of its key
 */
public record Section(Path file, String path, Node.Keys keys, int line) {
    /** This section, which has no keys but these. */
    public Section only(String... known) {
        return only(List.of(known));
    }

    /** This section, which has no keys but these. */
    public Section only(List<String> known) {
        for (var key : keys.values().keySet()) {
            if (!known.contains(key)) {
                throw DataException.in(
                        file,
                        "line %d: %s: there is no such key%s",
                        keys.lines().get(key),
                        below(key),
                        Spelling.nearest(key, known)
                                .map("; did you mean %s?"::formatted)
                                .orElse(", expected " + Value.listed(known, "or")));
            }
        }
        return this;
    }

    /** Its keys, in the file's order. */
    public Set<String> names() {
        return keys.values().keySet();
    }

    public boolean has(String key) {
        return keys.values().containsKey(key);
    }

    /** A value that may be missing. */
    public Optional<Value> find(String key) {
        return Optional.ofNullable(keys.values().get(key))
                .map(node -> new Value(file, below(key), node, keys.lines().get(key)));
    }

    /**
     * A value that has to be there.
     *
     * @throws DataException that names the key and says what was expected of it
     */
    public Value need(String key, String expected) {
        return find(key)
                .orElseThrow(() -> DataException.in(
                        file, "line %d: %s: the key is missing, expected %s", line, below(key), expected));
    }

    private String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
