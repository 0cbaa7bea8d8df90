package loglog.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.models.training.Recipe;
import loglog.models.transformer.Model;

/**
 * Trains a step-wise (process) reward model: after each step, the log-odds that all is right so far (Uesato et al. 2022, arXiv
 * 2211.14275; Lightman et al. 2023, arXiv 2305.20050). With one step an answer it is an outcome model. A round is one update.
 */
public final class StepRewardTraining implements TuningMethod {
    private final List<StepExample> examples;
    private final List<StepExample> heldOut;
    private final EpochOrder order;
    private final ResponseTrainer trainer;
    private final RewardModel model;
    private final int length;

    /**
     * Takes the memory.
     *
     * @param model with a head of one score
     * @param heldOut examples that are measured alone; may be empty
     * @param recipe its context is the tokens of the longest answer with its prompt
     * @param steps updates in all
     */
    public StepRewardTraining(
            Model model, List<StepExample> examples, List<StepExample> heldOut, Recipe recipe, long steps, long seed) {
        this.examples = examples;
        this.heldOut = heldOut;
        length = recipe.context();
        order = new EpochOrder(examples.size(), recipe.batch(), seed);
        trainer = new ResponseTrainer(model, recipe, steps);
        this.model = new RewardModel(model, length);
    }

    /** What is trained. */
    public RewardModel model() {
        return model;
    }

    @Override
    public Round round(long number) {
        var batch = order.of(number, examples);
        var figures = new LinkedHashMap<String, Double>();
        figures.put(
                "loss",
                trainer.stepGradient(
                        batch.stream().map(StepExample::answer).toList(),
                        batch.stream().map(StepExample::ends).toList(),
                        batch.stream().map(StepExample::right).toList()));
        figures.put("gradient_norm", trainer.gradientNorm());
        figures.put("rate", trainer.update());
        long tokens = (long) trainer.rows() * length;
        return new Round(figures, tokens, tokens * trainer.flopsPerToken());
    }

    @Override
    public ResponseTrainer trainer() {
        return trainer;
    }

    @Override
    public Map<String, Double> measure() {
        var measured = new LinkedHashMap<String, Double>();
        if (heldOut.isEmpty()) {
            return measured;
        }
        var scores = model.tokenScores(heldOut.stream().map(StepExample::answer).toList());
        double steps = 0;
        double right = 0;
        double lost = 0;
        for (int i = 0; i < heldOut.size(); i++) {
            var example = heldOut.get(i);
            for (int s = 0; s < example.ends().length; s++) {
                double score = scores[i][example.ends()[s]];
                boolean expected = example.right()[s];
                steps++;
                right += score > 0 == expected ? 1 : 0;
                lost += PreferenceLoss.softplus(expected ? -score : score);
            }
        }
        measured.put("validation_loss", lost / steps);
        measured.put("validation_step_accuracy", right / steps);
        return measured;
    }
}
