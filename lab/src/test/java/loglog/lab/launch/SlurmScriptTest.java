package loglog.lab.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script of a job, without Slurm. */
@DisabledOnOs(OS.WINDOWS)
class SlurmScriptTest {
    @TempDir
    Path folder;

    private static SlurmOptions options(Duration time, List<String> sbatch, String setup) {
        return new SlurmOptions(
                Optional.of("main"),
                Optional.of("group"),
                Optional.of("high"),
                Optional.ofNullable(time),
                0,
                0,
                0,
                7,
                sbatch,
                setup);
    }

    private String script(SlurmOptions options, Path at, List<String> program) {
        var submission = new Submission(at, "loglog-s-1", new Resources(4, 3L << 30), 7, List.of());
        return SlurmScript.of(options, submission, 20, program);
    }

    @Test
    void saysAllThatTheOptionsSayTheUsersOwnLast() {
        var script = script(
                options(Duration.ofMinutes(90), List.of("--gres=gpu:1", "--signal=B:TERM@60"), ""),
                folder,
                List.of("/jdk/bin/java", "-cp", "a", "Worker"));
        assertThat(script.lines().filter(l -> l.startsWith("#SBATCH ")).map(l -> l.substring(8)))
                .contains(
                        "--array=0-19%7",
                        "--partition=main",
                        "--account=group",
                        "--qos=high",
                        "--cpus-per-task=4",
                        "--mem=3072M",
                        "--time=90",
                        "--signal=B:TERM@120",
                        "--requeue",
                        "--open-mode=append")
                .endsWith("--gres=gpu:1", "--signal=B:TERM@60");
        assertThat(script(options(Duration.ofSeconds(61), List.of(), ""), folder, List.of("java")))
                .contains("--time=2\n", "--signal=B:TERM@30\n"); // Slurm counts minutes
    }

    @Test
    void startsTheProgramInTheShellsPlaceWithEachWordWhole() throws IOException, InterruptedException {
        var at = Files.createDirectory(folder.resolve("it's 100% \"here\""));
        var file = folder.resolve("script.sh");
        Files.writeString(
                file,
                script(
                        options(null, List.of(), "export LOGLOG_JAVA=/usr/bin/printf"),
                        at,
                        List.of("/no/java", "%s\\n", "-Da=b c", "$HOME", "it's")));
        var builder = new ProcessBuilder("bash", file.toString()).redirectErrorStream(true);
        builder.environment().put("SLURM_ARRAY_TASK_ID", "12");
        var process = builder.start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly("-Da=b c", "$HOME", "it's", "--job", at.toString(), "--part", "12");
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(file)).contains("exec ", "it's 100%% \\\"here\\\"\"/%a.out");
    }
}
