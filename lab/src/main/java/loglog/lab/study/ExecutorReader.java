package loglog.lab.study;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import loglog.lab.launch.SlurmOptions;
import loglog.runs.Json;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.Value;
import loglog.yaml.ValueType;
import tools.jackson.databind.node.ObjectNode;

/** Reads the {@code executor} of a study file. */
final class ExecutorReader {
    static final String SLURM = "slurm";

    private static final String OPTIONS_EXPECTED = "options of sbatch, such as [--constraint=avx512, --gres=gpu:1]";

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

    private static final Key<String> KIND = Key.required(
                    "kind",
                    ValueType.oneOf(List.of(SLURM)).expecting("where the runs are carried out: " + SLURM),
                    "`slurm`: jobs of a cluster.")
            .with(SLURM);

    private static final Key<String> PARTITION =
            name("partition", "That jobs go to.").such("main");
    private static final Key<String> ACCOUNT = name("account", "That jobs are charged to.");
    private static final Key<String> QOS = name("qos", "Quality of service.");

    private static final Key<Duration> LIMIT = Key.optional(
                    "time",
                    new ValueType<>(
                            "the time limit of one job, such as 30m, 4h or 2d",
                            ExecutorReader::time,
                            ValueType.type("string")
                                    .put("pattern", "^\\s*[0-9]{1,9}(\\.[0-9]{1,9})?\\s*(m|min|h|d)\\s*$")),
                    "Limit of one job, such as 30m, 4h or 2d; what is not done by then goes on in a new one.",
                    "the partition's")
            .such("4h");

    private static final Key<Long> MEMORY = Key.optional(
                    "memory",
                    ValueType.memory("the memory of one job, such as 8G"),
                    "Memory of one job, such as 8G.",
                    "what its runs take, and 256 MB for its program")
            .such("8G");

    private static final Key<Integer> CORES = Key.optional(
                    "cores",
                    ValueType.whole(1, "the number of cores of one job"),
                    "Cores of one job; runs that take fewer are trained side by side in it.",
                    "what its runs take")
            .such("8");

    private static final Key<Integer> RUNS = Key.optional(
                    "runs_per_job",
                    ValueType.whole(1, "how many runs one job carries out, at most"),
                    "Runs that one job carries out, at most.",
                    "as many as take about five minutes together, and half of `time` at most; of a program of yours, one")
            .such("8");

    private static final Key<Integer> JOBS = Key.optional(
                    "jobs",
                    ValueType.whole(1, "how many jobs are at work at once, at most"),
                    "Jobs at work at once, at most.",
                    "any number")
            .such("50");

    private static final Key<List<String>> SBATCH = Key.optional(
                    "sbatch",
                    new ValueType<>(OPTIONS_EXPECTED, (v, _) -> options(v), optionsSchema()),
                    "More options: `[--constraint=avx512, --gres=gpu:1]`; they come last, so that they hold.",
                    "none")
            .such("[--constraint=avx512]");

    private static final Key<String> SETUP = Key.optional(
                    "setup",
                    ValueType.text("lines of a shell, such as module load java"),
                    "Lines of the script before the program is started.",
                    "none")
            .such("module load java");

    static final List<Key<?>> KEYS =
            List.of(KIND, PARTITION, ACCOUNT, QOS, LIMIT, MEMORY, CORES, RUNS, JOBS, SBATCH, SETUP);

    private ExecutorReader() {}

    private static Key<String> name(String key, String meaning) {
        var schema = Json.MAPPER.createObjectNode();
        schema.putArray("type").add("string").add("number");
        schema.put("minimum", 0).put("pattern", "^\\s*[A-Za-z0-9][A-Za-z0-9._,:@/+-]*\\s*$");
        var type = new ValueType<>("a name that Slurm knows", ExecutorReader::word, schema);
        return Key.optional(key, type, meaning, "Slurm's own").such("main");
    }

    private static ObjectNode optionsSchema() {
        var option = ValueType.type("string").put("pattern", "^\\s*(-[A-Za-z].*|--[a-z][a-z-]*([= ].*)?)\\s*$");
        var schema = Json.MAPPER.createObjectNode();
        var one = schema.putArray("oneOf");
        one.add(option);
        one.add(ValueType.type("array").put("minItems", 1).set("items", option));
        return schema;
    }

    static SlurmOptions read(Section executor) {
        executor.only(Key.names(KEYS));
        KIND.one(executor);
        return new SlurmOptions(
                PARTITION.find(executor),
                ACCOUNT.find(executor),
                QOS.find(executor),
                LIMIT.find(executor),
                MEMORY.find(executor).orElse(0L),
                CORES.find(executor).orElse(0),
                RUNS.find(executor).orElse(0),
                JOBS.find(executor).orElse(0),
                SBATCH.find(executor).orElse(List.of()),
                SETUP.find(executor).orElse(""));
    }

    private static String word(Value value, String expected) {
        var text = value.text(expected);
        if (!WORD.matcher(text).matches()) {
            throw value.wrong(expected);
        }
        return text;
    }

    private static Duration time(Value value, String expected) {
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
        var expected = OPTIONS_EXPECTED;
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
