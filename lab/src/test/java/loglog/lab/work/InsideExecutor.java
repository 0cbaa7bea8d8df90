package loglog.lab.work;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import loglog.lab.launch.Executor;
import loglog.lab.launch.LaunchTask;
import loglog.lab.launch.Report;
import loglog.lab.launch.Resources;
import loglog.runs.Json;
import loglog.training.Job;
import tools.jackson.databind.node.ObjectNode;

/**
 * Threads of this process, for tests that claim something of runs and nothing of what carries them out: a worker's process takes
 * seconds to compile the kernels, which this one has done. Jobs and events are the lines that workers read and write.
 */
public final class InsideExecutor implements Executor {
    /** A thread at a job; what it tells goes by the job's name. */
    private final class Hand {
        private final JobCarrier carrier = new JobCarrier(this::tell);
        private String name;
        private Thread thread;

        private void tell(WorkerEvent event) {
            reports.add(new Report.Said(name, event.line()));
        }

        private void begin(LaunchTask task) {
            name = task.name();
            var job = Job.read((ObjectNode) Json.MAPPER.readTree(task.line()));
            thread = Thread.ofPlatform().daemon().start(() -> carrier.carryOut(job));
        }
    }

    private final Resources capacity;
    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private final Map<String, Hand> busy = new HashMap<>();
    private final Deque<Hand> idle = new ArrayDeque<>();

    InsideExecutor(Limits limits) {
        capacity = new Resources(limits.cores(), limits.memoryBytes());
    }

    /** What work carries out on this machine is carried out inside. */
    public static <T> T during(Supplier<T> work) {
        Workers.instead = InsideExecutor::new;
        try {
            return work.get();
        } finally {
            Workers.instead = null;
        }
    }

    @Override
    public Resources capacity() {
        return capacity;
    }

    @Override
    public boolean outlives() {
        return false;
    }

    @Override
    public List<LaunchTask> find(Predicate<String> names) {
        return List.of();
    }

    @Override
    public void submit(List<LaunchTask> tasks) {
        for (var task : tasks) {
            var hand = idle.isEmpty() ? new Hand() : idle.removeLast();
            busy.put(task.name(), hand);
            reports.add(new Report.Begun(
                    task.name(), "process " + ProcessHandle.current().pid()));
            hand.begin(task);
        }
    }

    @Override
    public List<Report> poll(Duration wait) throws InterruptedException {
        var heard = new ArrayList<Report>();
        var first = reports.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            heard.add(first);
            reports.drainTo(heard);
        }
        return heard;
    }

    @Override
    public void settle(String name) {
        var hand = busy.remove(name);
        if (hand != null) {
            end(hand);
            idle.add(hand);
        }
    }

    /** It has told its end, after which there is little left to do. */
    private static void end(Hand hand) {
        boolean interrupted = false;
        while (hand.thread.isAlive()) {
            try {
                hand.thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop(Collection<String> names) {
        names.stream()
                .filter(busy::containsKey)
                .forEach(name -> busy.get(name).carrier.stop());
    }

    @Override
    public void kill(Collection<String> names) {
        throw new AssertionError("found " + names + " to kill, expected no claim about processes");
    }

    @Override
    public void close() {
        stop(busy.keySet());
        List.copyOf(busy.keySet()).forEach(this::settle);
        idle.forEach(hand -> hand.carrier.close());
    }
}
