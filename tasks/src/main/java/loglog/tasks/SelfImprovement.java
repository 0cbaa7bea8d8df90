package loglog.tasks;

import loglog.yaml.Section;

/**
 * What a study measures of its models once they are trained: how far each gets by learning from its own answers.
 *
 * @param problems of the test that models are measured on
 * @param samples of each problem by the model as it was trained, for its coverage
 * @param rounds of expert iteration
 * @param grpo rounds of GRPO; 0 for none
 */
public record SelfImprovement(int problems, int samples, int rounds, int grpo) {
    static final String KEY = "self_improvement";

    private static final int MOST = 1_000_000;
    private static final int MOST_ROUNDS = 10_000;

    /** Fewer rounds determine no limit. */
    private static final int FEWEST_ROUNDS = 5;

    static SelfImprovement read(Section of) {
        of.only("problems", "samples", "rounds", "grpo");
        return new SelfImprovement(
                of.find("problems")
                        .map(v -> v.whole(10, MOST, "test problems, at least 10"))
                        .orElse(1000),
                of.find("samples")
                        .map(v -> v.whole(2, MOST, "samples of each problem, at least 2"))
                        .orElse(64),
                of.find("rounds")
                        .map(v -> v.whole(FEWEST_ROUNDS, MOST_ROUNDS, "rounds of expert iteration, at least 5"))
                        .orElse(24),
                of.find("grpo")
                        .map(v -> v.whole(0, MOST_ROUNDS, "rounds of GRPO, or 0"))
                        .orElse(0));
    }

    /** In one line; the same text reads it. */
    String text() {
        return "{problems: %d, samples: %d, rounds: %d, grpo: %d}".formatted(problems, samples, rounds, grpo);
    }
}
