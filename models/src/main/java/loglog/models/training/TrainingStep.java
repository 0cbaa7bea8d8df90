package loglog.models.training;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.engine.Precision;
import loglog.engine.ScoreLoss;
import loglog.engine.Tensor;
import loglog.engine.Tensors;
import loglog.engine.optimizers.Optimizer;
import loglog.models.transformer.GradientTurns;
import loglog.models.transformer.Model;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.transformer.Transformer;

/**
 * One step of training: a batch's sequences go to the device's lanes in chunks, each lane sums the gradients of its own,
 * the sums are added in the lanes' order, clipped, and given to the optimizer. Which lane takes which chunk is fixed, so a
 * step's bits depend on the number of lanes and the chunk, never on timing. A step allocates nothing.
 */
public final class TrainingStep {
    /** Makes the optimizer over a model's weights and their gradients. */
    @FunctionalInterface
    public interface OptimizerMaker {
        Optimizer make(Device device, Model model, Tensors gradients);
    }

    private final Device device;
    private final int batch;
    private final int length;
    private final int chunk;
    private final Optimizer optimizer;
    private final List<Tensors> gradients = new ArrayList<>();
    private final List<Transformer> replicas = new ArrayList<>();
    private final Tensor[] whole;
    private final GradientTurns turns;
    private final Tensor[][] shares;
    private final double[] losses;
    private final double[] squares;
    private final Device.Work prepare = this::prepare;
    private final Device.Work prepareAndClear = this::prepareAndClear;
    private final Device.Work computeGradients = this::computeGradients;
    private final Device.Work computeInTurn = this::computeInTurn;
    private final Device.Work computeLosses = this::computeLosses;
    private final Device.Work reduce = this::reduce;
    private final Device.Work update = this::update;

    private int[] inputs;
    private int[] targets;
    private float[] weights;
    private float scale;
    private float[] wanted;
    private ScoreLoss scoreLoss;
    private Optimizer.Step step;

    /**
     * Takes the memory for a batch.
     *
     * @param batch sequences in a step
     * @param length tokens of a sequence
     */
    public TrainingStep(Model model, OptimizerMaker maker, int batch, int length) {
        this(model, maker, batch, length, QuantizedTraining.NONE);
    }

    /** One in which products see weights or their inputs rounded. */
    public TrainingStep(Model model, OptimizerMaker maker, int batch, int length, QuantizedTraining quantized) {
        device = model.device();
        this.batch = batch;
        this.length = length;
        chunk = chunk(device.chunkTokens(), device.lanes(), batch, length);
        int cells = Math.toIntExact(model.plan().layout().cells());
        int lanes = device.lanes();
        whole = new Tensor[lanes];
        shares = new Tensor[lanes][lanes];
        losses = new double[lanes];
        squares = new double[lanes];
        boolean shared = sharesGradients(device.precision(), lanes, model.params());
        turns = shared ? new GradientTurns(model.config().layers(), lanes, batch / chunk) : null;
        var prepared = device.preparesWeights() ? model.plan().layout().placePrepared(device) : null;
        var rounded = quantized.weights().isPresent() ? model.plan().layout().place(device) : null;
        for (int lane = 0; lane < lanes; lane++) {
            var placed = shared && lane > 0
                    ? gradients.getFirst()
                    : model.plan().layout().place(device);
            gradients.add(placed);
            replicas.add(new Transformer(model, placed, prepared, quantized, rounded, chunk, length));
            whole[lane] = placed.range(0, cells);
            int lines = (cells + 15) / 16;
            for (int share = 0; share < lanes; share++) {
                int from = (int) ((long) lines * share / lanes) * 16;
                int to = Math.min(cells, (int) ((long) lines * (share + 1) / lanes) * 16);
                shares[lane][share] = placed.range(from, Math.max(0, to - from));
            }
        }
        optimizer = maker.make(device, model, gradients.getFirst());
    }

    /**
     * Whether lanes add to one set of gradients in turn ({@link GradientTurns}) instead of each to its own: where activations
     * are kept in bfloat16 too. In float32 each has its own, as bits of before depend on it.
     */
    static boolean sharesGradients(Precision precision, int lanes, long params) {
        return lanes > 1 && Transformer.kept(precision, params) == Precision.BFLOAT16;
    }

