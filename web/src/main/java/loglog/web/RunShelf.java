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
public final class RunShelf {
    private record Found(RunFolders folders, Map<String, StoredRun> byName) {
        static Found of(RunFolders folders) {
            var names = new HashMap<String, StoredRun>();
            folders.runs().forEach(run -> names.putIfAbsent(run.name(), run));
            return new Found(folders, names);
        }
    }

    private final List<Path> roots;
    private final CompletableFuture<Found> first = new CompletableFuture<>();
    private volatile Found found;

    /** Begins with the time, so that no two servers have the same: a page may be older than its server. */
    private final AtomicLong revision = new AtomicLong(System.currentTimeMillis());

    /** @param roots where to look */
    public RunShelf(List<Path> roots) {
        this.roots = List.copyOf(roots);
        Thread.ofPlatform().daemon().name("runs").start(() -> {
            try {
                first.complete(Found.of(RunFolders.below(this.roots)));
            } catch (Throwable e) { // whoever waits for it is told
                first.completeExceptionally(e);
            }
        });
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
    synchronized boolean refresh() {
        var before = found().folders;
        var now = before.refreshed();
        if (now.problems().equals(before.problems()) && alike(before.runs(), now.runs())) {
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
        return found().folders.runs();
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
