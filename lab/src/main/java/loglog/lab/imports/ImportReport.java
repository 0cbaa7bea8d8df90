package loglog.lab.imports;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What an import gave.
 *
 * @param runs those that are there now
 * @param refused those that could not be read, or whose name is taken
 */
public record ImportReport(List<Run> runs, List<Refused> refused) {
    /**
     * An imported run.
     *
     * @param isNew false where the same run had been imported before
     * @param status {@code finished}, {@code diverged} or {@code unknown}
     * @param points rows of its metrics
     * @param from the file or folder, and the place in it
     * @param notes what was worked out, assumed or left out
     */
    public record Run(
            String name,
            Path folder,
            boolean isNew,
            ImportFormat tool,
            String status,
            OptionalLong params,
            OptionalDouble tokens,
            OptionalDouble flops,
            OptionalDouble loss,
            OptionalDouble validationLoss,
            int points,
            String from,
            List<String> notes) {}

    /** @param sentence what was found and what was expected */
    public record Refused(String name, String sentence) {}
}
