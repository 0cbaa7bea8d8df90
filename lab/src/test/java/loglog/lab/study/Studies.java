package loglog.lab.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.lab.design.DesignKind;
import loglog.lab.design.Designs;
import loglog.runs.RunId;

/** Study files for tests. */
public final class Studies {
    private Studies() {}

    /** Those that studies of language models may have. */
    static List<DesignKind> designs() {
        return Designs.of(RunId.LANGUAGE);
    }

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
