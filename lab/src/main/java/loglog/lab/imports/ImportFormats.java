package loglog.lab.imports;

import java.util.List;
import java.util.Optional;

/** The formats of past runs that there are. */
public final class ImportFormats {
    /** All, the surest sign first: a file belongs to the first that knows it. */
    public static final List<ImportFormat> ALL =
            List.of(TensorBoard.FORMAT, TrainerState.FORMAT, Wandb.FORMAT, PlainTable.FORMAT);

    private ImportFormats() {}

    public static Optional<ImportFormat> find(String label) {
        return ALL.stream().filter(format -> format.toString().equals(label)).findFirst();
    }

    /** What users write. */
    public static List<String> labels() {
        return ALL.stream().map(ImportFormat::toString).toList();
    }
}