    /**
     * How many sequences a lane computes at once: as many as its device computes fastest, or the next smaller divisor of the batch.
     *
     * @param tokens as {@link Device#chunkTokens} says
     */
    static int chunk(int tokens, int lanes, int batch, int length) {
        int perLane = Math.max(1, batch / lanes);
        int chunk = Math.clamp(tokens / length, 1, perLane);
        while (batch % chunk != 0) {
            chunk--;
        }
        return chunk;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    /** FLOP of forward and backward for one token. */
    public double flopsPerToken() {
        return replicas.getFirst().trainingFlopsPerToken();
    }

    /**
     * Computes loss and gradient of a batch, and leaves the weights.
     *
     * @param inputs tokens of {@code batch} sequences of {@code length}, one after another
     * @param targets the token after each; negative for none, though the mean still counts it
     * @return mean loss in nats per token
     */
    public double gradient(int[] inputs, int[] targets) {
        return gradient(inputs, targets, null, (double) batch * length, 1f / (batch * length));
    }

    /**
     * Computes loss and gradient of a batch whose targets have weights, and leaves the weights of the model: of {@code
     * sum(weight * cross-entropy) / normalizer}. Weights may be negative (advantages). A target whose weight is zero adds
     * exactly nothing to loss and gradient, and what stands before it is not trained to predict it.
     *
     * @param targets the token after each; negative for none, as a weight of zero
     * @param weights of the targets, [batch, length]
     * @param normalizer what the sum is divided by, above zero: {@link #sizeOf} for a mean over what a mask leaves, {@code batch
     *     * length} for one over all tokens, a constant for a sum
     * @return the weighted loss in nats, divided by the normalizer
     */
    public double gradient(int[] inputs, int[] targets, float[] weights, double normalizer) {
        if (!(normalizer > 0 && Double.isFinite(normalizer))) {
            throw new IllegalArgumentException("a weighted loss is divided by a number above zero, not " + normalizer);
        }
        return gradient(inputs, targets, weights, normalizer, (float) (1 / normalizer));
    }

    /** Computes loss and gradient of a batch that a {@link BatchSource} filled: the mean by the sizes of its targets' weights. */
    public double gradient(TokenBatch room) {
        return room.weights() == null
                ? gradient(room.tokens(), room.targets())
                : gradient(room.tokens(), room.targets(), room.weights(), sizeOf(room.targets(), room.weights()));
    }

    private double gradient(int[] inputs, int[] targets, float[] weights, double normalizer, float scale) {
        this.inputs = inputs;
        this.targets = targets;
        this.weights = weights;
        this.scale = scale;
        scoreLoss = null;
        return gradient(normalizer);
    }

    private double gradient(double normalizer) {
        if (turns == null) {
            device.run(prepare);
            device.run(computeGradients);
        } else {
            turns.begin();
            device.run(prepareAndClear);
            device.run(computeInTurn);
        }
        device.run(reduce);
        return total(losses) / normalizer;
    }

    /**
     * How much a batch's targets count together: the sum of their weights' sizes, of targets that are there. A batch in which
     * nothing counts has size 1, so that its loss and gradient are zero.
     */
    public static double sizeOf(int[] targets, float[] weights) {
        double size = sumOfSizes(targets, weights, targets.length);
        return size > 0 ? size : 1;
    }

    static double sumOfSizes(int[] targets, float[] weights, int count) {
        double size = 0;
        for (int i = 0; i < count; i++) {
            size += targets[i] < 0 ? 0 : Math.abs(weights[i]);
        }
        return size;
    }

    /** The summed loss of a batch in nats, forward alone; sequences without targets add nothing. */
    public double evaluate(int[] inputs, int[] targets) {
        return evaluate(inputs, targets, null);
    }

    /** The sum of {@code weight * cross-entropy} over a batch, forward alone. */
    public double evaluate(int[] inputs, int[] targets, float[] weights) {
        this.inputs = inputs;
        this.targets = targets;
        this.weights = weights;
        scoreLoss = null;
        return summedLoss();
    }

    private double summedLoss() {
        device.run(prepare);
        device.run(computeLosses);
        return total(losses);
    }

    /**
     * Computes loss and gradient of a batch's scores, for a model that has a head for them: of {@code sum(weight * loss) /
     * normalizer}.
     *
     * @param wanted what the score after each token should be, [batch, length]; a class by its number
     * @param weights of these, [batch, length]: 1 at a sequence's last token and 0 elsewhere for one score a sequence
     * @param normalizer above zero
     * @return the weighted loss divided by the normalizer
     */
    public double scoreGradient(int[] inputs, float[] wanted, float[] weights, ScoreLoss loss, double normalizer) {
        readScores(inputs, wanted, weights, loss);
        scale = (float) (1 / normalizer);
        return gradient(normalizer);
    }

    /** The sum of {@code weight * loss} over a batch's scores, forward alone. */
    public double evaluateScores(int[] inputs, float[] wanted, float[] weights, ScoreLoss loss) {
        readScores(inputs, wanted, weights, loss);
        return summedLoss();
    }

    private void readScores(int[] inputs, float[] wanted, float[] weights, ScoreLoss loss) {
        this.inputs = inputs;
        this.wanted = wanted;
        this.weights = weights;
        scoreLoss = loss;
    }

    private static double total(double[] parts) {
        double total = 0;
        for (double part : parts) {
            total += part;
        }
        return total;
    }

    /** The norm of the last {@link #gradient}. */
    public double gradientNorm() {
        return Math.sqrt(total(squares));
    }

    /** Moves the weights by the last {@link #gradient}. */
    public void update(Optimizer.Step step) {
        this.step = step;
        device.run(update);
    }

    private void prepare(Kernels k, int lane) {
        replicas.get(lane).prepare(k, lane, device.lanes());
    }

    private void prepareAndClear(Kernels k, int lane) {
        prepare(k, lane);
        k.fill(shares[0][lane], 0);
    }

    private void computeGradients(Kernels k, int lane) {
        var replica = replicas.get(lane);
        k.fill(whole[lane], 0);
        double loss = 0;
        int lanes = device.lanes();
        int chunks = batch / chunk;
        for (int i = chunks * lane / lanes; i < chunks * (lane + 1) / lanes; i++) {
            read(replica, k, i);
            loss += scoreLoss == null ? replica.train(k, scale) : replica.trainScores(k, scoreLoss, scale);
        }
        losses[lane] = loss;
    }

    /** As {@link #computeGradients}, by chunks in turn; {@link #prepareAndClear} came before. */
    private void computeInTurn(Kernels k, int lane) {
        var replica = replicas.get(lane);
        double loss = 0;
        try {
            for (int i = lane; i < batch / chunk; i += device.lanes()) {
                read(replica, k, i);
                replica.inTurn(turns, i);
                loss += scoreLoss == null ? replica.train(k, scale) : replica.trainScores(k, scoreLoss, scale);
            }
        } catch (RuntimeException | Error e) {
            turns.fail(e);
            throw e;
        }
        losses[lane] = loss;
    }

    private void read(Transformer replica, Kernels k, int number) {
        int from = number * chunk * length;
        if (scoreLoss != null) {
            replica.readScores(k, inputs, wanted, weights, from);
        } else if (weights == null) {
            replica.read(k, inputs, targets, from);
        } else {
            replica.read(k, inputs, targets, weights, from);
        }
    }

    private void computeLosses(Kernels k, int lane) {
        var replica = replicas.get(lane);
        double loss = 0;
        int lanes = device.lanes();
        int chunks = batch / chunk;
        for (int i = chunks * lane / lanes; i < chunks * (lane + 1) / lanes; i++) {
            read(replica, k, i);
            loss += scoreLoss == null ? replica.evaluate(k) : replica.evaluateScores(k, scoreLoss);
        }
        losses[lane] = loss;
    }

    /** Each lane adds up its share of all lanes' gradients. */
    private void reduce(Kernels k, int lane) {
        for (int other = 1; other < device.lanes() && turns == null; other++) {
            k.add(1, shares[other][lane], shares[0][lane]);
        }
        squares[lane] = k.sumOfSquares(shares[0][lane]);
    }

    private void update(Kernels k, int lane) {
        optimizer.step(k, lane, step);
    }
}
