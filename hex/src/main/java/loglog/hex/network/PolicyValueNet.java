package loglog.hex.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.engine.KeyedRandom;
import loglog.engine.Tensor;
import loglog.engine.Tensors;
import loglog.engine.layers.Linear;
import loglog.engine.layers.Parameter;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Optimizer;
import loglog.engine.optimizers.Trained;
import loglog.hex.search.PositionEvaluator;

/**
 * A network of a {@link NetShape} with its weights, gradients and Adam's state, on one lane. It evaluates up to so many
 * positions at once, and learns from up to so many; neither allocates anything.
 */
public final class PolicyValueNet implements PositionEvaluator {
    /** Adam's as in arXiv 2104.03113's code, which leaves PyTorch's. */
    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9, 0.999, 1e-8);

    /** So many rows at once are views made beforehand. */
    private static final int ROWS_OF_A_VIEW = 8;

    private static final double LN_2 = 0.6931471805599453;

    private final NetShape shape;
    private final Kernels k;
    private final Tensors weights;
    private final Tensor all;
    private final Tensor gradients;
    private final Linear board;
    private final List<Linear> layers = new ArrayList<>();
    private final Linear heads;
    private final Optimizer optimizer;
    private final List<Rows> views = new ArrayList<>();
    private final Learning learning;

    /** What is computed for so many rows; active and sum of each layer where it is to be learned from. */
    private record Rows(Tensor inputs, Tensor[] sum, Tensor[] active, Tensor out, Tensor policy, Tensor value) {
        Rows first(int rows) {
            return new Rows(
                    inputs.rowsFrom(0, rows),
                    first(sum, rows),
                    first(active, rows),
                    out.rowsFrom(0, rows),
                    policy.rowsFrom(0, rows),
                    value.rowsFrom(0, rows));
        }

        private static Tensor[] first(Tensor[] of, int rows) {
            return java.util.Arrays.stream(of).map(t -> t.rowsFrom(0, rows)).toArray(Tensor[]::new);
        }
    }

    /** Rows to learn from, with room for gradients. */
    private record Learning(Rows rows, Tensor dout, Tensor dsum, Tensor dactive, float[] out) {}

    /**
     * @param device of one lane
     * @param rows most positions to evaluate at once
     * @param batch positions to learn from at once; 0 for a network that does not learn
     */
    public PolicyValueNet(NetShape shape, Device device, int rows, int batch) {
        this.shape = shape;
        k = device.kernels(0);
        var layout = shape.layout();
        weights = layout.place(device);
        all = weights.range(0, Math.toIntExact(layout.cells()));
        var slopes = batch > 0 ? layout.place(device) : weights;
        gradients = slopes.range(0, Math.toIntExact(layout.cells()));
        board = linear(slopes, NetShape.BOARD);
        for (int i = 0; i < shape.depth(); i++) {
            layers.add(linear(slopes, NetShape.layer(i)));
        }
        heads = linear(slopes, NetShape.HEADS);
        var trained = weights.byName().keySet().stream()
                .map(name -> new Trained(name, 1, !name.endsWith(NetShape.BIAS), false, false))
                .toList();
        optimizer = batch > 0 ? new AdamW(device, layout, weights, slopes, trained, ADAM) : null;
        var whole = rows(device, rows, false);
        for (int count = ROWS_OF_A_VIEW; count < rows + ROWS_OF_A_VIEW; count += ROWS_OF_A_VIEW) {
            views.add(whole.first(Math.min(count, rows)));
        }
        learning = batch > 0
                ? new Learning(
                        rows(device, batch, true),
                        tensor(device, batch, shape.outputs()),
                        tensor(device, batch, shape.width()),
                        tensor(device, batch, shape.width()),
                        new float[batch * shape.outputs()])
                : null;
    }

    private Linear linear(Tensors slopes, String name) {
        return new Linear(
                Parameter.of(weights, slopes, name), Parameter.of(weights, slopes, name + NetShape.BIAS), false);
    }

    private static Tensor tensor(Device device, int rows, int cols) {
        return Tensor.of(device.allocate((long) rows * cols), 0, rows, cols);
    }

    private Rows rows(Device device, int rows, boolean kept) {
        int width = shape.width();
        var sum = new Tensor[shape.depth() + 1];
        var active = new Tensor[shape.depth() + 1];
        for (int i = 0; i <= shape.depth(); i++) {
            sum[i] = i == 0 || kept ? tensor(device, rows, width) : sum[0];
            active[i] = i < 2 || kept ? tensor(device, rows, width) : active[i - 2];
        }
        var out = tensor(device, rows, shape.outputs());
        return new Rows(
                tensor(device, rows, shape.inputs()),
                sum,
                active,
                out,
                out.columnsFrom(0, shape.moves()),
                out.columnsFrom(shape.moves(), NetShape.OUTCOMES));
    }

    public NetShape shape() {
        return shape;
    }

    /** Sets weights as they are before learning: He's for the board's, zero for the layers', small ones for the heads. */
    public void initialize(long seed) {
        k.fill(all, 0);
        normal(board.weight().value(), seed, NetShape.BOARD, Math.sqrt(2.0 / shape.inputs()));
        normal(heads.weight().value(), seed, NetShape.HEADS, 0.1 / Math.sqrt(shape.width()));
    }

    private void normal(Tensor t, long seed, String name, double deviation) {
        var random = KeyedRandom.of(seed, 0, name);
        var values = new float[Math.toIntExact(t.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.normal(i));
        }
        k.write(values, t);
    }

    /** The weights by name, [in, out] and [1, out]. */
    public Map<String, Tensor> weights() {
        return weights.byName();
    }

    /** A weight's values. */
    public float[] weight(String name) {
        var values = new float[Math.toIntExact(weights.get(name).size())];
        k.read(weights.get(name), values);
        return values;
    }

    /** Sets a weight. */
    public void weight(String name, float[] values) {
        k.write(values, weights.get(name));
    }

    /** Numbers for {@link #write} and {@link #read}: weights and, where it learns, Adam's moments. */
    public int stateSize() {
        return Math.toIntExact(all.size() + (optimizer == null ? 0 : 2 * all.size()));
    }

    /** All state, weights first. */
    public float[] read() {
        var state = new float[stateSize()];
        int at = 0;
        for (var part : parts()) {
            var values = new float[Math.toIntExact(part.size())];
            k.read(part, values);
            System.arraycopy(values, 0, state, at, values.length);
            at += values.length;
        }
        return state;
    }

    /** Takes a state that {@link #read} gave; more than this network has is left, so that a player takes a learner's. */
    public void write(float[] state) {
        int at = 0;
        for (var part : parts()) {
            int size = Math.toIntExact(part.size());
            k.write(java.util.Arrays.copyOfRange(state, at, at + size), part);
            at += size;
        }
    }

    private List<Tensor> parts() {
        var parts = new ArrayList<Tensor>();
        parts.add(all);
        if (optimizer != null) {
            parts.addAll(optimizer.state().values());
        }
        return parts;
    }

    @Override
    public void evaluate(float[] inputs, int rows, float[] outputs) {
        var r = views.get((rows - 1) / ROWS_OF_A_VIEW);
        k.write(inputs, r.inputs);
        forward(r);
        k.softmax(r.policy);
        k.softmax(r.value);
        k.read(r.out, outputs);
    }

    private void forward(Rows r) {
        board.product(k, r.inputs, r.sum[0]);
        k.relu(null, r.sum[0], board.bias().value(), r.sum[0], r.active[0]);
        for (int i = 0; i < layers.size(); i++) {
            var layer = layers.get(i);
            var delta = learning != null && r == learning.rows ? r.sum[i + 1] : r.active[i + 1];
            layer.product(k, r.active[i], delta);
            k.relu(r.sum[i], delta, layer.bias().value(), r.sum[i + 1], r.active[i + 1]);
        }
        heads.product(k, r.active[layers.size()], r.out);
        k.addBias(heads.bias().value(), r.out);
    }

    /** What one step of learning found, in nats for each position. */
    public record Losses(double policy, double value) {}

    /**
     * One step of Adam on the mean cross-entropy of policy and value, one to one.
     *
     * @param inputs of the whole batch
     * @param targets for each row what {@link #evaluate} should have given
     * @param step from 1
     */
    public Losses learn(float[] inputs, float[] targets, double rate, double weightDecay, long step) {
        var losses = gradient(inputs, targets);
        optimizer.step(k, 0, new Optimizer.Step(rate, rate * weightDecay, 1, step));
        return losses;
    }

    /** Computes the gradient, and leaves the weights. */
    Losses gradient(float[] inputs, float[] targets) {
        var l = learning;
        var r = l.rows;
        k.write(inputs, r.inputs);
        forward(r);
        k.softmax(r.policy);
        k.softmax(r.value);
        k.read(r.out, l.out);
        var losses = slope(targets);
        k.write(l.out, l.dout);
        k.fill(gradients, 0);
        heads.backward(k, r.active[layers.size()], l.dout, l.dactive);
        k.fill(l.dsum, 0);
        k.reluGradient(r.active[layers.size()], l.dactive, l.dsum);
        for (int i = layers.size() - 1; i >= 0; i--) {
            layers.get(i).backward(k, r.active[i], l.dsum, l.dactive);
            k.reluGradient(r.active[i], l.dactive, l.dsum);
        }
        k.weightGradient(false, r.inputs, l.dsum, board.weight().gradient());
        k.biasGradient(l.dsum, board.bias().gradient());
        return losses;
    }

    /** Probabilities become the gradient of the mean loss of their logits. */
    private Losses slope(float[] targets) {
        var out = learning.out;
        int outputs = shape.outputs();
        int batch = out.length / outputs;
        double policy = 0;
        double value = 0;
        for (int row = 0; row < batch; row++) {
            for (int i = 0; i < outputs; i++) {
                int at = row * outputs + i;
                if (targets[at] > 0) {
                    double nats = -targets[at] * log(Math.max(out[at], Float.MIN_NORMAL));
                    if (i < shape.moves()) {
                        policy += nats;
                    } else {
                        value += nats;
                    }
                }
                out[at] = (out[at] - targets[at]) / batch;
            }
        }
        return new Losses(policy / batch, value / batch);
    }

    /**
     * The natural logarithm of a normal number to 1e-9: of its mantissa, from 0.7 to 1.4, by the series of the inverse hyperbolic
     * tangent. The platform's takes half as long as all else of a step, for a loss that is only shown.
     */
    static double log(float x) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits >> 23) - 127;
        double m = Float.intBitsToFloat(bits & 0x7fffff | 0x3f800000);
        if (m > 1.4142135) {
            m /= 2;
            exponent++;
        }
        double s = (m - 1) / (m + 1);
        double q = s * s;
        double series = 1 + q * (1 / 3.0 + q * (1 / 5.0 + q * (1 / 7.0 + q * (1 / 9.0 + q * (1 / 11.0)))));
        return exponent * LN_2 + 2 * s * series;
    }

    /** For tests: all gradients, in the order of the weights. */
    float[] gradients() {
        var values = new float[Math.toIntExact(gradients.size())];
        k.read(gradients, values);
        return values;
    }
}
