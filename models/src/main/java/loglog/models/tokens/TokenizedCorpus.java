package loglog.models.tokens;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import loglog.models.data.Corpus;
import loglog.models.data.ShardCorpus;
import loglog.models.data.TextCorpus;
import loglog.runs.CacheFolder;
import loglog.runs.DataException;

/**
 * A corpus as token ids, mapped from a file: each document begins with the tokenizer's document token, and identical
 * documents are kept once. Text is tokenized when it is first asked for and kept in a cache; several processes that
 * train on the same corpus share its memory.
 */
public final class TokenizedCorpus implements AutoCloseable {
    /** The usual share of documents that are set aside for validation. */
    public static final double VALIDATION_SHARE = 0.05;

    private final String name;
    private final TokenStore store;
    private final DocumentTable table;
    private final Facts facts;
    private final Optional<String> note;
    private final Runnable close;

    /**
     * What is known of a tokenized corpus.
     *
     * @param digest of the documents, whatever files they lie in: SHA-256 in hex
     * @param tokenizer its {@link Tokenizer#identity}; {@code shards} where others made the tokens
     * @param vocabulary of the tokenizer; for shards read without one, the largest token and one
     * @param documents different ones
     * @param duplicates documents left out because the same text had come before
     * @param binary files left out because they hold no text
     * @param tokens with one document token a document
     * @param textBytes UTF-8 bytes; 0 for shards, whose text is unknown
     */
    public record Facts(
            String digest,
            String tokenizer,
            int vocabulary,
            long documents,
            long duplicates,
            long binary,
            long tokens,
            long textBytes) {}

    /** The two sides of a corpus; no document's text is on both. */
    public record Sides(TokenSet training, TokenSet validation) {}

    TokenizedCorpus(
            String name, TokenStore store, DocumentTable table, Facts facts, Optional<String> note, Runnable close) {
        this.name = name;
        this.store = store;
        this.table = table;
        this.facts = facts;
        this.note = note;
        this.close = close;
    }

    /**
     * Opens a corpus, tokenizing it where the cache does not hold it yet. Token shards are taken as they are.
     *
     * @param cache folder for tokenized corpora; {@link CacheFolder#path()} is the usual one
     * @param progress is told the bytes of text read so far, now and then
     * @throws DataException where the corpus cannot be read, is empty, or has tokens outside the vocabulary
     */
    public static TokenizedCorpus open(Corpus corpus, Tokenizer tokenizer, Path cache, LongConsumer progress) {
        return switch (corpus) {
            case TextCorpus text -> TokenCache.text(text, tokenizer, cache, progress);
            case ShardCorpus shards -> {
                var opened = TokenCache.shards(shards, OptionalInt.of(tokenizer.vocabulary()), cache, progress);
                var largest = opened.facts.vocabulary() - 1;
                if (largest >= tokenizer.vocabulary()) {
                    opened.close();
                    throw new DataException("%s: found token %d, expected less than the tokenizer's vocabulary of %d"
                            .formatted(corpus.name(), largest, tokenizer.vocabulary()));
                }
                yield opened.withVocabulary(tokenizer.vocabulary());
            }
        };
    }

    /** As {@link #open(Corpus, Tokenizer, Path, LongConsumer)}, in silence and with the usual cache. */
    public static TokenizedCorpus open(Corpus corpus, Tokenizer tokenizer) {
        return open(corpus, tokenizer, CacheFolder.path(), _ -> {});
    }

    /** Opens token shards without their tokenizer. */
    public static TokenizedCorpus openShards(ShardCorpus shards, Path cache) {
        return TokenCache.shards(shards, OptionalInt.empty(), cache, _ -> {});
    }

    private TokenizedCorpus withVocabulary(int vocabulary) {
        var f = facts;
        return new TokenizedCorpus(
                name,
                store,
                table,
                new Facts(
                        f.digest, f.tokenizer, vocabulary, f.documents, f.duplicates, f.binary, f.tokens, f.textBytes),
                note,
                close);
    }

    public Facts facts() {
        return facts;
    }

    /** How the corpus was read, where that was not said and could have been otherwise; one sentence. */
    public Optional<String> note() {
        return note;
    }

    /**
     * Splits by a hash of each document's text: a text falls to the same side in every corpus, with every tokenizer. Of
     * shards, those with {@code val} in their names are for validation; where none has, blocks of tokens are split.
     *
     * @param validationShare of documents, such as {@link #VALIDATION_SHARE}
     * @throws DataException where there are fewer than two documents
     */
    public Sides split(double validationShare) {
        var validation = table.validation(name, validationShare);
        return new Sides(side("training", validation, false), side("validation", validation, true));
    }

    /** All documents as one set. */
    public TokenSet all() {
        return new TokenSet(
                name, store, table.starts(), table.lengths(), facts.textBytes > 0 ? facts.textBytes : Double.NaN);
    }

    private TokenSet side(String side, boolean[] validation, boolean wanted) {
        int count = 0;
        for (var is : validation) {
            count += is == wanted ? 1 : 0;
        }
        var starts = new long[count];
        var lengths = new int[count];
        long bytes = 0;
        for (int i = 0, to = 0; i < validation.length; i++) {
            if (validation[i] == wanted) {
                starts[to] = table.starts()[i];
                lengths[to++] = table.lengths()[i];
                bytes += table.textBytes()[i];
            }
        }
        var known = facts.textBytes > 0 ? bytes : Double.NaN;
        return new TokenSet(name + ", " + side, store, starts, lengths, known);
    }

    /** Unmaps the tokens; its sets and their batches cannot be read after that. */
    @Override
    public void close() {
        close.run();
    }
}
