package loglog.models.data;

import java.nio.file.Path;
import java.util.List;
import loglog.runs.DataException;

/**
 * Token shards in nanoGPT's or llm.c's format.
 *
 * @param files in the order of their names, at least one
 * @param tokenBytes of shards without a header, where the user said it: 2 or 4; 0 where not
 */
public record ShardCorpus(String name, List<Path> files, int tokenBytes) implements Corpus {
    private static final String TWO_BYTES = ":uint16";
    private static final String FOUR_BYTES = ":uint32";

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

    /** Whether a name says how wide its tokens are: {@code tokens.bin:uint32}. */
    static boolean saysWidth(String spec) {
        return spec.endsWith(TWO_BYTES) || spec.endsWith(FOUR_BYTES);
    }

    /** The shards of a name that says how wide their tokens are. */
    static ShardCorpus ofWidth(String spec) {
        var files = CorpusFiles.find(spec.substring(0, spec.length() - TWO_BYTES.length()));
        var other = files.stream().filter(file -> !isShard(file)).findFirst();
        if (other.isPresent()) {
            throw new DataException(
                    "%s: found %s, expected token shards (.bin), whose width it says".formatted(spec, other.get()));
        }
        return new ShardCorpus(spec, files, spec.endsWith(FOUR_BYTES) ? 4 : 2);
    }
}
