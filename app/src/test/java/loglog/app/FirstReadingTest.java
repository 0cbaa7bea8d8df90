package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a first reader meets: messages speak of the options that were typed, and of values as they were typed. */
class FirstReadingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quickstart --minutes 0 | --minutes: found 0, expected a positive number of minutes, at most 100000
            train --size 30K --tokens 1M --lr 0 | --lr: found 0, expected a positive learning rate
            train --size 30K --tokens 1M --batch 0 | --batch: found 0, expected a positive number of sequences
            train --size 30K --tokens 1M --weight-decay -1 | --weight-decay: found -1, expected 0 or more
            train --size 30K --tokens 1M --base-width -1 | --base-width: found -1, expected a width, or 0 for none
            train --tokens 1M | found no size, expected either --size, such as 300K, or both --width and --layers
            train --size 1e30 --tokens 1M | --size: found 1e30, expected a count from 1 to 1e18, such as 300K, 1.5M or 2B
            runs --compare a | --compare: found a alone, expected two to 8 runs
            """)
    void aMessageNamesTheOptionAndTheValueAsTyped(String command, String sentence) {
        var words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--runs", folder.toString()));
        var result = Cli.run(words.toArray());
        assertThat(result.err()).isEqualToIgnoringNewLines("loglog: " + sentence);
        assertThat(result.status()).isEqualTo(2);
    }

    @Test
    void aFolderInPlaceOfAStudyFileIsNamedAsOne() {
        var result = Cli.run("run", folder.toString());
        assertThat(result.err()).isEqualToIgnoringNewLines("loglog: " + folder + ": found a folder, expected a file");
        assertThat(result.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1,} | Unexpected character ('}'): was expecting double-quote to start property name
            {"a":1} x | Unrecognized token 'x'
            """)
    void aFaultInJsonIsToldWithoutTheParsersLists(String text, String finding) throws IOException {
        var file = Files.writeString(folder.resolve("runs.json"), text);
        assertThat(Cli.run("fit", file).err())
                .isEqualToIgnoringNewLines("loglog: " + file + ", line 1: not valid JSON: " + finding);
    }

    @Test
    void aDesignOfOneSizeSpeaksOfOne() throws IOException {
        var file = Files.writeString(
                folder.resolve("s.yaml"), "design: {kind: tokens, size: 100K, tokens: [250K, 500K]}\n");
        assertThat(Cli.run("study", "check", file).out()).contains("design: size 100K on 250K and 500K tokens\n");
    }

    /** The program's streams show control characters as escapes, so a line that is written over needs the other way out. */
    @Test
    void linesThatAreWrittenOverGoPastTheEscapes() throws IOException {
        var plain = Pattern.compile("System\\.(out|err)\\s*\\.print\\w*\\(\\s*\"[^\"]*\\\\(r|u001b|033)");
        try (var files = Files.walk(Path.of("src/main/java"))) {
            var wrong = files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> plain.matcher(read(f)).find())
                    .toList();
            assertThat(wrong).isEmpty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
