package loglog.models.transformer;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.AttentionShape;
import loglog.engine.Kernels;
import loglog.engine.Layout;
import loglog.engine.Precision;
import loglog.engine.ScoreLoss;
import loglog.engine.Tensor;
import loglog.engine.Tensors;
import loglog.engine.layers.FeedForward;
import loglog.engine.layers.Linear;
import loglog.engine.layers.Norm;
import loglog.engine.layers.SelfAttention;

/**
 * One lane's transformer: the layers of a {@link Model} over a fixed number of sequences of a fixed length, with room for
 * everything between forward and backward. Several work on one model side by side, each with gradients of its own.
 *
 * <p>n is the number of tokens (sequences * length), d the width. With x the residual stream, each layer computes {@code x
 * += attention(norm(x))}, then {@code x += feedForward(norm(x))}; the sums are made by the norm that comes next.
 */
public final class Transformer {
    /**
     * What one layer leaves for its backward: the two sums [n, d], their norms [n, d], and the layers' own. Where it
     * is {@link #kept} in bfloat16, all but the norms' statistics is, and the residual stream itself goes on in float32.
     */
    private record Saved(
            Tensor sum1,
            Tensor statistics1,
            Tensor normal1,
            SelfAttention.Saved attention,
            Tensor sum2,
            Tensor statistics2,
            Tensor normal2,
            FeedForward.Saved feedForward) {}

    private final int sequences;
    private final int length;
    private final Layers layers;
    private final List<Linear> linears;

    private final Tensor tokens;
    private final Tensor targets;
    private final Tensor weights;
    private final Tensor embedded;
    private final boolean rounds;
    private final List<Saved> saved = new ArrayList<>();
    private final Tensor delta;
    private final Tensor lastSum;
    private final Tensor lastStatistics;
    private final Tensor lastNormal;
    private final Tensor logits;
    private final Tensor losses;
    private final Tensor scores;
    private final Tensor scoreTargets;
    private boolean weighted;
    private GradientTurns turns;
    private int chunk;

    private final Tensor dx;
    private final Tensor dNormal;
    private final SelfAttention.Saved dAttention;
    private final FeedForward.Saved dFeedForward;

    /**
     * Plans the memory and takes it.
     *
     * @param gradients of the model's weights, placed by its plan; its weights themselves where none are computed
     * @param sequences in one chunk
     * @param length tokens of a sequence, at most the model's context
     */
    public Transformer(Model model, Tensors gradients, int sequences, int length) {
        this(model, gradients, null, sequences, length);
    }

    /**
     * One for many chunks between changes of the weights: products are faster.
     *
     * @param prepared room for weights as products read them, placed by the model's plan; several transformers may share it.
     *     {@link #prepare} fills it before the first chunk, and after each change of the weights
     */
    public Transformer(Model model, Tensors gradients, Tensors prepared, int sequences, int length) {
        this(model, gradients, prepared, QuantizedTraining.NONE, null, sequences, length);
    }

