package loglog.lab.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import loglog.runs.DataException;

/** Processes of this machine. A worker stays for the next task until all is over, so that its kernels are compiled once. */
public final class LocalExecutor implements Executor {
    private record Heard(LocalWorker worker, LocalWorker.Heard what) {}

    private final List<String> command;
    private final Path log;
    private final Resources capacity;
    private final Duration patience;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final List<Report> reports = new ArrayList<>();
    private final Map<String, LocalWorker> busy = new LinkedHashMap<>();
    private final List<LocalWorker> idle = new ArrayList<>();
    /** Asked to stop. */
    private final List<LocalWorker> ending = new ArrayList<>();

    /**
     * @param command that starts a worker
     * @param log what workers print besides
     * @param patience between asking a worker to stop and killing it, when all is closed
     */
    public LocalExecutor(List<String> command, Path log, Resources capacity, Duration patience) {
        this.command = List.copyOf(command);
        this.log = log;
        this.capacity = capacity;
        this.patience = patience;
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
            try {
                var worker = idle.isEmpty()
                        ? new LocalWorker(command, log, (w, what) -> heard.add(new Heard(w, what)))
                        : idle.removeLast();
                busy.put(task.name(), worker);
                worker.give(task.line());
                reports.add(new Report.Begun(task.name(), "process " + worker.pid()));
            } catch (DataException e) { // no memory for a process, or no room for its log
                reports.add(new Report.Refused(
                        task.name(), "%s: no process could be started: %s".formatted(task.name(), e.getMessage())));
            }
        }
    }

    @Override
    public List<Report> poll(Duration wait) throws InterruptedException {
        var first = reports.isEmpty() ? heard.poll(wait.toMillis(), TimeUnit.MILLISECONDS) : heard.poll();
        for (var next = first; next != null; next = heard.poll()) {
            take(next);
        }
        var all = List.copyOf(reports);
        reports.clear();
        return all;
    }

    private void take(Heard next) {
        var name = nameOf(next.worker());
        switch (next.what()) {
            case LocalWorker.Heard.Line(String text) -> name.ifPresent(n -> reports.add(new Report.Said(n, text)));
            case LocalWorker.Heard.Ended(String how) -> {
                idle.remove(next.worker());
                ending.remove(next.worker());
                name.ifPresent(n -> {
                    busy.remove(n);
                    reports.add(new Report.Gone(n, how, Report.Cause.ITSELF));
                });
            }
        }
    }

    private Optional<String> nameOf(LocalWorker worker) {
        return busy.entrySet().stream()
                .filter(e -> e.getValue() == worker)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public void settle(String name) {
        var worker = busy.remove(name);
        if (worker != null && !ending.contains(worker)) {
            idle.add(worker);
        }
    }

    @Override
    public void stop(Collection<String> names) {
        for (var name : names) {
            var worker = busy.get(name);
            if (worker != null && !ending.contains(worker)) {
                worker.stop();
                ending.add(worker);
            }
        }
    }

    @Override
    public void kill(Collection<String> names) {
        for (var name : names) {
            if (busy.containsKey(name)) {
                busy.get(name).kill();
            }
        }
    }

    /** Ends the workers; those that do not end in time are killed, which costs what they did since the last checkpoint. */
    @Override
    public void close() {
        var all = new ArrayList<>(idle);
        all.addAll(ending);
        busy.values().stream().filter(w -> !all.contains(w)).forEach(all::add);
        all.forEach(LocalWorker::stop);
        long deadline = System.nanoTime() + patience.toNanos();
        for (var worker : all) {
            try {
                long left = TimeUnit.NANOSECONDS.toSeconds(deadline - System.nanoTime());
                if (!worker.ends(Math.max(1, left))) {
                    worker.kill();
                }
            } catch (InterruptedException _) {
                worker.kill();
                Thread.currentThread().interrupt();
            }
        }
        idle.clear();
        ending.clear();
        busy.clear();
    }
}
