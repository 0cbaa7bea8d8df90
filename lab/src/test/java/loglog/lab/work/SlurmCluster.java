package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import loglog.runs.RunFolder;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Slurm of this machine, four cores of it, as {@code .ci/slurm} starts it. Where it cannot be started its tests are left
 * out; in CI that fails.
 */
final class SlurmCluster implements AutoCloseable {
    private final Path folder;

    private SlurmCluster(Path folder) {
        this.folder = folder;
    }

    static SlurmCluster start() {
        // The build names the file in the environment, by which all of Slurm's commands find it.
        var conf = System.getenv("SLURM_CONF");
        require(
                conf != null && Path.of(conf).startsWith(Path.of("target").toAbsolutePath()),
                "SLURM_CONF of the build");
        require("root".equals(System.getProperty("user.name")), "root");
        for (var program : List.of("sbatch", "slurmctld", "slurmd", "munge")) {
            require(
                    Stream.of(System.getenv("PATH").split(":")).anyMatch(f -> Files.isExecutable(Path.of(f, program))),
                    program);
        }
        var folder = Path.of(conf).getParent();
        if (Files.exists(folder)) {
            run("bash", script(), "stop", folder.toString());
            RunFolder.delete(folder);
        }
        var started = run("bash", script(), "start", folder.toString(), port(), port());
        assertThat(started.getFirst()).as("%s", started).isEqualTo("0");
        return new SlurmCluster(folder);
    }

    private static void require(boolean there, String what) {
        if (!there && System.getenv("CI") != null) {
            throw new AssertionError("Slurm needs " + what + ", and in CI its tests must not be left out");
        }
        Assumptions.assumeTrue(there, "no Slurm can be started here: it needs " + what);
    }

    private static String script() {
        return Path.of("..", ".ci", "slurm").toString();
    }

    private static String port() {
        try (var socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Exit status, then the lines of what it printed. */
    static List<String> run(String... words) {
        try {
            var process = new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var lines = new ArrayList<>(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
            lines.addFirst(Integer.toString(process.waitFor()));
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Jobs in the queue, as {@code 133_4|RUNNING}. */
    static List<String> queue() {
        var lines = run("squeue", "-h", "-r", "-o", "%F_%K|%T");
        return lines.subList(1, lines.size());
    }

    /** The process that a job's script has become. */
    static ProcessHandle program(String job) {
        var parts = job.split("_");
        return ProcessHandle.allProcesses()
                .filter(p -> {
                    try {
                        var environment = "\0"
                                + Files.readString(
                                        Path.of("/proc/" + p.pid() + "/environ"), StandardCharsets.ISO_8859_1);
                        return environment.contains("\0SLURM_ARRAY_JOB_ID=" + parts[0] + "\0")
                                && environment.contains("\0SLURM_ARRAY_TASK_ID=" + parts[1] + "\0")
                                && Files.readString(
                                                Path.of("/proc/" + p.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                                        .contains("\0--job\0");
                    } catch (IOException _) {
                        return false;
                    }
                })
                .findFirst()
                .orElseThrow(() -> new AssertionError("no program of job " + job + ": " + queue()));
    }

    /**
     * Ends the controller; its jobs go on. Not by SIGKILL: one that had no time to save which numbers it gave to jobs gives them
     * again, and takes the node out of service over two jobs of one number.
     */
    void loseController() {
        run(
                "bash",
                "-c",
                "p=$(cat '%s/slurmctld.pid'); kill $p; while kill -0 $p 2>/dev/null; do sleep 0.1; done"
                        .formatted(folder));
    }

    void startController() {
        run("slurmctld");
    }

    @Override
    public void close() {
        run("bash", script(), "stop", folder.toString());
    }
}
