package loglog.models.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import loglog.models.data.Corpus;
import loglog.models.data.ShardCorpus;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenShardsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(TokenShards.Format.class)
    void everyFormatSurvivesARoundTrip(TokenShards.Format format) {
        var tokens = new int[700_000]; // more than the writer's buffer
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = i * 7919 & (format.tokenBytes() == 2 ? 0xffff : 0x1ffff);
        }
        var file = folder.resolve("t.bin");
        TokenShards.write(file, format, tokens);
        assertThat(TokenShards.read(file)).isEqualTo(tokens);
    }

    /** Byte by byte what numpy writes: {@code np.array(ids, dtype=np.uint16).tofile(f)}, in llm.c after the header. */
    @Test
    void theBytesAreThoseOfTheOtherTools() throws IOException {
        var file = folder.resolve("t.bin");
        TokenShards.write(file, TokenShards.Format.NANOGPT, new int[] {1, 50256, 65535});
        assertThat(file).hasBinaryContent(new byte[] {1, 0, 0x50, (byte) 0xc4, -1, -1});
        TokenShards.write(file, TokenShards.Format.LLMC_UINT16, new int[] {50256});
        var expected = ByteBuffer.allocate(1026).order(ByteOrder.LITTLE_ENDIAN);
        expected.putInt(20240520).putInt(1).putInt(1).putShort(1024, (short) 50256);
        assertThat(file).hasBinaryContent(expected.array());
        TokenShards.write(file, TokenShards.Format.LLMC_UINT32, new int[] {128000});
        expected = ByteBuffer.allocate(1028).order(ByteOrder.LITTLE_ENDIAN);
        expected.putInt(20240801).putInt(7).putInt(1).putInt(1024, 128000);
        assertThat(file).hasBinaryContent(expected.array());
    }

    @Test
    void filesThatAreNoShardsAreNamed() throws IOException {
        var file = folder.resolve("t.bin");
        assertRefused(file, new byte[0], "found 0 bytes");
        assertRefused(file, new byte[3], "found 3 bytes, expected token shards: an even number of bytes");
        var header = ByteBuffer.allocate(1030).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(20240520).putInt(2).putInt(3);
        assertRefused(file, header.array(), "found version 2 of llm.c's format 20240520, expected 1");
        header.putInt(4, 1).putInt(8, 4);
        assertRefused(file, header.array(), "the header announces 4 tokens of 2 bytes, but 6 bytes follow it");
        Files.delete(file);
        assertThatThrownBy(() -> TokenShards.read(file)).hasMessage(file + ": there is no such file");
    }

    private static void assertRefused(Path file, byte[] content, String finding) throws IOException {
        Files.write(file, content);
        assertThatThrownBy(() -> TokenShards.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(finding);
    }

    @Test
    void tokensThatDoNotFitAreNotWritten() {
        var file = folder.resolve("t.bin");
        assertThatThrownBy(() -> TokenShards.write(file, TokenShards.Format.NANOGPT, new int[] {1, 65536}))
                .hasMessage(file + ": token 65536 does not fit into 2 bytes");
        assertThatThrownBy(() -> TokenShards.write(file, TokenShards.Format.LLMC_UINT32, new int[] {-1}))
                .hasMessage(file + ": token -1 does not fit into 4 bytes");
        assertThatThrownBy(() -> TokenShards.write(file, TokenShards.Format.NANOGPT, new int[0]))
                .isInstanceOf(DataException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void shardsNamedValAreForValidation() {
        TokenShards.write(folder.resolve("s_train_1.bin"), TokenShards.Format.LLMC_UINT16, counting(0, 20_000));
        TokenShards.write(folder.resolve("s_train_2.bin"), TokenShards.Format.LLMC_UINT16, counting(20_000, 30_000));
        TokenShards.write(folder.resolve("s_val_1.bin"), TokenShards.Format.NANOGPT, counting(30_000, 35_000));
        var shards = (ShardCorpus) Corpus.open(folder.toString());
        try (var corpus = TokenizedCorpus.openShards(shards, folder.resolve("cache"))) {
            var sides = corpus.split(0.5);
            assertThat(sides.training().tokens()).isEqualTo(30_000);
            assertThat(sides.validation().tokens()).isEqualTo(5000);
            assertThat(sides.training().bytesPerToken()).isNaN();
            assertThat(corpus.facts().vocabulary()).isEqualTo(35_000);
            assertThat(corpus.facts().tokens()).isEqualTo(35_000);
        }
        // The second time the index comes from the cache.
        try (var again = TokenizedCorpus.openShards(shards, folder.resolve("cache"))) {
            assertThat(again.split(0.5).training().tokens()).isEqualTo(30_000);
        }
    }

    @Test
    void shardsWithoutNamesForItAreSplitByBlocks() {
        var tokens = counting(0, 40 * TokenCache.BLOCK_TOKENS + 5);
        TokenShards.write(folder.resolve("data.bin"), TokenShards.Format.LLMC_UINT32, tokens);
        var shards = (ShardCorpus) Corpus.open(folder.resolve("data.bin").toString());
        try (var corpus = TokenizedCorpus.openShards(shards, folder.resolve("cache"))) {
            assertThat(corpus.facts().documents()).isEqualTo(41);
            var sides = corpus.split(0.3);
            assertThat(sides.training().tokens() + sides.validation().tokens()).isEqualTo(tokens.length);
            assertThat(sides.validation().documents()).isBetween(4, 24);
        }
    }

    @Test
    void shardsThatDoNotFitEachOtherOrTheTokenizerAreNamed() {
        var narrow = folder.resolve("a.bin");
        TokenShards.write(narrow, TokenShards.Format.NANOGPT, new int[] {5, 300});
        var one = Corpus.open(narrow.toString());
        assertThatThrownBy(() -> TokenizedCorpus.open(one, Tokenizer.bytes(), folder.resolve("cache"), _ -> {}))
                .isInstanceOf(DataException.class)
                .hasMessage(narrow + ": found token 300, expected less than the tokenizer's vocabulary of 256");
        var wide = folder.resolve("b.bin");
        TokenShards.write(wide, TokenShards.Format.LLMC_UINT32, new int[] {5});
        var both = (ShardCorpus) Corpus.open(folder + "/*.bin");
        assertThatThrownBy(() -> TokenizedCorpus.openShards(both, folder.resolve("cache")))
                .hasMessage(wide + ": found tokens of 4 bytes, expected 2 as in " + narrow);
    }

    /** As numpy writes {@code np.array(ids, dtype=np.uint32).tofile(f)}. */
    private static Path uint32(Path file, int... ids) throws IOException {
        var bytes = ByteBuffer.allocate(4 * ids.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int id : ids) {
            bytes.putInt(id);
        }
        return Files.write(file, bytes.array());
    }

    private TokenizedCorpus open(Path file, String width) {
        return TokenizedCorpus.openShards((ShardCorpus) Corpus.open(file + width), folder.resolve("cache"));
    }

    @Test
    void idsOfFourBytesAreNotTakenForTwice() throws IOException {
        var small = new int[300];
        for (int i = 0; i < small.length; i++) {
            small[i] = i % 256;
        }
        var file = uint32(folder.resolve("small.bin"), small);
        try (var corpus = open(file, "")) {
            assertThat(corpus.facts().tokens()).isEqualTo(300);
            assertThat(corpus.facts().vocabulary()).isEqualTo(256);
            assertThat(corpus.note())
                    .get()
                    .asString()
                    .contains("four bytes a token")
                    .contains("small.bin:uint16");
        }
        try (var asked = open(file, ":uint16")) {
            assertThat(asked.facts().tokens()).isEqualTo(600);
            assertThat(asked.note()).isEmpty();
        }
        try (var asked = open(file, ":uint32")) {
            assertThat(asked.facts().tokens()).isEqualTo(300);
            assertThat(asked.note()).isEmpty();
        }
    }

    @Test
    void idsAboveTwoBytesAreAskedFor() throws IOException {
        var large = counting(63_000, 70_000);
        var file = uint32(folder.resolve("large.bin"), large);
        assertThatThrownBy(() -> open(file, ""))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("at most 1 in every second pair of bytes")
                .hasMessageContaining(file + ":uint32");
        try (var corpus = open(file, ":uint32")) {
            assertThat(corpus.facts().vocabulary()).isEqualTo(70_000);
        }
    }

    @Test
    void aVocabularyThatDoesNotFitIntoTwoBytesIsFour() throws IOException {
        var file = uint32(folder.resolve("t.bin"), 69_999, 66_000, 5);
        var shards = (ShardCorpus) Corpus.open(file.toString());
        try (var arena = Arena.ofConfined()) {
            var mapped = TokenShards.map(shards, OptionalInt.of(70_001), arena);
            assertThat(mapped.store().width()).isEqualTo(4);
            assertThat(mapped.note()).get().asString().contains("70001");
            assertThat(TokenShards.map(shards, OptionalInt.of(50_257), arena)
                            .store()
                            .width())
                    .isEqualTo(2); // too few to tell, and nothing else is said
            Files.write(file, new byte[6]);
            assertThatThrownBy(() -> TokenShards.map(shards, OptionalInt.of(70_001), arena))
                    .hasMessageContaining("found 6 bytes, expected tokens of four bytes each");
            var two = new ShardCorpus("t", List.of(file), 2);
            assertThatThrownBy(() -> TokenShards.map(two, OptionalInt.of(70_001), arena))
                    .hasMessageContaining("a vocabulary of 70001 does not fit into two");
        }
    }

    @Test
    void widthsThatContradictAHeaderAreNamed() {
        var file = folder.resolve("t.bin");
        TokenShards.write(file, TokenShards.Format.LLMC_UINT16, new int[] {1, 2});
        assertThatThrownBy(() -> open(file, ":uint32"))
                .hasMessage(file + ": header: found 2 bytes a token, expected 4 as asked for");
        assertThatThrownBy(() -> Corpus.open(folder.resolve("none.bin") + ":uint32"))
                .isInstanceOf(DataException.class);
    }

    private static int[] counting(int from, int to) {
        return java.util.stream.IntStream.range(from, to).toArray();
    }
}
