package loglog.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.engine.KeyedRandom;

/** A text to train on: words that follow each other by chance. */
final class SomeTexts {
    private static final List<String> WORDS =
            List.of("the", "cat", "sat", "on", "a", "mat", "and", "looked", "at", "dogs");
    private static final int LINES = 2_000;
    private static final int WORDS_PER_LINE = 12;

    private SomeTexts() {}

    /** A file of JSON lines, about 100 KB. */
    static Path words(Path file) {
        var random = KeyedRandom.of(1, 0, "words");
        var lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            lines.append("{\"text\":\"");
            for (int j = 0; j < WORDS_PER_LINE; j++) {
                lines.append(WORDS.get((int) (random.uniform((long) WORDS_PER_LINE * i + j) * WORDS.size())))
                        .append(' ');
            }
            lines.append("\"}\n");
        }
        try {
            return Files.writeString(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
