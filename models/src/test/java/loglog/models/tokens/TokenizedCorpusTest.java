package loglog.models.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import loglog.models.data.Corpus;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizedCorpusTest {
    @TempDir
    Path folder;

    private TokenizedCorpus open(String spec) {
        return TokenizedCorpus.open(Corpus.open(spec), Tokenizer.bytes(), folder.resolve("cache"), _ -> {});
    }

    private String lines(String file, List<String> texts) throws IOException {
        var path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, texts.stream().map(t -> "{\"text\":\"" + t + "\"}").toList());
        return path.toString();
    }

    private static List<String> numbered(int from, int to) {
        var texts = new ArrayList<String>();
        for (int i = from; i < to; i++) {
            texts.add("document " + i + " " + "ä".repeat(i % 7));
        }
        return texts;
    }

    /** A set's documents as text, read through its tokens. */
    private static List<String> texts(TokenSet set) {
        var texts = new ArrayList<String>();
        try (var arena = Arena.ofConfined()) {
            for (int d = 0; d < set.documents(); d++) {
                var ids = arena.allocate(ValueLayout.JAVA_INT, set.length(d));
                set.copy(d, 0, set.length(d), ids, 0);
                assertThat(ids.getAtIndex(ValueLayout.JAVA_INT, 0)).isEqualTo(255);
                texts.add(Tokenizer.bytes().decode(ids.toArray(ValueLayout.JAVA_INT)));
            }
        }
        return texts;
    }

    @Test
    void everyDocumentIsOnExactlyOneSideAndIdenticalOnesAreKeptOnce() throws IOException {
        var texts = numbered(0, 500);
        var doubled = new ArrayList<>(texts);
        doubled.addAll(texts.subList(100, 200));
        try (var corpus = open(lines("d/a.jsonl", doubled))) {
            var sides = corpus.split(0.2);
            var training = texts(sides.training());
            var validation = texts(sides.validation());
            assertThat(training).doesNotContainAnyElementsOf(validation);
            var all = new ArrayList<>(training);
            all.addAll(validation);
            assertThat(all).containsExactlyInAnyOrderElementsOf(texts);
            assertThat(validation).hasSizeBetween(60, 140);
            assertThat(corpus.facts().duplicates()).isEqualTo(100);
            assertThat(corpus.facts().documents()).isEqualTo(500);
            var bytes = texts.stream()
                    .mapToLong(t -> t.getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            assertThat(corpus.facts().textBytes()).isEqualTo(bytes);
            assertThat(corpus.facts().tokens()).isEqualTo(bytes + 500);
            assertThat(sides.training().tokens() + sides.validation().tokens()).isEqualTo(bytes + 500);
        }
    }

    @Test
    void theSideOfATextDependsOnNothingElse() throws IOException {
        Set<String> few;
        Set<String> many;
        try (var corpus = open(lines("d/few.jsonl", numbered(50, 150)))) {
            few = new HashSet<>(texts(corpus.split(0.2).validation()));
        }
        try (var corpus = open(lines("d/many.jsonl", numbered(0, 400)))) {
            many = new HashSet<>(texts(corpus.split(0.2).validation()));
        }
        assertThat(many).containsAll(few);
        many.retainAll(numbered(50, 150));
        assertThat(many).isEqualTo(few);
    }

    @Test
    void digestAndOrderDependOnTheTextsAloneNotOnTheirFiles() throws IOException {
        var one = lines("one/all.jsonl", numbered(0, 100));
        lines("two/b.jsonl", numbered(0, 40));
        lines("two/a.jsonl", numbered(40, 100));
        lines("two/c.jsonl", numbered(30, 60));
        try (var together = open(one);
                var apart = open(folder.resolve("two").toString());
                var other = open(lines("other.jsonl", numbered(1, 101)))) {
            assertThat(apart.facts().digest())
                    .isEqualTo(together.facts().digest())
                    .hasSize(64);
            assertThat(other.facts().digest()).isNotEqualTo(together.facts().digest());
            assertThat(texts(apart.split(0.1).training()))
                    .isEqualTo(texts(together.split(0.1).training()));
        }
    }

    @Test
    void aCorpusIsTokenizedOnceAndAgainWhenItChangesOrTheCacheIsDamaged() throws IOException {
        var spec = lines("d/a.jsonl", numbered(0, 50));
        open(spec).close();
        var cached = cacheFiles();
        assertThat(cached).hasSize(1);
        var made = Files.getLastModifiedTime(cached.getFirst());
        var whole = Files.readAllBytes(cached.getFirst());
        open(spec).close();
        assertThat(Files.getLastModifiedTime(cached.getFirst())).isEqualTo(made);
        Files.write(cached.getFirst(), Arrays.copyOf(whole, whole.length / 2));
        open(spec).close();
        assertThat(cached.getFirst()).hasBinaryContent(whole);
        lines("d/a.jsonl", numbered(0, 51));
        try (var corpus = open(spec)) {
            assertThat(corpus.facts().documents()).isEqualTo(51);
        }
        assertThat(cacheFiles()).hasSize(2);
    }

    /** A file as it was made before texts with characters that the tokenizer lacks were refused. */
    private void forgetThatTextsAreWhole(Path file) throws IOException {
        Files.writeString(
                file,
                Files.readString(file, StandardCharsets.ISO_8859_1).replace("\"whole_texts\"", "\"whole_texta\""),
                StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"acb, true", "ab, false"})
    void tokensOfATokenizerThatLacksCharactersAreMadeAgainWhereTheyMayLackText(String text, boolean refused)
            throws IOException {
        var tokenizers = folder.resolve("tokenizer");
        Files.createDirectories(tokenizers);
        Files.writeString(tokenizers.resolve("tokenizer.json"), """
                {"version":"1.0","added_tokens":[],"pre_tokenizer":{"type":"Whitespace"},
                 "model":{"type":"BPE","unk_token":null,"vocab":{"</s>":0,"a":1,"b":2,"ab":3},"merges":[["a","b"]]}}
                """);
        var spec = lines("texts.jsonl", List.of("ab ba"));
        try (var tokenizer = Tokenizer.read(tokenizers)) {
            assertThat(tokenizer.refuses()).isTrue();
            TokenizedCorpus.open(Corpus.open(spec), tokenizer, folder.resolve("cache"), _ -> {})
                    .close();
            var cached = cacheFiles().getFirst();
            var made = Files.readAllBytes(cached);
            forgetThatTextsAreWhole(cached);
            TokenizedCorpus.open(Corpus.open(spec), tokenizer, folder.resolve("cache"), _ -> {})
                    .close();
            assertThat(cached).hasBinaryContent(made);

            // A file of the name that the texts with another character have, as an earlier version left it.
            var other = Corpus.open(lines("other.jsonl", List.of(text)));
            var unmade = TokenCache.file(folder.resolve("cache"), other, tokenizer.identity());
            Files.write(unmade, made);
            forgetThatTextsAreWhole(unmade);
            if (refused) {
                assertThatThrownBy(() -> TokenizedCorpus.open(other, tokenizer, folder.resolve("cache"), _ -> {}))
                        .hasMessageContaining("found c (U+0063)");
            } else {
                TokenizedCorpus.open(other, tokenizer, folder.resolve("cache"), _ -> {})
                        .close();
                assertThat(Files.readAllBytes(unmade)).isNotEqualTo(made);
            }
        }
    }

    private List<Path> cacheFiles() throws IOException {
        try (var files = Files.list(folder.resolve("cache"))) {
            return files.toList();
        }
    }

    @Test
    void bitsPerByteCountTheTextNotTheTokens() throws IOException {
        try (var corpus = open(lines("d/a.jsonl", numbered(0, 50)))) {
            var set = corpus.split(0.1).training();
            // A model that gives each of 256 tokens the same chance needs 8 bits a token, document tokens included, but
            // for the first one, which nothing predicts.
            assertThat(set.bitsPerByte(Math.log(256)))
                    .isCloseTo(8.0 * (set.tokens() - 1) / (set.tokens() - set.documents()), offset(1e-12));
        }
    }

    @Test
    void aSmallerSetOfUniqueTokensIsPartOfALargerOne() throws IOException {
        try (var corpus = open(lines("d/a.jsonl", numbered(0, 200)))) {
            var all = corpus.split(0.1).training();
            var small = all.first(1000);
            var large = all.first(2000);
            assertThat(small.tokens()).isEqualTo(1000);
            assertThat(large.tokens()).isEqualTo(2000);
            var whole = small.documents() - 1;
            assertThat(texts(large).subList(0, whole)).isEqualTo(texts(small).subList(0, whole));
            assertThat(texts(large).get(whole))
                    .startsWith(texts(small).get(whole).replace("\ufffd", ""));
            assertThat(all.first(all.tokens()).tokens()).isEqualTo(all.tokens());
            assertThatThrownBy(() -> all.first(all.tokens() + 1))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("found " + all.tokens() + " unique tokens");
        }
    }

    @Test
    void whatCannotBeSplitIsNamed() throws IOException {
        var one = lines("one.jsonl", numbered(0, 1));
        try (var corpus = open(one)) {
            assertThatThrownBy(() -> corpus.split(0.1))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(one + ": found 1 different document, expected at least 2");
        }
        try (var corpus = open(lines("two.jsonl", numbered(0, 2)))) {
            // However the hashes fall, each side gets one.
            assertThat(corpus.split(1e-9).validation().documents()).isEqualTo(1);
            assertThat(corpus.split(1 - 1e-9).training().documents()).isEqualTo(1);
            assertThatThrownBy(() -> corpus.split(0)).hasMessageContaining("more than 0 and less than 1");
        }
        var empty = lines("empty.jsonl", List.of());
        assertThatThrownBy(() -> open(empty)).hasMessage(empty + ": found no text, expected at least one document");
        assertThat(cacheFiles()).hasSize(2);
    }

    @Test
    void aFailedReadingLeavesNothingInTheCache() throws IOException {
        var bad = folder.resolve("bad.jsonl");
        Files.writeString(bad, "{\"text\":\"fine\"}\n{\"text\":");
        assertThatThrownBy(() -> open(bad.toString())).hasMessageContaining("bad.jsonl, line 2");
        assertThat(cacheFiles()).isEmpty();
    }

    @Test
    void anotherTokenizerSplitsAndOrdersTheSameTextsTheSameWay() throws IOException {
        var spec = lines("d/a.jsonl", numbered(0, 100));
        TokenizerTest.gpt2Style(folder);
        try (var tokenizer = Tokenizer.read(folder);
                var bytes = open(spec);
                var pieces = TokenizedCorpus.open(Corpus.open(spec), tokenizer, folder.resolve("cache"), _ -> {})) {
            var byBytes = bytes.split(0.2).validation();
            var byPieces = pieces.split(0.2).validation();
            assertThat(pieces.facts().digest()).isEqualTo(bytes.facts().digest());
            assertThat(byPieces.textBytes()).isEqualTo(byBytes.textBytes());
            var texts = texts(byBytes);
            try (var arena = Arena.ofConfined()) {
                for (int d = 0; d < texts.size(); d++) {
                    var ids = arena.allocate(ValueLayout.JAVA_INT, byPieces.length(d));
                    byPieces.copy(d, 0, byPieces.length(d), ids, 0);
                    assertThat(ids.getAtIndex(ValueLayout.JAVA_INT, 0)).isEqualTo(tokenizer.documentToken());
                    assertThat(tokenizer.decode(ids.toArray(ValueLayout.JAVA_INT)))
                            .isEqualTo(texts.get(d));
                }
            }
        }
        assertThat(cacheFiles()).hasSize(2);
    }
}
