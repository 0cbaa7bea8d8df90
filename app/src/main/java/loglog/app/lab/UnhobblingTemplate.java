package loglog.app.lab;

/** A commented study of what formats, tools, memory, votes and checks are worth in compute, to be changed. */
final class UnhobblingTemplate {
    static final String WORD = "unhobbling";

    private UnhobblingTemplate() {}

    /** @param file its name, for the comments */
    static String of(String file) {
        return """
                # A Loglog study of unhobbling (docs/unhobbling.md). Lines that begin with # are comments.
                # loglog run %s   trains the models, asks them with and without help, and reports what help is worth.

                kind: task
                # Chains such as 3+5*2=, from left to right modulo 5, of one operation or two; problems of two are asked.
                task: {chain: {steps: [1, 2], modulus: 5}}
                test_problems: 1000         # that each run is measured on

                recipe: {lr: 8e-3}
                # The same models and problems. The first recipe is the plain one: how much more compute would it need?
                recipes:
                  plain: {format: direct}          # the answer alone
                  steps: {format: steps}           # every result written
                  calculator: {format: calculator} # every operation typed into a calculator, which writes the result
                design:
                  kind: tokens
                  size: 32x2
                  tokens: [125K, 250K, 500K, 1M, 2M, 4M]
                # seeds: 1

                # What is asked of each model then: greedily, by a vote, with a second look, and a piece of the problem at a time with
                # the value so far in a memory file.
                unhobbling: {problems: 1000, votes: 5, redos: 4}
                """.formatted(file);
    }
}
