package loglog.lab.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import loglog.runs.DataException;

/** An array of jobs that was handed over, as its folder and the queue tell. */
final class SlurmArray {
    /** Reasons to wait that no time removes; Slurm accepts such jobs all the same. */
    private static final Pattern HOPELESS = Pattern.compile(
            "PartitionConfig|PartitionNodeLimit|PartitionTimeLimit|BadConstraints|InvalidAccount|InvalidQOS"
                    + "|AccountNotAllowed|QOSNotAllowed|DependencyNeverSatisfied|launch.failed.requeued.held",
            Pattern.CASE_INSENSITIVE);

    /** Answers in a row that name such a reason: a controller that has just started may say so of any job. */
    private static final int SURE = 2;

    /** What each JVM says that computes with vectors. */
    private static final String USUAL_WARNING = "WARNING: Using incubator modules";

    private static final int MOST_QUOTED = 200;

    /** As Slurm spells it. */
    private static final String CANCELED = "CANCELLED";

    private static final String LEFT = "has left the queue";

    private final Submission submission;
    private final SlurmCommands slurm;
    private final List<SlurmPart> parts = new ArrayList<>();
    private final Set<String> claimed = new HashSet<>();
    private final Set<String> settled;
    private Optional<String> id;
    private boolean troubled;
    /** How its parts ended, asked for once a look. */
    private Optional<Map<Integer, String>> fates = Optional.empty();

    SlurmArray(Submission submission, SlurmCommands slurm) {
        this.submission = submission;
        this.slurm = slurm;
        for (var tasks : submission.parts()) {
            parts.add(new SlurmPart(submission, parts.size(), tasks));
        }
        settled = submission.settled();
        id = submission.id();
    }

    Submission submission() {
        return submission;
    }

    /** Slurm's number for it. */
    void is(String number) {
        id = Optional.of(number);
        submission.describe(id);
    }

    /** Reports what becomes of these from now on; gives those of them that are under way. */
    List<LaunchTask> claim(Predicate<String> names) {
        var tasks = new ArrayList<LaunchTask>();
        for (var part : parts) {
            for (var task : part.tasks()) {
                if (names.test(task.name()) && !settled.contains(task.name())) {
                    claimed.add(task.name());
                    tasks.add(task);
                    part.readAgain();
                }
            }
        }
        return tasks;
    }

    /** How many of its parts may be at work at once. */
    int atOnce() {
        int open = (int) parts.stream().filter(p -> !p.isOver()).count();
        return submission.at() == 0 ? open : Math.min(open, submission.at());
    }

    void settle(String name) {
        if (claimed.contains(name) && settled.add(name)) {
            submission.settle(name);
        }
    }

    private boolean isAwaited(String name) {
        return claimed.contains(name) && !settled.contains(name);
    }

    private List<LaunchTask> unsettled(SlurmPart part) {
        return part.tasks().stream().filter(t -> !settled.contains(t.name())).toList();
    }

    /** Parts that are not over and have one of these tasks, as Slurm's commands take them; empty where there are none. */
    Optional<String> open(Collection<String> names) {
        return range(p -> unsettled(p).stream().anyMatch(t -> names.contains(t.name())));
    }

    /** Of these the ones that the queue holds, and that wait there or are at work. */
    Optional<String> in(SlurmCommands.Queue queue, Collection<String> names, boolean waiting) {
        return range(p -> unsettled(p).stream().anyMatch(t -> names.contains(t.name()))
                && Optional.ofNullable(queue.parts().get(new SlurmCommands.Place(submission.name(), p.index())))
                        .filter(found -> found.isWaiting() == waiting)
                        .isPresent());
    }

    private Optional<String> range(Predicate<SlurmPart> which) {
        var indices = parts.stream()
                .filter(p -> !p.isOver() && which.test(p))
                .map(SlurmPart::index)
                .toList();
        return indices.isEmpty() ? Optional.empty() : id.map(i -> SlurmCommands.range(i, indices));
    }

    private Optional<String> number(SlurmPart part) {
        return id.map(i -> i + "_" + part.index());
    }

    private String job(SlurmPart part) {
        return "job " + number(part).orElse(submission.name());
    }

    /**
     * Reads what is new.
     *
     * @param queue what Slurm's queue holds; empty where it was not asked, or gave no answer
     */
    void look(Optional<SlurmCommands.Queue> queue, List<Report> reports) {
        if (id.isEmpty() && queue.isPresent()) {
            Optional.ofNullable(queue.get().ids().get(submission.name())).ifPresent(this::is);
        }
        fates = Optional.empty();
        for (var part : parts) {
            if (part.isOver()) {
                continue;
            }
            var in = queue.map(q -> q.parts().get(new SlurmCommands.Place(submission.name(), part.index())));
            in.ifPresent(found -> isInQueue(part, found, reports));
            // The queue first, then the file: what a job that has left the queue said last is there by then.
            read(part, reports);
            if (queue.isPresent() && in.isEmpty() && !part.isAlive()) {
                isGone(part, reports);
            }
        }
    }

