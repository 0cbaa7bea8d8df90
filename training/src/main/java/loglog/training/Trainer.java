package loglog.training;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What carries a study's runs out. */
public sealed interface Trainer {
    /** The name of a figure's group in a pattern: {@code validationLoss} for {@code validation_loss}, as Java wants it. */
    static String group(String figure) {
        return Pattern.compile("_([a-z])")
                .matcher(figure)
                .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
    }

    /** Loglog's own. */
    record BuiltIn() implements Trainer {}

    /**
     * A user's program, started once a run.
     *
     * @param command a shell command; placeholders are filled in
     * @param metrics how its figures are read
     * @param environment variables for it
     * @param here the study file's folder, in full
     * @param lanes cores that one run takes
     * @param memoryBytes that one run takes; 0 where it is not known
     */
    record Command(
            String command, Metrics metrics, Map<String, String> environment, Path here, int lanes, long memoryBytes)
            implements Trainer {
        public Command {
            environment = Map.copyOf(environment);
        }
    }

    /**
     * How the figures of a user's program are read.
     *
     * @param file that it writes, placeholders filled in, relative to the run's folder; empty for its output
     * @param format of the rows
     * @param pattern a regular expression with named groups ({@code step}, {@code tokens}, {@code loss}, {@link
     *     #group}) for {@link Format#PATTERN}
     * @param columns from names of the rows to Loglog's, where they differ
     */
    record Metrics(Optional<String> file, Format format, Optional<String> pattern, Map<String, String> columns) {
        public Metrics {
            columns = Map.copyOf(columns);
        }
    }

    /** The formats of a program's figures. */
    enum Format {
        JSONL,
        CSV,
        PATTERN
    }
}
