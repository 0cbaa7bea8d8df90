package loglog.web;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import loglog.runs.Problem;
import loglog.runs.reader.RunFolders;
import loglog.runs.reader.StoredRun;

/**
 * The runs below some folders, as they were found last. A run is asked for by its name among these, never by a path. They are first
 * looked for in the background: a server answers before it has read 10,000 folders, and who asks for runs waits for them.
 */
public final class RunShelf implements AutoCloseable {
    private record Found(RunFolders folders, List<StoredRun> runs, Map<String, StoredRun> byName) {
        static Found of(RunFolders folders) {
            var names = new HashMap<String, StoredRun>();
            folders.runs().forEach(run -> names.putIfAbsent(run.name(), run));
            return new Found(folders, folders.runs(), names);
        }
    }

    private final List<Path> roots;

    /** Where what was read is kept for the next server; null for nowhere. */
    private final Path cache;

    private final CompletableFuture<Found> first = new CompletableFuture<>();
    private volatile Found found;

    /** Held while a look at all runs is under way, which takes a while. */
    private final Object look = new Object();

    /** With more folders than these that are no runs, who asks does not wait until all are looked at. */
    private static final int MOST_FOLDERS = 5000;

    /** The first pages are not to wait for it. */
    private static final int KEPT_AFTER_MILLIS = 10_000;

    /** Begins with the time, so that no two servers have the same: a page may be older than its server. */
    private final AtomicLong revision = new AtomicLong(System.currentTimeMillis());

    /** The revision whose runs are kept; 0 for none. */
    private final AtomicLong kept = new AtomicLong();

    /** @param roots where to look */
    public RunShelf(List<Path> roots) {
        this(roots, null);
    }

    /** @param cache where what was read is kept for the next server */
    RunShelf(List<Path> roots, Path cache) {
        this.roots = List.copyOf(roots);
        this.cache = cache;
        Thread.ofPlatform().daemon().name("runs").start(this::findFirst);
    }

    private void findFirst() {
        try {
            var folders = cache == null ? RunFolders.below(roots) : RunFolders.indexed(roots, cache);
            if (folders.readAnew() == 0) {
                kept.set(revision());
            }
            first.complete(Found.of(folders));
            Thread.sleep(KEPT_AFTER_MILLIS);
            keep();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // whoever waits for it is told
            first.completeExceptionally(e);
        }
    }

    /** Keeps the runs as they are known for the next server, where that is not done yet. */
    void keep() {
        long now = revision();
        if (cache != null && first.isDone() && !first.isCompletedExceptionally() && kept.getAndSet(now) != now) {
            found().folders.keepIndex(cache);
        }
    }

    @Override
    public void close() {
        keep();
    }

    private Found found() {
        var now = found;
        return now != null ? now : first.join();
    }

    /**
     * Looks again; runs whose files were not written since stay the same objects, and the list too where all of them are.
     *
     * @return whether something changed
     */
    boolean refresh() {
        synchronized (look) {
            var now = found().folders.refreshed();
            synchronized (this) { // with the runs that came while it looked, which may have been shown already
                return isNews(now.withNewRuns());
            }
        }
    }

    /**
     * Adds the runs that came, without a look at the files of the others, and takes out those that went.
     *
     * @return whether there were some
     */
    synchronized boolean addNew() {
        var before = found().folders;
        return before.listedFolders() <= MOST_FOLDERS && isNews(before.withNewRuns());
    }

    private boolean isNews(RunFolders now) {
        var before = found();
        if (now.problems().equals(before.folders.problems()) && alike(before.runs, now.runs())) {
            found = new Found(now, before.runs, before.byName);
            return false;
        }
        found = Found.of(now);
        revision.incrementAndGet();
        return true;
    }

    private static boolean alike(List<StoredRun> before, List<StoredRun> now) {
        if (before.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (before.get(i) != now.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** A number that differs when the runs do. Asked before them: then they are as new, or newer. */
    public long revision() {
        return revision.get();
    }

    public List<StoredRun> runs() {
        return found().runs;
    }

    /** What was left out and why. */
    public List<Problem> problems() {
        return found().folders.problems();
    }

    /** Where runs are looked for. */
    public List<Path> roots() {
        return roots;
    }

    /**
     * The run of a name.
     *
     * @throws BadRequest where there is none
     */
    public StoredRun run(String name) {
        var run = found().byName.get(name);
        if (run == null) {
            throw BadRequest.notFound(
                    "run: found no run %s, expected one of those of /api/runs".formatted(Asked.quoted(name)));
        }
        return run;
    }
}
