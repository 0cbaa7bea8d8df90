package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.lab.work.InsideExecutor;
import loglog.pages.text.TerminalStream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line in this process, its output caught. */
public final class Cli {
    private Cli() {}

    public record Result(int status, String out, String err) {
        JsonNode json() {
            assertThat(err).isEmpty();
            assertThat(status).isZero();
            return JsonMapper.shared().readTree(out);
        }

        /** The one sentence of a user's error. */
        String complaint() {
            assertThat(status).as(err).isEqualTo(2);
            assertThat(out).isEmpty();
            assertThat(err.lines().filter(line -> !line.startsWith("("))).hasSize(1);
            assertThat(err).startsWith("loglog: ").doesNotContain("Exception", "\tat ");
            return err.lines().findFirst().orElseThrow().substring("loglog: ".length());
        }
    }

    /**
     * Runs a command; streams are the process's, so that one runs at a time. A study's runs on this machine are carried out by
     * threads of this process, which need not compile the kernels again, as each worker's process has to.
     */
    public static synchronized Result run(Object... words) {
        return InsideExecutor.during(() -> runByWorkers(words));
    }

    /** The same, with a study's runs carried out by workers' processes, as outside of tests. */
    static synchronized Result runByWorkers(Object... words) {
        var args = new String[words.length];
        for (int i = 0; i < args.length; i++) {
            args[i] = words[i].toString();
        }
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var usualOut = System.out;
        var usualErr = System.err;
        try {
            System.setOut(TerminalStream.to(out));
            System.setErr(TerminalStream.to(err));
            int status = Main.execute(args);
            return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(usualOut);
            System.setErr(usualErr);
        }
    }

    /** A file of {@code shared/data} beside the project; the test is skipped where it is missing. */
    static Path shared(String file) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var candidate = folder.resolve("shared/data").resolve(file);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        Assumptions.abort("shared/data/" + file + " is not beside the project");
        throw new AssertionError();
    }
}
