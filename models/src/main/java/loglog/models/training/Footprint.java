package loglog.models.training;

import java.util.Locale;
import loglog.engine.AttentionShape;
import loglog.engine.Precision;
import loglog.engine.cpu.HostMemory;
import loglog.engine.devices.Devices;
import loglog.models.transformer.ParameterPlan;
import loglog.models.transformer.Transformer;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;

/**
 * What a run costs, known before it is made.
 *
 * @param flopsPerToken of forward and backward, as the layers count them: products, the causal half of attention, the head
 * @param bytes of tensors: weights, gradients, optimizer state, and what lies between forward and backward
 * @param heapBytes of Java arrays: a step's tokens and their targets, and a copy of the optimizer's state for a checkpoint
 */
public record Footprint(double flopsPerToken, long bytes, long heapBytes) {
    /** Weights lie in one piece, whose cells are counted with 32 bits. */
    private static final long MOST_PARAMS = Integer.MAX_VALUE - (1 << 20);

    public static Footprint of(Plan plan) {
        return new Footprint(flopsPerToken(plan.model(), plan.recipe().context()), bytes(plan), heapBytes(plan));
    }

    /**
     * Checks that a run's memory is there, before any of it is taken.
     *
     * @param available bytes for tensors: {@link HostMemory#available} or, where others take theirs first, {@link
     *     HostMemory#total}
     * @throws DataException naming what the run takes and what there is
     */
    public static void requireRoom(Plan plan, long available) {
        long params = ParameterPlan.params(plan.model());
        if (params > MOST_PARAMS) {
            throw new DataException(
                    "model: found %s params, expected at most %d to train".formatted(params, MOST_PARAMS));
        }
        var footprint = of(plan);
        if (footprint.bytes > available) {
            throw new DataException(
                    "memory: found a run of %d params, batch %d, context %d and %d threads that takes %s for its tensors,"
                                    .formatted(
                                            params,
                                            plan.recipe().batch(),
                                            plan.recipe().context(),
                                            plan.lanes(),
                                            gigabytes(footprint.bytes))
                            + " expected at most the " + gigabytes(available) + " that are available");
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (footprint.heapBytes > heap) {
            throw new DataException(
                    "memory: found a run of %d params, batch %d and context %d that takes %s of Java heap, expected at most %s"
                                    .formatted(
                                            params,
                                            plan.recipe().batch(),
                                            plan.recipe().context(),
                                            gigabytes(footprint.heapBytes),
                                            gigabytes(heap))
                            + " (JAVA_TOOL_OPTIONS=-Xmx8g gives more)");
        }
    }

    /** Bytes in words: {@code 1.2 GB}. */
    static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, bytes < 10e9 ? "%.2f GB" : "%.0f GB", bytes / 1e9);
    }

    /** FLOP of training for one token of a sequence of {@code context}. */
    public static double flopsPerToken(HfConfig m, int context) {
        double attention = m.width() * (double) m.qkvWidth() + (double) m.queryWidth() * m.width();
        double feedForward = (double) (m.innerWidth() + m.feedForward()) * m.width();
        double pairs = 2.0 * m.queryWidth() * (context + 1) / 2;
        double head = (double) m.width() * m.vocabulary();
        return 3 * 2 * (m.layers() * (attention + feedForward + pairs) + head);
    }

    /** In double precision: a plan may ask for more bytes than 64 bits count, which is more than there are. */
    private static long bytes(Plan plan) {
        var m = plan.model();
        var recipe = plan.recipe();
        int lanes = plan.lanes();
        var kept = Transformer.kept(recipe.precision(), ParameterPlan.params(m));
        int chunk;
        double saved;
        try (var device = Devices.open(Devices.CPU, 1, Precision.FLOAT32)) {
            chunk = TrainingStep.chunk(device.chunkTokens(), lanes, recipe.batch(), recipe.context());
            saved = Transformer.attentionCells(
                    device.kernels(0),
                    kept,
                    new AttentionShape(chunk, recipe.context(), m.heads(), m.kvHeads(), m.headWidth()));
        }
        double n = (double) chunk * recipe.context();
        boolean rounds = kept == Precision.BFLOAT16;
        double part = rounds ? 0.5 : 1;
        double layer =
                n * (4 + part * (4.0 * m.width() + m.qkvWidth() + m.queryWidth() + m.innerWidth() + m.feedForward()))
                        + saved;
        double shared = n
                * ((rounds ? 4.5 : 6) * m.width()
                        + m.vocabulary()
                        + 5
                        + m.qkvWidth()
                        + m.queryWidth()
                        + m.innerWidth()
                        + m.feedForward());
        // Weights, and the same as products read them; AdamW's two means (Muon keeps one for the hidden matrices);
        // gradients for each lane or for all.
        double params = ParameterPlan.params(m);
        int gradients = TrainingStep.sharesGradients(recipe.precision(), lanes, (long) params) ? 1 : lanes;
        double prepared = recipe.precision() == Precision.BFLOAT16 ? 0.5 : 1;
        int rounded = recipe.quantized().weights().isPresent() ? 1 : 0;
        double means = recipe.optimizerState() == Precision.BFLOAT16 ? 1 : 2;
        double cells = params * (1 + means + prepared + gradients + rounded) + lanes * (m.layers() * layer + shared);
        return (long) (Float.BYTES * cells);
    }

    private static long heapBytes(Plan plan) {
        var recipe = plan.recipe();
        double step = 4.0 * Integer.BYTES * recipe.batch() * recipe.context(); // in training and in evaluation
        int means = recipe.optimizer() == Recipe.Kind.MUON ? 1 : 2;
        return (long) (step + (double) Float.BYTES * means * ParameterPlan.params(plan.model()));
    }
}
