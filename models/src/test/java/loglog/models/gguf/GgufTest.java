package loglog.models.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import loglog.engine.BlockFormat;
import loglog.engine.Precision;
import loglog.engine.cpu.HostDevice;
import loglog.models.generation.LanguageModel;
import loglog.models.generation.Surprise;
import loglog.models.tokens.Tokenizer;
import loglog.models.transformer.CachedTransformer;
import loglog.models.transformer.Model;
import loglog.models.weights.Gpt2;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Llama;
import loglog.models.weights.WeightMap;
import loglog.runs.DataException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufTest {
    @TempDir
    Path folder;

    private static HfConfig config(String architecture) {
        return architecture.equals("llama")
                ? new Llama(256, 64, 2, 4, 2, 16, 256, 32, 1e-5, 10_000, false, OptionalInt.of(255))
                : new Gpt2(256, 64, 2, 4, 256, 32, 1e-5, true, OptionalInt.of(255));
    }

    private static Model random(HostDevice device, HfConfig config) {
        var model = new Model(device, config, 0);
        model.initialize(5);
        return model;
    }

    private GgufExport write(String architecture, GgmlType type) {
        try (var device = HostDevice.vector(1)) {
            return GgufExport.write(
                    folder.resolve("m.gguf"), "m", random(device, config(architecture)), Tokenizer.bytes(), type);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void aModelReadBackInFloat32IsTheSameBits(String architecture) {
        write(architecture, GgmlType.F32);
        try (var device = HostDevice.vector(1);
                var file = GgufModel.open(folder.resolve("m.gguf"))) {
            assertThat(file.config()).isEqualTo(config(architecture));
            assertThat(file.startToken()).hasValue(255);
            assertThat(file.tokenizer()).isSameAs(Tokenizer.bytes());
            var weights = file.weights();
            for (var stored : random(device, config(architecture)).stored()) {
                assertThat(weights.tensor(stored.name()).floats())
                        .as(stored.name())
                        .isEqualTo(stored.floats());
            }
        }
    }

    /**
     * Heads' rows move in the file, so that a stack and a tensor must agree on where they are. A single token's rows are rounded to
     * 1/127 of their greatest values: of normal ones, with a greatest of about 2.5, that is an error of 0.6% a product, and a few
     * products follow one another. Rows in the wrong place give logits that have nothing to do with the right ones.
     */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void aTokenMultipliedInBlocksSeesTheFilesOwnWeights(String architecture) {
        for (var type : new GgmlType[] {GgmlType.Q8_0, GgmlType.Q4_0, GgmlType.TQ2_0}) {
            write(architecture, type);
            try (var device = HostDevice.vector(1);
                    var file = GgufModel.open(folder.resolve("m.gguf"))) {
                var floats = new Model(device, file.config(), 0);
                floats.load(file.weights(), "");
                var blocks = new Model(device, file.config(), 0);
                blocks.load(file.weights(), "");
                var matrices = file.singleRows(device);
                assertThat(matrices).hasSizeGreaterThanOrEqualTo(9);
                blocks.decodeBy(matrices);
                var expected = logits(floats);
                assertThat(distance(logits(blocks), expected) / distance(expected, new float[expected.length]))
                        .as("%s", type)
                        .isBetween(1e-5, 0.03);
                assertThat(judged(blocks)).as("%s: judged, not rounded", type).isEqualTo(judged(floats));
            }
        }
    }

    /** Only the order of sums differs. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void aTokenMultipliedInBfloat16HasTheLogitsOfTheSameFloats(String architecture) {
        write(architecture, GgmlType.BF16);
        try (var device = HostDevice.vector(1);
                var file = GgufModel.open(folder.resolve("m.gguf"))) {
            var floats = new Model(device, file.config(), 0);
            floats.load(file.weights(), "");
            var halves = new Model(device, file.config(), 0);
            halves.load(file.weights(), "");
            halves.decodeBy(file.singleRows(device));
            var expected = logits(floats);
            var found = logits(halves);
            assertThat(distance(found, expected)).isLessThan(1e-5 * distance(expected, new float[expected.length]));
            assertThat(file.singleRows(device)).hasSizeGreaterThanOrEqualTo(9).allSatisfy((name, way) -> {
                assertThat(way.quantized()).isNull();
                assertThat(way.halves().precision()).as(name).isEqualTo(Precision.BFLOAT16);
            });
        }
    }

    private static float[] judged(Model model) {
        var cached = new CachedTransformer(model, 8, 4);
        var logits = new float[model.config().vocabulary()];
        var k = model.device().kernels(0);
        cached.appendAll(k, new int[] {255, 72, 101}, 0, 3);
        k.read(cached.appendAll(k, new int[] {108}, 0, 1), logits);
        return logits;
    }

    private static float[] logits(Model model) {
        var cached = new CachedTransformer(model, 8, 4);
        var k = model.device().kernels(0);
        var tokens = new int[] {255, 72, 101, 108, 108, 111};
        cached.append(k, tokens, 0, 3);
        var logits = new float[model.config().vocabulary()];
        for (int i = 3; i < tokens.length; i++) {
            k.read(cached.append(k, tokens, i, 1), logits);
        }
        return logits;
    }

    @ParameterizedTest
    @EnumSource
    void roundingInPlaceIsWhatAFileHolds(GgmlType type) {
        for (var architecture : new String[] {"llama", "gpt2"}) {
            write(architecture, type);
            try (var device = HostDevice.vector(1);
                    var file = GgufModel.open(folder.resolve("m.gguf"))) {
                var model = random(device, config(architecture));
                double bits = Quantization.round(model, type);
                assertThat(bits).isBetween(type.bits() - 1e-9, Math.max(type.bits() + 1.2, 5.7));
                var weights = file.weights();
                for (var stored : model.stored()) {
                    assertThat(weights.tensor(stored.name()).floats()).isEqualTo(stored.floats());
                }
            }
        }
    }

    @Test
    void moreWholeBitsRoundMatricesLessAndLeaveTheRest() {
        for (var architecture : new String[] {"llama", "gpt2"}) {
            double before = Double.POSITIVE_INFINITY;
            for (int bits = 2; bits <= 8; bits++) {
                try (var device = HostDevice.vector(1)) {
                    var model = random(device, config(architecture));
                    var exact = model.stored();
                    Quantization.round(model, bits);
                    var rounded = model.stored();
                    double error = 0;
                    for (int i = 0; i < exact.size(); i++) {
                        boolean matrix = exact.get(i).name().matches(".*(proj|c_attn|c_fc)\\.weight");
                        double of =
                                distance(exact.get(i).floats(), rounded.get(i).floats());
                        assertThat(of > 0).as(exact.get(i).name()).isEqualTo(matrix);
                        error += of;
                    }
                    assertThat(error).isLessThan(before / 1.7);
                    before = error;
                }
            }
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(sum);
    }

    @Test
    void rowsThatDoNotFillBlocksFallBackAndAreNamed() {
        var odd = new Llama(256, 32, 1, 2, 2, 16, 40, 32, 1e-5, 10_000, true, OptionalInt.empty());
        try (var device = HostDevice.vector(1)) {
            var export = GgufExport.write(
                    folder.resolve("odd.gguf"), "odd", random(device, odd), Tokenizer.bytes(), GgmlType.TQ2_0);
            assertThat(export.types())
                    .containsEntry("blk.0.ffn_down.weight", GgmlType.F16)
                    .containsEntry("blk.0.ffn_up.weight", GgmlType.Q4_0)
                    .containsEntry("token_embd.weight", GgmlType.Q8_0)
                    .containsEntry("output_norm.weight", GgmlType.F32);
            assertThat(export.fallbacks()).hasSize(7).containsEntry("blk.0.ffn_down.weight", GgmlType.TQ2_0);
        }
        assertThat(write("llama", GgmlType.Q8_0).fallbacks()).isEmpty();
    }

    @Test
    void newModelsFillBlocksOf32InTheirFeedForwardLayers() {
        for (int width : new int[] {32, 64, 96, 128, 160, 256, 512}) {
            var config = loglog.models.transformer.Sizes.shape("llama", width, 1, 256, 64);
            assertThat(config.feedForward() % 32).isZero();
            assertThat(StoredTypes.of(config, GgmlType.Q4_0).fallbacks()).isEmpty();
        }
    }

    /** The file was made by {@code make_gguf.py} beside it. */
    @Test
    void aFileOfGgufsOwnWriterIsRead() throws IOException {
        try (var in = GgufTest.class.getResourceAsStream("llama-q8_0.gguf")) {
            Files.write(folder.resolve("theirs.gguf"), in.readAllBytes());
        }
        try (var file = GgufModel.open(folder.resolve("theirs.gguf"))) {
            assertThat(file.config())
                    .isEqualTo(new Llama(256, 32, 1, 2, 1, 16, 32, 64, 1e-6, 500_000, true, OptionalInt.of(255)));
            var values = new float[256 * 32];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((i * 7919L % 2001 - 1000) / 1000.0);
            }
            assertThat(file.weights().tensor("model.embed_tokens.weight").floats())
                    .isEqualTo(BlockFormat.Q8_0.rounded(values));
            // Row 2 i + j of a head in the file is row 8 j + i of it here.
            var keys = BlockFormat.Q8_0.rounded(Arrays.copyOf(values, 16 * 32));
            assertThat(Arrays.copyOfRange(
                            file.weights()
                                    .tensor("model.layers.0.self_attn.k_proj.weight")
                                    .floats(),
                            8 * 32,
                            9 * 32))
                    .isEqualTo(Arrays.copyOfRange(keys, 32, 64));
        }
        try (var model = LanguageModel.load(folder.resolve("theirs.gguf"), 1)) {
            assertThat(Surprise.of(model, "a text", 0).loss()).isFinite();
        }
    }

    @Test
    void surpriseOfAFileIsThatOfItsWeights() {
        write("llama", GgmlType.F32);
        try (var file = LanguageModel.load(folder.resolve("m.gguf"), 1);
                var device = HostDevice.vector(1);
                var made = LanguageModel.of(random(device, config("llama")), Tokenizer.bytes())) {
            assertThat(Surprise.of(file, "Mr President", 0).bits())
                    .isCloseTo(Surprise.of(made, "Mr President", 0).bits(), Offset.offset(1e-4));
        }
    }

    @Test
    void damagedFilesAreRefusedInASentenceThatNamesThem() throws IOException {
        write("llama", GgmlType.Q4_0);
        var whole = Files.readAllBytes(folder.resolve("m.gguf"));
        var cut = folder.resolve("cut.gguf");
        for (int length : new int[] {0, 3, 4, 20, 100, 1000, 8000, whole.length / 2, whole.length - 40}) {
            Files.write(cut, Arrays.copyOf(whole, length));
            refused(cut);
        }
        for (int at = 4; at < 24; at++) {
            var bytes = whole.clone();
            bytes[at] = (byte) 0x7f;
            Files.write(cut, bytes);
            refused(cut);
        }
        // The type of the first tensor: behind its name, rank and two dimensions.
        var bytes = whole.clone();
        int name = new String(whole, StandardCharsets.ISO_8859_1).indexOf("token_embd.weight");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(name + 17 + 4 + 16, 14);
        Files.write(cut, bytes);
        assertThatThrownBy(() -> GgufModel.open(cut))
                .hasMessageContaining("token_embd.weight: found ggml type 14, expected f32");
        // The length of its name, before it: what follows would all be quoted.
        bytes = whole.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(name - Long.BYTES, 5000);
        Files.write(cut, bytes);
        assertThatThrownBy(() -> GgufModel.open(cut)).hasMessageEndingWith("expected at most 128");
        // The lengths of a key and of its text.
        var key = "general.architecture";
        int first = new String(whole, StandardCharsets.ISO_8859_1).indexOf(key);
        for (int length : new int[] {first - Long.BYTES, first + key.length() + Integer.BYTES}) {
            bytes = whole.clone();
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length, 5000);
            Files.write(cut, bytes);
            assertThatThrownBy(() -> GgufModel.open(cut))
                    .isInstanceOf(DataException.class)
                    .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
        }
    }

    private static void refused(Path file) {
        assertThatThrownBy(() -> GgufModel.open(file).close())
                .isInstanceOf(DataException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void weightsThatAreNoNumbersAreNotWritten() {
        try (var device = HostDevice.vector(1)) {
            var model = random(device, config("llama"));
            device.kernels(0).fill(model.parameters().get("model.norm.weight"), Float.NaN);
            var file = folder.resolve("none.gguf");
            assertThatThrownBy(() -> GgufExport.write(file, "none", model, Tokenizer.bytes(), GgmlType.F16))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("model.norm.weight");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void typesAreNamedWhereThereIsNone() {
        assertThat(GgmlType.named("--type", "Q8_0")).isEqualTo(GgmlType.Q8_0);
        assertThatThrownBy(() -> GgmlType.named("--type", "q5_k"))
                .hasMessage("--type: found q5_k, expected f32, f16, bf16, q8_0, q4_0 or tq2_0");
        assertThat(new WeightMap("x", java.util.Map.of()).names()).isEmpty();
    }
}
