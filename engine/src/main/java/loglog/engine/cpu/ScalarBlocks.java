package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.get;
import static loglog.engine.cpu.HostStorage.set;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import loglog.engine.AttentionShape;
import loglog.engine.BlockFormat;
import loglog.engine.QuantizedMatrix;
import loglog.engine.Tensor;

/** The plain kernels for what comes in blocks. */
final class ScalarBlocks {
    private ScalarBlocks() {}

    static void requireRow(QuantizedMatrix w, Tensor x, Tensor y) {
        if (x.rows() != 1 || y.rows() != 1 || x.cols() != w.cols() || y.cols() != w.rows()) {
            throw new IllegalArgumentException("no product: [%d, %d] x [%d, %d]' in %s into [%d, %d]"
                    .formatted(x.rows(), x.cols(), w.rows(), w.cols(), w.format(), y.rows(), y.cols()));
        }
    }

    static void multiplyRow(QuantizedMatrix w, Tensor x, Tensor y) {
        int length = w.format().length();
        for (int r = 0; r < w.rows(); r++) {
            double sum = 0;
            for (int b = 0; b < w.cols() / length; b++) {
                float most = 0;
                for (int i = b * length; i < (b + 1) * length; i++) {
                    most = Math.max(most, Math.abs(get(x, 0, i)));
                }
                float inverse = RoundedRow.inverse(most);
                long integers = 0;
                for (int i = b * length; i < (b + 1) * length; i++) {
                    integers += integer(w, r, i) * (long) Math.rint(get(x, 0, i) * inverse);
                }
                double scale = get(
                        w.scales(), r / QuantizedMatrix.PANEL, b * QuantizedMatrix.PANEL + r % QuantizedMatrix.PANEL);
                sum += scale * (most / 127) * integers;
            }
            set(y, 0, r, sum);
        }
    }

    static void quantize(Tensor x, Tensor blocks) {
        var row = new float[x.cols()];
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < row.length; c++) {
                row[c] = get(x, r, c);
            }
            var bytes = MemorySegment.ofArray(BlockFormat.Q8_0.quantize(row));
            MemorySegment.copy(bytes, 0, HostStorage.segment(blocks), at(blocks, r), bytes.byteSize());
        }
    }

    private static long at(Tensor blocks, int row) {
        return (blocks.offset() + (long) row * blocks.stride()) * Float.BYTES;
    }

    /** {@link ScalarKernels#attentionStep} over the values that the blocks stand for. */
    static void attentionStep(AttentionShape shape, Tensor q, Tensor keys, Tensor values, int position, Tensor out) {
        try (var arena = Arena.ofConfined()) {
            var k = dequantized(arena, keys, position + 1, shape.keyWidth());
            var v = dequantized(arena, values, position + 1, shape.keyWidth());
            new ScalarKernels().attentionStep(shape, q, k, v, position, out);
        }
    }

    private static Tensor dequantized(Arena arena, Tensor blocks, int rows, int cols) {
        var floats = Tensor.of(HostStorage.allocate(arena, (long) rows * cols), 0, rows, cols);
        var bytes = new byte[cols / BlockFormat.Q8_0.length() * BlockFormat.Q8_0.bytes()];
        for (int r = 0; r < rows; r++) {
            var to = MemorySegment.ofArray(bytes);
            MemorySegment.copy(HostStorage.segment(blocks), at(blocks, r), to, 0, bytes.length);
            HostStorage.write(BlockFormat.Q8_0.dequantize(bytes), 0, floats.rowsFrom(r, 1), ValueLayout.JAVA_FLOAT);
        }
        return floats;
    }

    private static int integer(QuantizedMatrix w, int r, int c) {
        int place = w.place(r % QuantizedMatrix.PANEL, c);
        int cell = HostStorage.getInt(w.integers(), r / QuantizedMatrix.PANEL, place / Integer.BYTES);
        int bits = w.format().integerBits();
        int value = cell >> Byte.SIZE * (place % Integer.BYTES) + w.shift(c);
        return bits == Byte.SIZE
                ? (byte) value
                : (value & (1 << bits) - 1) - w.format().offset();
    }
}
