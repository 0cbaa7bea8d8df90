package loglog.feedback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.models.generation.Prompt;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.models.transformer.Model;
import loglog.runs.DataException;
import loglog.tasks.HashSplit;

/**
 * A request with what it reads, checked before any of it is computed: examples in tokens, prompts, the model's and the reward model's
 * texts.
 */
final class TuningSetup implements AutoCloseable {
    /** Answers that are held out and measured; more say no more of a method, and cost as much as training. */
    private static final int MOST_HELD_OUT = 512;

    private static final int USUAL_TOKENS = 64;

    final TuningRequest request;
    final TuningBase base;
    private final TuningBase rewards;
    private final int length;
    private final int mostTokens;
    private FeedbackFile.Split<Response> examples;
    private FeedbackFile.Split<PreferencePair> pairs;
    private FeedbackFile.Split<StepExample> steps;
    private List<int[]> prompts = List.of();
    private final Map<String, String> digests = new LinkedHashMap<>();

    TuningSetup(TuningRequest request, Consumer<String> notes) {
        this.request = request;
        base = TuningBase.open(request.base());
        rewards = request.reward().map(TuningBase::open).orElse(null);
        int context = base.config().context();
        mostTokens = request.mostTokens() > 0
                ? request.mostTokens()
                : base.task().map(t -> t.longestSolution()).orElse(Math.min(USUAL_TOKENS, Math.max(1, context / 2)));
        digests.put("base_digest", base.digest());
        request.data().ifPresent(file -> readData(FeedbackFile.read(file), context, notes));
        if (request.prompts().isPresent()) {
            var file = FeedbackFile.read(request.prompts().get());
            digests.put("prompts_digest", file.digest());
            prompts = file.prompts(base.text(), mostTokens, context);
        }
        requireRewards();
        length = longest();
    }

    private void readData(FeedbackFile file, int context, Consumer<String> notes) {
        digests.put("data_digest", file.digest());
        switch (request.method()) {
            case SFT -> examples = file.examples(base.text(), context);
            case REWARD_MODEL -> {
                if (file.isStepwise()) {
                    steps = file.steps(base.text(), context);
                } else {
                    pairs = file.pairs(base.text(), context, notes);
                }
            }
            case DPO -> pairs = file.pairs(base.text(), context, notes);
            default -> throw new IllegalStateException(request.method() + " reads no examples");
        }
    }

    private void requireRewards() {
        if (!request.method().samplesPrompts()) {
            return;
        }
        if (prompts.isEmpty() && base.task().isEmpty()) {
            throw new DataException(
                    "--prompts: found nothing, and %s, which is no run on a task, expected a file of prompts"
                            .formatted(request.base()));
        }
        if (!prompts.isEmpty() && rewards == null) {
            throw new DataException(
                    "--reward: found nothing, expected the run of a reward model: nobody knows the answers to %s"
                            .formatted(request.prompts().get()));
        }
        if (request.objective().positiveLoss() > 0 && rewards != null) {
            throw new DataException(
                    "--positive-loss: found with --reward, expected a run on a task, whose judge says what is right");
        }
        if (request.method() == TuningName.EXPERT_ITERATION && (rewards != null || !prompts.isEmpty())) {
            throw new DataException(
                    "--method: found expert-iteration with --reward or --prompts, expected a run on a task, whose judge says what is right");
        }
        if (rewards != null) {
            digests.put("reward_digest", rewards.digest());
            if (rewards.labels() != 1) {
                throw DataException.in(
                        rewards.weights(),
                        "found %d scores a token, expected the one of a reward model",
                        rewards.labels());
            }
            if (!rewards.text().identity().equals(base.text().identity())) {
                throw DataException.in(
                        request.reward().get(),
                        "found other tokens than those of %s, expected the same tokenizer or task",
                        request.base());
            }
        }
    }

    private int longest() {
        var all = new ArrayList<Response>();
        if (examples != null) {
            all.addAll(examples.training());
            all.addAll(examples.heldOut());
        }
        if (pairs != null) {
            all.addAll(PreferencePair.answers(pairs.training()));
            all.addAll(PreferencePair.answers(pairs.heldOut()));
        }
        if (steps != null) {
            steps.training().forEach(s -> all.add(s.answer()));
            steps.heldOut().forEach(s -> all.add(s.answer()));
        }
        prompts.forEach(p -> all.add(new Response(p, new int[mostTokens])));
        int longest = all.stream().mapToInt(r -> r.positions() + 1).max().orElse(0);
        if (request.method().samplesPrompts() && prompts.isEmpty()) {
            longest = base.task().orElseThrow().longest();
        }
        if (rewards != null && longest > rewards.config().context()) {
            throw DataException.in(
                    request.reward().get(),
                    "found a context of %d, expected at least %d, as long as prompts and answers are",
                    rewards.config().context(),
                    longest);
        }
        return longest;
    }

