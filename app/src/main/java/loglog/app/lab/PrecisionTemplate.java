package loglog.app.lab;

/** A commented study of what low precision costs, in training and after it, to be changed. */
final class PrecisionTemplate {
    static final String WORD = "precision";

    private PrecisionTemplate() {}

    /** @param file its name, for the comments */
    static String of(String file) {
        return """
                # A Loglog study of precision (docs/precision.md). Lines that begin with # are comments.
                # loglog run %s   trains the models, rounds them afterwards, fits what both cost, and forecasts a larger model's loss
                # and what rounding will do to it, before it is trained.

                corpus: europarl
                validation_tokens: 100K

                # Trained with rounded weights: int8, int4, ternary, fp8, fp4; activations: takes the same but ternary. The law has a
                # part for each where some recipes change the one alone, and others the other.
                recipes:
                  float32: {}
                  int4: {weights: int4}
                  ternary: {weights: ternary}
                  inputs4: {activations: int4}
                design:
                  kind: grid
                  sizes: [32x1, 32x2, 64x2]   # width x layers
                  tokens: [250K, 700K, 2M]    # the more tokens a model of one size has seen, the more rounding costs it
                # seeds: 1

                # Rounded after training, the models of recipes that are not trained so.
                quantize: {bits: [3, 4, 5, 6], tokens: 50K}

                forecast: {params: 200K, tokens: 2M}
                """.formatted(file);
    }
}
