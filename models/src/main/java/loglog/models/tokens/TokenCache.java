package loglog.models.tokens;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import loglog.models.data.Corpus;
import loglog.models.data.Document;
import loglog.models.data.ShardCorpus;
import loglog.models.data.TextCorpus;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Digests;

/**
 * Tokenized corpora on disk, one safetensors file each, named by what they were made from: the corpus's fingerprint and
 * the tokenizer. Deleting a file costs only the time to make it again.
 */
public final class TokenCache {
    /** Part of every key; to be raised when the same corpus and tokenizer would give another file. */
    private static final String FORMAT = "loglog tokens 1";

    /** Shards have no documents of their own; blocks of this many tokens are split and shuffled instead. */
    static final int BLOCK_TOKENS = 8192;

    private static final long PROGRESS_BYTES = 1 << 20;

    private TokenCache() {}

    static TokenizedCorpus text(TextCorpus corpus, Tokenizer tokenizer, Path folder, LongConsumer progress) {
        var file = file(folder, corpus, tokenizer.identity());
        var cached = TokenFile.openIfWhole(file);
        if (cached != null && tokenizer.refuses() && !TokenFile.hasWholeTexts(cached)) {
            cached.close(); // made again, which names what the tokenizer lacks
            cached = null;
        }
        if (cached == null) {
            make(file, corpus, tokenizer, progress);
            cached = TokenFile.open(file);
        }
        var source = cached;
        var tokens = source.tensor(TokenFile.TOKENS);
        var store = new TokenStore(tokens.dtype().bytes(), List.of(tokens.data()));
        return new TokenizedCorpus(
                corpus.name(),
                store,
                TokenFile.table(source),
                TokenFile.facts(source),
                Optional.empty(),
                source::close);
    }