    /** Digests of all that was read, by the names that {@code run.json} has for them. */
    Map<String, String> digests() {
        return digests;
    }

    /** Scores of a token that the tuned model has. */
    int labels() {
        return request.method() == TuningName.REWARD_MODEL ? 1 : base.labels();
    }

    /** Rounds in all. */
    long rounds() {
        if (request.method().samplesPrompts()) {
            return prompts.isEmpty() || request.method() != TuningName.BEST_OF_N
                    ? request.rounds()
                    : Math.ceilDiv(prompts.size(), request.roundPrompts());
        }
        return request.epochs() * (long) Math.ceilDiv(size(), request.batch());
    }

    /** Examples that are learned. */
    int size() {
        return examples != null
                ? examples.training().size()
                : pairs != null
                        ? pairs.training().size()
                        : steps != null ? steps.training().size() : 0;
    }

    /** The plan of the training that is in it, as {@code run.json} has it. */
    Plan plan() {
        boolean isReward = request.method() == TuningName.REWARD_MODEL;
        int rows = switch (request.method()) {
            case SFT -> request.batch();
            case EXPERT_ITERATION -> request.batch();
            case REWARD_MODEL -> steps == null ? 2 * request.batch() : request.batch();
            case DPO -> 2 * request.batch();
            case GRPO -> groups().rows();
            case BEST_OF_N -> 1;
        };
        var recipe = new Recipe(
                Recipe.Kind.ADAMW,
                request.rate(),
                request.schedule(),
                0,
                rows,
                isReward ? length : length - 1,
                0,
                1,
                0.9,
                0.99,
                1e-8,
                0.95,
                Precision.FLOAT32);
        long updates = request.method() == TuningName.GRPO ? rounds() * request.epochs() * request.updates() : rounds();
        return new Plan(recipe, base.config(), updates * recipe.tokensPerStep(), request.seed(), request.lanes());
    }

    private GroupTuning.Settings groups() {
        var o = request.objective();
        return new GroupTuning.Settings(
                request.roundPrompts(),
                request.samples(),
                request.epochs(),
                request.updates(),
                request.temperature(),
                request.rewardBeta(),
                new ClippedObjective(
                        o.clipLow(),
                        o.clipHigh(),
                        o.beta(),
                        o.normalization(),
                        mostTokens,
                        o.ratio(),
                        o.positiveLoss()),
                request.advantages(),
                request.seed());
    }

    private LongFunction<int[]> problems() {
        if (prompts.isEmpty()) {
            return new TaskRewards(base.task().orElseThrow(), request.seed(), HashSplit.Side.TRAINING).prompts();
        }
        return number -> prompts.get((int) (number % prompts.size()));
    }

    private AnswerSampler sampler(Model policy) {
        return new AnswerSampler(
                policy,
                base.text().vocabulary(),
                length,
                mostTokens,
                base.text().end());
    }

    /** What the policy is measured on: the task's test problems, or the first prompts of what was read. */
    private PolicyMeasure measure(Model policy, Model reference, RewardModel model) {
        if (request.testPrompts() == 0 || mostTokens + 1 > base.config().context()) {
            return PolicyMeasure.NONE;
        }
        var some = new ArrayList<Prompt>();
        var byName = new LinkedHashMap<String, RewardFunction>();
        if (base.task().isPresent() && prompts.isEmpty()) {
            var test = new TaskRewards(base.task().get(), 0, HashSplit.Side.TEST);
            long count = Math.min(request.testPrompts(), base.task().get().count(HashSplit.Side.TEST));
            for (long i = 0; i < count; i++) {
                some.add(new Prompt(i, test.prompt(i)));
            }
            byName.put("pass_rate", test.right());
        } else {
            distinctPrompts().stream()
                    .filter(p -> p.length + mostTokens <= base.config().context())
                    .limit(request.testPrompts())
                    .forEach(p -> some.add(new Prompt(some.size(), p)));
        }
        if (model != null) {
            byName.put("reward", model);
        }
        int most = some.stream().mapToInt(p -> p.tokens().length).max().orElse(0) + mostTokens;
        return some.isEmpty()
                ? PolicyMeasure.NONE
                : new PolicyMeasure(
                        new AnswerSampler(
                                policy,
                                base.text().vocabulary(),
                                most,
                                mostTokens,
                                base.text().end()),
                        new ResponseScorer(policy, reference, most - 1),
                        some,
                        byName);
    }

