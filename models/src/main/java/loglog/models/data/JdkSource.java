package loglog.models.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.runs.DataException;

/** The Java source of a JDK, one file a document: 213 MB in 15,224 files of JDK 25. */
final class JdkSource {
    private static final String NAME = "jdk";

    static final BuiltIn CORPUS = new BuiltIn(NAME, () -> of(Path.of(System.getProperty("java.home"))));

    private JdkSource() {}

    /** @throws DataException where the JDK came without its source */
    static TextCorpus of(Path javaHome) {
        var archive = javaHome.resolve("lib").resolve("src.zip");
        if (!Files.isReadable(archive)) {
            throw DataException.in(
                    archive, "there is no such file, expected this JDK's source; install a JDK that brings it");
        }
        // Files stay whole: cut ones would put pieces of the same class on both sides of the split.
        var reader = new FileReader(Corpus.TEXT_FIELD, true, true, name -> name.endsWith(".java"));
        return new TextCorpus(
                NAME, CorpusFiles.fingerprint("jdk 1", List.of(archive)), sink -> reader.read(archive, sink));
    }
}
