package loglog.lab.launch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.RunLock;

/**
 * Jobs of Slurm. What is handed over is written below the study's {@code jobs} folder, and what becomes of it is read there;
 * Slurm is asked only for what lives. So jobs go on when this process ends, and the next one finds them.
 */
public final class SlurmExecutor implements Executor {
    /** Seconds between two questions to Slurm; files are read ten times as often. */
    static final String SECONDS = "loglog.slurm-seconds";

    private static final double USUAL_SECONDS = 20;
    private static final double OFTEN = 10;

    /** For programs to end whose results were heard; those that take longer are found ended by the next command. */
    private static final long ENDING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long TICK_MILLIS = 100;

    /** The queue's answer, and the submissions that it was asked for: of others it says nothing. */
    private record Answer(Set<Submission> asked, SlurmCommands.Queue queue) {}

    private final String study;
    private final Path jobs;
    private final SlurmOptions options;
    private final List<String> program;
    private final List<String> workerOptions;
    private final SlurmCommands slurm = new SlurmCommands();
    private final RunLock lock;
    private final Map<Submission, SlurmArray> arrays = new LinkedHashMap<>();
    private final List<LaunchTask> held = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();
    private final Queue<Report> remarks = new ConcurrentLinkedQueue<>();
    private final long looksNanos;
    private CompletableFuture<Answer> question;
    private long asked;
    private long looked;
    private volatile boolean silent;

    /**
     * Takes the study's jobs up.
     *
     * @param folder of the study
     * @param study its name
     * @param program words that start the program of a job; {@code --job FOLDER --part N} follow
     * @param workerOptions of the JVM of the job's workers
     * @throws DataException where another process looks after them
     */
    public SlurmExecutor(
            Path folder, String study, SlurmOptions options, List<String> program, List<String> workerOptions) {
        this.study = study;
        jobs = folder.resolve("jobs");
        this.options = options;
        this.program = List.copyOf(program);
        this.workerOptions = List.copyOf(workerOptions);
        looksNanos = (long) (1e9 * Double.parseDouble(System.getProperty(SECONDS, Double.toString(USUAL_SECONDS))));
        asked = System.nanoTime() - looksNanos;
        looked = asked;
        lock = RunLock.tryTake(jobs)
                .orElseThrow(() -> DataException.in(
                        jobs,
                        "found another command that looks after this study's jobs, expected to be the only one; Ctrl-C"
                                + " there leaves the jobs at work"));
    }

    @Override
    public Resources capacity() {
        return Resources.UNBOUNDED;
    }

    @Override
    public boolean outlives() {
        return true;
    }

    @Override
    public List<LaunchTask> find(Predicate<String> names) {
        var found = new LinkedHashMap<String, LaunchTask>();
        for (var submission : Submission.open(jobs)) {
            arrays.computeIfAbsent(submission, s -> new SlurmArray(s, slurm))
                    .claim(names)
                    .forEach(task -> found.put(task.name(), task));
        }
        return List.copyOf(found.values());
    }

    @Override
    public void submit(List<LaunchTask> tasks) {
        held.addAll(tasks);
        submitHeld();
    }

    private void submitHeld() {
        int free = options.jobs() == 0
                ? Integer.MAX_VALUE
                : options.jobs()
                        - arrays.values().stream().mapToInt(SlurmArray::atOnce).sum();
        if (held.isEmpty() || free <= 0) {
            return;
        }
        var packed = new Packing(options, slurm.arraySize()).arrays(held, free);
        int parts = packed.stream().mapToInt(a -> a.parts().size()).sum();
        for (var array : packed.size() <= free ? packed : packed.subList(0, free)) {
            // Each array has its share of the jobs that may be at work at once.
            int at = options.jobs() == 0
                    ? 0
                    : Math.clamp(
                            (long) free * array.parts().size() / parts,
                            1,
                            array.parts().size());
            submit(array, at);
            array.parts().forEach(held::removeAll);
        }
    }

