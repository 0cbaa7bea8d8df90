package loglog.feedback;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import loglog.models.training.Schedule;
import loglog.runs.DataException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be tuned, from what, and how: a run is a function of this, of the base's weights and of the files' content.
 *
 * @param base the model to begin with
 * @param data pairs, examples or judged steps; empty where the method samples
 * @param prompts to answer; empty for the base's task
 * @param reward a run of a reward model; empty for the task's judge
 * @param loss of pairs
 * @param objective of groups
 * @param advantages of groups' rewards
 * @param rewardBeta what KL costs in the reward of a whole answer
 * @param rate learning rate, its peak
 * @param schedule how the rate moves: over the updates, of methods that sample over the rounds
 * @param batch examples or pairs of an update
 * @param roundPrompts prompts of a round
 * @param samples answers to each prompt
 * @param epochs passes over the examples, or over what a round has
 * @param updates of a pass of GRPO
 * @param rounds of a method that samples
 * @param mostTokens of an answer; 0 for the longest of the task
 * @param testPrompts on which the policy is measured
 * @param measureEvery rounds between two measurements; 0 for the beginning and the end alone
 * @param lanes threads; bits depend on them
 */
public record TuningRequest(
        TuningName method,
        Path base,
        Optional<Path> data,
        Optional<Path> prompts,
        Optional<Path> reward,
        PreferenceLoss loss,
        ClippedObjective objective,
        GroupAdvantages.Rule advantages,
        double rewardBeta,
        double rate,
        Schedule schedule,
        int batch,
        int roundPrompts,
        int samples,
        int epochs,
        int updates,
        long rounds,
        double temperature,
        int mostTokens,
        int testPrompts,
        int measureEvery,
        long seed,
        int lanes) {
    private static final int MOST_ANSWERS = 1 << 22;

    public TuningRequest {
        require(rate > 0 && Double.isFinite(rate), "--lr", rate, "a positive learning rate");
        require(batch >= 1 || method.batch() == 0, "--batch", batch, "1 or more");
        require(epochs >= 1, "--epochs", epochs, "1 or more");
        require(temperature > 0 && Double.isFinite(temperature), "--temperature", temperature, "a number above 0");
        require(mostTokens >= 0, "--max-tokens", mostTokens, "1 or more");
        require(testPrompts >= 0, "--test-prompts", testPrompts, "0 or more");
        require(measureEvery >= 0, "--measure-every", measureEvery, "0 or more");
        require(rewardBeta >= 0 && Double.isFinite(rewardBeta), "--reward-beta", rewardBeta, "0 or more");
        if (method.samplesPrompts()) {
            require(rounds >= 1, "--rounds", rounds, "1 or more");
            require(roundPrompts >= 1, "--round-prompts", roundPrompts, "1 or more");
            int fewest = method == TuningName.GRPO ? advantages.fewest() : 1;
            require(samples >= fewest, "--samples", samples, fewest + " or more");
            long answers = (long) roundPrompts * samples;
            require(answers <= MOST_ANSWERS, "--round-prompts times --samples", answers, "at most " + MOST_ANSWERS);
            require(updates >= 1, "--updates", updates, "1 or more");
            require(
                    answers % updates == 0,
                    "--updates",
                    updates,
                    "a divisor of the %d answers of a round".formatted(answers));
        }
        if (method.samplesPrompts() && data.isPresent()) {
            throw new DataException("--pairs: found %s with %s, which samples: expected --prompts, or a run on a task"
                    .formatted(data.get(), method.word()));
        }
        if (!method.samplesPrompts() && data.isEmpty()) {
            throw new DataException("--pairs: found nothing, expected a file for %s, such as --pairs pairs.jsonl"
                    .formatted(method.word()));
        }
    }

    /**
     * The usual one of a method on a model, measured on its task's test problems after each round. One thread, so that its bits do not depend on the
     * machine.
     *
     * @param data pairs, examples or judged steps; empty where the method samples
     * @param rounds of a method that samples
     */
    public static TuningRequest usual(TuningName method, Path base, Optional<Path> data, long rounds, int testPrompts) {
        return new TuningRequest(
                method,
                base,
                data,
                Optional.empty(),
                Optional.empty(),
                new PreferenceLoss(PreferenceLoss.Form.DPO, 0.1, 0),
                new ClippedObjective(0.2, 0.2, 0, ClippedObjective.Normalization.GRPO, 1),
                new GroupAdvantages.Rule(GroupAdvantages.Scaling.GROUP),
                0,
                method.rate(),
                method.schedule(),
                method.batch(),
                method.prompts(),
                method.samples(),
                method.epochs(),
                1,
                rounds,
                1,
                0,
                testPrompts,
                method.samplesPrompts() ? 1 : 0,
                1,
                1);
    }

    /** The same that learns otherwise. */
    public TuningRequest learning(double rate, int batch, int epochs) {
        return with(objective, advantages, samples, rate, schedule, batch, epochs);
    }

    /** The same whose rate moves otherwise. */
    TuningRequest scheduled(Schedule other) {
        return with(objective, advantages, samples, rate, other, batch, epochs);
    }

    /** The same with so many answers to a prompt, held against something else, and no KL. */
    TuningRequest answering(int answers, GroupAdvantages.Rule rule) {
        var free = new ClippedObjective(
                objective.clipLow(),
                objective.clipHigh(),
                0,
                objective.normalization(),
                objective.longest(),
                objective.ratio(),
                objective.positiveLoss());
        return with(free, rule, answers, rate, schedule, batch, epochs);
    }

    private TuningRequest with(
            ClippedObjective objective,
            GroupAdvantages.Rule advantages,
            int samples,
            double rate,
            Schedule schedule,
            int batch,
            int epochs) {
        return new TuningRequest(
                method,
                base,
                data,
                prompts,
                reward,
                loss,
                objective,
                advantages,
                rewardBeta,
                rate,
                schedule,
                batch,
                roundPrompts,
                samples,
                epochs,
                updates,
                rounds,
                temperature,
                mostTokens,
                testPrompts,
                measureEvery,
                seed,
                lanes);
    }

    private static void require(boolean holds, String name, Number found, String expected) {
        if (!holds) {
            throw new DataException(
                    "%s: found %s, expected %s".formatted(name, found.toString().replaceFirst("[.]0$", ""), expected));
        }
    }

    /** What decides a run's bits but the files, for {@code run.json}: what a method does not read is left out. */
    ObjectNode write(ObjectNode to) {
        to.put("method", method.word()).put("rate", rate).put("epochs", epochs);
        if (method.batch() > 0) {
            to.put("batch", batch);
        }
        if (method.samplesPrompts()) {
            to.put("round_prompts", roundPrompts).put("samples", samples).put("rounds", rounds);
            to.put("temperature", temperature).put("max_tokens", mostTokens);
        }
        if (!schedule.equals(method.schedule())) {
            // Older runs do not have it.
            to.put("schedule", lower(schedule.kind())).put("warmup", schedule.warmup());
        }
        switch (method) {
            case DPO ->
                to.put("loss", lower(loss.form()))
                        .put("beta", loss.beta())
                        .put("label_smoothing", loss.labelSmoothing());
            case GRPO ->
                to.put("updates", updates)
                        .put("beta", objective.beta())
                        .put("reward_beta", rewardBeta)
                        .put("clip_low", objective.clipLow())
                        .put("clip_high", objective.clipHigh())
                        .put("normalization", lower(objective.normalization()))
                        .put("scaling", lower(advantages.scaling()));
            default -> {}
        }
        if (method == TuningName.GRPO) {
            writeBaseline(to);
        }
        return to.put("test_prompts", testPrompts)
                .put("measure_every", measureEvery)
                .put("seed", seed);
    }

    /** What older runs do not have is written only where it is not as it was with them. */
    private void writeBaseline(ObjectNode to) {
        if (objective.ratio() != ClippedObjective.Ratio.CLIP) {
            to.put("ratio", lower(objective.ratio()));
        }
        if (objective.positiveLoss() > 0) {
            to.put("positive_loss", objective.positiveLoss());
        }
        if (advantages.baseline() != GroupAdvantages.Baseline.GROUP) {
            to.put("baseline", lower(advantages.baseline()));
        }
        if (advantages.shift() != 0) {
            to.put("baseline_shift", advantages.shift());
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
