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
     * Signals the program of each of these, at which it saves a checkpoint: the shell of the script, which has become it. No
     * other option reaches a job without steps.
     *
     * @param parts at work, all of one array, as {@link #range} writes them: to those that wait a signal is the end
     */
    void stop(String parts) throws NoAnswer {
        run(List.of("scancel", "--quiet", "--batch", "--signal=TERM", parts));
    }

    /**
     * Ends jobs, those that wait at once, of the others all that is left after the time that Slurm gives them.
     *
     * @param parts of one array, as {@link #range} writes them; one by one, a thousand take minutes, and beside a state all of
     *     an array are meant
     */
    void kill(String parts) throws NoAnswer {
        run(List.of("scancel", "--quiet", parts));
    }

    /** Parts of an array in one word: {@code 133_[0-4,7]}. */
    static String range(String id, Collection<Integer> indices) {
        var sorted = indices.stream().sorted().toList();
        var words = new ArrayList<String>();
        for (int i = 0; i < sorted.size(); ) {
            int last = i;
            while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
                last++;
            }
            words.add(last == i ? sorted.get(i).toString() : sorted.get(i) + "-" + sorted.get(last));
            i = last + 1;
        }
        return "%s_[%s]".formatted(id, String.join(",", words));
    }

    /**
     * How the parts of an array ended, as {@code FAILED, NonZeroExitCode}; without those that Slurm has forgotten, some minutes
     * later, and those that were taken out of the queue one by one.
     */
    Map<Integer, String> fates(String id) {
        var fates = new HashMap<Integer, String>();
        try {
            for (var line : run(List.of("scontrol", "show", "job", "-o", id))
                    .out()
                    .lines()
                    .toList()) {
                var index = field("ArrayTaskId", line);
                var state = field("JobState", line);
                if (index.filter(i -> i.matches("\\d{1,9}")).isPresent() && state.isPresent()) {
                    var reason = field("Reason", line).filter(r -> !r.equals("None"));
                    fates.put(
                            Integer.parseInt(index.get()),
                            state.get() + reason.map(r -> ", " + r).orElse(""));
                }
            }
        } catch (NoAnswer _) {
            // They have left the queue, that much is known.
        }
        return fates;
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
