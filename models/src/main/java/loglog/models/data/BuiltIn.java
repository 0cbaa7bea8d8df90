package loglog.models.data;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A corpus that needs no file of the user's. One is a class, which has it, and a place in {@link #all}.
 *
 * @param name that the user writes
 * @param open reads it
 */
record BuiltIn(String name, Supplier<Corpus> open) {
    /** The first is the usual one. */
    static List<BuiltIn> all() {
        return List.of(Europarl.CORPUS, JdkSource.CORPUS);
    }

    static Optional<BuiltIn> find(String name) {
        return all().stream().filter(corpus -> corpus.name.equals(name)).findFirst();
    }
}
