package loglog.models.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import loglog.runs.DataException;

/** A corpus of documents in plain text. Reading it again gives the same documents in the same order. */
public final class TextCorpus implements Corpus {
    /** Goes into the fingerprint; to be raised when the same files would give other documents. */
    private static final String READING = "text 1";

    private final String name;
    private final String fingerprint;
    private final Source source;

    /** Hands out documents, and says what was left out. */
    @FunctionalInterface
    interface Source {
        Reading read(Consumer<Document> sink);
    }

    /**
     * What a reading found.
     *
     * @param files read, archives' entries counted one by one
     * @param binary files in folders and archives that were left out because they hold no text
     */
    public record Reading(long files, long binary) {
        Reading plus(Reading other) {
            return new Reading(files + other.files, binary + other.binary);
        }
    }

    TextCorpus(String name, String fingerprint, Source source) {
        this.name = name;
        this.fingerprint = fingerprint;
        this.source = source;
    }

    static TextCorpus ofFiles(String name, List<Path> files, String textField) {
        // One file named by hand has to be readable; among many, what is no text is passed over.
        var reader = new FileReader(textField, files.size() > 1, false, _ -> true);
        var fingerprint = CorpusFiles.fingerprint(READING + "\t" + textField, files);
        return new TextCorpus(name, fingerprint, sink -> {
            var reading = new Reading(0, 0);
            for (var file : files) {
                reading = reading.plus(reader.read(file, sink));
            }
            return reading;
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * Reads all documents, one after the other; empty ones are left out.
     *
     * @throws DataException naming the file and the place, where one cannot be read or is not UTF-8
     */
    public Reading read(Consumer<Document> sink) {
        return source.read(sink);
    }
}
