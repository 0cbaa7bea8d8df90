package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.get;
import static loglog.engine.cpu.HostStorage.set;

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
