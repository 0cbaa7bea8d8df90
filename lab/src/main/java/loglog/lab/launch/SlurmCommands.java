package loglog.lab.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import loglog.runs.DataException;

/** Slurm's own commands. What they print is read in the forms that have not changed for ten years, not as JSON. */
final class SlurmCommands {
    /** A controller that is down keeps squeue waiting for longer than anyone waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What Slurm says where trying again may help. */
    private static final Pattern PASSING = Pattern.compile(
            "Unable to contact|timed out|temporarily|Connection refused|Zero Bytes|Communication (connection )?failure"
                    + "|not responding",
            Pattern.CASE_INSENSITIVE);

    /** Names that fit one command line with ease. */
    private static final int MOST_WORDS = 500;

    /** States in which nothing is at work: one that was requeued, or whose nodes are being started, is no longer, or not yet. */
    private static final Set<String> WAITING =
            Set.of("PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT");

    private static final int USUAL_ARRAY_SIZE = 1001;

    /** Slurm did not answer; it may later. */
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1;

        NoAnswer(String message) {
            super(message);
        }
    }

    /**
     * A part of an array, as the queue shows it.
     *
     * @param state such as {@code PENDING}, in capitals
     * @param reason why it waits
     */
    record InQueue(String state, String reason) {
        boolean isWaiting() {
            return WAITING.contains(state);
        }
    }

    /** A job's name, and the index in its array. */
    record Place(String name, int index) {}

    /** What the queue holds: the state of each part, and the number of each job by its name. */
    record Queue(Map<Place, InQueue> parts, Map<String, String> ids) {}

    private record Ran(int status, String out, String err) {
        /** The last line of what went wrong, without the command's name. */
        String complaint() {
            return (err.isBlank() ? out : err)
                    .lines()
                    .filter(l -> !l.isBlank())
                    .map(l -> l.replaceFirst("^\\w+: (error|fatal): ", ""))
                    .map(l -> l.replaceFirst("^Batch job submission failed: ", ""))
                    .distinct()
                    .collect(Collectors.joining("; "));
        }
    }

    private Ran run(List<String> words) throws NoAnswer {
        Process process;
        try {
            process = new ProcessBuilder(words)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
        } catch (IOException e) {
            throw new DataException(
                    "slurm: %s cannot be started, expected Slurm's commands on the PATH".formatted(words.getFirst()),
                    e);
        }
        var out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        var err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new NoAnswer("%s gave no answer within %d s".formatted(words.getFirst(), PATIENCE.toSeconds()));
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new NoAnswer("interrupted");
        }
        var ran = new Ran(process.exitValue(), out.join(), err.join());
        if (ran.status() != 0 && PASSING.matcher(ran.err()).find()) {
            throw new NoAnswer(ran.complaint());
        }
        return ran;
    }

    private static String read(java.io.InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }

    /**
     * Hands a script over.
     *
     * @return the job's number
     * @throws DataException where Slurm refuses it
     */
    String submit(Path script) throws NoAnswer {
        var ran = run(List.of("sbatch", "--parsable", script.toString()));
        if (ran.status() != 0) {
            throw new DataException("slurm: sbatch refused the jobs: " + ran.complaint());
        }
        return ran.out().strip().replaceFirst(";.*", "");
    }

    /** What the queue holds of jobs of these names: those that wait and those at work, not those that have ended. */
    Queue queue(Collection<String> names) throws NoAnswer {
        var parts = new HashMap<Place, InQueue>();
        var ids = new HashMap<String, String>();
        for (var some : chunks(names)) {
            // By name: numbers of jobs that have ended are an error some minutes later.
            var ran = run(List.of("squeue", "-h", "-r", "--name=" + String.join(",", some), "-o", "%F|%K|%T|%r|%j"));
            if (ran.status() != 0) {
                throw new NoAnswer(ran.complaint());
            }
            ran.out()
                    .lines()
                    .map(l -> l.split("\\|", 5))
                    .filter(f -> f.length == 5)
                    .forEach(f -> {
                        ids.put(f[4].strip(), f[0]);
                        if (f[1].matches("\\d+")) {
                            parts.put(new Place(f[4].strip(), Integer.parseInt(f[1])), new InQueue(f[2], f[3]));
                        }
                    });
        }
        return new Queue(parts, ids);
    }

    private static List<List<String>> chunks(Collection<String> words) {
        var all = List.copyOf(words);
        var chunks = new ArrayList<List<String>>();
        for (int i = 0; i < all.size(); i += MOST_WORDS) {
            chunks.add(all.subList(i, Math.min(all.size(), i + MOST_WORDS)));
        }
        return chunks;
    }

    /**
     * Asks jobs to stop: those that wait leave the queue, those at work get a signal at which they save a checkpoint.
     *
     * @param parts as {@code 133_4}
     */
    void stop(Collection<String> parts) throws NoAnswer {
        for (var some : chunks(parts)) {
            run(words(List.of("scancel", "--quiet", "--state=PENDING"), some));
            // The shell of the script alone, which has become the program: without it no signal arrives where there are
            // no steps.
            run(words(List.of("scancel", "--quiet", "--batch", "--signal=TERM"), some));
        }
    }

    /** Ends jobs, all that is left of them after the time that Slurm gives them. */
    void kill(Collection<String> parts) throws NoAnswer {
        for (var some : chunks(parts)) {
            run(words(List.of("scancel", "--quiet"), some));
        }
    }

    private static List<String> words(List<String> first, List<String> more) {
        var words = new ArrayList<>(first);
        words.addAll(more);
        return words;
    }

    /** How a job ended, as {@code FAILED, NonZeroExitCode}; empty once Slurm has forgotten it, some minutes later. */
    Optional<String> fate(String part) {
        try {
            var ran = run(List.of("scontrol", "show", "job", "-o", part));
            var state = field("JobState", ran.out());
            return ran.status() != 0 || state.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            Stream.of(state.get(), field("Reason", ran.out()).orElse("None"))
                                    .filter(w -> !w.equals("None"))
                                    .collect(Collectors.joining(", ")));
        } catch (NoAnswer _) {
            return Optional.empty();
        }
    }

    private static Optional<String> field(String name, String text) {
        var found = Pattern.compile("(?:^|\\s)" + name + "=(\\S+)").matcher(text);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /** How many parts an array may have. */
    int arraySize() {
        try {
            var ran = run(List.of("scontrol", "show", "config"));
            var found = Pattern.compile("MaxArraySize\\s*=\\s*(\\d+)").matcher(ran.out());
            return found.find() ? Math.max(1, Integer.parseInt(found.group(1))) : USUAL_ARRAY_SIZE;
        } catch (NoAnswer _) {
            return USUAL_ARRAY_SIZE;
        }
    }
}
