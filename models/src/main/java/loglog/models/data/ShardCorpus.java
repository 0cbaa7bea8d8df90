package loglog.models.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Token shards in nanoGPT's or llm.c's format.
 *
 * @param files in the order of their names, at least one
 */
public record ShardCorpus(String name, List<Path> files) implements Corpus {
    public ShardCorpus {
        files = List.copyOf(files);
    }

    @Override
    public String fingerprint() {
        return CorpusFiles.fingerprint("shards", files);
    }

    static boolean isShard(Path file) {
        return file.toString().endsWith(".bin");
    }
}
