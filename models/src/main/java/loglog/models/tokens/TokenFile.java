package loglog.models.tokens;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import loglog.models.weights.Dtype;
import loglog.models.weights.Safetensors;
import loglog.models.weights.StoredTensor;
import loglog.runs.DataException;

/** The layout of a tokenized corpus in a safetensors file: tokens, and a row for each document. */
final class TokenFile {
    static final String TOKENS = "tokens";

    /** Files without it were made when characters that the tokenizer lacks were left out of texts in silence. */
    private static final String WHOLE_TEXTS = "whole_texts";

    private TokenFile() {}

    /** Opens a file, or gives null where there is none or a damaged one, which is then to be made again. */
    static Safetensors openIfWhole(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return Safetensors.open(file);
        } catch (DataException _) {
            return null;
        }
    }

    static Safetensors open(Path file) {
        return Safetensors.open(file);
    }

    /** @param tokens of {@code width} bytes each; empty for an index over shards */
    static void write(Path file, DocumentTable table, TokenizedCorpus.Facts facts, MemorySegment tokens, int width) {
        var metadata = Map.of(
                "digest",
                table.digest(),
                "tokenizer",
                facts.tokenizer(),
                "vocabulary",
                Integer.toString(facts.vocabulary()),
                "duplicates",
                Long.toString(facts.duplicates()),
                "binary",
                Long.toString(facts.binary()),
                WHOLE_TEXTS,
                "true",
                "tokens",
                Long.toString(facts.tokens()),
                "text_bytes",
                Long.toString(facts.textBytes()));
        var type = width == 1 ? Dtype.U8 : width == 2 ? Dtype.U16 : Dtype.U32;
        var documents = List.of((long) table.hashes().length);
        Safetensors.write(
                file,
                new TreeMap<>(metadata),
                List.of(
                        new StoredTensor(TOKENS, type, List.of(tokens.byteSize() / width), tokens),
                        new StoredTensor("hashes", Dtype.U64, documents, MemorySegment.ofArray(table.hashes())),
                        new StoredTensor("starts", Dtype.I64, documents, MemorySegment.ofArray(table.starts())),
                        new StoredTensor("lengths", Dtype.I32, documents, MemorySegment.ofArray(table.lengths())),
                        new StoredTensor("text_bytes", Dtype.I32, documents, MemorySegment.ofArray(table.textBytes())),
                        new StoredTensor("sides", Dtype.U8, documents, MemorySegment.ofArray(table.sides()))));
    }

    /** Whether its tokens are known to be of the whole texts, with whatever tokenizer they were made. */
    static boolean hasWholeTexts(Safetensors file) {
        return "true".equals(file.metadata().get(WHOLE_TEXTS));
    }

    static DocumentTable table(Safetensors file) {
        var sides = file.tensor("sides").longs();
        var narrow = new byte[sides.length];
        for (int i = 0; i < sides.length; i++) {
            narrow[i] = (byte) sides[i];
        }
        return new DocumentTable(
                file.tensor("hashes").longs(),
                file.tensor("starts").longs(),
                ints(file.tensor("lengths").longs()),
                ints(file.tensor("text_bytes").longs()),
                narrow);
    }

    static TokenizedCorpus.Facts facts(Safetensors file) {
        var metadata = file.metadata();
        return new TokenizedCorpus.Facts(
                metadata.get("digest"),
                metadata.get("tokenizer"),
                Integer.parseInt(metadata.get("vocabulary")),
                file.tensor("hashes").elements(),
                Long.parseLong(metadata.get("duplicates")),
                Long.parseLong(metadata.get("binary")),
                Long.parseLong(metadata.get("tokens")),
                Long.parseLong(metadata.get("text_bytes")));
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }
}
