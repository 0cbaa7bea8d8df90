package loglog.app.lab;

/** A commented study of what strong models learn from weak ones, to be changed. */
final class WeakToStrongTemplate {
    static final String WORD = "weak-to-strong";

    private WeakToStrongTemplate() {}

    /** @param file its name, for the comments */
    static String of(String file) {
        return """
                # A Loglog study of weak-to-strong generalization (docs/weak-to-strong.md). Lines that begin with # are comments.
                # loglog run %s   trains the models, lets each learn from the answers of smaller ones and from the truth, and
                # reports how much of the gap between the two is recovered.

                kind: task
                # Chains of four operations, from left to right modulo 7.
                task: {chain: {steps: 4, modulus: 7}}
                test_problems: 1000         # that each run is measured on

                design:
                  kind: params
                  sizes: [16x1, 16x2, 32x1, 32x2] # width x layers
                  tokens: 1M # so few that the small ones err often
                # seeds: 1

                # A weak model answers so many new problems; a stronger one learns those answers.
                weak_to_strong: {labels: 4000, problems: 1000, epochs: 2}
                """.formatted(file);
    }
}
