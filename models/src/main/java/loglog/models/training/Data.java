package loglog.models.training;

import java.util.Map;

/**
 * What a run reads.
 *
 * @param training step s of batch b begins at sequence s b
 * @param validation in a fixed order; null for none
 * @param validationSequences how many of them one evaluation reads
 * @param bytesPerToken of the validation text, for bits per byte; 0 where unknown
 * @param description what the data is (corpus, digest, tokenizer), for {@code run.json}
 */
public record Data(
        Sequences training,
        Sequences validation,
        long validationSequences,
        double bytesPerToken,
        Map<String, String> description) {}
