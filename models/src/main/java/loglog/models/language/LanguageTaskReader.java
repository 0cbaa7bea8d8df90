package loglog.models.language;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import loglog.models.data.Corpus;
import loglog.models.tokens.Tokenizer;
import loglog.yaml.Section;
import loglog.yaml.Value;

/** Reads what a study file says of its texts. */
final class LanguageTaskReader {
    private static final String CORPUS = "europarl, jdk, or a file, folder or glob";
    private static final long VALIDATION_TOKENS = 300_000;

    private final Path file;
    private final Section study;

    LanguageTaskReader(Section study) {
        this.study = study;
        file = study.file();
    }

    LanguageTask read(boolean program) {
        var tokenizer = study.find("tokenizer");
        var tokenizerFile = tokenizer.map(v -> beside(v, "a tokenizer.json, or its folder"));
        int vocabulary = vocabulary(tokenizer, tokenizerFile, program);
        return new LanguageTask(
                corpus(program),
                tokenizerFile.orElse(null),
                vocabulary,
                study.find("validation_tokens")
                        .map(v -> v.count("tokens that each evaluation reads, such as 300K"))
                        .orElse(VALIDATION_TOKENS),
                program);
    }

    /** What a command reads is its own matter. */
    private String corpus(boolean program) {
        var key = study.find("corpus");
        var corpus = key.map(v -> v.text(CORPUS));
        if (program) {
            // Its folder is another one, so that files are named in full; other names are its own.
            return corpus.map(text ->
                            exists(text) ? here().resolve(text).normalize().toString() : text)
                    .orElse("");
        }
        var text = corpus.orElse(Corpus.builtIn().getFirst());
        return Corpus.builtIn().contains(text)
                ? text
                : beside(key.orElseThrow(), CORPUS).toString();
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
    private Path beside(Value value, String expected) {
        var path = value.text(expected);
        try {
            return path.startsWith("~/")
                    ? Path.of(System.getProperty("user.home"), path.substring(2))
                    : file.resolveSibling(path).normalize();
        } catch (InvalidPathException _) {
            throw value.wrong(expected);
        }
    }

    private int vocabulary(Optional<Value> key, Optional<Path> tokenizer, boolean program) {
        var said = study.find("vocabulary")
                .map(v -> Math.toIntExact(Math.min(Integer.MAX_VALUE, v.count("the number of tokens that there are"))));
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
