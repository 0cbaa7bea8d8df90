package loglog.feedback;

import java.util.List;
import loglog.models.generation.Prompt;
import loglog.models.transformer.Model;

/**
 * A transformer with a head of one score, which says what answers are worth: the score after an answer's last token or, of a
 * step-wise one, the log-odds after each step that all is right so far.
 */
public final class RewardModel implements RewardFunction {
    private final Model model;
    private final ResponseScorer scorer;

    /**
     * Takes the memory.
     *
     * @param model with one label
     * @param length tokens of the longest answer with its prompt
     */
    public RewardModel(Model model, int length) {
        this.model = model;
        scorer = new ResponseScorer(model, null, length);
    }

    public Model model() {
        return model;
    }

    /** The score of each answer, that after its last token. */
    public double[] scores(List<Response> answers) {
        var scores = new double[answers.size()];
        var each = scorer.scores(answers);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = each[i][each[i].length - 1];
        }
        return scores;
    }

    /** The scores after each token of each answer: of a step-wise model, log-odds at the ends of steps. */
    public double[][] tokenScores(List<Response> answers) {
        return scorer.scores(answers);
    }

    @Override
    public double[] of(List<Prompt> prompts, List<Response> answers) {
        return scores(answers);
    }

    /** Share of pairs whose chosen answer has the higher score; a tie counts a half. */
    public double accuracy(List<PreferencePair> pairs) {
        var scores = scores(PreferencePair.answers(pairs));
        double right = 0;
        for (int i = 0; i < pairs.size(); i++) {
            double margin = scores[i] - scores[pairs.size() + i];
            right += margin > 0 ? 1 : margin == 0 ? 0.5 : 0;
        }
        return right / pairs.size();
    }

    /** The mean loss of pairs, nats. */
    public double loss(List<PreferencePair> pairs) {
        var scores = scores(PreferencePair.answers(pairs));
        double loss = 0;
        for (int i = 0; i < pairs.size(); i++) {
            loss += PairLoss.of(scores[i], scores[pairs.size() + i]).loss();
        }
        return loss / pairs.size();
    }
}
