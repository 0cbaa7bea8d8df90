package loglog.lab.experiment;

import java.nio.file.Path;
import java.util.function.LongConsumer;
import loglog.models.training.CorpusData;
import loglog.runs.DataException;

/**
 * What a study must know of its corpus.
 *
 * @param tokens to train on
 * @param entropy of single tokens, in nats: the loss of a model that has learnt almost nothing
 */
public record CorpusText(long tokens, double entropy) {
    /** Of a trainer that reads what it likes. */
    public static final CorpusText UNKNOWN = new CorpusText(Long.MAX_VALUE, Double.NaN);

    /**
     * Reads the corpus, which is then there for the workers.
     *
     * @param tokenizer file or folder, or null for bytes
     * @param progress is told the bytes read so far while the corpus is tokenised
     * @throws DataException where it cannot be read, or is too short for a validation loss
     */
    public static CorpusText read(String corpus, Path tokenizer, LongConsumer progress) {
        try (var data = CorpusData.open(corpus, tokenizer, progress)) {
            if (data.sides().validation().tokens() == 0) {
                throw new DataException(
                        "corpus %s: found too little text to set any aside for a validation loss, expected more"
                                .formatted(corpus));
            }
            return new CorpusText(
                    data.sides().training().tokens(),
                    data.sides().validation().entropy(data.tokenizer().vocabulary()));
        }
    }
}
