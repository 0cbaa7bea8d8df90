package loglog.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.models.training.Recipe;
import loglog.models.transformer.Model;

/** Supervised tuning: the answers' tokens are learned, the prompts are given. A round is one update. */
public final class SupervisedTuning implements TuningMethod {
    private final List<Response> examples;
    private final List<Response> heldOut;
    private final EpochOrder order;
    private final ResponseTrainer trainer;
    private final ResponseScorer scorer;
    private final PolicyMeasure samples;
    private final int length;

    /**
     * Takes the memory.
     *
     * @param heldOut examples that are measured alone; may be empty
     * @param recipe its context is the positions of the longest example
     * @param steps updates in all
     * @param samples what is measured of the policy's own answers
     */
    public SupervisedTuning(
            Model model,
            List<Response> examples,
            List<Response> heldOut,
            Recipe recipe,
            long steps,
            long seed,
            PolicyMeasure samples) {
        this.examples = examples;
        this.heldOut = heldOut;
        this.samples = samples;
        length = recipe.context();
        order = new EpochOrder(examples.size(), recipe.batch(), seed);
        trainer = new ResponseTrainer(model, recipe, steps);
        scorer = new ResponseScorer(model, null, length);
    }

    @Override
    public Round round(long number) {
        var batch = order.of(number, examples);
        double loss = trainer.imitate(batch);
        double norm = trainer.gradientNorm();
        var figures = new LinkedHashMap<String, Double>();
        figures.put("loss", loss);
        figures.put("gradient_norm", norm);
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
        if (!heldOut.isEmpty()) {
            var scores = scorer.logProbabilities(heldOut).logProbabilities();
            long tokens = 0;
            double sum = 0;
            for (var answer : scores) {
                tokens += answer.length;
                for (double log : answer) {
                    sum -= log;
                }
            }
            measured.put("validation_loss", sum / tokens);
        }
        measured.putAll(samples.measure());
        return measured;
    }
}
