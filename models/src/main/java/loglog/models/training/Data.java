package loglog.models.training;

import java.util.Map;

/**
 * What a run reads, and what it measures.
 *
 * @param training step s of batch b begins at sequence s b
 * @param validation in a fixed order; null for none
 * @param validationSequences how many of them one evaluation reads
 * @param bytesPerToken of the validation text, for bits per byte; 0 where unknown
 * @param description what the data is (corpus, digest, tokenizer), for {@code run.json}
 * @param measures what is measured beside the loss
 */
public record Data(
        BatchSource training,
        BatchSource validation,
        long validationSequences,
        double bytesPerToken,
        Map<String, String> description,
        Measures measures) {
    /** Data without measures of its own. */
    public Data(
            BatchSource training,
            BatchSource validation,
            long validationSequences,
            double bytesPerToken,
            Map<String, String> description) {
        this(training, validation, validationSequences, bytesPerToken, description, Measures.NONE);
    }
}