    /**
     * One whose products see weights or their inputs rounded, from the first {@link #prepare} on.
     *
     * @param prepared as above, or null
     * @param rounded room for rounded weights, placed by the model's plan; several transformers may share it. Null where none are
     *     rounded
     */
    public Transformer(
            Model model,
            Tensors gradients,
            Tensors prepared,
            QuantizedTraining quantized,
            Tensors rounded,
            int sequences,
            int length) {
        this.sequences = sequences;
        this.length = length;
        var config = model.config();
        var shape = new AttentionShape(sequences, length, config.heads(), config.kvHeads(), config.headWidth());
        layers = Layers.of(model, gradients, prepared, shape, quantized, rounded);
        linears = layers.linears();

        int n = shape.rows();
        int d = config.width();
        int inner = layers.blocks().getFirst().feedForward().innerWidth();
        int active = config.feedForward();
        var kept = kept(model.device().precision(), model.params());
        rounds = kept == Precision.BFLOAT16;
        int saving = attentionCells(model.device().kernels(0), kept, shape);
        var plan = new Layout()
                .add("tokens", 1, n)
                .add("targets", 1, n)
                .add("weights", 1, n)
                .add("embedded", n, d);
        for (int i = 0; i < config.layers(); i++) {
            plan.add(i + " sum1", n, d, kept)
                    .add(i + " statistics1", n, layers.lastNorm().statistics());
            plan.add(i + " normal1", n, d, kept).add(i + " qkv", n, shape.qkvWidth(), kept);
            plan.add(i + " probabilities", 1, saving).add(i + " heads", n, shape.queryWidth(), kept);
            plan.add(i + " sum2", n, d, kept)
                    .add(i + " statistics2", n, layers.lastNorm().statistics());
            plan.add(i + " normal2", n, d, kept)
                    .add(i + " inner", n, inner, kept)
                    .add(i + " active", n, active, kept);
        }
        plan.add("delta", n, d)
                .add("lastSum", rounds ? 0 : n, d)
                .add("lastStatistics", n, layers.lastNorm().statistics());
        int labels = Math.max(1, model.labels());
        plan.add("scores", n, labels).add("scoreTargets", 1, n);
        plan.add("lastNormal", n, d, kept).add("logits", n, config.vocabulary()).add("losses", 1, n);
        plan.add("dx", n, d).add("dNormal", n, d);
        plan.add("dQkv", n, shape.qkvWidth()).add("dHeads", n, shape.queryWidth());
        plan.add("dInner", n, inner).add("dActive", n, active);

        var t = plan.place(model.device());
        tokens = t.get("tokens");
        targets = t.get("targets");
        weights = t.get("weights");
        embedded = t.get("embedded");
        for (int i = 0; i < config.layers(); i++) {
            var qkv = t.get(i + " qkv");
            var between = t.get(i + " inner");
            saved.add(new Saved(
                    i == 0 && !rounds ? embedded : t.get(i + " sum1"),
                    statistics(t.get(i + " statistics1")),
                    t.get(i + " normal1"),
                    new SelfAttention.Saved(
                            qkv, t.get(i + " heads"), t.get(i + " probabilities"), rounds ? t.get("dQkv") : qkv),
                    t.get(i + " sum2"),
                    statistics(t.get(i + " statistics2")),
                    t.get(i + " normal2"),
                    new FeedForward.Saved(between, t.get(i + " active"), rounds ? t.get("dInner") : between)));
        }
        delta = t.get("delta");
        lastSum = rounds ? embedded : t.get("lastSum");
        lastStatistics = statistics(t.get("lastStatistics"));
        lastNormal = t.get("lastNormal");
        logits = t.get("logits");
        losses = t.get("losses");
        scores = t.get("scores");
        scoreTargets = t.get("scoreTargets");
        dx = t.get("dx");
        dNormal = t.get("dNormal");
        // The gradient of a bias wants sums that are not of rounded terms: the keys' is zero but for rounding.
        boolean biased = layers.blocks().getFirst().attention().qkv().bias() != null;
        dAttention = new SelfAttention.Saved(biased ? t.get("dQkv") : asKept(t.get("dQkv")), t.get("dHeads"), null);
        dFeedForward = new FeedForward.Saved(asKept(t.get("dInner")), t.get("dActive"));
    }

    /** The same room for elements as they are kept: a gradient that only products read need not be rounded by them. */
    private Tensor asKept(Tensor t) {
        return rounds ? Tensor.of(t.storage(), t.offset(), t.rows(), t.cols(), Precision.BFLOAT16) : t;
    }

    /**
     * How what lies between forward and backward is kept: in bfloat16 by a model in bfloat16 whose gradients (4 MB and more) do not
     * stay in a core's own cache. For a smaller one it would cost time for memory that does not matter. Bits depend on it.
     */
    public static Precision kept(Precision products, long params) {
        return params < 1 << 20 ? Precision.FLOAT32 : products;
    }

