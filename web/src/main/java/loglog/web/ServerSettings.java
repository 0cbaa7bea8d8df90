package loglog.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import loglog.models.transformer.CacheType;

/**
 * How a server is started.
 *
 * @param host to listen on, such as {@code 127.0.0.1}
 * @param port to listen on; 0 for any that is free
 * @param token that each request has to carry; null for none, which only a server of this machine alone can do without
 * @param plainChat whether chats are answered without a template, messages one behind the other
 * @param cache what models keep keys and values in
 * @param version of the program
 * @param roots where runs are
 * @param index the folder of caches in which what was read of runs is kept for the next server; null for none
 * @param wording the sentence of what an answer threw, where that is the user's to mend
 */
public record ServerSettings(
        String host,
        int port,
        String token,
        boolean plainChat,
        CacheType cache,
        String version,
        List<Path> roots,
        Path index,
        Function<RuntimeException, Optional<String>> wording) {
    /** With keys and values in float32, and no index of runs. */
    public ServerSettings(
            String host,
            int port,
            String token,
            boolean plainChat,
            String version,
            List<Path> roots,
            Function<RuntimeException, Optional<String>> wording) {
        this(host, port, token, plainChat, CacheType.F32, version, roots, null, wording);
    }
}
