package loglog.app.lab;

/** A commented study of what more tokens at the time of the test are worth, to be changed. */
final class ThinkingTemplate {
    static final String WORD = "test-time";

    /** What it trains. */
    static final String KIND = "task";

    private ThinkingTemplate() {}

    /** @param file its name, for the comments */
    static String of(String file) {
        return """
                # A Loglog study of test-time compute (docs/thinking.md). Lines that begin with # are comments.
                # loglog run %s   trains the models, asks them, and reports what writing more is worth.

                kind: task
                # Chains such as 3+4*2-1=, from left to right modulo 5; the mixture of lengths makes hard problems and easy ones.
                task: {chain: {steps: [2, 4, 6, 8, 12], modulus: 5}}
                test_problems: 1000         # that each run is measured on

                # The same models, by how much they write: every step, every second or fourth one, the answer alone.
                recipes:
                  all: {format: steps}
                  half: {format: every 2}
                  quarter: {format: every 4}
                  none: {format: direct}
                design:
                  kind: params
                  sizes: [16x1, 16x2, 32x1, 32x2] # width x layers
                  tokens: 3M # so few that small models err often, from which samples, votes and searches have something to gain
                # seeds: 1

                # What is asked of each model then: samples of so many problems, from which the coverage of more is forecast,
                # written into the ledger, and drawn.
                thinking: {problems: 200, known: 64, samples: 1024}
                """.formatted(file);
    }
}