    /**
     * Cells that attention of a chunk keeps for its gradient: nothing where all else is kept in bfloat16, since exponentials would
     * take more than queries, keys and values. The gradient then computes them anew.
     */
    public static int attentionCells(Kernels k, Precision kept, AttentionShape shape) {
        return kept == Precision.BFLOAT16 ? 1 : Math.toIntExact(k.attentionSavedCells(shape));
    }

    /** One number per token is a row, as the kernels want it. */
    private static Tensor statistics(Tensor t) {
        return t.cols() == 1 ? t.flat() : t;
    }

    public int sequences() {
        return sequences;
    }

    public int length() {
        return length;
    }

    /** Logits [n, vocabulary] of the last {@link #forward}. */
    public Tensor logits() {
        return logits;
    }

    /** Losses [1, n] of the last {@link #evaluate} or {@link #train}, in nats; zero where there is no target. */
    public Tensor losses() {
        return losses;
    }

    /** Takes note of the weights as they are now: of a lane's share of them, since lanes can share the room for it. */
    public void prepare(Kernels k, int lane, int lanes) {
        for (int i = lane; i < linears.size(); i += lanes) {
            linears.get(i).prepare(k);
        }
    }

    /** The next chunk's gradients are added in its turn to those of all lanes. */
    public void inTurn(GradientTurns all, int number) {
        turns = all;
        chunk = number;
    }

    /** Takes the chunk's n inputs and targets from place {@code from} on; a negative target is none. */
    public void read(Kernels k, int[] inputs, int[] wanted, int from) {
        k.write(inputs, from, tokens);
        k.write(wanted, from, targets);
        weighted = false;
    }

    /**
     * As {@link #read(Kernels, int[], int[], int)}, with a weight for each target: losses, and so their gradient, are those of
     * {@code weight * cross-entropy}. A weight may be negative; one of zero leaves out its target altogether.
     */
    public void read(Kernels k, int[] inputs, int[] wanted, float[] targetWeights, int from) {
        read(k, inputs, wanted, from);
        k.write(targetWeights, from, weights);
        weighted = true;
    }

    /** Takes the chunk's n inputs from place {@code from} on, and what the scores after them should be, with a weight for each. */
    public void readScores(Kernels k, int[] inputs, float[] wanted, float[] targetWeights, int from) {
        k.write(inputs, from, tokens);
        k.write(wanted, from, scoreTargets);
        k.write(targetWeights, from, weights);
    }

    /** From tokens to logits. */
    public void forward(Kernels k) {
        body(k);
        layers.head().forward(k, lastNormal, logits);
    }

    private void body(Kernels k) {
        layers.embedding().forward(k, tokens, length, embedded);
        Tensor x = embedded;
        Tensor last = null;
        for (int i = 0; i < layers.blocks().size(); i++) {
            var block = layers.blocks().get(i);
            var s = saved.get(i);
            x = sum(k, block.attentionNorm(), x, last, s.sum1(), s.normal1(), s.statistics1());
            block.attention().forward(k, s.normal1(), s.attention(), delta);
            x = sum(k, block.feedForwardNorm(), x, delta, s.sum2(), s.normal2(), s.statistics2());
            block.feedForward().forward(k, s.normal2(), s.feedForward(), delta);
            last = delta;
        }
        layers.lastNorm().forward(k, x, last, lastSum, lastNormal, lastStatistics);
    }

    /** A norm and the residual sum before it; returns the sum, of which {@code kept} is left for backward. */
    private Tensor sum(Kernels k, Norm norm, Tensor x, Tensor delta, Tensor kept, Tensor normal, Tensor statistics) {
        if (!rounds) {
            norm.forward(k, x, delta, kept, normal, statistics);
            return kept;
        }
        norm.forward(k, x, delta, x, normal, statistics);
        k.copy(x, kept);
        return x;
    }

