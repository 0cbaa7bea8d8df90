package loglog.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorpusTest {
    @TempDir
    Path folder;

    private static List<Document> documents(Corpus corpus) {
        var documents = new ArrayList<Document>();
        ((TextCorpus) corpus).read(documents::add);
        return documents;
    }

    private static List<String> texts(Corpus corpus) {
        return documents(corpus).stream()
                .map(d -> new String(d.utf8(), StandardCharsets.UTF_8))
                .toList();
    }

    private Path text(String name, String content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static byte[] gzip(String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private Path zip(String name, Object... namesAndContents) throws IOException {
        var file = folder.resolve(name);
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                out.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                out.write(
                        namesAndContents[i + 1] instanceof byte[] bytes
                                ? bytes
                                : ((String) namesAndContents[i + 1]).getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    @Test
    void everyFileOfAFolderIsADocumentInTheOrderOfNames() throws IOException {
        text("c/b.txt", "beta");
        text("c/a.txt", "älpha");
        text("c/sub/deep.md", "deep");
        text("c/.hidden", "no");
        text("c/.git/config", "no");
        text("c/empty.txt", "");
        text("c/binary", "a\0b");
        text("c/lines.jsonl", "{\"text\":\"one\"}\n\n  \n{\"id\":7,\"text\":\"tw\\u00f6\"}");
        Files.write(folder.resolve("c/z.txt.gz"), gzip("packed"));
        var corpus = Corpus.open(folder.resolve("c").toString());
        assertThat(texts(corpus)).containsExactly("älpha", "beta", "one", "twö", "deep", "packed");
        assertThat(((TextCorpus) corpus).read(_ -> {})).isEqualTo(new TextCorpus.Reading(6, 1));
        assertThat(documents(corpus).get(3).origin()).endsWith("lines.jsonl, line 4");
    }

    @Test
    void globsChooseAmongFiles() throws IOException {
        text("g/a.txt", "a");
        text("g/b.md", "b");
        text("g/sub/c.txt", "c");
        assertThat(texts(Corpus.open(folder + "/g/*.txt"))).containsExactly("a");
        assertThat(texts(Corpus.open(folder + "/g/**.txt"))).containsExactly("a", "c");
        assertThat(texts(Corpus.open(folder + "/g/{a,b}.*"))).containsExactly("a", "b");
        assertThatThrownBy(() -> Corpus.open(folder + "/g/*.xml"))
                .isInstanceOf(DataException.class)
                .hasMessage(folder + "/g/*.xml: no file was found there");
        text("g/[odd].txt", "bracketed");
        assertThat(texts(Corpus.open(folder + "/g/[odd].txt"))).containsExactly("bracketed");
    }

    @Test
    void archivesGiveTheirEntriesInTheOrderOfNames() throws IOException {
        var file = zip("a.zip", "z.txt", "last", "b.jsonl.gz", gzip("{\"text\":\"json\"}\n"), "Main.class", new byte[] {
            (byte) 0xca, (byte) 0xfe, 0, 0
        });
        var corpus = Corpus.open(file.toString());
        assertThat(texts(corpus)).containsExactly("json", "last");
        assertThat(((TextCorpus) corpus).read(_ -> {})).isEqualTo(new TextCorpus.Reading(2, 1));
        assertThat(documents(corpus).getLast().origin()).isEqualTo(file + "!/z.txt");
    }

    @Test
    void anotherFieldOfJsonLinesCanHoldTheText() throws IOException {
        var file = text("a.ndjson", "{\"content\":\"here\",\"text\":1}\r\n");
        assertThat(texts(Corpus.open(file.toString(), "content"))).containsExactly("here");
        var longLine = "x".repeat(300_000);
        Files.writeString(file, "{\"content\":\"" + longLine + "\"}\n{\"content\":\"y\"}");
        assertThat(texts(Corpus.open(file.toString(), "content"))).containsExactly(longLine, "y");
    }

    @Test
    void aLongTextIsCutAtBlankLinesAndLosesNothing() throws IOException {
        var paragraph = "Ein Satz mit Umlauten: äöü €𝄞. ".repeat(20) + "\n\n";
        var whole = paragraph.repeat(400);
        var pieces = texts(Corpus.open(text("long.txt", whole).toString()));
        assertThat(String.join("", pieces)).isEqualTo(whole);
        assertThat(pieces).hasSizeGreaterThan(10).allSatisfy(p -> {
            assertThat(p).endsWith("\n\n");
            assertThat(p.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(TextCutter.PIECE_BYTES);
        });
        // Without a line's end anywhere, cuts fall between characters, at every alignment of them.
        for (int shift = 0; shift < 4; shift++) {
            var unbroken = "x".repeat(shift) + "𝄞".repeat(40_000);
            assertThat(String.join("", texts(Corpus.open(text("u.txt", unbroken).toString()))))
                    .isEqualTo(unbroken);
        }
        for (int size : new int[] {TextCutter.WHOLE_BYTES, TextCutter.WHOLE_BYTES + 1}) {
            var text = "x".repeat(size);
            assertThat(String.join("", texts(Corpus.open(text("s.txt", text).toString()))))
                    .isEqualTo(text);
        }
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        assertThat(texts(Corpus.open(text("bom.txt", "\ufeffhello").toString())))
                .containsExactly("hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad.jsonl | {\"text\":\"a\"}\\n{\"text\":} | bad.jsonl, line 2: is no valid JSON",
                "bad.jsonl | {\"text\":\"a\"}\\n{\"body\":\"b\"} | bad.jsonl, line 2: field \"text\": found nothing, expected a string",
                "bad.jsonl | {\"text\":5} | bad.jsonl, line 1: field \"text\": found 5, expected a string",
                "bad.jsonl | [\"text\"] | bad.jsonl, line 1: found [\"text\"], expected a JSON object",
                "bad.jsonl | {\"text\":\"a\"} {\"text\":\"b\"} | bad.jsonl, line 1: is no valid JSON",
                "bad.txt.gz | not compressed | bad.txt.gz: the compressed data is damaged (Not in GZIP format)",
                "bad.zip | not an archive | bad.zip: the compressed data is damaged",
            })
    void contentThatCannotBeReadIsNamed(String name, String content, String finding) throws IOException {
        var corpus = Corpus.open(text(name, content.replace("\\n", "\n")).toString());
        assertThatThrownBy(() -> documents(corpus))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(finding)
                .message()
                .startsWith(folder.toString())
                .doesNotContain("\n");
    }

    @Test
    void damagedEncodingsAreNamedWithTheirPlace() throws IOException {
        var file = Files.write(folder.resolve("latin.txt"), "caf\u00e9 au lait".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> documents(Corpus.open(file.toString())))
                .hasMessage(file + ": found byte 0xe9 at byte 3, expected UTF-8 text");
        var far = new byte[200_000];
        Arrays.fill(far, (byte) 'x');
        far[150_001] = (byte) 0xff;
        Files.write(file, far);
        assertThatThrownBy(() -> documents(Corpus.open(file.toString())))
                .hasMessage(file + ": found byte 0xff at byte 150001, expected UTF-8 text");
        Files.write(file, new byte[] {'a', 0, 'b'});
        assertThatThrownBy(() -> documents(Corpus.open(file.toString()))).hasMessageContaining("found binary data");
        var cut = folder.resolve("cut.txt.gz");
        var whole = gzip("some text that is long enough to be cut off".repeat(50));
        Files.write(cut, Arrays.copyOf(whole, whole.length - 12));
        assertThatThrownBy(() -> documents(Corpus.open(cut.toString())))
                .isInstanceOf(DataException.class)
                .hasMessage(cut + ": the file ends in the middle of its data");
    }

    @Test
    void whatDoesNotExistOrIsMixedIsNamed() throws IOException {
        assertThatThrownBy(() -> Corpus.open("no/such/file"))
                .isInstanceOf(DataException.class)
                .hasMessage("no/such/file: there is no such file or folder, and no built-in corpus (europarl, jdk) of"
                        + " that name");
        text("mix/a.txt", "a");
        text("mix/b.bin", "b");
        assertThatThrownBy(() -> Corpus.open(folder + "/mix"))
                .hasMessage(folder + "/mix: found 1 token shards (.bin) among 2 files, expected shards or text only");
        var home = folder.resolve("jre");
        assertThatThrownBy(() -> JdkSource.of(home))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected this JDK's source");
    }

    @Test
    void theFingerprintChangesWithTheFiles() throws IOException {
        var file = text("f/a.txt", "a");
        var spec = folder.resolve("f").toString();
        var first = Corpus.open(spec).fingerprint();
        assertThat(Corpus.open(spec).fingerprint()).isEqualTo(first);
        assertThat(Corpus.open(spec, "body").fingerprint()).isNotEqualTo(first);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        var touched = Corpus.open(spec).fingerprint();
        assertThat(touched).isNotEqualTo(first);
        text("f/b.txt", "b");
        assertThat(Corpus.open(spec).fingerprint()).isNotEqualTo(touched);
    }

    @Test
    void europarlIsBuiltIn() {
        var texts = texts(Corpus.open("europarl"));
        assertThat(texts).hasSizeBetween(17_000, 17_597);
        assertThat(texts.stream()
                        .mapToLong(t -> t.getBytes(StandardCharsets.UTF_8).length)
                        .sum())
                .isBetween(19_000_000L, 19_300_000L);
        assertThat(texts).noneMatch(t -> t.contains("\t")).anyMatch(t -> t.contains("Mr President, "));
    }

    @Test
    void theJdkSourceIsBuiltIn() {
        var source = Path.of(System.getProperty("java.home"), "lib", "src.zip");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(source), "skipped: this JDK has no lib/src.zip");
        var found = new ArrayList<Document>();
        ((TextCorpus) Corpus.open("jdk")).read(d -> {
            if (d.origin().endsWith("/java/lang/String.java")) {
                found.add(d);
            }
        });
        assertThat(found).hasSize(1);
        assertThat(new String(found.getFirst().utf8(), StandardCharsets.UTF_8)).contains("public final class String");
    }

    @Test
    void aDamagedEntryOfAnArchiveIsNamed() throws IOException {
        var file = zip("damaged.zip", "a.txt", "some text that compresses, compresses, compresses".repeat(20));
        var bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 40, 50, (byte) 0xff); // in the entry's data, behind its header of 35 bytes
        Files.write(file, bytes);
        assertThatThrownBy(() -> documents(Corpus.open(file.toString())))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + "!/a.txt: the compressed data is damaged");
    }

    @Test
    void linksAreFollowedAndBrokenOnesPassedOver() throws IOException {
        var store = text("store/blob", "linked");
        Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(folder.resolve("links/a.txt"), store);
        Files.createSymbolicLink(folder.resolve("links/b.txt"), folder.resolve("nowhere"));
        assertThat(texts(Corpus.open(folder.resolve("links").toString()))).containsExactly("linked");
        Files.createSymbolicLink(folder.resolve("links/loop"), folder.resolve("links"));
        assertThatThrownBy(() -> Corpus.open(folder.resolve("links").toString()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("loop");
    }
}
