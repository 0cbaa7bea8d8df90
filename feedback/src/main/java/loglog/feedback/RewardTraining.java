package loglog.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.models.training.Recipe;
import loglog.models.transformer.Model;

/** Trains a reward model on pairs (Bradley and Terry). A round is one update. */
public final class RewardTraining implements TuningMethod {
    private final List<PreferencePair> pairs;
    private final List<PreferencePair> heldOut;
    private final EpochOrder order;
    private final ResponseTrainer trainer;
    private final RewardModel model;
    private final int length;

    /**
     * Takes the memory.
     *
     * @param model with a head of one score
     * @param heldOut pairs that are measured alone; may be empty
     * @param recipe its batch is twice the pairs of an update, its context the tokens of the longest answer with its prompt
     * @param steps updates in all
     */
    public RewardTraining(
            Model model,
            List<PreferencePair> pairs,
            List<PreferencePair> heldOut,
            Recipe recipe,
            long steps,
            long seed) {
        this.pairs = pairs;
        this.heldOut = heldOut;
        length = recipe.context();
        order = new EpochOrder(pairs.size(), recipe.batch() / 2, seed);
        trainer = new ResponseTrainer(model, recipe, steps);
        this.model = new RewardModel(model, length);
    }

    /** What is trained. */
    public RewardModel model() {
        return model;
    }

    @Override
    public Round round(long number) {
        var batch = order.of(number, pairs);
        var answers = PreferencePair.answers(batch);
        var scores = model.scores(answers);
        int n = batch.size();
        var slopes = new double[2 * n];
        double lost = 0;
        double right = 0;
        double margin = 0;
        for (int i = 0; i < n; i++) {
            var value = PairLoss.of(scores[i], scores[n + i]);
            slopes[i] = value.slope() / n;
            slopes[n + i] = -value.slope() / n;
            lost += value.loss() / n;
            margin += (scores[i] - scores[n + i]) / n;
            right += (scores[i] > scores[n + i] ? 1 : scores[i] == scores[n + i] ? 0.5 : 0) / n;
        }
        var figures = new LinkedHashMap<String, Double>();
        figures.put("loss", lost);
        figures.put("preference_accuracy", right);
        figures.put("margin", margin);
        figures.put("gradient_norm", trainer.scoreGradient(answers, slopes));
        figures.put("rate", trainer.update());
        long tokens = (long) trainer.rows() * length;
        return new Round(figures, tokens, tokens * trainer.flopsPerToken() * 4 / 3);
    }

    /**
     * Trains until the held-out loss has not fallen for {@code patience} evaluations, and leaves the weights of the best one.
     *
     * @param every updates between evaluations
     * @param most updates
     * @return updates behind the weights that it leaves
     */
    public long trainToBest(int every, int patience, long most) {
        var memory = model.model().parameters();
        var k = model.model().device().kernels(0);
        int cells = Math.toIntExact(model.model().plan().layout().cells());
        var best = new float[cells];
        double least = Double.POSITIVE_INFINITY;
        long at = 0;
        for (long update = 0; update < most && update - at < (long) every * patience; update++) {
            round(update);
            if ((update + 1) % every == 0 || update + 1 == most) {
                double loss = model.loss(heldOut);
                if (loss < least) {
                    least = loss;
                    at = update + 1;
                    k.read(memory.range(0, cells), best);
                }
            }
        }
        k.write(best, memory.range(0, cells));
        return at;
    }

    @Override
    public ResponseTrainer trainer() {
        return trainer;
    }

    @Override
    public Map<String, Double> measure() {
        var measured = new LinkedHashMap<String, Double>();
        if (!heldOut.isEmpty()) {
            measured.put("validation_loss", model.loss(heldOut));
            measured.put("validation_preference_accuracy", model.accuracy(heldOut));
        }
        return measured;
    }
}
