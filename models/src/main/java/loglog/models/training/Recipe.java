package loglog.models.training;

import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.engine.Tensors;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Muon;
import loglog.engine.optimizers.Optimizer;
import loglog.models.transformer.Model;
import loglog.models.transformer.QuantizedTraining;
import loglog.runs.DataException;

/**
 * All of a run's settings but its scale.
 *
 * @param optimizer what updates hidden matrices; AdamW updates the rest
 * @param rate peak learning rate; with a base width, at that width
 * @param baseWidth muP's base width (arXiv 2203.03466); 0 for the standard parametrization
 * @param batch sequences in a step. A lane computes them in chunks and sums the gradients, so that memory does not grow
 *     with it: this is gradient accumulation
 * @param context tokens in a sequence
 * @param weightDecay decoupled, on matrices only; per step, weights shrink by it times the schedule's rate
 * @param clip largest norm of the gradient; 0 for no bound
 * @param precision of the model's products, the head's and attention's included; all else is float32
 * @param quantized what the layers' matrices and their inputs are rounded to in training; with float32 products alone
 * @param optimizerState what AdamW keeps its two means in
 */
public record Recipe(
        Kind optimizer,
        double rate,
        Schedule schedule,
        int baseWidth,
        int batch,
        int context,
        double weightDecay,
        double clip,
        double beta1,
        double beta2,
        double epsilon,
        double momentum,
        Precision precision,
        QuantizedTraining quantized,
        Precision optimizerState) {
    /** The optimizers. */
    public enum Kind {
        ADAMW,
        MUON
    }

    /** Tokens of a step, batch times context, at most: they lie in one array. */
    public static final int MOST_STEP_TOKENS = Integer.MAX_VALUE - 8;

    public Recipe {
        require(rate > 0 && Double.isFinite(rate), "rate", rate, "a positive learning rate");
        require(batch > 0, "batch", batch, "a positive number of sequences");
        require(context > 0, "context", context, "a positive number of tokens");
        if ((long) batch * context > MOST_STEP_TOKENS) {
            throw new DataException(
                    "recipe: batch: found %d sequences of %d tokens, expected at most %d tokens together in a step"
                            .formatted(batch, context, MOST_STEP_TOKENS));
        }
        require(baseWidth >= 0, "baseWidth", baseWidth, "a width, or 0 for none");
        require(weightDecay >= 0, "weightDecay", weightDecay, "0 or more");
        require(clip >= 0, "clip", clip, "a positive norm, or 0 for no bound");
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 or more, below 1");
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 or more, below 1");
        require(momentum >= 0 && momentum < 1, "momentum", momentum, "0 or more, below 1");
        if (precision != Precision.FLOAT32 && !quantized.isNone()) {
            throw new DataException(
                    "recipe: precision: found %s beside rounded weights or activations, expected %s: what is rounded is multiplied in float32"
                            .formatted(precision, Precision.FLOAT32));
        }
        if (optimizerState != Precision.FLOAT32 && optimizer != Kind.ADAMW) {
            throw new DataException(
                    "recipe: optimizerState: found %s beside %s, expected %s: only AdamW rounds its means"
                            .formatted(optimizerState, optimizer, Precision.FLOAT32));
        }
    }

    /** A recipe in which nothing is rounded but, maybe, products. */
    public Recipe(
            Kind optimizer,
            double rate,
            Schedule schedule,
            int baseWidth,
            int batch,
            int context,
            double weightDecay,
            double clip,
            double beta1,
            double beta2,
            double epsilon,
            double momentum,
            Precision precision) {
        this(
                optimizer,
                rate,
                schedule,
                baseWidth,
                batch,
                context,
                weightDecay,
                clip,
                beta1,
                beta2,
                epsilon,
                momentum,
                precision,
                QuantizedTraining.NONE,
                Precision.FLOAT32);
    }

    private static void require(boolean holds, String name, Number found, String expected) {
        if (!holds) {
            throw new DataException("recipe: %s: found %s, expected %s"
                    .formatted(name, found.toString().replaceFirst("[.]0$", ""), expected));
        }
    }

    /** AdamW with muP from width 64, a cosine after a short warm-up, batches of 32 x {@code context}. */
    public static Recipe usual(int context) {
        return new Recipe(
                Kind.ADAMW, 4e-3, Schedule.cosine(), 64, 32, context, 0.1, 1, 0.9, 0.95, 1e-8, 0.95, Precision.FLOAT32);
    }

    /** The same recipe with another learning rate, batch and schedule. */
    public Recipe with(double otherRate, int otherBatch, Schedule otherSchedule) {
        return copy(otherRate, otherSchedule, otherBatch, precision, quantized, optimizerState);
    }

    /** The same recipe, whose layers see their matrices or inputs rounded. */
    public Recipe with(QuantizedTraining as) {
        return copy(rate, schedule, batch, precision, as, optimizerState);
    }

    /** The same recipe with products of another precision. */
    public Recipe with(Precision products) {
        return copy(rate, schedule, batch, products, quantized, optimizerState);
    }

    /** The same recipe, whose optimizer keeps its state in another precision. */
    public Recipe withOptimizerState(Precision kept) {
        return copy(rate, schedule, batch, precision, quantized, kept);
    }

    /** All of it but what other recipes are made from this one for. */
    private Recipe copy(
            double newRate,
            Schedule newSchedule,
            int newBatch,
            Precision newPrecision,
            QuantizedTraining newQuantized,
            Precision newOptimizerState) {
        return new Recipe(
                optimizer,
                newRate,
                newSchedule,
                baseWidth,
                newBatch,
                context,
                weightDecay,
                clip,
                beta1,
                beta2,
                epsilon,
                momentum,
                newPrecision,
                newQuantized,
                newOptimizerState);
    }

    /**
     * How one step moves the weights: the schedule's learning rate, the decay that goes with it, and the gradient cut to the
     * recipe's norm.
     *
     * @param step its number, from 1
     * @param steps of the whole run
     * @param norm of the step's gradient
     */
    public Optimizer.Step step(long step, long steps, double norm) {
        return step(step, schedule.at(step - 1, steps), norm);
    }

    /**
     * The same where the number of steps says nothing of how far the run is.
     *
     * @param factor of the learning rate, as the schedule has it
     */
    public Optimizer.Step step(long step, double factor, double norm) {
        double now = rate * factor;
        return new Optimizer.Step(now, now * weightDecay, clip > 0 ? Math.min(1, clip / norm) : 1, step);
    }

    /** The optimizer over a model's weights. */
    public Optimizer optimizer(Device device, Model model, Tensors gradients) {
        var plan = model.plan();
        var adam = new AdamW.Settings(beta1, beta2, epsilon, optimizerState);
        return switch (optimizer) {
            case ADAMW -> new AdamW(device, plan.layout(), model.parameters(), gradients, plan.trained(), adam);
            case MUON ->
                new Muon(
                        device,
                        plan.layout(),
                        model.parameters(),
                        gradients,
                        plan.trained(),
                        new Muon.Settings(momentum, 5, Muon.Settings.USUAL.adamRate(), adam));
        };
    }

    /** Tokens of one step. */
    public long tokensPerStep() {
        return (long) batch * context;
    }
}
