package loglog.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import loglog.engine.Device;
import loglog.models.transformer.Model;

/**
 * Reinforcement learning against a proxy of {@link ProxyExperiment}: GRPO of a small transformer that begins as the first policy, the
 * gold score watched and not learned from. KL is exact, from the policy's own distributions.
 */
final class ProxyOptimization {
    private static final int WIDTH = 16;
    private static final int LAYERS = 1;

    /** A first policy learns so many texts of the chain, each once. */
    private static final int FIRST_UPDATES = 500;

    private static final int FIRST_BATCH = 128;
    private static final double FIRST_RATE = 5e-3;
    private static final long FIRST_SEED = 0x6669727374L;

    private static final int PROMPTS = 16;
    private static final int GROUP = 64;
    private static final double RATE = 2e-3;

    /**
     * The policy after some rounds, in the order of {@link ProxyExperiment.Point}.
     *
     * @param proxy the proxy's mean score
     * @param gold above that of the first policy, in standard deviations of one sample's
     */
    record Step(long round, double kl, double proxy, double gold) {}

    private ProxyOptimization() {}

    /** Weights of a transformer that writes as the first policy does. */
    static float[] first(Device device, ProxyExperiment world) {
        var model = policy(device);
        model.initialize(FIRST_SEED);
        var trainer = new ResponseTrainer(
                model, ProxyExperiment.recipe(FIRST_RATE, FIRST_BATCH, ProxyExperiment.LENGTH), FIRST_UPDATES);
        var random = new SplittableRandom(FIRST_SEED);
        for (int update = 0; update < FIRST_UPDATES; update++) {
            trainer.imitate(world.texts(FIRST_BATCH, random));
            trainer.update();
        }
        var weights = new float[cells(model)];
        device.kernels(0).read(model.parameters().range(0, weights.length), weights);
        return weights;
    }

    private static Model policy(Device device) {
        return new Model(device, ProxyExperiment.shape(WIDTH, LAYERS), 0, 0);
    }

    private static int cells(Model model) {
        return Math.toIntExact(model.plan().layout().cells());
    }

    /**
     * Optimizes.
     *
     * @param first weights of the first policy
     */
    static List<Step> run(
            Device device, ProxyExperiment world, RewardModel proxy, float[] first, int rounds, long seed) {
        var policy = policy(device);
        var reference = policy(device);
        for (var model : List.of(policy, reference)) {
            device.kernels(0).write(first, model.parameters().range(0, first.length));
        }
        int answers = PROMPTS * GROUP;
        RewardFunction gold = (_, of) -> world.gold(of);
        var tuning = new GroupTuning(
                policy,
                reference,
                new GroupTuning.Settings(
                        PROMPTS,
                        GROUP,
                        1,
                        1,
                        1,
                        0,
                        new ClippedObjective(0.2, 0.2, 0, ClippedObjective.Normalization.GRPO, ProxyExperiment.LENGTH),
                        new GroupAdvantages.Rule(GroupAdvantages.Scaling.GROUP),
                        seed),
                _ -> new int[] {ProxyExperiment.START},
                new AnswerSampler(
                        policy, ProxyExperiment.LETTERS, ProxyExperiment.LENGTH + 1, ProxyExperiment.LENGTH, -1),
                proxy,
                Map.of("gold", gold),
                ProxyExperiment.recipe(RATE, answers, ProxyExperiment.LENGTH),
                rounds,
                PolicyMeasure.NONE);
        var steps = new ArrayList<Step>();
        double start = 0;
        for (int round = 0; round <= rounds; round++) {
            // A round measures the policy that it then moves: the last one's move is of no use.
            var figures = tuning.round(round).figures();
            double found = figures.get("gold");
            start = round == 0 ? found : start;
            steps.add(new Step(round, Math.max(0, figures.get("kl")), figures.get("reward"), found - start));
        }
        return steps;
    }
}
