package loglog.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.models.training.Recipe;
import loglog.models.transformer.Model;

/**
 * Tuning by preferences without a reward model: DPO and IPO. A round is one update over a batch of pairs. The reference's
 * log-probabilities are computed once.
 */
public final class PreferenceTuning implements TuningMethod {
    private final PreferenceLoss loss;
    private final List<PreferencePair> pairs;
    private final List<PreferencePair> heldOut;
    private final double[] reference;
    private final double[] heldOutReference;
    private final EpochOrder order;
    private final ResponseTrainer trainer;
    private final ResponseScorer scorer;
    private final PolicyMeasure samples;
    private final int length;

    /**
     * Takes the memory, and computes the reference's log-probabilities.
     *
     * @param policy what is tuned
     * @param reference where it began; on the same device
     * @param heldOut pairs that are measured alone; may be empty
     * @param recipe its batch is twice the pairs of an update, its context the positions of the longest answer
     * @param steps updates in all
     * @param samples what is measured of the policy's own answers
     */
    public PreferenceTuning(
            Model policy,
            Model reference,
            PreferenceLoss loss,
            List<PreferencePair> pairs,
            List<PreferencePair> heldOut,
            Recipe recipe,
            long steps,
            long seed,
            PolicyMeasure samples) {
        this.loss = loss;
        this.pairs = pairs;
        this.heldOut = heldOut;
        this.samples = samples;
        length = recipe.context();
        order = new EpochOrder(pairs.size(), recipe.batch() / 2, seed);
        trainer = new ResponseTrainer(policy, recipe, steps);
        scorer = new ResponseScorer(policy, null, length);
        var still = new ResponseScorer(reference, null, length);
        this.reference = logs(still, pairs);
        heldOutReference = logs(still, heldOut);
    }

    private static double[] logs(ResponseScorer scorer, List<PreferencePair> pairs) {
        return ResponseScores.sums(
                scorer.logProbabilities(PreferencePair.answers(pairs)).logProbabilities());
    }

    @Override
    public Round round(long number) {
        var chosen = order.of(number);
        var batch = chosen.stream().map(pairs::get).toList();
        var answers = PreferencePair.answers(batch);
        var figures = new LinkedHashMap<String, Double>();
        var slopes = slopes(batch, indices(chosen), reference, pairs.size(), figures, "");
        var tokens = new double[answers.size()][];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = new double[answers.get(i).tokens().length];
            java.util.Arrays.fill(tokens[i], slopes[i]); // an answer's log-probability is the sum of its tokens'
        }
        figures.put("gradient_norm", trainer.gradient(answers, tokens));
        figures.put("rate", trainer.update());
        long seen = (long) trainer.rows() * length;
        return new Round(figures, seen, seen * trainer.flopsPerToken() * 4 / 3); // forward once more, for the margins
    }

    private static int[] indices(List<Integer> of) {
        return of.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The slopes of the mean loss by each answer's log-probability, chosen ones first; the figures say what it came to. */
    private double[] slopes(
            List<PreferencePair> batch,
            int[] places,
            double[] referenceLogs,
            int all,
            Map<String, Double> figures,
            String prefix) {
        var logs = logs(scorer, batch);
        int n = batch.size();
        var slopes = new double[2 * n];
        double lost = 0;
        double margin = 0;
        double right = 0;
        double chosenLog = 0;
        double rejectedLog = 0;
        for (int i = 0; i < n; i++) {
            var value = loss.of(logs[i], logs[n + i], referenceLogs[places[i]], referenceLogs[all + places[i]]);
            slopes[i] = value.slope() / n;
            slopes[n + i] = -value.slope() / n;
            lost += value.loss() / n;
            margin += loss.beta() * value.margin() / n;
            right += (value.margin() > 0 ? 1 : value.margin() == 0 ? 0.5 : 0) / n;
            chosenLog += logs[i] / n;
            rejectedLog += logs[n + i] / n;
        }
        figures.put(prefix + "loss", lost);
        figures.put(prefix + "preference_accuracy", right);
        figures.put(prefix + "margin", margin);
        figures.put(prefix + "chosen_log_probability", chosenLog);
        figures.put(prefix + "rejected_log_probability", rejectedLog);
        return slopes;
    }

    @Override
    public ResponseTrainer trainer() {
        return trainer;
    }

    @Override
    public Map<String, Double> measure() {
        var measured = new LinkedHashMap<String, Double>();
        if (!heldOut.isEmpty()) {
            var all = java.util.stream.IntStream.range(0, heldOut.size()).toArray();
            slopes(heldOut, all, heldOutReference, heldOut.size(), measured, "validation_");
        }
        measured.putAll(samples.measure());
        return measured;
    }
}
