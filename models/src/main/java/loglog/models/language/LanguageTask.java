package loglog.models.language;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import loglog.models.data.Corpus;
import loglog.models.training.CorpusData;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.RunId;
import loglog.training.Prior;
import loglog.training.Survey;
import loglog.training.Task;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * Texts, and how they are cut into tokens.
 *
 * @param corpus {@code europarl}, {@code jdk}, or files; what a program of the user's reads is its own matter
 * @param tokenizer file or folder of a {@code tokenizer.json}; null for bytes
 * @param vocabulary of the models; that of the tokenizer, where Loglog trains them
 * @param validationTokens that each evaluation reads
 * @param program whether a program of the user's trains
 * @param quantize what is measured of the trained models with rounded weights
 */
public record LanguageTask(
        String corpus,
        Path tokenizer,
        int vocabulary,
        long validationTokens,
        boolean program,
        Optional<QuantizeAfter> quantize)
        implements Task {
    /**
     * 23 llamas of 22K to 468K params at batch 8 x 128 on 0.3M to 13M bytes of europarl, learning rate 4e-3 at width 64: the
     * fit with one exponent, whose median residual was 0.9%; the rows showed no floor.
     */
    private static final Prior SMALL = new Prior(
            0,
            4.87,
            12.8,
            0.161,
            0.161,
            "what 23 small models of bytes gave (4.87 / params^0.161 + 12.8 / tokens^0.161)");

    /** Hoffmann et al.'s runs as refitted by Besiroglu et al. 2024 (arXiv 2404.10102, table 1). */
    private static final Prior CHINCHILLA =
            new Prior(1.8172, 482.01, 2085.43, 0.3478, 0.3658, "Chinchilla's law (arXiv 2404.10102)");

    private static final double CHINCHILLA_LEAST_PARAMS = 2e6;

    /** A byte's entropy at chance is ln 256. */
    private static final int FEW_TOKENS = 512;

    /** Texts that Loglog reads. */
    public LanguageTask(String corpus, Path tokenizer, int vocabulary, long validationTokens) {
        this(corpus, tokenizer, vocabulary, validationTokens, false);
    }

    /** Texts of models that are not rounded afterwards. */
    public LanguageTask(String corpus, Path tokenizer, int vocabulary, long validationTokens, boolean program) {
        this(corpus, tokenizer, vocabulary, validationTokens, program, Optional.empty());
    }

    static LanguageTask read(Fields from) {
        return new LanguageTask(
                from.text("corpus"),
                from.optionalText("tokenizer").map(Path::of).orElse(null),
                from.integer("vocabulary", 1),
                from.whole("validation_tokens"),
                from.flag("program"));
    }

    @Override
    public String kind() {
        return RunId.LANGUAGE;
    }

    @Override
    public void write(ObjectNode to) {
        to.put("corpus", corpus).put("vocabulary", vocabulary).put("validation_tokens", validationTokens);
        to.put("program", program);
        if (tokenizer != null) {
            to.put("tokenizer", tokenizer.toString());
        }
    }

    @Override
    public Map<String, String> keys() {
        var keys = new LinkedHashMap<String, String>();
        keys.put("corpus", program ? corpus : place(corpus));
        keys.put("tokenizer", tokenizer == null ? "" : place(tokenizer.toString()));
        keys.put("vocabulary", Integer.toString(vocabulary));
        keys.put("validation_tokens", Long.toString(validationTokens));
        quantize.ifPresent(how -> keys.put(QuantizeAfter.KEY, how.text()));
        return keys;
    }

    @Override
    public String label() {
        return "corpus";
    }

    @Override
    public String words() {
        return "%s, vocabulary %d (%s), %s validation tokens"
                .formatted(
                        program && corpus.isEmpty() ? "the command's own" : corpus,
                        vocabulary,
                        tokenizer != null ? tokenizer : program ? "as the file says" : "the bytes of UTF-8",
                        Format.count(validationTokens, 3));
    }

    /** A corpus that is built in by its name, files by their path from the root. */
    private static String place(String corpus) {
        return Corpus.builtIn().contains(corpus)
                ? corpus
                : Path.of(corpus).toAbsolutePath().normalize().toString();
    }

    @Override
    public Set<String> files() {
        return Set.of("corpus", "tokenizer");
    }

    @Override
    public Set<String> decisive() {
        return Set.of("vocabulary");
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("validation_tokens", Long.toString(validationTokens));
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of("corpus", corpus, "vocabulary", Integer.toString(vocabulary));
    }

    @Override
    public String data() {
        return corpus;
    }

    @Override
    public Survey survey(LongConsumer progress) {
        return program ? Survey.UNKNOWN : survey(corpus, tokenizer, progress);
    }

    /**
     * Reads the corpus, which is then there for the workers.
     *
     * @throws DataException where it cannot be read, or is too short for a validation loss
     */
    public static Survey survey(String corpus, Path tokenizer, LongConsumer progress) {
        try (var data = CorpusData.open(corpus, tokenizer, progress)) {
            if (data.sides().validation().tokens() == 0) {
                throw new DataException(
                        "corpus %s: found too little text to set any aside for a validation loss, expected more"
                                .formatted(corpus));
            }
            return new Survey(
                    data.sides().training().tokens(),
                    data.sides().validation().entropy(data.tokenizer().vocabulary()));
        }
    }

    @Override
    public Optional<Prior> prior(boolean ofProgram, double largestParams) {
        return Optional.of(
                vocabulary <= FEW_TOKENS && (!ofProgram || largestParams < CHINCHILLA_LEAST_PARAMS)
                        ? SMALL
                        : CHINCHILLA);
    }
}
