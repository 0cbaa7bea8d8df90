package loglog.feedback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import loglog.models.generation.Sampling;
import loglog.models.training.Recipe;
import loglog.models.transformer.Model;

/**
 * Expert iteration: the model solves problems, those of its solutions that end right are kept, and it learns them (STaR, Zelikman et
 * al. 2022, arXiv 2203.14465). A round samples once, and makes some epochs over what was kept. It cannot learn what it never does.
 */
public final class ExpertIteration implements TuningMethod {
    /**
     * Settings of a round.
     *
     * @param prompts of a round
     * @param samples of each prompt
     * @param epochs over what was kept
     */
    public record Settings(int prompts, int samples, int epochs, double temperature, long seed) {
        public Settings {
            if (prompts < 1 || samples < 1 || epochs < 1) {
                throw new IllegalArgumentException(
                        "%d prompts, %d samples each, %d epochs".formatted(prompts, samples, epochs));
            }
        }
    }

    private final Settings settings;
    private final LongFunction<int[]> problems;
    private final AnswerSampler sampler;
    private final ResponseScorer scorer;
    private final ResponseTrainer trainer;
    private final RewardFunction right;
    private final RewardFunction whole;
    private final PolicyMeasure samples;
    private final long rounds;
    private final int length;

    /**
     * Takes the memory.
     *
     * @param reference on the same device, where the policy began
     * @param problems the prompt of a number, from 0 and without end
     * @param right 1 for an answer that is to be learned, 0 for others
     * @param whole 1 for an answer that is right in each step; null where nobody knows
     * @param recipe its context is the positions of the longest answer; its schedule goes by rounds, since what is kept decides how
     *     many updates there are
     * @param rounds in all, for that schedule
     */
    public ExpertIteration(
            Model policy,
            Model reference,
            Settings settings,
            LongFunction<int[]> problems,
            AnswerSampler sampler,
            RewardFunction right,
            RewardFunction whole,
            Recipe recipe,
            long rounds,
            PolicyMeasure samples) {
        this.settings = settings;
        this.problems = problems;
        this.sampler = sampler;
        this.right = right;
        this.whole = whole;
        this.samples = samples;
        this.rounds = rounds;
        length = recipe.context();
        scorer = new ResponseScorer(policy, reference, length);
        trainer = new ResponseTrainer(policy, recipe, Long.MAX_VALUE);
    }

    @Override
    public Round round(long number) {
        var prompts = AnswerSampler.prompts(problems, number, settings.prompts());
        var answered = sampler.sample(
                prompts, settings.samples(), new Sampling(settings.temperature(), 0, 1, settings.seed()));
        var answers = answered.answers();
        var isRight = right.of(prompts, answers);
        var isWhole = whole == null ? null : whole.of(prompts, answers);
        var kept = new ArrayList<Response>();
        int wrongInside = 0;
        int silent = 0;
        for (int i = 0; i < answers.size(); i++) {
            if (isRight[i] > 0) {
                kept.add(answers.get(i));
                wrongInside += isWhole != null && isWhole[i] == 0 ? 1 : 0;
            }
            if (i % settings.samples() == 0) {
                silent += isNeverRight(isRight, i) ? 1 : 0;
            }
        }
        var measured = scorer.distributions(sample(answers));
        var figures = new LinkedHashMap<String, Double>();
        figures.put("pass_rate", kept.size() / (double) answers.size());
        figures.put("reward", kept.size() / (double) answers.size());
        figures.put("kept", (double) kept.size());
        if (isWhole != null && !kept.isEmpty()) {
            figures.put("false_positives", wrongInside / (double) kept.size());
        }
        figures.put("kl", measured.klOfAnswers());
        figures.put("entropy", measured.entropyOfTokens());
        figures.put("length", answered.length());
        figures.put("groups_without_signal", silent / (double) settings.prompts());
        long trained = learn(number, kept, figures);
        return new Round(
                figures,
                answered.tokens(),
                answered.flops()
                        + trained * trainer.flopsPerToken()
                        + 2 * trainer.flopsPerToken() / 3 * length * Math.min(MEASURED, answers.size()));
    }

    private boolean isNeverRight(double[] isRight, int from) {
        for (int i = from; i < from + settings.samples(); i++) {
            if (isRight[i] > 0) {
                return false;
            }
        }
        return true;
    }

    /** Answers enough that KL and entropy are known to some percent. */
    private static final int MEASURED = 256;

    private static List<Response> sample(List<Response> answers) {
        int step = Math.max(1, answers.size() / MEASURED);
        var some = new ArrayList<Response>();
        for (int i = 0; i < answers.size() && some.size() < MEASURED; i += step) {
            some.add(answers.get(i));
        }
        return some;
    }

    /** @return the positions that were trained on */
    private long learn(long number, List<Response> kept, Map<String, Double> figures) {
        if (kept.isEmpty()) {
            return 0;
        }
        var order = new EpochOrder(kept.size(), trainer.rows(), settings.seed() + number);
        long updates = settings.epochs() * order.updatesPerEpoch();
        double loss = 0;
        double rate = 0;
        for (long update = 0; update < updates; update++) {
            loss += trainer.imitate(order.of(update, kept)) / updates;
            rate = trainer.update(number, rounds, update, updates);
        }
        figures.put("loss", loss);
        figures.put("gradient_norm", trainer.gradientNorm());
        figures.put("rate", rate);
        return updates * trainer.rows() * length;
    }

    @Override
    public ResponseTrainer trainer() {
        return trainer;
    }

    @Override
    public Map<String, Double> measure() {
        return samples.measure();
    }
}
