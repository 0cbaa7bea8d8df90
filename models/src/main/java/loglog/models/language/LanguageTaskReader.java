package loglog.models.language;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import loglog.models.data.Corpus;
import loglog.models.tokens.Tokenizer;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.Value;
import loglog.yaml.ValueType;

/** Reads what a study file says of its texts. */
final class LanguageTaskReader {
    private static final Key<String> CORPUS = Key.optional(
                    "corpus",
                    ValueType.text(String.join(", ", Corpus.builtIn()) + ", or a file, folder or glob"),
                    "What the models learn from: %s, or files (text, JSONL, token shards), a folder, a glob."
                            .formatted(String.join(", ", Corpus.builtIn())),
                    Corpus.builtIn().getFirst())
            .with(Corpus.builtIn().getFirst());

    private static final Key<String> TOKENIZER = Key.optional(
                    "tokenizer",
                    ValueType.text("a tokenizer.json, or its folder"),
                    "A `tokenizer.json` or its folder.",
                    "the bytes of UTF-8")
            .such("tokenizer.json");

    private static final Key<Long> VOCABULARY = Key.optional(
                    "vocabulary",
                    ValueType.count("the number of tokens that there are"),
                    "Number of tokens that there are; only a command without a tokenizer needs it.",
                    "the tokenizer's")
            .such("256");

    private static final Key<Long> VALIDATION_TOKENS = Key.optional(
            "validation_tokens",
            ValueType.count("tokens that each evaluation reads, such as 300K"),
            "Read for each validation loss.",
            "300K");

    private static final Key<QuantizeAfter> QUANTIZE = Key.optional(
                    QuantizeAfter.KEY,
                    new ValueType<>(
                            "what trained models are rounded to, such as {bits: [3, 4, 5, 6]}",
                            (value, _) -> QuantizeAfter.read(value.section()),
                            ValueType.type("object")),
                    "What the trained models are rounded to and measured with (docs/precision.md).",
                    "nothing")
            .such("{bits: [3, 4, 5, 6], tokens: 100K}");

    static final List<Key<?>> KEYS = List.of(CORPUS, TOKENIZER, VOCABULARY, VALIDATION_TOKENS, QUANTIZE);

    private final Path file;
    private final Section study;

    LanguageTaskReader(Section study) {
        this.study = study;
        file = study.file();
    }

    LanguageTask read(boolean program) {
        var tokenizer = study.find(TOKENIZER.name());
        var tokenizerFile = tokenizer.map(v -> beside(v, TOKENIZER));
        int vocabulary = vocabulary(tokenizer, tokenizerFile, program);
        return new LanguageTask(
                corpus(program),
                tokenizerFile.orElse(null),
                vocabulary,
                VALIDATION_TOKENS.one(study),
                program,
                quantize(program));
    }

    private Optional<QuantizeAfter> quantize(boolean program) {
        var found = QUANTIZE.find(study);
        if (program && found.isPresent()) {
            throw QUANTIZE.value(study).says("found it beside a trainer, whose models are its own, expected either");
        }
        return found;
    }

    /** What a command reads is its own matter. */
    private String corpus(boolean program) {
        var corpus = CORPUS.find(study);
        if (program) {
            // Its folder is another one, so that files are named in full; other names are its own.
            return corpus.map(text ->
                            exists(text) ? here().resolve(text).normalize().toString() : text)
                    .orElse("");
        }
        var text = corpus.orElse(Corpus.builtIn().getFirst());
        return Corpus.builtIn().contains(text)
                ? text
                : beside(CORPUS.value(study), CORPUS).toString();
    }

    private boolean exists(String path) {
        try {
            return !path.isEmpty() && Files.exists(here().resolve(path));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /** The folder that the file is in. */
    private Path here() {
        return file.toAbsolutePath().normalize().getParent();
    }

    /** Relative to the study file, wherever the command is started. */
    private Path beside(Value value, Key<String> key) {
        var path = key.type().read(value);
        try {
            return path.startsWith("~/")
                    ? Path.of(System.getProperty("user.home"), path.substring(2))
                    : file.resolveSibling(path).normalize();
        } catch (InvalidPathException _) {
            throw value.wrong(key.type().expected());
        }
    }

    private int vocabulary(Optional<Value> key, Optional<Path> tokenizer, boolean program) {
        var said = VOCABULARY.find(study).map(n -> Math.toIntExact(Math.min(Integer.MAX_VALUE, n)));
        if (program && tokenizer.filter(Files::exists).isEmpty()) {
            return said.orElseGet(() -> study.need("vocabulary", "the number of tokens that the command's models know")
                    .whole(1, ""));
        }
        int vocabulary = tokenizer
                .map(path -> key.orElseThrow().here(() -> {
                    try (var read = Tokenizer.read(path)) {
                        return read.vocabulary();
                    }
                }))
                .orElse(256);
        if (said.isPresent() && said.get() != vocabulary) {
            throw study.need("vocabulary", "")
                    .wrong("%d, as the %s has"
                            .formatted(vocabulary, tokenizer.isEmpty() ? "bytes of UTF-8" : "tokenizer"));
        }
        return vocabulary;
    }
}
