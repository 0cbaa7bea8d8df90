package loglog.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import loglog.models.Golden;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama-tiny", "llama-tiny-tied", "gpt2-tiny"})
    void readsFilesThatPyTorchWroteAndWritesThemBackTheSame(String name) throws IOException {
        var original = Golden.file(name + ".safetensors");
        var copy = folder.resolve("copy.safetensors");
        try (var read = Safetensors.open(original)) {
            assertThat(read.metadata()).containsEntry("layers", "2").containsEntry("d", "32");
            assertThat(read.tensor("tokens.0").shape()).containsExactly(3L, 17L);
            assertThat(read.tensor("tokens.0").longs())
                    .hasSize(51)
                    .satisfies(tokens -> assertThat(Arrays.stream(tokens).allMatch(t -> t >= 0 && t < 64))
                            .isTrue());
            // A fresh model over 64 tokens predicts close to uniformly.
            assertThat(read.tensor("loss").floats()[0]).isBetween(3.5f, 5.0f);
            var logits = read.tensor("logits");
            assertThat(logits.shape()).containsExactly(3L, 16L, 64L);
            assertThat(meanCrossEntropy(logits.floats(), read.tensor("tokens.0").longs()))
                    .isCloseTo(read.tensor("loss").floats()[0], offset(1e-5));
            Safetensors.write(
                    copy,
                    read.metadata(),
                    read.names().stream().map(read::tensor).toList());
            try (var again = Safetensors.open(copy)) {
                assertThat(again.metadata()).isEqualTo(read.metadata());
                assertThat(again.names()).containsExactlyInAnyOrderElementsOf(read.names());
                for (var tensor : read.names()) {
                    assertThat(again.tensor(tensor).dtype())
                            .isEqualTo(read.tensor(tensor).dtype());
                    assertThat(again.tensor(tensor).shape())
                            .isEqualTo(read.tensor(tensor).shape());
                    assertThat(again.tensor(tensor)
                                    .data()
                                    .mismatch(read.tensor(tensor).data()))
                            .isEqualTo(-1);
                }
            }
        }
    }

    private static double meanCrossEntropy(float[] logits, long[] tokens) {
        double sum = 0;
        for (int row = 0; row < 3; row++) {
            for (int t = 0; t < 16; t++) {
                double partition = 0;
                for (int v = 0; v < 64; v++) {
                    partition += Math.exp(logits[(row * 16 + t) * 64 + v]);
                }
                sum += Math.log(partition) - logits[(row * 16 + t) * 64 + (int) tokens[row * 17 + t + 1]];
            }
        }
        return sum / 48;
    }

    @Test
    void everyDtypeSurvivesARoundTripAndIsAligned() {
        var file = folder.resolve("all.safetensors");
        var tensors = new ArrayList<StoredTensor>();
        for (var dtype : Dtype.values()) {
            var bytes = new byte[3 * dtype.bytes()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (31 * i + dtype.ordinal());
            }
            tensors.add(new StoredTensor("t." + dtype, dtype, List.of(3L, 1L), MemorySegment.ofArray(bytes)));
        }
        Safetensors.write(file, Map.of("note", "Grüße \"quoted\""), tensors);
        try (var read = Safetensors.open(file)) {
            assertThat(read.metadata()).containsExactly(Map.entry("note", "Grüße \"quoted\""));
            for (var tensor : tensors) {
                var again = read.tensor(tensor.name());
                assertThat(again.dtype()).isEqualTo(tensor.dtype());
                assertThat(again.data().mismatch(tensor.data())).isEqualTo(-1);
                assertThat(again.data().address() % tensor.dtype().bytes()).isZero();
            }
        }
    }

    @Test
    void writesOffHeapSegmentsFloatArraysScalarsAndEmptyTensors() {
        var file = folder.resolve("kinds.safetensors");
        try (var arena = Arena.ofConfined()) {
            var native4 = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4);
            Safetensors.write(
                    file,
                    Map.of(),
                    List.of(
                            StoredTensor.ofFloats("native", native4, 2, 2),
                            StoredTensor.ofFloats("array", new float[] {5, Float.NEGATIVE_INFINITY}, 2),
                            StoredTensor.ofLongs("scalar", new long[] {Long.MIN_VALUE}),
                            StoredTensor.ofFloats("empty", new float[0], 0, 7)));
        }
        try (var read = Safetensors.open(file)) {
            assertThat(read.tensor("native").floats()).containsExactly(1, 2, 3, 4);
            assertThat(read.tensor("array").floats()).containsExactly(5, Float.NEGATIVE_INFINITY);
            assertThat(read.tensor("scalar").longs()).containsExactly(Long.MIN_VALUE);
            assertThat(read.tensor("scalar").shape()).isEmpty();
            assertThat(read.tensor("empty").floats()).isEmpty();
            assertThat(read.metadata()).isEmpty();
        }
    }

    @Test
    void convertsBetweenFloatingPointTypesRoundingToNearestEven() {
        var one = StoredTensor.ofFloats(
                "x", new float[] {1, 1 + 0x1p-8f, 1 + 0x1.8p-7f, -0f, 3.4e38f, Float.NaN, 1e-3f}, 7);
        // bfloat16 keeps 8 significant bits: the two ties go to the even neighbor.
        assertThat(one.as(Dtype.BF16).floats())
                .containsExactly(1, 1, 1 + 0x1p-6f, -0f, Float.POSITIVE_INFINITY, Float.NaN, 0x1.06p-10f);
        assertThat(one.as(Dtype.F16).floats()[6]).isCloseTo(1e-3f, offset(1e-6f));
        assertThat(one.as(Dtype.F64).floats()).containsExactly(one.floats());
        assertThat(one.as(Dtype.F64).as(Dtype.F32).floats()).containsExactly(one.floats());
        assertThatThrownBy(() -> one.as(Dtype.I32))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found I32, expected F32");
        assertThatThrownBy(one::longs).isInstanceOf(DataException.class).hasMessageContaining("expected integers");
    }

    @Test
    void readsFilesWhoseHeaderIsNotPadded() throws IOException {
        var file = raw("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", floats(1.5f, -2));
        try (var read = Safetensors.open(file)) {
            assertThat(read.tensor("x").data().address() % 4).isNotZero();
            assertThat(read.tensor("x").floats()).containsExactly(1.5f, -2);
        }
    }

    /** Each row: a header over 8 bytes of data, and what the sentence must say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[1,2]                                                                 | header: found a first byte 0x5b",
                "{\"x\":                                                               | is no valid JSON",
                "{} x                                                                  | is no valid JSON",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}   | Duplicate",
                "{\"x\":7}                                                             | tensor x: found 7",
                "{\"x\":{\"dtype\":\"F99\",\"shape\":[2],\"data_offsets\":[0,8]}}      | dtype: found \"F99\"",
                "{\"x\":{\"shape\":[2],\"data_offsets\":[0,8]}}                        | dtype: found nothing",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}        | shape: found 2",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}     | shape: found -2",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}    | shape: found 2.5",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}        | data_offsets: found [0]",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}      | data_offsets: found [8, 0]",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}      | takes 12 bytes",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"a\":1}} | found the key a",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,3],\"data_offsets\":[0,8]}} | too large",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}      | found its beginning at byte 4",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}      | describes 4 bytes",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}     | the file is cut off",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}   | y: found its beginning at byte 4",
                "{\"__metadata__\":{\"a\":1}}                                          | key a: found 1",
                "{\"__metadata__\":[]}                                                 | __metadata__: found []",
            })
    void aHeaderThatBreaksTheFormatIsNamed(String header, String finding) throws IOException {
        var file = raw(header, new byte[8]);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(finding)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aFileCutOffAtAnyByteIsRefused() throws IOException {
        var whole = folder.resolve("whole.safetensors");
        Safetensors.write(whole, Map.of("a", "b"), List.of(StoredTensor.ofFloats("x", new float[] {1, 2, 3}, 3)));
        var bytes = Files.readAllBytes(whole);
        var cut = folder.resolve("cut.safetensors");
        for (int length = 0; length < bytes.length; length++) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Safetensors.open(cut))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(cut + ": ");
        }
    }

    @Test
    void missingFilesMissingTensorsAndOtherFormatsAreNamed() throws IOException {
        var missing = folder.resolve("none.safetensors");
        assertThatThrownBy(() -> Safetensors.open(missing)).hasMessage(missing + ": there is no such file");
        var text = Files.writeString(folder.resolve("text"), "This is plain text and no tensor at all.");
        assertThatThrownBy(() -> Safetensors.open(text))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("this is no safetensors file");
        var file = folder.resolve("one.safetensors");
        Safetensors.write(file, Map.of(), List.of(StoredTensor.ofFloats("x", new float[1], 1)));
        try (var read = Safetensors.open(file)) {
            assertThatThrownBy(() -> read.tensor("y")).hasMessage(file + ": there is no tensor y among its 1 tensors");
        }
    }

    @Test
    void aWriteThatFailsLeavesTheOldFileAndNoOther() throws IOException {
        var file = folder.resolve("model.safetensors");
        Safetensors.write(file, Map.of(), List.of(StoredTensor.ofFloats("x", new float[] {7}, 1)));
        var gone = Arena.ofConfined();
        var dead = StoredTensor.ofFloats("x", gone.allocate(4), 1);
        gone.close();
        assertThatThrownBy(() -> Safetensors.write(file, Map.of(), List.of(dead)))
                .isInstanceOf(IllegalStateException.class);
        try (var read = Safetensors.open(file)) {
            assertThat(read.tensor("x").floats()).containsExactly(7);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        var twice = StoredTensor.ofFloats("x", new float[1], 1);
        assertThatThrownBy(() -> Safetensors.write(file, Map.of(), List.of(twice, twice)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("share the name x");
    }

    private Path raw(String header, byte[] data) throws IOException {
        var utf8 = header.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(8 + utf8.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(utf8.length).put(utf8).put(data);
        return Files.write(folder.resolve("raw.safetensors"), bytes.array());
    }

    private static byte[] floats(float... values) {
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (var value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }
}
