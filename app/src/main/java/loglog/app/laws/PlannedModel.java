package loglog.app.laws;

import loglog.words.Format;
import picocli.CommandLine.Option;

/** What is known beforehand of the model to be planned: its size, what it will serve, what there is to read. */
final class PlannedModel {
    @Option(
            names = "--fixed-params",
            paramLabel = "N",
            converter = PositiveAmount.class,
            description = "params of the model, over-trained or to fit a device (default: the best)")
    Double size;

    @Option(
            names = "--inference-tokens",
            paramLabel = "T",
            converter = PositiveAmount.class,
            description = "tokens served over the model's life, counted in at 2 FLOP per param"
                    + " (arXiv 2401.00448; default: none)")
    Double inferenceTokens;

    @Option(
            names = "--max-unique-tokens",
            paramLabel = "U",
            converter = PositiveAmount.class,
            description = "distinct tokens there are; more are repetitions, worth less each time"
                    + " (arXiv 2305.16264; default: no limit)")
    Double maxUniqueTokens;

    /** A question's title with the model's size, where that is given. */
    String words(String asked) {
        return size == null ? asked : asked + " with %s params".formatted(Format.count(size));
    }
}
