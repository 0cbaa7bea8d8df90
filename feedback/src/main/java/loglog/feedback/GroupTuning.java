package loglog.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import loglog.models.generation.Sampling;
import loglog.models.training.Recipe;
import loglog.models.transformer.Model;
import loglog.runs.DataException;

/**
 * GRPO: a group of answers to each prompt, each worth what it gets above the others of its group (Shao et al. 2024, arXiv 2402.03300). A
 * round samples, then makes one or more updates of what was sampled.
 */
public final class GroupTuning implements TuningMethod {
    /**
     * Settings of a round.
     *
     * @param prompts of a round
     * @param group answers to each prompt; two or more, without a baseline one or more
     * @param iterations passes over a round's answers (mu)
     * @param updates of a pass: the round's answers are cut into so many parts
     * @param temperature of the samples; what is learned are the probabilities at temperature 1
     * @param rewardBeta what KL costs in the reward of a whole answer, as in PPO and RLOO: {@code r - beta (log p - log q)}, whose best
     *     policy is {@code q exp(r / beta)} but for a constant. (The objective's own beta is GRPO's, of each token's k3, whose gradient
     *     is that of KL(q || p).)
     */
    public record Settings(
            int prompts,
            int group,
            int iterations,
            int updates,
            double temperature,
            double rewardBeta,
            ClippedObjective objective,
            GroupAdvantages.Rule advantages,
            long seed) {
        public Settings {
            if (prompts < 1 || group < advantages.fewest() || iterations < 1 || updates < 1) {
                throw new IllegalArgumentException("%d prompts, %d answers each, %d passes of %d updates"
                        .formatted(prompts, group, iterations, updates));
            }
            if ((long) prompts * group % updates != 0) {
                throw new IllegalArgumentException(
                        "%d updates of %d answers".formatted(updates, (long) prompts * group));
            }
        }

        /** Answers of an update. */
        public int rows() {
            return prompts * group / updates;
        }
    }

    private final Settings settings;
    private final LongFunction<int[]> problems;
    private final AnswerSampler sampler;
    private final ResponseScorer scorer;
    private final ResponseTrainer trainer;
    private final RewardFunction reward;
    private final Map<String, RewardFunction> watched;
    private final PolicyMeasure samples;
    private final long rounds;
    private final int length;

    /**
     * Takes the memory.
     *
     * @param reference on the same device, where the policy began
     * @param problems the prompt of a number, from 0 and without end
     * @param sampler of the policy
     * @param reward what is learned from
     * @param watched other rewards by name, such as {@code gold}, that are measured of each round's answers and not learned from
     * @param recipe its batch is {@link Settings#rows}, its context the positions of the longest answer
     * @param rounds in all, for the recipe's schedule
     * @param samples what is measured with each evaluation
     */
    public GroupTuning(
            Model policy,
            Model reference,
            Settings settings,
            LongFunction<int[]> problems,
            AnswerSampler sampler,
            RewardFunction reward,
            Map<String, RewardFunction> watched,
            Recipe recipe,
            long rounds,
            PolicyMeasure samples) {
        this.settings = settings;
        this.problems = problems;
        this.sampler = sampler;
        this.reward = reward;
        this.watched = watched;
        this.samples = samples;
        this.rounds = rounds;
        length = recipe.context();
        scorer = new ResponseScorer(policy, reference, length);
        trainer = new ResponseTrainer(policy, recipe, rounds * settings.iterations() * settings.updates());
    }

