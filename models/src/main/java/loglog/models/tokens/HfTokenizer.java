package loglog.models.tokens;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import loglog.engine.NativeFolder;
import loglog.runs.DataException;
import loglog.runs.Digests;

/** A {@code tokenizer.json}, run by Hugging Face's own tokenizers library through DJL's binding. */
public final class HfTokenizer implements Tokenizer {
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final Path file;
    private final HuggingFaceTokenizer library;
    private final TokenizerJson json;
    private final String identity;
    private final Optional<UnknownCharacters> unknown;

    private HfTokenizer(Path file, HuggingFaceTokenizer library, TokenizerJson json, String identity) {
        this.file = file;
        this.library = library;
        this.json = json;
        this.identity = identity;
        this.unknown = UnknownCharacters.of(file, json.bytes());
    }

    static HfTokenizer read(Path fileOrFolder) {
        var file = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve("tokenizer.json") : fileOrFolder;
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        return of(file, bytes, OptionalInt.empty());
    }

    /**
     * A tokenizer by its {@code tokenizer.json}.
     *
     * @param file where it was found, for errors
     * @param documentToken the token that ends a document; empty for the one that the file and its neighbor name
     * @throws DataException naming the file, where it cannot be read
     */
    public static HfTokenizer of(Path file, byte[] bytes, OptionalInt documentToken) {
        var json = TokenizerJson.read(file, bytes, documentToken);
        // Of what is carried out: a file with a dropout is another tokenizer than the same file was with it in effect.
        var used = json.withoutDropout();
        var identity = "sha256:" + HexFormat.of().formatHex(Digests.sha256().digest(used));
        return new HfTokenizer(file, load(file, used), json, identity);
    }

    private static HuggingFaceTokenizer load(Path file, byte[] bytes) {
        // The binding reports its use to its makers from some clouds' machines, and warns where no logger is set up.
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
        NativeFolder.choose("DJL_CACHE_DIR");
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), OPTIONS);
        } catch (EngineException | LinkageError | AssertionError e) {
            throw new DataException(
                    "%s: the tokenizers library does not load on this machine (%s %s), expected 64-bit Linux, Windows, or"
                                    .formatted(file, System.getProperty("os.name"), System.getProperty("os.arch"))
                            + " macOS on Arm",
                    e);
        } catch (IOException | RuntimeException e) {
            throw new DataException(file + ": is no tokenizer that the tokenizers library reads: " + e.getMessage(), e);
        }
    }

    /** The {@code tokenizer.json}. */
    public byte[] json() {
        return json.bytes();
    }

    @Override
    public int vocabulary() {
        return json.vocabulary();
    }

    @Override
    public int documentToken() {
        return json.documentToken();
    }

    @Override
    public String identity() {
        return identity;
    }

    /**
     * {@inheritDoc}
     *
     * @throws DataException where the vocabulary has no token for a character, which the library would leave out
     */
    @Override
    public int[] encode(String text) {
        unknown.ifPresent(characters -> characters.check(text, alone -> library.decode(libraryTokens(alone), false)));
        return LongStream.of(libraryTokens(text)).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public boolean refuses() {
        return unknown.isPresent();
    }

    private long[] libraryTokens(String text) {
        try {
            return library.encode(text, false, false).getIds();
        } catch (RuntimeException e) { // what the library says of a file that it could load and cannot use
            throw new DataException(
                    "%s: the tokenizers library cannot encode a text of %d characters with it: %s"
                            .formatted(file, text.length(), e.getMessage()),
                    e);
        }
    }

    @Override
    public List<String> notes() {
        return json.dropout() > 0
                ? List.of("%s: its dropout of %s is switched off: the same text has the same tokens each time"
                        .formatted(file, json.dropout()))
                : List.of();
    }

    @Override
    public String decode(int... ids) {
        for (var id : ids) {
            if (id < 0 || id >= vocabulary()) {
                throw new IllegalArgumentException("token " + id + " is outside the vocabulary of " + vocabulary());
            }
        }
        return library.decode(
                Arrays.stream(ids)
                        .filter(id -> id != documentToken())
                        .asLongStream()
                        .toArray(),
                false);
    }

    @Override
    public StreamDecoder decoder() {
        return new Decoder();
    }

    @Override
    public void close() {
        library.close();
    }

    /**
     * A token's text depends on its neighbors (a word's first token may lose its space, a character may span tokens),
     * so what is new is the difference that the token makes to the text of a short run before it.
     */
    private final class Decoder implements StreamDecoder {
        private int[] run = new int[16];
        private int length;
        private int emitted; // tokens of the run whose text is out

        @Override
        public String next(int id) {
            if (length == run.length) {
                run = Arrays.copyOf(run, 2 * length);
            }
            run[length++] = id;
            var text = text(length);
            if (text.endsWith("\ufffd")) {
                return "";
            }
            return advance(text);
        }

        @Override
        public String finish() {
            var rest = advance(text(length));
            length = 0;
            emitted = 0;
            return rest;
        }

        private String advance(String text) {
            var before = text(emitted);
            var fresh = text.substring(Math.min(before.length(), text.length()));
            // The tokens just shown become the context of the next.
            System.arraycopy(run, emitted, run, 0, length - emitted);
            length -= emitted;
            emitted = length;
            return fresh;
        }

        private String text(int tokens) {
            return tokens == 0 ? "" : decode(Arrays.copyOf(run, tokens));
        }
    }
}
