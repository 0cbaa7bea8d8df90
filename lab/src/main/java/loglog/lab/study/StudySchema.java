package loglog.lab.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema (draft 2020-12) of study files, with which editors complete and check them. */
public final class StudySchema {
    /** Its usual name, beside a study file. */
    public static final String FILE = "study.schema.json";

    private StudySchema() {}

    public static String text() {
        try (var in = StudySchema.class.getResourceAsStream(FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