    /** From {@code scale} times the gradient of the summed loss, which stands in the logits, to the weights' gradients. */
    private void backward(Kernels k) {
        if (turns != null) {
            turns.awaitHead(chunk);
        }
        layers.head().backward(k, lastNormal, logits, dNormal);
        bodyBackward(k);
    }

    private void bodyBackward(Kernels k) {
        k.fill(dx, 0);
        layers.lastNorm().backward(k, dNormal, lastSum, lastStatistics, dx);
        if (turns != null) {
            turns.endHead(chunk);
        }
        for (int i = layers.blocks().size() - 1; i >= 0; i--) {
            var block = layers.blocks().get(i);
            var s = saved.get(i);
            if (turns != null) {
                turns.awaitHalf(i, 1, chunk);
            }
            block.feedForward().backward(k, s.normal2(), s.feedForward(), dx, dFeedForward, dNormal);
            block.feedForwardNorm().backward(k, dNormal, s.sum2(), s.statistics2(), dx);
            if (turns != null) {
                turns.endHalf(i, 1, chunk);
                turns.awaitHalf(i, 0, chunk);
            }
            block.attention().backward(k, s.normal1(), s.attention(), dx, dAttention, dNormal);
            block.attentionNorm().backward(k, dNormal, s.sum1(), s.statistics1(), dx);
            if (turns != null) {
                turns.endHalf(i, 0, chunk);
            }
        }
        if (turns != null) {
            turns.awaitEmbedding(chunk);
        }
        layers.embedding().backward(k, tokens, length, dx);
        if (turns != null) {
            turns.endEmbedding(chunk);
        }
    }

    /**
     * Forward and backward: adds {@code scale} times the gradient of the summed loss to the weights' gradients.
     *
     * @return the summed loss in nats
     */
    public double train(Kernels k, float scale) {
        forward(k);
        if (weighted) {
            k.weightedSoftmaxCrossEntropy(logits, targets, weights, scale, losses);
        } else {
            k.softmaxCrossEntropy(logits, targets, scale, losses);
        }
        backward(k);
        return k.sum(losses);
    }

    /** Forward alone; returns the summed loss in nats. */
    public double evaluate(Kernels k) {
        forward(k);
        if (weighted) {
            k.weightedCrossEntropy(logits, targets, weights, losses);
        } else {
            k.crossEntropy(logits, targets, losses);
        }
        return k.sum(losses);
    }

    /**
     * Forward and backward of the head for scores: adds {@code scale} times the gradient of the summed loss to the weights'
     * gradients, the head's and all below it.
     *
     * @return the summed loss
     */
    public double trainScores(Kernels k, ScoreLoss loss, float scale) {
        double sum = evaluateScores(k, loss, scale);
        if (turns != null) {
            turns.awaitHead(chunk);
        }
        layers.score().backward(k, lastNormal, scores, dNormal);
        bodyBackward(k);
        return sum;
    }

    /** The summed loss of the scores, forward alone. */
    public double evaluateScores(Kernels k, ScoreLoss loss) {
        return evaluateScores(k, loss, 1);
    }

    private double evaluateScores(Kernels k, ScoreLoss loss, float scale) {
        body(k);
        layers.score().forward(k, lastNormal, scores);
        k.scoreLoss(loss, scores, scoreTargets, weights, scale, losses);
        return k.sum(losses);
    }

    /** FLOP of forward for the chunk: products of the layers, the causal half of attention, and the head. */
    public long forwardFlops() {
        long perRow = layers.head().flopsPerRow();
        long attention = 0;
        for (var block : layers.blocks()) {
            perRow += block.feedForward().flopsPerRow();
            attention += block.attention().flopsPerSequence();
        }
        return sequences * (length * perRow + attention);
    }

    /** FLOP of {@link #train} for one token: backward is two products for each of forward's. */
    public double trainingFlopsPerToken() {
        return 3.0 * forwardFlops() / ((double) sequences * length);
    }
}
