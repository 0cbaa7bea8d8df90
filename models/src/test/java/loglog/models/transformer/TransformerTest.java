package loglog.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import loglog.engine.Kernels;
import loglog.engine.Tensor;
import loglog.engine.cpu.HostDevice;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Optimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerTest {
    private static final int LENGTH = 16;

    private static int[] tokens(int n) {
        var tokens = new int[n];
        for (int i = 0; i < n; i++) {
            tokens[i] = i * i * 7 % 31;
        }
        return tokens;
    }

    /** Kernels that add up the FLOP of the products they are asked for. */
    private static Kernels counting(Kernels k, AtomicLong flops) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("linear")
                            || method.getName().equals("weightGradient")) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments); // of gemm
                    }
                    if (method.getName().equals("gemm")) {
                        var a = (Tensor) arguments[1];
                        var c = (Tensor) arguments[5];
                        int inner = (boolean) arguments[0] ? a.rows() : a.cols();
                        flops.addAndGet(2L * c.rows() * c.cols() * inner);
                    }
                    return method.invoke(k, arguments);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void flopsAreThoseOfTheProductsThatRanAndOfAttention(String architecture) {
        try (var device = HostDevice.vector(1)) {
            var config = Sizes.shape(architecture, 32, 3, 31, LENGTH);
            var model = new Model(device, config, 0);
            model.initialize(1);
            var transformer = new Transformer(model, model.plan().layout().place(device), 2, LENGTH);
            var flops = new AtomicLong();
            var k = counting(device.kernels(0), flops);
            transformer.read(k, tokens(2 * LENGTH), tokens(2 * LENGTH), 0);
            transformer.train(k, 1);
            // Scores and sums: two products of each visible pair of tokens, forward, and twice that backward.
            long pairs = 2L * LENGTH * (LENGTH + 1) / 2;
            long attention = 3L * config.layers() * 2 * 2 * pairs * config.width();
            assertThat(transformer.trainingFlopsPerToken() * 2 * LENGTH).isEqualTo(flops.get() + attention);
        }
    }

    @Test
    void tokensDoNotSeeWhatComesAfterThem() {
        try (var device = HostDevice.vector(1)) {
            var model = new Model(device, Sizes.shape("llama", 32, 2, 31, LENGTH), 0);
            model.initialize(1);
            var transformer = new Transformer(model, model.parameters(), 1, LENGTH);
            var k = device.kernels(0);
            var before = new float[LENGTH * 31];
            var after = new float[LENGTH * 31];
            var tokens = tokens(LENGTH);
            transformer.read(k, tokens, tokens, 0);
            transformer.forward(k);
            k.read(transformer.logits(), before);
            tokens[10] = (tokens[10] + 1) % 31;
            transformer.read(k, tokens, tokens, 0);
            transformer.forward(k);
            k.read(transformer.logits(), after);
            for (int i = 0; i < 10 * 31; i++) {
                assertThat(after[i]).isEqualTo(before[i]);
            }
            assertThat(after[10 * 31]).isNotEqualTo(before[10 * 31]);
        }
    }

    /**
     * muP's promise, as a coordinate check (arXiv 2203.03466, appendix D.1): what a few steps change in the logits does not
     * grow with width, and it does under the standard parametrization with one learning rate.
     */
    @Test
    void underMupStepsMoveLogitsAlikeAtAllWidths() {
        for (var architecture : List.of("llama", "gpt2")) {
            double narrow = movement(architecture, 32, 32);
            double wide = movement(architecture, 256, 32);
            assertThat(wide / narrow).as("muP " + architecture).isBetween(0.4, 2.5);
            double standard = movement(architecture, 256, 0) / movement(architecture, 32, 0);
            assertThat(standard).as("standard " + architecture).isGreaterThan(2 * wide / narrow);
        }
    }

    /** Root mean square of the logits' change by four steps of AdamW. */
    private static double movement(String architecture, int width, int baseWidth) {
        try (var device = HostDevice.vector(1)) {
            // The same width of head everywhere, as muP wants it.
            var shape = Sizes.shape(architecture, width, 2, 31, LENGTH);
            var model = new Model(device, shape, baseWidth);
            model.initialize(1);
            var gradients = model.plan().layout().place(device);
            var transformer = new Transformer(model, gradients, 2, LENGTH);
            var optimizer = new AdamW(
                    device,
                    model.plan().layout(),
                    model.parameters(),
                    gradients,
                    model.plan().trained(),
                    AdamW.Settings.USUAL);
            var k = device.kernels(0);
            var targets = tokens(2 * LENGTH + 1);
            transformer.read(k, tokens(2 * LENGTH), java.util.Arrays.copyOfRange(targets, 1, targets.length), 0);
            var before = new float[2 * LENGTH * 31];
            transformer.forward(k);
            k.read(transformer.logits(), before);
            for (int step = 1; step <= 4; step++) {
                k.fill(gradients.range(0, Math.toIntExact(model.plan().layout().cells())), 0);
                transformer.train(k, 1f / (2 * LENGTH));
                optimizer.step(k, 0, new Optimizer.Step(3e-3, 0, 1, step));
            }
            var after = new float[before.length];
            transformer.forward(k);
            k.read(transformer.logits(), after);
            double squares = 0;
            for (int i = 0; i < after.length; i++) {
                squares += Math.pow((double) after[i] - before[i], 2) / after.length;
            }
            return Math.sqrt(squares);
        }
    }

    @Test
    void planScalesHiddenRatesOnly() {
        var plan = ParameterPlan.of(Sizes.shape("llama", 128, 1, 31, LENGTH), 32);
        for (var t : plan.trained()) {
            boolean scaled = t.hiddenMatrix() || t.name().equals("model.norm.weight");
            assertThat(t.rate()).as(t.name()).isCloseTo(scaled ? 0.25 : 1, within(0.0));
        }
    }
}
