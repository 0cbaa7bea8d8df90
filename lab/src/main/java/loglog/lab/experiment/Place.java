package loglog.lab.experiment;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where files are that a study names, the same from every folder. */
public final class Place {
    private Place() {}

    /**
     * Whether a place may be that of before under another name: seen from another folder, as plans of before have it, or
     * moved. What is in the files is compared by its digest, when a run goes on.
     */
    public static boolean mayBe(String before, String now) {
        if (before.equals(now) || before.isEmpty() || now.isEmpty()) {
            return before.equals(now);
        }
        try {
            var was = Path.of(before);
            return was.isAbsolute()
                    ? !Files.exists(was)
                            && was.getFileName().equals(Path.of(now).getFileName())
                    : Path.of(now).endsWith(Path.of(before.replaceFirst("^(\\.\\.?/)+", "")));
        } catch (InvalidPathException _) {
            return false;
        }
    }
}
