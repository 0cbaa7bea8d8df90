package loglog.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import loglog.engine.Kernels;
import loglog.engine.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many rows at once have the bits of one row after the other, whether or not they fill blocks, with gaps between them or none. */
class NormRowsTest {
    private static final float EPSILON = 1e-5f;

    private static Tensor normal(HostDevice device, Random random, int rows, int cols, int gap) {
        var all = Tensor.of(device.allocate((long) rows * (cols + gap)), 0, rows, cols + gap);
        var values = new float[rows * (cols + gap)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (3 * random.nextGaussian() + 1);
        }
        device.kernels(0).write(values, all);
        return all.columnsFrom(0, cols);
    }

    private static float[] values(Kernels k, Tensor t) {
        var values = new float[(int) t.size()];
        k.read(t, values);
        return values;
    }

    private static long row(Tensor t, int r) {
        return CpuKernels.row(t, r);
    }

    private static long at(Tensor t) {
        return HostStorage.address(t);
    }

    @ParameterizedTest
    @CsvSource({"1, 16", "15, 32", "16, 48", "37, 64", "50, 80", "33, 128"})
    void ofLayerNormAndItsGradient(int rows, int d) {
        try (var device = HostDevice.vector(1)) {
            var k = device.kernels(0);
            var results = new float[2][][];
            for (int i = 0; i < 2; i++) {
                var random = new Random(rows * 31L + d);
                var x = normal(device, random, rows, d, 3);
                var delta = normal(device, random, rows, d, 16);
                var gain = normal(device, random, 1, d, 0);
                var bias = normal(device, random, 1, d, 0);
                var sum = normal(device, random, rows, d, 5);
                var y = normal(device, random, rows, d, 0);
                var statistics = normal(device, random, rows, 2, 1);
                var dy = normal(device, random, rows, d, 7);
                var dsum = normal(device, random, rows, d, 2);
                var dgain = normal(device, random, 1, d, 0);
                var dbias = normal(device, random, 1, d, 0);
                if (i == 0) {
                    k.layerNorm(x, delta, gain, bias, EPSILON, sum, y, statistics);
                    k.layerNormGradient(dy, sum, gain, statistics, dsum, dgain, dbias);
                } else {
                    for (int r = 0; r < rows; r++) {
                        Norms.layerOfSum(
                                row(x, r),
                                row(delta, r),
                                row(sum, r),
                                at(gain),
                                at(bias),
                                row(y, r),
                                row(statistics, r),
                                d,
                                EPSILON);
                        Norms.layerGradient(
                                row(dy, r),
                                row(sum, r),
                                at(gain),
                                row(statistics, r),
                                row(dsum, r),
                                at(dgain),
                                at(dbias),
                                d);
                    }
                }
                results[i] = new float[][] {
                    values(k, sum),
                    values(k, y),
                    values(k, statistics),
                    values(k, dsum),
                    values(k, dgain),
                    values(k, dbias)
                };
            }
            for (int i = 0; i < results[0].length; i++) {
                assertThat(results[0][i]).as("result %d", i).isEqualTo(results[1][i]);
            }
        }
    }
}
