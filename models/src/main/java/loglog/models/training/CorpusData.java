package loglog.models.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import loglog.models.data.Corpus;
import loglog.models.tokens.Batches;
import loglog.models.tokens.TokenizedCorpus;
import loglog.models.tokens.Tokenizer;
import loglog.runs.AtomicFile;
import loglog.runs.CacheFolder;
import loglog.runs.DataException;
import loglog.runs.RunFolder;

/** A corpus as training runs read it. Closing it unmaps the tokens. */
public record CorpusData(TokenizedCorpus corpus, Tokenizer tokenizer, TokenizedCorpus.Sides sides)
        implements AutoCloseable {
    private static final String TOKENIZER = "tokenizer.json";

    /**
     * Opens a corpus, tokenizing it where it has not been before.
     *
     * @param corpus {@code europarl}, {@code jdk}, or files
     * @param tokenizer file or folder, or null for bytes
     * @param progress is told the bytes read so far while the corpus is tokenized
     */
    public static CorpusData open(String corpus, Path tokenizer, LongConsumer progress) {
        var read = tokenizer == null ? Tokenizer.bytes() : Tokenizer.read(tokenizer);
        try {
            var tokenized = TokenizedCorpus.open(Corpus.open(corpus), read, CacheFolder.path(), progress::accept);
            return new CorpusData(tokenized, read, tokenized.split(TokenizedCorpus.VALIDATION_SHARE));
        } catch (RuntimeException e) {
            read.close();
            throw e;
        }
    }

    /**
     * The tokenizer goes with the run, whose weights mean nothing without it; null for bytes, which need none. What is there
     * and is not the tokenizer is replaced.
     *
     * @return whether anything was
     */
    public static boolean keepTokenizer(Path tokenizer, Path run) {
        boolean replaced = false;
        var files = tokenizerFiles(tokenizer);
        for (var file : files) {
            boolean first = file.equals(files.getFirst()); // which may have any name
            replaced |= copy(
                    file, run.resolve(first ? TOKENIZER : file.getFileName().toString()));
        }
        return replaced;
    }

    /** Whether a run has the tokenizer with it, where it needs one. */
    public static boolean hasTokenizer(Path tokenizer, Path run) {
        try {
            return tokenizer == null || same(tokenizerFiles(tokenizer).getFirst(), run.resolve(TOKENIZER));
        } catch (IOException e) {
            throw DataException.of(tokenizer, e);
        }
    }

    /** The tokenizer, and its configuration where it has one. */
    private static List<Path> tokenizerFiles(Path tokenizer) {
        if (tokenizer == null) {
            return List.of();
        }
        var file = Files.isDirectory(tokenizer) ? tokenizer.resolve(TOKENIZER) : tokenizer;
        var config = file.resolveSibling("tokenizer_config.json");
        return Files.exists(config) ? List.of(file, config) : List.of(file);
    }

    private static boolean same(Path a, Path b) throws IOException {
        return Files.isRegularFile(b) && Files.mismatch(a, b) < 0;
    }

    private static boolean copy(Path from, Path to) {
        try {
            if (same(from, to)) {
                return false;
            }
            boolean replaced = Files.exists(to);
            if (Files.isDirectory(to)) {
                RunFolder.discard(to);
            }
            AtomicFile.write(to, Files.readAllBytes(from));
            return replaced;
        } catch (IOException e) {
            throw DataException.of(from, e);
        }
    }

    /**
     * What a run reads.
     *
     * @param name of the corpus, for {@code run.json}
     * @param uniqueTokens to train on, over and over; 0 for all there are
     * @param validationTokens that one evaluation reads, rounded up to sequences
     */
    public Data data(String name, int context, long seed, long uniqueTokens, long validationTokens) {
        var set = uniqueTokens == 0 ? sides.training() : sides.training().first(uniqueTokens);
        var training = Batches.shuffled(set, context, seed);
        Sequences sequences = training::fill;
        var validation = sides.validation().tokens() > context ? Batches.inOrder(sides.validation(), context) : null;
        Sequences checked = validation == null ? null : validation::fill;
        double bytesPerToken = sides.validation().bytesPerToken();
        return new Data(
                sequences,
                checked,
                validation == null ? 0 : validation.sequencesFor(validationTokens),
                Double.isFinite(bytesPerToken) ? bytesPerToken : 0,
                description(name, uniqueTokens));
    }

    private Map<String, String> description(String name, long uniqueTokens) {
        var description = new LinkedHashMap<String, String>();
        description.put(DataIdentity.CORPUS, name);
        DataIdentity.place(name).ifPresent(place -> description.put(DataIdentity.PATH, place));
        description.put(DataIdentity.DIGEST, corpus.facts().digest());
        description.put("tokenizer", tokenizer.identity());
        if (uniqueTokens > 0) {
            description.put("unique_tokens", Long.toString(uniqueTokens));
        }
        return description;
    }

    @Override
    public void close() {
        corpus.close();
        tokenizer.close();
    }
}
