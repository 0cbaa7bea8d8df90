package loglog.feedback;

import java.util.Arrays;
import java.util.List;
import loglog.engine.ScoreLoss;
import loglog.engine.optimizers.Optimizer;
import loglog.models.training.Recipe;
import loglog.models.training.TrainingStep;
import loglog.models.transformer.Model;

/**
 * Moves a model by what a loss says of answers: of their tokens' log-probabilities, or of the scores after their tokens. Which loss it is,
 * its caller decides, who gives the slopes.
 */
public final class ResponseTrainer {
    private final TrainingStep step;
    private final Recipe recipe;
    private final long steps;
    private final int rows;
    private final int length;
    private final int[] inputs;
    private final int[] targets;
    private final float[] weights;
    private final float[] wanted;
    private long updates;

    /**
     * Takes the memory.
     *
     * @param recipe its batch is the most answers of an update, its context the positions of the longest
     * @param steps updates of the whole run, for the schedule
     */
    public ResponseTrainer(Model model, Recipe recipe, long steps) {
        this.recipe = recipe;
        this.steps = steps;
        rows = recipe.batch();
        length = recipe.context();
        step = new TrainingStep(model, recipe::optimizer, rows, length);
        inputs = new int[rows * length];
        targets = new int[rows * length];
        weights = new float[rows * length];
        wanted = new float[rows * length];
    }

    /** Most answers of an update. */
    public int rows() {
        return rows;
    }

    /** The optimizer, for a checkpoint. */
    public Optimizer optimizer() {
        return step.optimizer();
    }

    /** Updates so far. */
    public long updates() {
        return updates;
    }

    /** Goes on after so many updates. */
    public void resume(long made) {
        updates = made;
    }

    /** FLOP of forward and backward for one token. */
    public double flopsPerToken() {
        return step.flopsPerToken();
    }

    /**
     * Computes the gradient of a loss of log-probabilities.
     *
     * @param slopes of the loss by the log-probability of each answer's tokens
     * @return the gradient's norm
     */
    public double gradient(List<Response> answers, double[][] slopes) {
        place(answers);
        for (int i = 0; i < answers.size(); i++) {
            int from = i * length + answers.get(i).prompt().length - 1;
            for (int t = 0; t < slopes[i].length; t++) {
                weights[from + t] = (float) -slopes[i][t];
            }
        }
        step.gradient(inputs, targets, weights, 1);
        return step.gradientNorm();
    }

    /**
     * Computes the gradient of supervised tuning: the mean cross-entropy of the answers' tokens, prompts left out.
     *
     * @return the loss, nats per token
     */
    public double imitate(List<Response> answers) {
        place(answers);
        for (int i = 0; i < answers.size(); i++) {
            int from = i * length + answers.get(i).prompt().length - 1;
            Arrays.fill(weights, from, from + answers.get(i).tokens().length, 1);
        }
        return step.gradient(inputs, targets, weights, TrainingStep.sizeOf(targets, weights));
    }

    /**
     * Computes the gradient of a loss of the score after each answer's last token.
     *
     * @param slopes of the loss by the answers' scores
     * @return the gradient's norm
     */
    public double scoreGradient(List<Response> answers, double[] slopes) {
        place(answers);
        for (int i = 0; i < answers.size(); i++) {
            weights[i * length + answers.get(i).positions()] = (float) slopes[i];
        }
        step.scoreGradient(inputs, wanted, weights, ScoreLoss.LINEAR, 1);
        return step.gradientNorm();
    }

    /**
     * Computes the gradient of the mean logistic loss of the scores after the last tokens of steps.
     *
     * @param ends places of the steps' last tokens in each answer, from 0
     * @param right whether each step is
     * @return the loss, nats per step
     */
    public double stepGradient(List<Response> answers, List<int[]> ends, List<boolean[]> right) {
        place(answers);
        double steps = 0;
        for (int i = 0; i < answers.size(); i++) {
            int from = i * length + answers.get(i).prompt().length;
            for (int s = 0; s < ends.get(i).length; s++) {
                weights[from + ends.get(i)[s]] = 1;
                wanted[from + ends.get(i)[s]] = right.get(i)[s] ? 1 : 0;
                steps++;
            }
        }
        return step.scoreGradient(inputs, wanted, weights, ScoreLoss.LOGISTIC, Math.max(1, steps));
    }

    /** Whole texts, the last token included, whose score a reward model reads; nothing counts yet. */
    private void place(List<Response> answers) {
        if (answers.size() > rows) {
            throw new IllegalArgumentException("%d answers for %d rows".formatted(answers.size(), rows));
        }
        Arrays.fill(weights, 0);
        Arrays.fill(targets, -1);
        Arrays.fill(inputs, 0);
        for (int i = 0; i < answers.size(); i++) {
            answers.get(i).write(inputs, targets, i * length, length);
        }
    }

    /**
     * Moves the weights by the last gradient.
     *
     * @return the learning rate
     */
    public double update() {
        updates++;
        return moved(recipe.step(updates, steps, step.gradientNorm()));
    }

    /**
     * The same in a run of rounds, whose updates depend on what was sampled: the schedule goes by rounds.
     *
     * @param round its number, from 0
     * @param rounds in all
     * @param update of the round, from 0
     * @param ofRound updates of the round
     * @return the learning rate
     */
    public double update(long round, long rounds, long update, long ofRound) {
        updates++;
        double factor = recipe.schedule().at(round * ofRound + update, rounds * ofRound);
        return moved(recipe.step(updates, factor, step.gradientNorm()));
    }

    private double moved(Optimizer.Step move) {
        step.update(move);
        return move.rate();
    }

    /** The norm of the last gradient. */
    public double gradientNorm() {
        return step.gradientNorm();
    }
}
