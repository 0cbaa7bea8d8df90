package loglog.models.tokens;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import loglog.models.data.ShardCorpus;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;

/**
 * Token shards, {@code .bin}: nanoGPT's, which is nothing but uint16 (or uint32: {@link RawShards}), and llm.c's, with a header of 256 int32 (magic,
 * version, number of tokens) before uint16 or uint32. All little endian.
 */
public final class TokenShards {
    private static final int HEADER_BYTES = 256 * 4;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private TokenShards() {}

    /** The formats, with llm.c's magic number and version (its {@code dev/data/data_common.py}). */
    public enum Format {
        /** nanoGPT: no header, uint16. */
        NANOGPT(0, 0, 2, 0),
        /** llm.c for GPT-2's vocabulary: uint16. */
        LLMC_UINT16(20_240_520, 1, 2, HEADER_BYTES),
        /** llm.c for Llama 3's vocabulary: uint32. */
        LLMC_UINT32(20_240_801, 7, 4, HEADER_BYTES);

        private final int magic;
        private final int version;
        private final int tokenBytes;
        private final int headerBytes;

        Format(int magic, int version, int tokenBytes, int headerBytes) {
            this.magic = magic;
            this.version = version;
            this.tokenBytes = tokenBytes;
            this.headerBytes = headerBytes;
        }

        /** Bytes of one token. */
        public int tokenBytes() {
            return tokenBytes;
        }
    }

    /** A mapped shard: its format, and its tokens' bytes without the header. */
    record Shard(Format format, MemorySegment tokens) {}

    /**
     * Mapped shards as one sequence.
     *
     * @param wide whether files without a header were read as four bytes a token
     * @param note how that was known, where it was not said; empty otherwise
     */
    record Mapped(TokenStore store, boolean wide, Optional<String> note) {}

    /**
     * Maps shards of one width as one sequence. Files without a header have two bytes a token, as nanoGPT writes them,
     * unless the user says four, or a vocabulary does not fit into two, or the files show it.
     *
     * @param vocabulary of the tokenizer that made them; empty where unknown
     */
    static Mapped map(ShardCorpus corpus, OptionalInt vocabulary, Arena arena) {
        var parts = new ArrayList<MemorySegment>();
        var note = Optional.<String>empty();
        boolean wide = false;
        int width = 0;
        for (var file : corpus.files()) {
            var shard = map(file, arena);
            int its = shard.format().tokenBytes;
            if (shard.format() == Format.NANOGPT) {
                its = RawShards.tokenBytes(file, shard.tokens(), corpus.tokenBytes(), vocabulary);
                wide |= its == 4;
                if (its == 4 && note.isEmpty()) {
                    note = RawShards.note(corpus, vocabulary);
                }
            } else if (corpus.tokenBytes() != 0 && corpus.tokenBytes() != its) {
                throw DataException.in(
                        file, "header: found %d bytes a token, expected %d as asked for", its, corpus.tokenBytes());
            }
            if (width != 0 && its != width) {
                throw DataException.in(
                        file,
                        "found tokens of %d bytes, expected %d as in %s",
                        its,
                        width,
                        corpus.files().getFirst());
            }
            width = its;
            parts.add(shard.tokens());
        }
        return new Mapped(new TokenStore(width, parts), wide, note);
    }

    static Shard map(Path file, Arena arena) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            var format = format(file, mapped);
            var bytes = mapped.byteSize() - format.headerBytes;
            if (format == Format.NANOGPT) {
                if (bytes == 0 || bytes % 2 != 0) {
                    throw DataException.in(
                            file, "found %d bytes, expected token shards: an even number of bytes, above 0", bytes);
                }
                return new Shard(format, mapped);
            }
            long tokens = mapped.get(INT, 8) & 0xffffffffL;
            if (tokens == 0 || bytes != tokens * format.tokenBytes) {
                throw DataException.in(
                        file,
                        "the header announces %d tokens of %d bytes, but %d bytes follow it",
                        tokens,
                        format.tokenBytes,
                        bytes);
            }
            return new Shard(format, mapped.asSlice(format.headerBytes));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /** Without one of llm.c's magic numbers a file is nanoGPT's, whose first tokens are as good as never these. */
    private static Format format(Path file, MemorySegment mapped) {
        if (mapped.byteSize() < HEADER_BYTES) {
            return Format.NANOGPT;
        }
        var magic = mapped.get(INT, 0);
        for (var format : Format.values()) {
            if (format != Format.NANOGPT && magic == format.magic) {
                var version = mapped.get(INT, 4);
                if (version != format.version) {
                    throw DataException.in(
                            file,
                            "found version %d of llm.c's format %d, expected %d",
                            version,
                            format.magic,
                            format.version);
                }
                return format;
            }
        }
        return Format.NANOGPT;
    }

    /**
     * Writes a shard that nanoGPT or llm.c reads; atomic.
     *
     * @throws DataException where there is no token, more than llm.c's 2^31 - 1, or one that the format cannot hold
     */
    public static void write(Path file, Format format, int[] tokens) {
        if (tokens.length == 0) {
            throw DataException.in(file, "found no token to write, expected at least one");
        }
        AtomicFile.write(file, channel -> {
            var buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
            if (format.headerBytes > 0) {
                buffer.putInt(format.magic).putInt(format.version).putInt(tokens.length);
                buffer.position(format.headerBytes); // the rest of a fresh buffer is zero
            }
            for (var token : tokens) {
                if (token < 0 || format.tokenBytes == 2 && token > 0xffff) {
                    throw DataException.in(file, "token %d does not fit into %d bytes", token, format.tokenBytes);
                }
                if (buffer.remaining() < format.tokenBytes) {
                    AtomicFile.writeFully(channel, buffer.flip());
                    buffer.clear();
                }
                if (format.tokenBytes == 2) {
                    buffer.putShort((short) token);
                } else {
                    buffer.putInt(token);
                }
            }
            AtomicFile.writeFully(channel, buffer.flip());
        });
    }

    /** All tokens of a shard, in an array of their own. */
    public static int[] read(Path file) {
        try (var arena = Arena.ofConfined()) {
            var shard = map(file, arena);
            var width = shard.format().tokenBytes;
            var tokens = new int[Math.toIntExact(shard.tokens().byteSize() / width)];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = TokenStore.get(shard.tokens(), width, i);
            }
            return tokens;
        }
    }
}
