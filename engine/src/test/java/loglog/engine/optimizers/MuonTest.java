package loglog.engine.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import loglog.engine.Layout;
import loglog.engine.Precision;
import loglog.engine.Tensor;
import loglog.engine.cpu.HostDevice;
import org.junit.jupiter.api.Test;

class MuonTest {
    private static final List<Trained> TRAINED = List.of(
            new Trained("wide", 1, true, true, true),
            new Trained("tall", 1, true, true, true),
            new Trained("vector", 1, false, false, true));

    private static Layout layout() {
        return new Layout().add("wide", 24, 40).add("tall", 40, 24).add("vector", 1, 24);
    }

    private static float[] normal(int seed, int n) {
        var random = new Random(seed);
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** The parameters after one step from zero, by a random gradient. */
    private static float[] moved(HostDevice device, String name) {
        var layout = layout();
        var parameters = layout.place(device);
        var gradients = layout.place(device);
        gradients.byName().forEach((n, t) -> device.kernels(0).write(normal(n.length(), (int) t.size()), t));
        var muon = new Muon(device, layout, parameters, gradients, TRAINED, Muon.Settings.USUAL);
        device.run((k, lane) -> muon.step(k, lane, new Optimizer.Step(1, 0, 1, 1)));
        var t = parameters.get(name);
        var values = new float[(int) t.size()];
        device.kernels(0).read(t, values);
        return values;
    }

    @Test
    void stepsHaveSingularValuesAboutOne() {
        try (var device = HostDevice.vector(1)) {
            // The sum of squares of a matrix is the sum of its squared singular values: 24 of them, each 0.7 to 1.2.
            assertMeanSquare(moved(device, "wide"), 1);
            assertMeanSquare(moved(device, "tall"), 40.0 / 24);
        }
    }

    private static void assertMeanSquare(float[] values, double expected) {
        double squares = 0;
        for (float v : values) {
            squares += (double) v * v;
        }
        assertThat(squares / 24 / expected).isBetween(0.5, 1.45);
    }

    @Test
    void lanesAndKernelsAgree() {
        try (var plain = HostDevice.scalar(1);
                var one = HostDevice.vector(1);
                var three = HostDevice.vector(3)) {
            for (var name : List.of("wide", "tall", "vector")) {
                var expected = moved(plain, name);
                var found = moved(one, name);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-4f));
                }
                assertThat(moved(three, name)).isEqualTo(found);
            }
        }
    }

    @Test
    void adamWTakesEachElementOnceWhateverTheLanes() {
        try (var one = HostDevice.vector(1);
                var three = HostDevice.vector(3)) {
            assertThat(adamW(three)).isEqualTo(adamW(one));
            for (float moved : adamW(one)) {
                // The first step of Adam is the learning rate against the gradient's sign.
                assertThat(Math.abs(moved)).isCloseTo(1, within(1e-3f));
            }
        }
    }

    /** Moments in bfloat16: the same bits on any number of lanes, as the plain kernels have them, and right on average. */
    @Test
    void momentsInBfloat16AreRoundedByStepAndPlaceAlone() {
        try (var plain = HostDevice.scalar(1);
                var one = HostDevice.vector(1);
                var three = HostDevice.vector(3)) {
            var expected = roundedMoments(one, Precision.BFLOAT16);
            var shared = roundedMoments(three, Precision.BFLOAT16);
            var reference = roundedMoments(plain, Precision.BFLOAT16);
            var exact = roundedMoments(one, Precision.FLOAT32);
            int differ = 0;
            for (var name : exact.keySet()) {
                assertThat(shared.get(name)).isEqualTo(expected.get(name));
                double sum = 0;
                double size = 0;
                for (int i = 0; i < exact.get(name).length; i++) {
                    float value = expected.get(name)[i];
                    assertThat(Float.floatToRawIntBits(value) & 0xffff).isZero();
                    differ += value == reference.get(name)[i] ? 0 : 1;
                    sum += value - exact.get(name)[i];
                    size += Math.abs(exact.get(name)[i]);
                }
                // 1500 roundings of at most 2^-7 each, on average none: their mean is within 2^-7 / sqrt(1500) or so.
                assertThat(Math.abs(sum) / size).isLessThan(1e-3);
            }
            // The plain kernels compute in double precision, which now and then ends on the other side.
            assertThat(differ).isLessThan(40);
        }
    }

    private static Map<String, float[]> roundedMoments(HostDevice device, Precision precision) {
        var layout = layout();
        var parameters = layout.place(device);
        var gradients = layout.place(device);
        var settings = new AdamW.Settings(0.9, 0.999, 1e-8, precision);
        var adamW = new AdamW(device, layout, parameters, gradients, TRAINED, settings);
        for (int step = 1; step <= 40; step++) {
            int seed = step;
            gradients
                    .byName()
                    .forEach((n, t) -> device.kernels(0).write(normal(100 * seed + n.length(), (int) t.size()), t));
            int number = step;
            device.run((k, lane) -> adamW.step(k, lane, new Optimizer.Step(0.01, 0, 1, number)));
        }
        var moments = new LinkedHashMap<String, float[]>();
        adamW.state().forEach((name, tensor) -> {
            var values = new float[(int) tensor.size()];
            device.kernels(0).read(tensor, values);
            moments.put(name, values);
        });
        return moments;
    }

    private static float[] adamW(HostDevice device) {
        var layout = layout();
        var parameters = layout.place(device);
        var gradients = layout.place(device);
        gradients.byName().forEach((n, t) -> device.kernels(0).write(normal(n.length(), (int) t.size()), t));
        var adamW = new AdamW(device, layout, parameters, gradients, TRAINED, AdamW.Settings.USUAL);
        device.run((k, lane) -> adamW.step(k, lane, new Optimizer.Step(1, 0, 1, 1)));
        var values = new float[24 * 40 * 2 + 24];
        Tensor all = parameters.range(0, values.length);
        device.kernels(0).read(all, values);
        return values;
    }
}
