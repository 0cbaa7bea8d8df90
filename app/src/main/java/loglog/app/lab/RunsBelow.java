package loglog.app.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import loglog.app.Say;
import loglog.runs.Problem;
import loglog.runs.reader.RunFolders;
import loglog.tables.Globs;

/** The runs below the folders of {@code --runs}. */
public final class RunsBelow {
    /** Where runs are, unless a command is told. */
    private static final String USUAL = "runs";

    private static final int PROBLEMS_NAMED = 5;

    private RunsBelow() {}

    /**
     * Reads them.
     *
     * @param foldersOrGlobs roots, or globs of them; null for the usual one, which need not be there
     * @throws loglog.tables.TableException where a folder does not exist, or a glob matches none
     */
    static RunFolders read(List<String> foldersOrGlobs) {
        if (foldersOrGlobs == null && !Files.isDirectory(Path.of(USUAL))) {
            return RunFolders.below(List.of()); // nothing was trained here yet
        }
        return RunFolders.below(folders(foldersOrGlobs));
    }

    /** The folders themselves; the usual one may come to be later. */
    public static List<Path> folders(List<String> foldersOrGlobs) {
        return foldersOrGlobs == null && !Files.isDirectory(Path.of(USUAL))
                ? List.of(Path.of(USUAL))
                : Globs.folders(foldersOrGlobs == null ? List.of(USUAL) : foldersOrGlobs);
    }

    /** Names what was left out, the first few, on standard error. */
    static void warn(Stream<Problem> problems) {
        var sentences = problems.map(Problem::sentence).toList();
        if (!sentences.isEmpty()) {
            int more = sentences.size() - PROBLEMS_NAMED;
            var named = sentences.stream().limit(PROBLEMS_NAMED).collect(Collectors.joining("; "));
            Say.err("loglog: warning: left out what cannot be read: " + named.replaceAll("\\s*\\R\\s*", " ")
                    + (more > 0 ? "; and " + more + " more" : ""));
        }
    }
}