    private static void make(Path file, TextCorpus corpus, Tokenizer tokenizer, LongConsumer progress) {
        // The header comes first in the file and needs the counts, so tokens go through a file without a name.
        try (var arena = Arena.ofConfined();
                var scratch = scratch(file.toAbsolutePath().getParent())) {
            var writer = new TokenWriter(tokenizer, scratch, progress);
            var reading = corpus.read(writer);
            writer.flush();
            if (writer.table.size() == 0) {
                throw new DataException(corpus.name() + ": found no text, expected at least one document");
            }
            var tokens = scratch.map(FileChannel.MapMode.READ_ONLY, 0, scratch.size(), arena);
            var facts = new TokenizedCorpus.Facts(
                    "", // known once the table is sorted
                    tokenizer.identity(),
                    tokenizer.vocabulary(),
                    writer.table.size(),
                    writer.table.duplicates(),
                    reading.binary(),
                    tokens.byteSize() / writer.width,
                    writer.textBytes);
            TokenFile.write(file, writer.table.sorted(), facts, tokens, writer.width);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    private static FileChannel scratch(Path folder) throws IOException {
        Files.createDirectories(folder);
        return FileChannel.open(
                Files.createTempFile(folder, "tokens", ".tmp"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    static TokenizedCorpus shards(ShardCorpus corpus, OptionalInt vocabulary, Path folder, LongConsumer progress) {
        var arena = Arena.ofShared();
        try {
            var mapped = TokenShards.map(corpus, vocabulary, arena);
            var store = mapped.store();
            var file = file(folder, corpus, mapped.wide() ? "shards uint32" : "shards");
            var index = TokenFile.openIfWhole(file);
            if (index == null) {
                indexShards(file, corpus, store, progress);
                index = TokenFile.open(file);
            }
            try (var opened = index) {
                return new TokenizedCorpus(
                        corpus.name(),
                        store,
                        TokenFile.table(opened),
                        TokenFile.facts(opened),
                        mapped.note(),
                        arena::close);
            }
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static void indexShards(Path file, ShardCorpus corpus, TokenStore store, LongConsumer progress) {
        var table = new DocumentTable.Builder();
        var hasValidation = corpus.files().stream().anyMatch(TokenCache::isValidation);
        var sha = Digests.sha256();
        long tokens = 0;
        int largest = 0;
        for (int part = 0; part < corpus.files().size(); part++) {
            byte side = !hasValidation
                    ? 0
                    : isValidation(corpus.files().get(part)) ? DocumentTable.VALIDATION : DocumentTable.TRAINING;
            var end = store.offsets()[part + 1];
            for (var start = store.offsets()[part]; start < end; start += BLOCK_TOKENS) {
                var count = (int) Math.min(BLOCK_TOKENS, end - start);
                var bytes = store.bytes(start, count);
                sha.update(bytes.asByteBuffer());
                var hash = DocumentTable.hash(sha.digest());
                for (int i = 0; i < count; i++) {
                    largest = largerToken(corpus, largest, TokenStore.get(bytes, store.width(), i));
                }
                if (table.isNew(hash)) {
                    table.add(hash, start, count, 0, side);
                    tokens += count;
                }
                progress.accept((start + count) * store.width());
            }
        }
        var facts =
                new TokenizedCorpus.Facts("", "shards", largest + 1, table.size(), table.duplicates(), 0, tokens, 0);
        TokenFile.write(file, table.sorted(), facts, MemorySegment.NULL, 1);
    }

    private static int largerToken(ShardCorpus corpus, int largest, int token) {
        if (token < 0) {
            throw new DataException("%s: found token %s, expected less than 2^31"
                    .formatted(corpus.name(), Integer.toUnsignedString(token)));
        }
        return Math.max(largest, token);
    }

    private static boolean isValidation(Path shard) {
        return shard.getFileName().toString().toLowerCase(Locale.ROOT).contains("val");
    }

    /** The cache's file for a corpus: readable by its first words, told apart by its last. */
    static Path file(Path folder, Corpus corpus, String tokenizer) {
        var key = Digests.sha256()
                .digest(String.join("\n", FORMAT, corpus.fingerprint(), tokenizer)
                        .getBytes(StandardCharsets.UTF_8));
        var words = corpus.name().replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        var readable = words.substring(Math.max(0, words.length() - 40));
        return folder.resolve("%s-%s.safetensors"
                .formatted(
                        readable.isEmpty() ? "corpus" : readable, HexFormat.of().formatHex(key, 0, 16)));
    }

    /** Writes each new document's tokens behind each other, and notes where they are. */
    private static final class TokenWriter implements Consumer<Document> {
        private final Tokenizer tokenizer;
        private final FileChannel channel;
        private final LongConsumer progress;
        private final int width;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        private final DocumentTable.Builder table = new DocumentTable.Builder();
        private final MessageDigest sha = Digests.sha256();
        private long tokens;
        private long textBytes;
        private long read;
        private long told;

        TokenWriter(Tokenizer tokenizer, FileChannel channel, LongConsumer progress) {
            this.tokenizer = tokenizer;
            this.channel = channel;
            this.progress = progress;
            this.width = TokenStore.widthFor(tokenizer.vocabulary());
        }

        @Override
        public void accept(Document document) {
            var text = document.utf8();
            read += text.length;
            var hash = DocumentTable.hash(sha.digest(text));
            if (!table.isNew(hash)) {
                return;
            }
            var start = tokens;
            put(tokenizer.documentToken());
            if (tokenizer instanceof ByteTokenizer) {
                putBytes(text);
            } else {
                for (var token : tokenizer.encode(new String(text, StandardCharsets.UTF_8))) {
                    put(token);
                }
            }
            table.add(hash, start, Math.toIntExact(tokens - start), text.length, (byte) 0);
            textBytes += text.length;
            if (read - told >= PROGRESS_BYTES) {
                told = read;
                progress.accept(read);
            }
        }

        private void putBytes(byte[] text) {
            for (int at = 0; at < text.length; ) {
                if (!buffer.hasRemaining()) {
                    flush();
                }
                var count = Math.min(buffer.remaining(), text.length - at);
                buffer.put(text, at, count);
                at += count;
            }
            tokens += text.length;
        }

        private void put(int token) {
            if (buffer.remaining() < width) {
                flush();
            }
            switch (width) {
                case 1 -> buffer.put((byte) token);
                case 2 -> buffer.putShort((short) token);
                default -> buffer.putInt(token);
            }
            tokens++;
        }

        void flush() {
            try {
                AtomicFile.writeFully(channel, buffer.flip());
                buffer.clear();
            } catch (IOException e) {
                throw new DataException("the tokens cannot be written: " + e.getMessage(), e);
            }
        }
    }
}
