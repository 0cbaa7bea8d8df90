package loglog.runs;

import java.io.IOException;
import java.nio.file.Path;
import loglog.words.Sentence;

/**
 * What is wrong with a file, in its parts, so that whoever shows it can word it, and finds the same problem when two tell of it.
 *
 * @param file as messages name it; empty where it is not known
 * @param line in it, from 1; 0 for none
 * @param field in it, with those around it, such as {@code data.unique_tokens}; empty for none
 * @param finding what was found, a clause
 * @param expectation what was expected; empty where the finding says it
 */
public record Problem(String file, int line, String field, String finding, String expectation) {
    /** One of a file as a whole. */
    public static Problem in(Path file, String finding) {
        return new Problem(file.toString(), 0, "", finding, "");
    }

    /** One of a line. */
    public static Problem in(Path file, int line, String finding) {
        return new Problem(file.toString(), line, "", finding, "");
    }

    /** That a file could not be read or written at all. */
    public static Problem of(Path file, IOException cause) {
        return DataException.of(file, cause).problem();
    }

    /** {@code file, line 3: field: what was found, expected what was expected}, without a full stop. */
    public String sentence() {
        var place = file + (line == 0 ? "" : ", line " + line);
        var whole = place.isEmpty() || field.isEmpty() ? place + field : place + ": " + field;
        return Sentence.of(whole, finding, expectation);
    }

    @Override
    public String toString() {
        return sentence();
    }
}
