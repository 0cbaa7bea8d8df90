package loglog.models.data;

import java.util.List;
import loglog.runs.DataException;

/** Where training data comes from: text, or tokens that another tool has already made. */
public sealed interface Corpus permits TextCorpus, ShardCorpus {
    /** The field of a JSONL line that holds the text, unless another is named. */
    String TEXT_FIELD = "text";

    /** The corpus as the user named it. */
    String name();

    /**
     * Changes when a file is added, removed, resized or touched, or when the way of reading changes: the key under which
     * what was made from the corpus is kept. Reads no content.
     */
    String fingerprint();

    /**
     * Finds a corpus: {@code europarl}, {@code jdk}, a file, a folder (with all below it that is not hidden), or a glob
     * such as {@code texts/**.jsonl.gz}. Files ending in {@code .bin} are token shards; {@code .jsonl} and {@code
     * .ndjson} hold one JSON object a line; {@code .zip} and {@code .jar} hold files of these kinds; {@code .gz} may
     * follow any of them but archives and shards; all else is text.
     *
     * @throws DataException where there is no such file, or text and shards are mixed
     */
    static Corpus open(String spec) {
        return open(spec, TEXT_FIELD);
    }

    /** As {@link #open(String)}, with the text of a JSONL line in another field. */
    static Corpus open(String spec, String textField) {
        var builtIn = BuiltIn.find(spec);
        if (builtIn.isPresent()) {
            return builtIn.get().open().get();
        }
        if (ShardCorpus.saysWidth(spec)) {
            return ShardCorpus.ofWidth(spec);
        }
        var files = CorpusFiles.find(spec);
        var shards = files.stream().filter(ShardCorpus::isShard).count();
        if (shards > 0 && shards < files.size()) {
            throw new DataException("%s: found %d token shards (.bin) among %d files, expected shards or text only"
                    .formatted(spec, shards, files.size()));
        }
        return shards > 0 ? new ShardCorpus(spec, files, 0) : TextCorpus.ofFiles(spec, files, textField);
    }

    /** Names what {@link #open} has built in. */
    static List<String> builtIn() {
        return BuiltIn.all().stream().map(BuiltIn::name).toList();
    }
}
