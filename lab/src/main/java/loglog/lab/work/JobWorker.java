package loglog.lab.work;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import loglog.lab.launch.LaunchTask;
import loglog.lab.launch.Lease;
import loglog.lab.launch.LocalExecutor;
import loglog.lab.launch.Report;
import loglog.lab.launch.Submission;
import loglog.lab.launch.SubmissionLog;
import loglog.runs.DataException;
import loglog.training.Outcome;

/**
 * The program of a job of a cluster: carries out the tasks of one part of a submission by workers, as many at once as the job
 * has cores, and writes into the submission's folder what is heard of them. A signal to stop ends it at checkpoints.
 */
final class JobWorker {
    private static final Duration TICK = Duration.ofMillis(200);

    /** Of a stop by a signal; whoever sent it kills what is left after a time of its own. */
    private static final long STOP_SECONDS = 110;

    private final Submission submission;
    private final int part;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<String, LaunchTask> busy = new HashMap<>();
    private volatile boolean stop;

    private JobWorker(Submission submission, int part) {
        this.submission = submission;
        this.part = part;
    }

    /** Carries the part out, or goes on with it. */
    static void main(Path folder, int part) {
        try {
            var worker = new JobWorker(Submission.read(folder), part);
            Runtime.getRuntime().addShutdownHook(new Thread(worker::stopAndWait, "stop"));
            try {
                worker.carryOut();
            } finally {
                worker.ended.countDown();
            }
        } catch (DataException e) {
            System.err.println("loglog: " + e.getMessage()); // the job's last words, which the command quotes
            System.exit(1);
        }
    }

    private void stopAndWait() {
        stop = true;
        try {
            ended.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void carryOut() {
        var tasks = submission.parts().get(part);
        var capacity = submission.resources();
        try (var _ = new Lease(submission.lease(part));
                var log = new SubmissionLog(submission, part);
                var workers = new LocalExecutor(command(), submission.output(part), capacity, Scheduler.PATIENCE)) {
            var waiting = new ArrayDeque<>(tasks);
            boolean told = false;
            while (!busy.isEmpty() || !waiting.isEmpty() && !stop) {
                if (!stop) {
                    startWhatFits(waiting, workers);
                } else if (!told) {
                    workers.stop(List.copyOf(busy.keySet()));
                    told = true;
                }
                for (var report : workers.poll(TICK)) {
                    take(report, log, workers);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        command.add(WorkerProgram.java());
        command.addAll(submission.options());
        // The job's cores, which need not be the machine's.
        command.add("-XX:ActiveProcessorCount=" + submission.resources().cores());
        command.addAll(WorkerProgram.main());
        return command;
    }

    /** In their order; one that asks for more cores than there are takes all. */
    private void startWhatFits(Deque<LaunchTask> waiting, LocalExecutor workers) {
        int cores = submission.resources().cores();
        int taken = busy.values().stream()
                .mapToInt(t -> Math.min(cores, t.resources().cores()))
                .sum();
        while (!waiting.isEmpty()) {
            int wanted = Math.min(cores, waiting.getFirst().resources().cores());
            if (taken + wanted > cores) {
                return;
            }
            var task = waiting.removeFirst();
            taken += wanted;
            busy.put(task.name(), task);
            workers.submit(List.of(task));
        }
    }

    private void take(Report report, SubmissionLog log, LocalExecutor workers) {
        if (!(report instanceof Report.OfTask about)) {
            return;
        }
        log.write(about);
        switch (about) {
            case Report.Said(String name, String line) ->
                WorkerEvent.in(line).ifPresent(event -> {
                    boolean over = switch (event) {
                        case WorkerEvent.Ended(Outcome outcome) ->
                            stop || outcome.status() != Outcome.Status.INTERRUPTED;
                        case WorkerEvent.Failed _, WorkerEvent.Busy _ -> true;
                        case WorkerEvent.Row _, WorkerEvent.Repaired _ -> false;
                    };
                    if (over) {
                        busy.remove(name);
                        workers.settle(name);
                    }
                });
            case Report.Gone _, Report.Refused _ -> busy.remove(about.name());
            case Report.Begun _, Report.Queued _ -> {}
        }
    }
}