    @Override
    public Round round(long number) {
        var prompts = AnswerSampler.prompts(problems, number, settings.prompts());
        var answered =
                sampler.sample(prompts, settings.group(), new Sampling(settings.temperature(), 0, 1, settings.seed()));
        var answers = answered.answers();
        var rewards = reward.of(prompts, answers);
        for (double value : rewards) {
            if (!Double.isFinite(value)) {
                throw new DataException(
                        "rewards: found %s in round %d, expected finite numbers".formatted(value, number + 1));
            }
        }
        var sampled = scorer.distributions(answers);
        var advantages = GroupAdvantages.of(
                penalized(rewards, sampled, settings.rewardBeta()), settings.group(), settings.advantages());
        var figures = new LinkedHashMap<String, Double>();
        int n = answers.size();
        figures.put("reward", GroupAdvantages.mean(rewards, 0, n));
        figures.put("reward_sd", GroupAdvantages.deviation(rewards, 0, n));
        watched.forEach((name, other) -> {
            var values = other.of(prompts, answers);
            figures.put(name, GroupAdvantages.mean(values, 0, n));
            figures.put(name + "_se", GroupAdvantages.deviation(values, 0, n) / Math.sqrt(n));
        });
        figures.put("kl", sampled.klOfAnswers());
        figures.put("entropy", sampled.entropyOfTokens());
        figures.put("length", answered.length());
        figures.put("groups_without_signal", silent(rewards) / (double) settings.prompts());
        var learned = learned(advantages.values());
        learn(number, answers, learned, sampled, advantages.values(), rewards, figures);
        long trained = (long) settings.iterations() * learned.size() * length;
        double forward = trainer.flopsPerToken() / 3 * length;
        return new Round(
                figures,
                answered.tokens(),
                answered.flops()
                        + 2 * forward * n
                        + trained * trainer.flopsPerToken()
                        + forward * learned.size() * (settings.iterations() - 1));
    }

    private int silent(double[] rewards) {
        return GroupAdvantages.of(rewards, settings.group(), settings.advantages())
                .groupsWithoutSignal();
    }

    /** Rewards less what leaving the reference costs, in log-probabilities of whole answers. */
    static double[] penalized(double[] rewards, ResponseScores scores, double beta) {
        var penalized = rewards.clone();
        if (beta > 0) {
            var own = ResponseScores.sums(scores.logProbabilities());
            var reference = ResponseScores.sums(scores.reference());
            for (int i = 0; i < penalized.length; i++) {
                penalized[i] -= beta * (own[i] - reference[i]);
            }
        }
        return penalized;
    }

    private boolean learnsAll() {
        return settings.advantages().baseline() == GroupAdvantages.Baseline.GROUP
                || settings.objective().beta() > 0;
    }

    /** The answers that count. Without a baseline and KL, those without a reward do not, and need not be computed. */
    private List<Integer> learned(double[] advantages) {
        return IntStream.range(0, advantages.length)
                .filter(i -> learnsAll() || advantages[i] != 0)
                .boxed()
                .toList();
    }

    private void learn(
            long number,
            List<Response> answers,
            List<Integer> learned,
            ResponseScores sampled,
            double[] advantages,
            double[] rewards,
            Map<String, Double> figures) {
        if (learned.isEmpty()) {
            return;
        }
        boolean all = learnsAll();
        long tokens = 0;
        for (int i : learned) {
            tokens += answers.get(i).tokens().length;
        }
        double loss = 0;
        double clipped = 0;
        double norm = 0;
        double rate = 0;
        var order = new EpochOrder(learned.size(), settings.rows(), all ? settings.seed() : settings.seed() + number);
        int pass = (int) order.updatesPerEpoch();
        int updates = settings.iterations() * pass;
        for (int update = 0; update < updates; update++) {
            var chosen = order.of(all ? trainer.updates() : update).stream()
                    .map(learned::get)
                    .toList();
            var part = chosen.stream().map(answers::get).toList();
            var before = rows(sampled.logProbabilities(), chosen);
            // The first update's policy is the one that sampled.
            var now = update == 0 ? before : scorer.logProbabilities(part).logProbabilities();
            var value = settings.objective()
                    .of(
                            now,
                            before,
                            rows(sampled.reference(), chosen),
                            chosen.stream().mapToDouble(i -> advantages[i]).toArray(),
                            right(rewards, chosen),
                            tokens / (double) pass);
            norm = trainer.gradient(part, value.slopes());
            loss += value.loss() / updates;
            clipped += value.clipped() / updates;
            rate = trainer.update(number, rounds, update, updates);
        }
        figures.put("loss", loss);
        figures.put("clipped", clipped);
        figures.put("gradient_norm", norm);
        figures.put("rate", rate);
    }

    private static boolean[] right(double[] rewards, List<Integer> chosen) {
        var right = new boolean[chosen.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = rewards[chosen.get(i)] > 0;
        }
        return right;
    }

    private static double[][] rows(double[][] of, List<Integer> chosen) {
        return chosen.stream().map(i -> of[i]).toArray(double[][]::new);
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