    private void submit(Packing.Array packed, int at) {
        var name = "loglog-%s-%s"
                .formatted(
                        study,
                        Digests.of(jobs.toAbsolutePath() + " " + System.nanoTime())
                                .substring(0, 10));
        var submission = Submission.create(jobs, name, packed.shape(), at, workerOptions, packed.parts());
        AtomicFile.write(
                submission.script(),
                SlurmScript.of(options, submission, packed.parts().size(), program)
                        .getBytes(StandardCharsets.UTF_8));
        var array = new SlurmArray(submission, slurm);
        try {
            array.is(slurm.submit(submission.script()));
        } catch (SlurmCommands.NoAnswer e) {
            remarkSilence(e.getMessage()); // it may have taken them all the same: the queue tells, by the name
        } catch (DataException e) {
            submission.close(false);
            throw e;
        }
        array.claim(_ -> true);
        arrays.put(submission, array);
    }

    @Override
    public List<Report> poll(Duration wait) throws InterruptedException {
        while (!remarks.isEmpty()) {
            reports.add(remarks.remove());
        }
        if (reports.isEmpty()) {
            if (System.nanoTime() - looked > looksNanos / OFTEN) {
                look();
                looked = System.nanoTime();
            }
            if (reports.isEmpty()) {
                Thread.sleep(wait);
            }
        }
        var all = List.copyOf(reports);
        reports.clear();
        return all;
    }

    private void look() {
        var answer = answer();
        for (var array : List.copyOf(arrays.values())) {
            var queue =
                    answer.filter(a -> a.asked().contains(array.submission())).map(Answer::queue);
            array.look(queue, reports);
            if (array.isOver()) {
                array.close();
                arrays.remove(array.submission());
            }
        }
        submitHeld();
        if (question == null && !arrays.isEmpty() && System.nanoTime() - asked > looksNanos) {
            asked = System.nanoTime();
            var all = Set.copyOf(arrays.keySet());
            question = CompletableFuture.supplyAsync(() -> ask(all));
        }
    }

    /** The answer to the last question, once it is there; empty where there is none yet, or Slurm gave none. */
    private Optional<Answer> answer() {
        if (question == null || !question.isDone()) {
            return Optional.empty();
        }
        var answer = question.join();
        question = null;
        silent = silent && answer == null;
        return Optional.ofNullable(answer);
    }

    /** On a thread of its own: a controller that is down takes its time to say so. */
    private Answer ask(Set<Submission> all) {
        try {
            return new Answer(
                    all, slurm.queue(all.stream().map(Submission::name).toList()));
        } catch (SlurmCommands.NoAnswer e) {
            remarkSilence(e.getMessage());
            return null;
        }
    }

    private void remarkSilence(String how) {
        if (!silent) {
            silent = true;
            remarks.add(new Report.Remark(
                    "Slurm gives no answer (%s); jobs at work go on, and this command asks again".formatted(how)));
        }
    }

    @Override
    public void settle(String name) {
        arrays.values().forEach(array -> array.settle(name));
    }

    @Override
    public void stop(Collection<String> names) {
        SlurmCommands.Queue queue;
        try {
            queue = slurm.queue(arrays.keySet().stream().map(Submission::name).toList());
        } catch (SlurmCommands.NoAnswer e) {
            remarkSilence(e.getMessage());
            return;
        }
        arrays.values().forEach(array -> {
            tell(array.in(queue, names, false), slurm::stop);
            tell(array.in(queue, names, true), slurm::kill); // those that wait
        });
    }

    @Override
    public void kill(Collection<String> names) {
        arrays.values().forEach(array -> tell(array.open(names), slurm::kill));
    }

    private interface Telling {
        void tell(String parts) throws SlurmCommands.NoAnswer;
    }

    private void tell(Optional<String> parts, Telling telling) {
        try {
            if (parts.isPresent()) {
                telling.tell(parts.get());
            }
        } catch (SlurmCommands.NoAnswer e) {
            remarkSilence(e.getMessage());
        }
    }

    /** Leaves the jobs at work. */
    @Override
    public void close() {
        var left = new ArrayList<>(arrays.values());
        left.removeIf(array -> !array.isSettled());
        long deadline = System.nanoTime() + ENDING_NANOS;
        try {
            while (!left.removeIf(SlurmArray::closesIfEnded) && !left.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(TICK_MILLIS); // its program heard its last run's end just now, and ends
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.close();
        }
    }
}
