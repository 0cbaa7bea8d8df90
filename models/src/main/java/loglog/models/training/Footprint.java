package loglog.models.training;

import loglog.engine.AttentionShape;
import loglog.engine.cpu.HostDevice;
import loglog.models.transformer.ParameterPlan;
import loglog.models.weights.HfConfig;

/**
 * What a run costs, known before it is made.
 *
 * @param flopsPerToken of forward and backward, as the layers count them: products, the causal half of attention, the head
 * @param bytes of tensors: weights, gradients, optimiser state, and what lies between forward and backward
 */
public record Footprint(double flopsPerToken, long bytes) {
    public static Footprint of(Plan plan) {
        var recipe = plan.recipe();
        return new Footprint(flopsPerToken(plan.model(), recipe.context()), bytes(plan));
    }

    /** FLOP of training for one token of a sequence of {@code context}. */
    public static double flopsPerToken(HfConfig m, int context) {
        double attention = m.width() * (double) qkvWidth(m) + (double) queryWidth(m) * m.width();
        double feedForward = (double) (innerWidth(m) + m.feedForward()) * m.width();
        double pairs = 2.0 * queryWidth(m) * (context + 1) / 2;
        double head = (double) m.width() * m.vocabulary();
        return 3 * 2 * (m.layers() * (attention + feedForward + pairs) + head);
    }

    private static long bytes(Plan plan) {
        var m = plan.model();
        var recipe = plan.recipe();
        int lanes = plan.lanes();
        int chunk = Trainer.chunk(recipe.batch(), recipe.context(), lanes);
        long n = (long) chunk * recipe.context();
        long saved;
        try (var device = HostDevice.vector(1)) {
            saved = device.kernels(0)
                    .attentionSavedCells(
                            new AttentionShape(chunk, recipe.context(), m.heads(), m.kvHeads(), m.headWidth()));
        }
        long layer = n * (4L * m.width() + 4 + qkvWidth(m) + queryWidth(m) + innerWidth(m) + m.feedForward()) + saved;
        long shared = n
                * (6L * m.width() + m.vocabulary() + 5 + qkvWidth(m) + queryWidth(m) + innerWidth(m) + m.feedForward());
        // Weights, and the same as products read them; AdamW's two means (Muon keeps one for the hidden matrices);
        // gradients for each lane.
        long cells = ParameterPlan.params(m) * (4 + lanes) + lanes * (m.layers() * layer + shared);
        return Float.BYTES * cells;
    }

    private static int queryWidth(HfConfig m) {
        return m.heads() * m.headWidth();
    }

    private static int qkvWidth(HfConfig m) {
        return (m.heads() + 2 * m.kvHeads()) * m.headWidth();
    }

    /** Of the first product: gate and up side by side in llama. */
    private static int innerWidth(HfConfig m) {
        return m instanceof HfConfig.Llama ? 2 * m.feedForward() : m.feedForward();
    }
}
