package loglog.app.lab;

/** A commented study of how far models get by learning from their own answers, to be changed. */
final class SelfImprovementTemplate {
    static final String WORD = "self-improve";

    private SelfImprovementTemplate() {}

    /** @param file its name, for the comments */
    static String of(String file) {
        return """
                # A Loglog study of self-improvement (docs/self-improvement.md). Lines that begin with # are comments.
                # loglog run %s   trains the models, lets each learn from its own answers, and reports where that stops.

                kind: task
                # Chains of eight operations, from left to right modulo 7.
                task: {chain: {steps: 8, modulus: 7}}
                test_problems: 1000         # that each run is measured on

                # A rate that does not fall: these are stops of one training while it learns; stops too early are at chance (1/7).
                recipe: {schedule: constant}
                design:
                  kind: tokens
                  size: 16x1
                  tokens: [2.7M, 2.8M, 2.9M, 3M, 3.1M, 3.2M]
                # seeds: 1

                # What each base does by itself (samples of each test problem), then rounds of expert iteration: it answers new
                # problems, and learns its own right answers. grpo: rounds of GRPO on the same base, for comparison.
                self_improvement: {problems: 500, samples: 64, rounds: 24, grpo: 60}
                """.formatted(file);
    }
}
