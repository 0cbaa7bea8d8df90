package loglog.lab.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The script of an array of jobs. */
final class SlurmScript {
    /** Before a job's end by its time limit, to save checkpoints and to let a user's program end. */
    private static final long WARNING_SECONDS = 120;

    private static final long LEAST_WARNING_SECONDS = 30;

    /** Variable by which the setup names another JVM. */
    private static final String JAVA = "LOGLOG_JAVA";

    private SlurmScript() {}

    /**
     * Writes it.
     *
     * @param program words that start the program of a job; those of the submission's folder and of the part follow
     */
    static String of(SlurmOptions options, Submission submission, int parts, List<String> program) {
        var lines = new StringBuilder("#!/bin/bash\n");
        option(lines, "job-name=" + submission.name());
        option(lines, "array=0-%d%s".formatted(parts - 1, submission.at() > 0 ? "%" + submission.at() : ""));
        options.partition().ifPresent(p -> option(lines, "partition=" + p));
        options.account().ifPresent(a -> option(lines, "account=" + a));
        options.qos().ifPresent(q -> option(lines, "qos=" + q));
        option(lines, "cpus-per-task=" + submission.resources().cores());
        // Without it a job takes all of a node's memory at many sites.
        option(lines, "mem=%dM".formatted(submission.resources().memoryBytes() >> 20));
        options.time().ifPresent(t -> option(lines, "time=" + minutes(t)));
        option(lines, "signal=B:TERM@" + warning(options));
        option(lines, "requeue");
        option(lines, "open-mode=append"); // or a second attempt takes away what the first one said
        option(lines, "output=" + escaped(submission.folder().toAbsolutePath()) + "/%a.out");
        options.sbatch().forEach(o -> lines.append("#SBATCH ").append(o).append('\n'));
        // Slurm's own option goes elsewhere, to /tmp, where the folder is not there.
        lines.append("\ncd ")
                .append(quoted(Path.of("").toAbsolutePath().toString()))
                .append(" || exit\n");
        if (!options.setup().isBlank()) {
            lines.append(options.setup().strip()).append("\n\n");
        }
        // In the shell's place, so that Slurm's signals reach the program, and a killed shell leaves none behind.
        lines.append("exec \"${")
                .append(JAVA)
                .append(":-")
                .append(program.getFirst())
                .append("}\" ");
        lines.append(program.stream().skip(1).map(SlurmScript::quoted).collect(Collectors.joining(" ")));
        lines.append(" --job ")
                .append(quoted(submission.folder().toAbsolutePath().toString()))
                .append(" --part \"$SLURM_ARRAY_TASK_ID\"\n");
        return lines.toString();
    }

    private static void option(StringBuilder lines, String option) {
        lines.append("#SBATCH --").append(option).append('\n');
    }

    /** Slurm counts in minutes. */
    private static long minutes(Duration time) {
        return Math.max(1, (time.toSeconds() + 59) / 60);
    }

    private static long warning(SlurmOptions options) {
        return options.time()
                .map(t -> Math.clamp(60 * minutes(t) / 5, LEAST_WARNING_SECONDS, WARNING_SECONDS))
                .orElse(WARNING_SECONDS);
    }

    /** A file name in an option: a percent sign stands for something there, and a blank ends it. */
    private static String escaped(Path path) {
        return "\"" + path.toString().replace("%", "%%").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
