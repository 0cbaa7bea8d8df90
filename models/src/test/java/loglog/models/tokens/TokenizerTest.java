package loglog.models.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.regex.Pattern;
import loglog.engine.cpu.HostDevice;
import loglog.models.generation.LanguageModel;
import loglog.models.generation.Surprise;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {
    private static final String TEXT = "Grüße, naïve 𝄞 and €5\0\n";

    @TempDir
    Path folder;

    @Test
    void bytesAreTheirOwnTokens() {
        var tokenizer = Tokenizer.bytes();
        assertThat(tokenizer.vocabulary()).isEqualTo(256);
        assertThat(tokenizer.encode("aé")).containsExactly('a', 0xc3, 0xa9);
        assertThat(tokenizer.decode(tokenizer.encode(TEXT))).isEqualTo(TEXT);
        // The document token cannot come from text: no character's UTF-8 holds it.
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                assertThat(Arrays.stream(tokenizer.encode(Character.toString(c)))
                                .noneMatch(t -> t == 255))
                        .isTrue();
            }
        }
        assertThat(tokenizer.decode(255, 'a', 255, 'b')).isEqualTo("ab");
        assertThatThrownBy(() -> tokenizer.decode(256)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void streamedBytesShowOnlyWholeCharacters() {
        assertStreams(Tokenizer.bytes());
        var decoder = Tokenizer.bytes().decoder();
        assertThat(decoder.next(0xe2)).isEmpty();
        assertThat(decoder.next(0x82)).isEmpty();
        assertThat(decoder.next('x')).isEqualTo("\ufffdx");
        assertThat(decoder.next(0xf0)).isEmpty();
        assertThat(decoder.finish()).isEqualTo("\ufffd");
        assertThat(decoder.next('y')).isEqualTo("y");
        assertThat(decoder.next(0xc3)).isEmpty();
        assertThat(decoder.next(255)).isEqualTo("\ufffd");
    }

    private static void assertStreams(Tokenizer tokenizer) {
        var decoder = tokenizer.decoder();
        var parts = new ArrayList<String>();
        for (var id : tokenizer.encode(TEXT)) {
            parts.add(decoder.next(id));
        }
        parts.add(decoder.finish());
        assertThat(String.join("", parts)).isEqualTo(TEXT);
        assertThat(parts).noneMatch(p -> p.contains("\ufffd"));
    }

    /** GPT-2's alphabet of 256 characters for the 256 bytes, with two merges and the end of text. */
    static Path gpt2Style(Path folder) throws IOException {
        var vocabulary = new StringBuilder("\"<|endoftext|>\":0");
        int extra = 0;
        for (int b = 0; b < 256; b++) {
            var printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            var c = printable ? b : 256 + extra++;
            vocabulary
                    .append(",\"")
                    .append(c == '"' || c == '\\' ? "\\" : "")
                    .appendCodePoint(c)
                    .append("\":")
                    .append(b + 1);
        }
        var json = """
                {"version":"1.0","truncation":{"direction":"Right","max_length":4,"strategy":"LongestFirst","stride":0},
                 "padding":null,
                 "added_tokens":[{"id":0,"content":"<|endoftext|>","single_word":false,"lstrip":false,"rstrip":false,
                   "normalized":false,"special":true}],
                 "normalizer":null,
                 "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
                 "post_processor":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true},
                 "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},
                 "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":"",
                   "end_of_word_suffix":"","fuse_unk":false,"byte_fallback":false,"ignore_merges":false,
                   "vocab":{%s,"an":257,"and":258},"merges":["a n","an d"]}}
                """.formatted(vocabulary);
        return Files.writeString(folder.resolve("tokenizer.json"), json);
    }

    @Test
    void readsATokenizerJson() throws IOException {
        gpt2Style(folder);
        try (var tokenizer = Tokenizer.read(folder)) {
            assertThat(tokenizer.vocabulary()).isEqualTo(259);
            assertThat(tokenizer.documentToken()).isZero();
            assertThat(tokenizer.identity()).startsWith("sha256:").hasSize(7 + 64);
            assertThat(tokenizer.encode("and an a")).containsExactly(258, ' ' + 1, 257, ' ' + 1, 'a' + 1);
            // The file's truncation to 4 tokens is for other uses.
            assertThat(tokenizer.encode("x".repeat(1000))).hasSize(1000);
            assertThat(tokenizer.decode(tokenizer.encode(TEXT))).isEqualTo(TEXT);
            assertThat(tokenizer.encode(TEXT).length).isLessThan(TEXT.getBytes(StandardCharsets.UTF_8).length);
            assertThat(tokenizer.decode(0, 258, 0)).isEqualTo("and");
            assertThatThrownBy(() -> tokenizer.decode(259))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("token 259 is outside the vocabulary of 259");
            assertStreams(tokenizer);
        }
    }

    @Test
    void dropoutAndPaddingOfTheFileAreNotCarriedOut() throws IOException {
        gpt2Style(folder);
        var file = folder.resolve("tokenizer.json");
        var whole = Files.readString(file);
        var text = "and ".repeat(200);
        int[] expected;
        String identity;
        try (var tokenizer = Tokenizer.read(folder)) {
            expected = tokenizer.encode(text);
            identity = tokenizer.identity();
            assertThat(tokenizer.notes()).isEmpty();
        }
        Files.writeString(file, whole.replace("\"dropout\":null", "\"dropout\":0.5"));
        try (var tokenizer = Tokenizer.read(folder)) {
            assertThat(tokenizer.encode(text)).isEqualTo(expected);
            assertThat(tokenizer.identity()).isNotEqualTo(identity).startsWith("sha256:");
            assertThat(tokenizer.notes()).singleElement().asString().contains("dropout of 0.5");
        }
        Files.writeString(file, whole.replace("\"padding\":null", """
                "padding":{"strategy":{"Fixed":64},"direction":"Right","pad_to_multiple_of":null,"pad_id":0,
                "pad_type_id":0,"pad_token":"<|endoftext|>"}"""));
        try (var tokenizer = Tokenizer.read(folder)) {
            assertThat(tokenizer.encode("and")).containsExactly(258);
            assertThat(tokenizer.encode(text)).isEqualTo(expected);
        }
    }

    @Test
    void aTextOfWhichNoTokenIsMadeHasNoSurprise() throws IOException {
        gpt2Style(folder);
        var file = folder.resolve("tokenizer.json");
        var dropsX = "{\"type\":\"Replace\",\"pattern\":{\"String\":\"x\"},\"content\":\"\"}";
        Files.writeString(file, Files.readString(file).replace("\"normalizer\":null", "\"normalizer\":" + dropsX));
        var model = new Model(HostDevice.vector(1), Sizes.shape("llama", 16, 1, 259, 16), 0);
        model.initialize(1);
        try (var language = LanguageModel.of(model, Tokenizer.read(folder))) {
            assertThat(Surprise.of(language, "xax", 0).tokens()).hasSize(1);
            assertThatThrownBy(() -> Surprise.of(language, "xxx", 0))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("3 characters of which the tokenizer makes no token");
        }
    }

    /** The vocabulary without some bytes' tokens, as training without the initial alphabet leaves it. */
    private void leaveOut(String... tokens) throws IOException {
        var file = gpt2Style(folder);
        var json = Files.readString(file);
        for (var token : tokens) {
            assertThat(json).contains(",\"" + token + "\":");
            json = json.replaceFirst(Pattern.quote(",\"" + token + "\":") + "\\d+", "");
        }
        Files.writeString(file, json);
    }

    @Test
    void aByteWithoutATokenIsNotLeftOutInSilence() throws IOException {
        leaveOut("Z", "\u00a9"); // the latter is the second byte of e with an acute
        try (var tokenizer = Tokenizer.read(folder)) {
            assertThat(tokenizer.decode(tokenizer.encode("and an a: \u00e0"))).isEqualTo("and an a: \u00e0");
            assertThatThrownBy(() -> tokenizer.encode("an aZa"))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(
                            folder.resolve("tokenizer.json") + ": a text of 6 characters: found Z (U+005A)")
                    .hasMessageContaining("all 256 bytes");
            assertThatThrownBy(() -> tokenizer.encode("caf\u00e9"))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("\u00e9 (U+00E9)");
        }
    }

    @Test
    void charactersOfAnAddedTokenNeedNoTokenOfTheirOwn() throws IOException {
        leaveOut("|");
        try (var tokenizer = Tokenizer.read(folder)) {
            assertThat(tokenizer.encode("an<|endoftext|>a")).containsExactly(257, 0, 'a' + 1);
            assertThatThrownBy(() -> tokenizer.encode("an<|endoftext|>|")).isInstanceOf(DataException.class);
        }
    }

    @Test
    void whatANormalizerTurnsIntoKnownCharactersIsNotRefused() throws IOException {
        leaveOut("Z", "Y");
        var file = folder.resolve("tokenizer.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "\"normalizer\":null",
                                "\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"String\":\"Z\"},\"content\":\"an\"}"));
        try (var tokenizer = Tokenizer.read(folder)) {
            assertThat(tokenizer.encode("Za")).containsExactly(257, 'a' + 1);
            assertThatThrownBy(() -> tokenizer.encode("Ya"))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("Y (U+0059)");
        }
    }

    @ParameterizedTest
    @CsvSource({"null, false", "\"<unk>\", true"})
    void aBpeOfCharactersNeedsAnUnknownToken(String unknown, boolean taken) throws IOException {
        var file = Files.writeString(folder.resolve("tokenizer.json"), """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
                 "pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,
                 "model":{"type":"BPE","dropout":null,"unk_token":%s,"continuing_subword_prefix":null,
                   "end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,"ignore_merges":false,
                   "vocab":{"<unk>":0,"</s>":1,"a":2,"b":3,"ab":4},"merges":[["a","b"]]}}
                """.formatted(unknown));
        try (var tokenizer = Tokenizer.read(file)) {
            assertThat(tokenizer.encode("ab a\nb")).containsExactly(4, 2, 3);
            if (taken) {
                assertThat(tokenizer.encode("acb")).containsExactly(2, 0, 3);
            } else {
                assertThatThrownBy(() -> tokenizer.encode("acb"))
                        .isInstanceOf(DataException.class)
                        .hasMessageContaining("found c (U+0063)", "unk_token");
            }
        }
    }

    @Test
    void theConfigurationBesideItNamesTheDocumentToken() throws IOException {
        gpt2Style(folder);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\":{\"content\":\"and\"}}");
        try (var tokenizer = Tokenizer.read(folder)) {
            assertThat(tokenizer.documentToken()).isEqualTo(258);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ | is no valid JSON",
                "{} | model.vocab: found nothing",
                "{\"model\":{\"vocab\":{}}} | found no token",
                "{\"model\":{\"vocab\":{\"a\":\"x\"}}} | token a: id: found \"x\"",
                "{\"model\":{\"vocab\":{\"a\":2147483648}}} | token a: id: found 2147483648",
                "{\"model\":{\"vocab\":{\"a\":-1}}} | token a: id: found -1",
                "{\"model\":{\"vocab\":{\"a\":1e3}}} | token a: id: found 1000.0",
                "{\"model\":{\"vocab\":{\"</s>\":0,\"a\":2147483647}}} | token a: id: found 2147483647, expected ids not",
                "{\"model\":{\"vocab\":{\"</s>\":0,\"a\":5,\"b\":5}}} | found the id 5 for both a and b",
                "{\"model\":{\"vocab\":{\"</s>\":0},\"dropout\":2}} | model.dropout: found 2",
                "{\"model\":{\"vocab\":{\"a\":1}}} | found no token that ends a document",
                "{\"model\":{\"type\":\"Odd\",\"vocab\":{\"</s>\":1}}} | is no tokenizer that the tokenizers library reads",
            })
    void aFileThatIsNoTokenizerIsNamed(String json, String finding) throws IOException {
        var file = Files.writeString(folder.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> Tokenizer.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(finding);
    }
}
