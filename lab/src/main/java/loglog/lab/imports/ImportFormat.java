package loglog.lab.imports;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where past runs come from: how its files are known and read. A format is one class, which has it, and a place in {@link
 * ImportFormats#ALL}.
 */
public abstract class ImportFormat {
    private final String label;

    /** @param label what the user writes */
    ImportFormat(String label) {
        this.label = label;
    }

    /** Whether a file that the user named is one, by its name and its first bytes. */
    abstract boolean is(Path file, byte[] head);

    /**
     * Whether a file among others in a folder is one.
     *
     * @param isNamed whether the user named this format; where none is named, more is left alone
     * @param head its first bytes
     */
    abstract boolean inFolder(Path file, boolean isNamed, Supplier<byte[]> head);

    /** Reads the runs of files. */
    abstract List<Found> read(List<Hit> hits, ImportOptions options);

    /** Whether its files are no text. */
    boolean isBinary() {
        return false;
    }

    /**
     * The folder of the file's run: what another tool logged of the same run beside it is that run once more.
     *
     * @param isNamed whether the user named this format
     */
    Optional<Path> output(Path file, boolean isNamed) {
        return Optional.empty();
    }

    /** Whether its files are such a second log, where they lie in another's {@link #output}. */
    boolean isSecondLog() {
        return false;
    }

    /** Its label. */
    @Override
    public String toString() {
        return label;
    }
}
