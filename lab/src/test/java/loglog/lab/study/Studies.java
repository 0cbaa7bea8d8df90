package loglog.lab.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Study files for tests. */
public final class Studies {
    private Studies() {}

    /** Writes a file and reads it. */
    public static Study read(Path folder, String yaml) {
        return StudyFile.read(write(folder, yaml));
    }

    static Path write(Path folder, String yaml) {
        try {
            return Files.writeString(folder.resolve("study.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
