package loglog.app.lab;

/** A commented study of an accuracy that comes abruptly beside a loss that falls smoothly, to be changed. */
final class EmergenceTemplate {
    static final String WORD = "emergence";

    private EmergenceTemplate() {}

    /** @param file its name, for the comments */
    static String of(String file) {
        return """
                # A Loglog study of emergence (docs/emergence.md). Lines that begin with # are comments.
                # loglog run %s   trains the models, forecasts the accuracy at four times the tokens by way of the loss, and verifies it.

                kind: task
                # Sums of three digits, the least significant digit first: right where all of the digits are.
                task: {addition: {digits: 3, format: reversed}}
                test_problems: 1000         # that each run is measured on

                recipe: {lr: 6e-3}
                design:
                  kind: tokens
                  size: 16x1
                  tokens: [125K, 177K, 250K, 354K, 500K, 600K, 707K]

                # In two steps: from compute to loss, and from loss to accuracy.
                forecast_by: loss
                forecast: {params: 4K, tokens: 2.8M}
                """.formatted(file);
    }
}