    private void isInQueue(SlurmPart part, SlurmCommands.InQueue found, List<Report> reports) {
        if (!found.isWaiting()) {
            part.works();
            return;
        }
        if (part.isBackInQueue()) { // requeued, after a preemption or where its node failed
            unsettled(part).stream()
                    .filter(t -> isAwaited(t.name()))
                    .forEach(t -> reports.add(new Report.Queued(t.name())));
        }
        boolean hopeless = part.waits(HOPELESS.matcher(found.reason()).find()) >= SURE;
        if (unsettled(part).isEmpty() || hopeless) {
            kill(part);
        }
        if (hopeless) {
            troubled = true;
            var resources = submission.resources();
            for (var task : unsettled(part)) {
                settle(task.name());
                reports.add(new Report.Refused(
                        task.name(),
                        "%s: Slurm can never start its %s (%s), which asks for %d %s and %d MB, expected what the nodes of its partition have"
                                .formatted(
                                        task.name(),
                                        job(part),
                                        found.reason(),
                                        resources.cores(),
                                        resources.cores() == 1 ? "core" : "cores",
                                        resources.memoryBytes() >> 20)));
            }
        }
    }

    private void kill(SlurmPart part) {
        try {
            if (id.isPresent()) {
                slurm.kill(SlurmCommands.range(id.get(), List.of(part.index())));
            }
        } catch (SlurmCommands.NoAnswer _) {
            // It is asked again.
        }
    }

    private void read(SlurmPart part, List<Report> reports) {
        for (var report : part.read()) {
            if (isAwaited(report.name())) {
                switch (report) {
                    case Report.Begun(String name, String _) -> reports.add(new Report.Begun(name, job(part)));
                    case Report.Gone(String name, String how, var cause) -> {
                        settle(name);
                        troubled = true;
                        reports.add(new Report.Gone(name, job(part) + ", " + how, cause));
                    }
                    default -> reports.add(report);
                }
            }
        }
    }

    private void isGone(SlurmPart part, List<Report> reports) {
        part.ends();
        var left = unsettled(part);
        if (left.isEmpty()) {
            return;
        }
        if (fates.isEmpty()) {
            fates = id.map(slurm::fates).or(() -> Optional.of(Map.of()));
        }
        // What was canceled before it was started, Slurm forgets at once, and it has no output.
        boolean started = part.hasBegun() || Files.exists(submission.output(part.index()));
        var fate = fates.get().getOrDefault(part.index(), started || id.isEmpty() ? LEFT : CANCELED);
        var how = job(part) + ": " + fate + (part.hasBegun() ? "" : lastWords(part));
        for (var task : left) {
            if (!isAwaited(task.name())) {
                continue; // whoever asks for it next finds it gone
            }
            settle(task.name());
            troubled = true;
            reports.add(new Report.Gone(task.name(), how, cause(part, task, fate)));
        }
    }

    private Report.Cause cause(SlurmPart part, LaunchTask task, String fate) {
        if (fate.startsWith(CANCELED)) {
            return Report.Cause.CANCELED;
        }
        boolean wasTaken = id.isPresent() || part.hasBegun();
        return part.hasBegun(task.name()) || wasTaken && !part.hasBegun() ? Report.Cause.ITSELF : Report.Cause.OTHERS;
    }

    /** Of a job that did not come to begin: a module that is not there, a JVM that is not. */
    private String lastWords(SlurmPart part) {
        return outputOf(part)
                .reduce((_, later) -> later)
                .map(l -> "; the last line of %s: %s".formatted(submission.output(part.index()), shortened(l)))
                .orElse("");
    }

    private static String shortened(String line) {
        return line.length() <= MOST_QUOTED ? line : line.substring(0, MOST_QUOTED) + "...";
    }

    private Stream<String> outputOf(SlurmPart part) {
        try {
            Path file = submission.output(part.index());
            return Files.exists(file)
                    ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                            .lines()
                            .filter(l -> !l.isBlank() && !l.startsWith(USUAL_WARNING))
                    : Stream.empty();
        } catch (IOException e) {
            throw DataException.of(submission.output(part.index()), e);
        }
    }

    /** Whether nothing more will be heard, and all was. */
    boolean isOver() {
        return isSettled() && parts.stream().allMatch(SlurmPart::isOver);
    }

    /** Whether the end of all its tasks was heard. */
    boolean isSettled() {
        return parts.stream().allMatch(p -> unsettled(p).isEmpty());
    }

    /** Where a job left words for a person, its folder stays. */
    void close() {
        submission.close(
                troubled || parts.stream().anyMatch(p -> outputOf(p).findAny().isPresent()));
    }

    /** Closes it where its programs have ended, by their leases. */
    boolean closesIfEnded() {
        boolean ended = parts.stream().noneMatch(SlurmPart::isLeased);
        if (ended) {
            close();
        }
        return ended;
    }
}
