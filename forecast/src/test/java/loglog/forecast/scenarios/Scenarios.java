package loglog.forecast.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scenarios of tests. */
final class Scenarios {
    /** What each entry is from. */
    static final String SOURCE = "source: a test, dated: 2026";

    private Scenarios() {}

    static Scenario read(Path folder, String yaml) {
        return ScenarioFile.read(write(folder, yaml));
    }

    static Path write(Path folder, String yaml) {
        try {
            return Files.writeString(folder.resolve("mine.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two models 4 OOM and 4 years of 365.25 days apart, the second at the end of 2023, and more. */
    static String twoModels(String more) {
        return """
                models:
                  - {name: A, date: 2020-01-01, flops: 1e20, %s}
                  - {name: B, date: 2024-01-01, flops: 1e24, %s}
                """.formatted(SOURCE, SOURCE) + more;
    }

    static String growth(String part, String rest) {
        return "  - {name: %s, part: %s, %s, %s}\n".formatted(part, part, rest, SOURCE);
    }
}
