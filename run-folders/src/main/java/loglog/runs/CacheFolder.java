package loglog.runs;

import java.nio.file.Path;

/** Where files lie that can be made again: deleting one costs only the time for that. */
public final class CacheFolder {
    private CacheFolder() {}

    /** {@code $LOGLOG_CACHE}, else {@code loglog} in {@code $XDG_CACHE_HOME}, else {@code ~/.cache/loglog}. */
    public static Path path() {
        var own = System.getenv("LOGLOG_CACHE");
        if (own != null && !own.isBlank()) {
            return Path.of(own);
        }
        var shared = System.getenv("XDG_CACHE_HOME");
        return shared != null && !shared.isBlank()
                ? Path.of(shared, "loglog")
                : Path.of(System.getProperty("user.home"), ".cache", "loglog");
    }
}
