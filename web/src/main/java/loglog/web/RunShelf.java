package loglog.web;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import loglog.runs.Problem;
import loglog.runs.reader.RunFolders;
import loglog.runs.reader.StoredRun;

/** The runs below some folders, as they were found last. A run is asked for by its name among these, never by a path. */
public final class RunShelf {
    private volatile RunFolders folders;
    private volatile Map<String, StoredRun> byName;

    /** @param roots where to look */
    public RunShelf(List<Path> roots) {
        take(RunFolders.below(roots));
    }

    private void take(RunFolders now) {
        var names = new HashMap<String, StoredRun>();
        now.runs().forEach(run -> names.putIfAbsent(run.name(), run));
        byName = names;
        folders = now;
    }

    /** Looks again; runs whose files were not written since stay the same objects. */
    synchronized void refresh() {
        take(folders.refreshed());
    }

    public List<StoredRun> runs() {
        return folders.runs();
    }

    /** What was left out and why. */
    public List<Problem> problems() {
        return folders.problems();
    }

    /** Where runs are looked for. */
    public List<Path> roots() {
        return folders.roots();
    }

    /**
     * The run of a name.
     *
     * @throws BadRequest where there is none
     */
    public StoredRun run(String name) {
        var run = byName.get(name);
        if (run == null) {
            throw BadRequest.notFound(
                    "run: found no run %s, expected one of those of /api/runs".formatted(Asked.quoted(name)));
        }
        return run;
    }
}
