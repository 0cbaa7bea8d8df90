package loglog.feedback;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import loglog.models.training.Schedule;
import loglog.runs.DataException;
import loglog.runs.Metric;

/** The methods by the names that commands and run folders have for them, with what is usual for each. */
public enum TuningName {
    /** {@link SupervisedTuning}. */
    SFT(1e-3, 32, 0, 0, 3, 0, Metric.VALIDATION_LOSS),
    /** {@link RewardTraining}, or {@link StepRewardTraining} where answers are judged step by step. */
    REWARD_MODEL(1e-3, 32, 0, 0, 3, 0, share("validation_preference_accuracy")),
    /** {@link BestOfNSampling}. */
    BEST_OF_N(1, 0, 64, 16, 1, 8, reward()),
    /** {@link PreferenceTuning}, with DPO's loss or IPO's. */
    DPO(3e-4, 32, 0, 0, 3, 0, share("validation_preference_accuracy")),
    /** {@link GroupTuning}. */
    GRPO(1e-3, 0, 64, 16, 1, 100, reward()),
    /** {@link ExpertIteration}. */
    EXPERT_ITERATION(1e-3, 128, 2048, 1, 2, 16, share("pass_rate"));

    private final double rate;
    private final int batch;
    private final int prompts;
    private final int samples;
    private final int epochs;
    private final long rounds;
    private final Metric metric;

    TuningName(double rate, int batch, int prompts, int samples, int epochs, long rounds, Metric metric) {
        this.rate = rate;
        this.batch = batch;
        this.prompts = prompts;
        this.samples = samples;
        this.epochs = epochs;
        this.rounds = rounds;
        this.metric = metric;
    }

    private static Metric share(String name) {
        return new Metric(name, "", Metric.Better.HIGH, 0, 1, Metric.Scale.LOGIT);
    }

    private static Metric reward() {
        return new Metric(
                "reward",
                "",
                Metric.Better.HIGH,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Metric.Scale.LINEAR);
    }

    /** As a person writes it: {@code expert-iteration}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The usual learning rate, of models of some thousand to some million params. */
    public double rate() {
        return rate;
    }

    /** The usual examples or pairs of an update. */
    public int batch() {
        return batch;
    }

    /** The usual prompts of a round; 0 for methods that read examples. */
    public int prompts() {
        return prompts;
    }

    /** The usual answers to a prompt. */
    public int samples() {
        return samples;
    }

    /** The usual passes: over the examples, or over what a round has. */
    public int epochs() {
        return epochs;
    }

    /** The usual rounds of methods that sample. */
    public long rounds() {
        return rounds;
    }

    /** Whether it answers prompts, and reads no examples. */
    public boolean samplesPrompts() {
        return prompts > 0;
    }

    /**
     * The usual learning rate's way: of methods that read examples a straight line to nothing after a short warm-up; of those that
     * sample, where rewards move what is learned, a constant.
     */
    public Schedule schedule() {
        return samplesPrompts()
                ? new Schedule(Schedule.Kind.CONSTANT, 0, 0, 1)
                : new Schedule(Schedule.Kind.LINEAR, 0.05, 0, 0);
    }

    /** What a run of it is measured by. */
    public Metric metric() {
        return metric;
    }

    /** All names, for a sentence. */
    public static String words() {
        return Arrays.stream(values()).map(TuningName::word).collect(Collectors.joining(", "));
    }

    /**
     * The method of a name.
     *
     * @throws DataException where there is none
     */
    public static TuningName of(String word) {
        return Arrays.stream(values())
                .filter(name -> name.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> new DataException("--method: found %s, expected one of %s".formatted(word, words())));
    }
}
