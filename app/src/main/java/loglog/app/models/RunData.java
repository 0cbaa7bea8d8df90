package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import loglog.models.data.AtomicFile;
import loglog.models.data.Corpus;
import loglog.models.data.DataException;
import loglog.models.tokens.Batches;
import loglog.models.tokens.TokenCache;
import loglog.models.tokens.TokenisedCorpus;
import loglog.models.tokens.Tokenizer;
import loglog.models.training.Data;

/** A corpus as a training run reads it. Closing it unmaps the tokens. */
record RunData(TokenisedCorpus corpus, Tokenizer tokenizer, TokenisedCorpus.Sides sides) implements AutoCloseable {
    private static final String TOKENIZER = "tokenizer.json";

    /** @param tokenizer file or folder, or null for bytes */
    static RunData open(String corpus, Path tokenizer) {
        var read = tokenizer == null ? Tokenizer.bytes() : Tokenizer.read(tokenizer);
        try {
            var terminal = System.console() != null && System.console().isTerminal();
            var shown = new boolean[1];
            var tokenised = TokenisedCorpus.open(Corpus.open(corpus), read, TokenCache.folder(), bytes -> {
                if (terminal) {
                    System.err.printf("\rreading %s: %d MB", corpus, bytes / 1_000_000);
                    shown[0] = true;
                }
            });
            if (shown[0]) {
                System.err.println();
            }
            return new RunData(tokenised, read, tokenised.split(TokenisedCorpus.VALIDATION_SHARE));
        } catch (RuntimeException e) {
            read.close();
            throw e;
        }
    }

    /** The tokenizer goes with the run, whose weights mean nothing without it. */
    static void keepTokenizer(Path tokenizer, Path run) {
        if (tokenizer == null) {
            return;
        }
        var file = Files.isDirectory(tokenizer) ? tokenizer.resolve(TOKENIZER) : tokenizer;
        copy(file, run.resolve(TOKENIZER));
        var config = file.resolveSibling("tokenizer_config.json");
        if (Files.exists(config)) {
            copy(config, run.resolve("tokenizer_config.json"));
        }
    }

    private static void copy(Path from, Path to) {
        try {
            AtomicFile.write(to, Files.readAllBytes(from));
        } catch (java.io.IOException e) {
            throw DataException.of(from, e);
        }
    }

    /** @param validationTokens that one evaluation reads, rounded up to sequences */
    Data data(String name, int context, long seed, long validationTokens) {
        var training = Batches.shuffled(sides.training(), context, seed);
        var validation = sides.validation().tokens() > context ? Batches.inOrder(sides.validation(), context) : null;
        double bytesPerToken = sides.validation().bytesPerToken();
        return new Data(
                training::fill,
                validation == null ? null : validation::fill,
                validation == null ? 0 : validation.sequencesFor(validationTokens),
                Double.isFinite(bytesPerToken) ? bytesPerToken : 0,
                description(name));
    }

    private Map<String, String> description(String name) {
        var description = new LinkedHashMap<String, String>();
        description.put("corpus", name);
        description.put("digest", corpus.facts().digest());
        description.put("tokenizer", tokenizer.identity());
        return description;
    }

    @Override
    public void close() {
        corpus.close();
        tokenizer.close();
    }
}