    private List<int[]> distinctPrompts() {
        if (!prompts.isEmpty()) {
            return prompts;
        }
        var all = pairs != null
                ? pairs.heldOut().stream().map(p -> p.chosen().prompt())
                : examples != null
                        ? examples.heldOut().stream().map(Response::prompt)
                        : java.util.stream.Stream.<int[]>empty();
        var seen = new LinkedHashMap<List<Integer>, int[]>();
        all.forEach(p -> seen.putIfAbsent(java.util.Arrays.stream(p).boxed().toList(), p));
        return List.copyOf(seen.values());
    }

    /** The method over a model on a device. */
    TuningMethod method(Device device, Model policy, java.nio.file.Path folder) {
        var plan = plan();
        var recipe = plan.recipe();
        var model = rewards == null ? null : new RewardModel(rewards.on(device, 1, 0), length);
        var judge = base.task()
                .map(task -> new TaskRewards(task, request.seed(), HashSplit.Side.TRAINING))
                .orElse(null);
        var watched = new LinkedHashMap<String, RewardFunction>();
        if (judge != null && prompts.isEmpty()) {
            watched.put("pass_rate", judge.right());
        }
        return switch (request.method()) {
            case SFT ->
                new SupervisedTuning(
                        policy,
                        examples.training(),
                        limited(examples.heldOut()),
                        recipe,
                        plan.steps(),
                        request.seed(),
                        measure(policy, reference(device), model));
            case REWARD_MODEL ->
                steps == null
                        ? new RewardTraining(
                                policy,
                                pairs.training(),
                                limited(pairs.heldOut()),
                                recipe,
                                plan.steps(),
                                request.seed())
                        : new StepRewardTraining(
                                policy,
                                steps.training(),
                                limited(steps.heldOut()),
                                recipe,
                                plan.steps(),
                                request.seed());
            case DPO -> {
                var still = reference(device);
                yield new PreferenceTuning(
                        policy,
                        still,
                        request.loss(),
                        pairs.training(),
                        limited(pairs.heldOut()),
                        recipe,
                        plan.steps(),
                        request.seed(),
                        measure(policy, still, model));
            }
            case GRPO -> {
                var still = reference(device);
                yield new GroupTuning(
                        policy,
                        still,
                        groups(),
                        problems(),
                        sampler(policy),
                        model == null ? judge.right() : model,
                        watched,
                        recipe,
                        rounds(),
                        measure(policy, still, model));
            }
            case EXPERT_ITERATION -> {
                var still = reference(device);
                yield new ExpertIteration(
                        policy,
                        still,
                        new ExpertIteration.Settings(
                                request.roundPrompts(),
                                request.samples(),
                                request.epochs(),
                                request.temperature(),
                                request.seed()),
                        problems(),
                        sampler(policy),
                        judge.right(),
                        judge.whole(),
                        recipe,
                        rounds(),
                        measure(policy, still, model));
            }
            case BEST_OF_N ->
                new BestOfNSampling(
                        new BestOfNSampling.Settings(
                                request.roundPrompts(),
                                request.samples(),
                                prompts.isEmpty() ? request.rounds() * request.roundPrompts() : prompts.size(),
                                request.temperature(),
                                request.seed()),
                        problems(),
                        sampler(policy),
                        new ResponseScorer(policy, null, length - 1),
                        model == null ? judge.right() : model,
                        watched,
                        base.text(),
                        folder.resolve("best.jsonl"));
        };
    }

    private Model reference(Device device) {
        return base.on(device, base.labels(), 0);
    }

    private static <T> List<T> limited(List<T> of) {
        return of.subList(0, Math.min(of.size(), MOST_HELD_OUT));
    }

    @Override
    public void close() {
        base.close();
        if (rewards != null) {
            rewards.close();
        }
    }
}
