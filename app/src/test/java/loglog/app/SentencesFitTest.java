package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Sentences go through {@link Say}, which breaks them where the terminal ends. */
class SentencesFitTest {
    private static final Path SOURCES = Path.of("src/main/java/loglog/app");

    /** What is drawn in place, what ends a line that is drawn in place, and stack traces. */
    private static final List<String> DRAW =
            List.of("Main", "Say", "laws/Waiting", "lab/Board", "lab/PhaseProgress", "models/InterruptibleProgress");

    /** A blank line is no sentence, and tables fit by themselves. */
    private static final Pattern TO_ERROR = Pattern.compile("System\\.err\\s*\\.print(ln|f)?\\((?!\\)|unfinished\\()");

    @Test
    void whatGoesToStandardErrorIsBrokenWhereTheTerminalEnds() throws IOException {
        var others = new ArrayList<String>();
        try (var files = Files.walk(SOURCES)) {
            for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                var name = SOURCES.relativize(file).toString().replace(".java", "");
                if (!DRAW.contains(name)
                        && TO_ERROR.matcher(Files.readString(file)).find()) {
                    others.add(name);
                }
            }
        }
        assertThat(others).isEmpty();
    }
}
