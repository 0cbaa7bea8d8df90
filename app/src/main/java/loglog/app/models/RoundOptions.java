package loglog.app.models;

import loglog.app.UserError;
import loglog.feedback.TuningName;
import picocli.CommandLine.Option;

/** How much is sampled in a round of tuning, and how. */
final class RoundOptions {
    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "rounds of sampling (default: 100 of grpo, 16 of expert-iteration, 8 of best-of-n)")
    Long rounds;

    @Option(
            names = "--round-prompts",
            paramLabel = "N",
            description = "prompts of a round (default: 64, of expert-iteration 2048)")
    Integer roundPrompts;

    @Option(
            names = {"--samples", "-n"},
            paramLabel = "N",
            description = "answers to each prompt (default: 16, of expert-iteration 1)")
    Integer samples;

    @Option(names = "--temperature", paramLabel = "T", description = "divisor of the samples' logits (default: 1)")
    double temperature = 1;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "most tokens of an answer (default: the task's, else 64)")
    Integer maxTokens;

    long rounds(TuningName method) {
        return rounds == null ? method.rounds() : rounds;
    }

    int prompts(TuningName method) {
        return roundPrompts == null ? method.prompts() : roundPrompts;
    }

    int samples(TuningName method) {
        return samples == null ? method.samples() : samples;
    }

    /** 0 for the longest of the task. */
    int mostTokens() {
        if (maxTokens != null && maxTokens < 1) {
            throw new UserError("--max-tokens: found %d, expected 1 or more".formatted(maxTokens));
        }
        return maxTokens == null ? 0 : maxTokens;
    }
}
