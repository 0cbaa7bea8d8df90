package loglog.models.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.OptionalInt;
import loglog.engine.cpu.HostDevice;
import loglog.models.Golden;
import loglog.models.data.Corpus;
import loglog.models.tokens.TokenReader;
import loglog.models.tokens.TokenSet;
import loglog.models.tokens.TokenizedCorpus;
import loglog.models.tokens.Tokenizer;
import loglog.models.transformer.Model;
import loglog.models.transformer.Transformer;
import loglog.models.weights.Gpt2;
import loglog.models.weights.Safetensors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class EvaluatorTest {
    @TempDir
    Path folder;

    private TokenizedCorpus open(Path file) {
        return TokenizedCorpus.open(Corpus.open(file.toString()), Tokenizer.bytes(), folder.resolve("cache"), _ -> {});
    }

    private Path jsonl(int documents) throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < documents; i++) {
            lines.append("{\"text\":\"")
                    .append("document number " + i + " ".repeat(i % 7) + "x".repeat(i * i % 50))
                    .append("\"}\n");
        }
        return Files.writeString(folder.resolve("texts.jsonl"), lines);
    }

    private static int[] tokens(TokenSet set) {
        var all = new int[(int) set.tokens() + 5];
        int read = new TokenReader(set).read(all, 0, all.length);
        assertThat(read).isEqualTo((int) set.tokens());
        return Arrays.copyOf(all, read);
    }

    @Test
    void theLossIsThatOfEveryWindowAndItsErrorThatOfTheDocuments() throws IOException {
        try (var corpus = open(jsonl(60));
                var one = Models.bytes(Models.llama(), 1);
                var three = Models.bytes(Models.llama(), 3)) {
            var set = corpus.all();
            var stream = tokens(set);
            assertThat(set.textBytes()).isEqualTo(stream.length - 60.0);
            // Each window by itself, the last one shorter; losses gathered by document.
            var k = one.model().device().kernels(0);
            var losses = new double[stream.length];
            for (int from = 0; from < stream.length - 1; from += Models.CONTEXT) {
                int length = Math.min(Models.CONTEXT, stream.length - 1 - from);
                var transformer = new Transformer(one.model(), one.model().parameters(), 1, length);
                transformer.read(
                        k,
                        Arrays.copyOfRange(stream, from, from + length),
                        Arrays.copyOfRange(stream, from + 1, from + 1 + length),
                        0);
                transformer.evaluate(k);
                var found = new float[length];
                k.read(transformer.losses(), found);
                for (int i = 0; i < length; i++) {
                    losses[from + 1 + i] = found[i];
                }
            }
            double mean = Arrays.stream(losses).sum() / (stream.length - 1);
            var sums = new ArrayList<double[]>();
            for (int i = 1; i < stream.length; i++) {
                if (sums.isEmpty() || stream[i] == 255) {
                    sums.add(new double[2]);
                }
                sums.getLast()[0] += losses[i];
                sums.getLast()[1]++;
            }
            double squares = sums.stream()
                    .mapToDouble(d -> Math.pow(d[0] - mean * d[1], 2))
                    .sum();
            double se = Math.sqrt(squares * 60 / 59) / (stream.length - 1);

            var found = Evaluator.evaluate(one, set, Long.MAX_VALUE, _ -> {});
            assertThat(found.tokens()).isEqualTo(stream.length - 1);
            assertThat(found.documents()).isEqualTo(60);
            assertThat(found.loss()).isCloseTo(mean, Offset.offset(1e-5));
            assertThat(found.se()).isCloseTo(se, Offset.offset(1e-3 * se));
            assertThat(found.bitsPerByte())
                    .isCloseTo(mean / Math.log(2) * (stream.length - 1) / (stream.length - 60), Offset.offset(1e-4));
            assertThat(found.bitsPerByteSe() / found.bitsPerByte())
                    .isCloseTo(found.se() / found.loss(), Offset.offset(1e-12));
            // The same bits again, and on three threads.
            assertThat(Evaluator.evaluate(one, set, Long.MAX_VALUE, _ -> {})).isEqualTo(found);
            assertThat(Evaluator.evaluate(three, set, Long.MAX_VALUE, _ -> {})).isEqualTo(found);
            assertThat(Evaluator.evaluate(three, set, 50, _ -> {}).tokens()).isEqualTo(64);
        }
    }

    @Test
    void aShortTextIsItsSurprise() throws IOException {
        var file = Files.writeString(folder.resolve("short.txt"), "elephant");
        try (var corpus = open(file);
                var model = Models.bytes(Models.gpt2(), 2)) {
            var found = Evaluator.evaluate(model, corpus.all(), Long.MAX_VALUE, _ -> {});
            assertThat(found.tokens()).isEqualTo(8);
            assertThat(found.se()).isNaN();
            var surprise = Surprise.of(model, "elephant", 0);
            assertThat(found.loss()).isCloseTo(surprise.loss(), Offset.offset(1e-5));
            // Eight bytes of text, eight tokens predicted: the document token before them is none of them.
            assertThat(found.bitsPerByte()).isCloseTo(surprise.bitsPerByte(), Offset.offset(1e-5));
            assertThat(found.bitsPerByte()).isCloseTo(found.loss() / Math.log(2), Offset.offset(1e-9));
        }
    }

    @Test
    void agreesWithPyTorchOnTheGoldenTokens() {
        try (var file = Safetensors.open(Golden.file("gpt2-tiny.safetensors"));
                var device = HostDevice.vector(2)) {
            var model = new Model(device, new Gpt2(64, 32, 2, 4, 128, 16, 1e-5, true, OptionalInt.empty()), 0);
            model.load(file, "param.");
            var tokens = Arrays.stream(file.tensor("tokens.0").longs())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            // PyTorch's loss is that of three sequences alone; so is the mean of three shards' losses.
            double sum = 0;
            for (int s = 0; s < 3; s++) {
                var shard = folder.resolve("golden" + s + ".bin");
                writeShard(shard, Arrays.copyOfRange(tokens, 17 * s, 17 * s + 17));
                try (var corpus = TokenizedCorpus.openShards(
                        (loglog.models.data.ShardCorpus) Corpus.open(shard.toString()), folder.resolve("cache"))) {
                    var language = LanguageModel.of(model, Tokenizer.bytes());
                    var found = Evaluator.evaluate(language, corpus.all(), Long.MAX_VALUE, _ -> {});
                    assertThat(found.tokens()).isEqualTo(16);
                    assertThat(found.bitsPerByte()).isNaN();
                    sum += found.loss();
                }
            }
            double expected = file.tensor("loss").floats()[0];
            assertThat(sum / 3).isCloseTo(expected, Offset.offset(1e-5 * expected));
        }
    }

    private static void writeShard(Path file, int[] tokens) {
        var bytes = java.nio.ByteBuffer.allocate(2 * tokens.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int token : tokens) {
            bytes.putShort((short) token);
        }
        try {
            Files.write(file, bytes.array());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
