package loglog.lab.study;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import loglog.lab.launch.SlurmOptions;
import loglog.yaml.Section;
import loglog.yaml.Value;

/** Reads the {@code executor} of a study file. */
final class ExecutorReader {
    static final List<String> KEYS = List.of(
            "kind",
            "partition",
            "account",
            "qos",
            "time",
            "memory",
            "cores",
            "runs_per_job",
            "jobs",
            "sbatch",
            "setup");

    static final String SLURM = "slurm";

    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(m|min|h|d)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._,:@/+-]*");
    private static final Pattern OPTION = Pattern.compile("-[A-Za-z].*|--[a-z][a-z-]*([= ].*)?");

    /** What names a job, its parts and its output is Loglog's own. */
    private static final Set<String> OWN = Set.of(
            "-a",
            "--array",
            "-J",
            "--job-name",
            "-o",
            "--output",
            "-D",
            "--chdir",
            "--open-mode",
            "--wrap",
            "--parsable");

    private ExecutorReader() {}

    static SlurmOptions read(Section executor) {
        executor.only(KEYS);
        executor.need("kind", "where the runs are carried out: " + SLURM).oneOf(List.of(SLURM));
        return new SlurmOptions(
                word(executor, "partition"),
                word(executor, "account"),
                word(executor, "qos"),
                executor.find("time").map(ExecutorReader::time),
                executor.find("memory")
                        .map(v -> v.memory("the memory of one job, such as 8G"))
                        .orElse(0L),
                whole(executor, "cores", "the number of cores of one job"),
                whole(executor, "runs_per_job", "how many runs one job carries out, at most"),
                whole(executor, "jobs", "how many jobs are at work at once, at most"),
                executor.find("sbatch").map(ExecutorReader::options).orElse(List.of()),
                executor.find("setup")
                        .map(v -> v.text("lines of a shell, such as module load java"))
                        .orElse(""));
    }

    private static Optional<String> word(Section executor, String key) {
        return executor.find(key).map(v -> {
            var expected = "a name that Slurm knows";
            var text = v.text(expected);
            if (!WORD.matcher(text).matches()) {
                throw v.wrong(expected);
            }
            return text;
        });
    }

    private static int whole(Section executor, String key, String expected) {
        return executor.find(key).map(v -> v.whole(1, expected)).orElse(0);
    }

    private static Duration time(Value value) {
        var expected = "the time limit of one job, such as 30m, 4h or 2d";
        var found = TIME.matcher(value.text(expected));
        if (!found.matches()) {
            throw value.wrong(expected);
        }
        double minutes = Double.parseDouble(found.group(1))
                * switch (found.group(2)) {
                    case "h" -> 60;
                    case "d" -> 24 * 60;
                    default -> 1;
                };
        if (!(minutes >= 1 && minutes <= 1e6)) {
            throw value.wrong(expected + ", and at least a minute");
        }
        return Duration.ofSeconds(Math.round(60 * minutes));
    }

    private static List<String> options(Value value) {
        var expected = "options of sbatch, such as [--constraint=avx512, --gres=gpu:1]";
        var options = new ArrayList<String>();
        for (var item : value.items(expected)) {
            var option = item.text(expected);
            if (!OPTION.matcher(option).matches()) {
                throw item.wrong(expected);
            }
            var name = option.startsWith("--") ? option.split("[= ]", 2)[0] : option.substring(0, 2);
            if (OWN.contains(name)) {
                throw item.says("found %s, which Loglog sets itself, expected another option".formatted(name));
            }
            options.add(option);
        }
        return options;
    }
}
