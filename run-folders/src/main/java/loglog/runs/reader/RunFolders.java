package loglog.runs.reader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import loglog.runs.OlderFormats;
import loglog.runs.Problem;
import loglog.runs.RunFolder;
import loglog.runs.reader.FolderTree.Place;
import loglog.runs.reader.JsonObject.BadJson;

/**
 * The runs below some folders. A folder with a {@code run.json} is a run; runs lie at any depth (a study's in a folder of
 * its own), and a run holds no other. Hidden folders, and those that were set aside as damaged, are left out; a folder that is
 * reached twice counts once.
 */
public final class RunFolders {
    private final List<Path> roots;
    private final FolderTree tree;
    private final List<StoredRun> runs;
    private final List<Problem> problems;

    private RunFolders(List<Path> roots, FolderTree tree, List<StoredRun> runs, List<Problem> problems) {
        this.roots = roots;
        this.tree = tree;
        this.runs = runs;
        this.problems = problems;
    }

    /** A run that was read, or why it could not be. */
    private record Read(Optional<StoredRun> run, Optional<Problem> problem) {
        static Read no(Problem problem) {
            return new Read(Optional.empty(), Optional.of(problem));
        }
    }

    /**
     * Finds the runs below these folders and reads what was asked of them and what came of it. Runs that cannot be read
     * are left out, and named by {@link #problems}.
     *
     * @param roots where to look; a root may be a run itself, and one that is not there has none
     */
    public static RunFolders below(List<Path> roots) {
        return below(roots, Map.of());
    }

    /** The same folders as they are now; a run whose files were not written since is not read again, and is the same object. */
    public RunFolders refreshed() {
        return below(roots, byFolder());
    }

    /**
     * The same folders with the runs that came since, and without those that went: quick, as the files of the others are not looked
     * at.
     *
     * @return with the same list of runs where none came or went
     */
    public RunFolders withNewRuns() {
        var now = tree.again();
        if (now.places().equals(tree.places())) {
            return now == tree ? this : new RunFolders(roots, now, runs, problems);
        }
        return of(
                roots,
                now,
                byFolder(),
                (place, known) -> known != null && place.problem().isEmpty());
    }

    /** How many folders {@link #withNewRuns} has to look at. */
    public int listedFolders() {
        return tree.listed();
    }

    private Map<Path, StoredRun> byFolder() {
        return runs.stream().collect(Collectors.toMap(StoredRun::folder, run -> run));
    }

    private static RunFolders below(List<Path> roots, Map<Path, StoredRun> known) {
        return of(List.copyOf(roots), FolderTree.below(roots), known, RunFolders::isAsKnown);
    }

    private static RunFolders of(
            List<Path> roots, FolderTree tree, Map<Path, StoredRun> known, BiPredicate<Place, StoredRun> isAsKnown) {
        var read = tree.places().parallelStream()
                .map(place -> isAsKnown.test(place, known.get(place.run().folder()))
                        ? new Read(Optional.of(known.get(place.run().folder())), Optional.empty())
                        : read(place, roots.size() > 1))
                .toList();
        return new RunFolders(
                roots,
                tree,
                read.stream().flatMap(r -> r.run.stream()).toList(),
                read.stream().flatMap(r -> r.problem.stream()).toList());
    }

    /** {@link #below(List)} for one. */
    public static RunFolders below(Path root) {
        return below(List.of(root));
    }

    /** The folders of the runs below a folder, in the order of their names, without a look into them. */
    public static Stream<RunFolder> find(Path root) {
        return FolderTree.below(List.of(root)).places().stream()
                .filter(place -> place.problem().isEmpty())
                .map(Place::run);
    }

    /** The runs, in the order of their names, root by root. */
    public List<StoredRun> runs() {
        return runs;
    }

    /** Where runs were looked for. */
    public List<Path> roots() {
        return roots;
    }

    /** Which runs were left out and why. */
    public List<Problem> problems() {
        return problems;
    }

    /** The rows of the roots' {@code ledger.jsonl}: forecasts and their scores. */
    public FileRows ledger() {
        var rows = new ArrayList<Map<String, Object>>();
        var problems = new ArrayList<Problem>();
        for (var root : roots) {
            var lines = JsonLines.read(root.resolve("ledger.jsonl"));
            rows.addAll(lines.rows());
            problems.addAll(lines.problems());
        }
        return new FileRows(rows, problems);
    }

    private static Read read(Place place, boolean severalRoots) {
        if (place.problem().isPresent()) {
            return Read.no(place.problem().get());
        }
        var run = place.run();
        var file = run.runFile();
        try {
            var asked = OlderFormats.upgraded(JsonObject.read(Files.readAllBytes(file)));
            file = run.resultFile();
            var result = Files.exists(file) ? JsonObject.read(Files.readAllBytes(file)) : Map.<String, Object>of();
            return new Read(
                    Optional.of(new StoredRun(
                            name(place, severalRoots), study(place, asked), run.folder(), asked, result, updated(run))),
                    Optional.empty());
        } catch (BadJson e) {
            return Read.no(Problem.in(file, e.line, e.getMessage()));
        } catch (IOException e) {
            return Read.no(Problem.of(file, e));
        }
    }

    private static String name(Place place, boolean severalRoots) {
        if (severalRoots) {
            return place.below().isEmpty() ? place.root().toString() : place.root() + "/" + place.below();
        }
        return place.below().isEmpty()
                ? place.root().toAbsolutePath().normalize().getFileName().toString()
                : place.below();
    }

    private static String study(Place place, Map<String, Object> asked) {
        if (asked.get("study") instanceof String study) {
            return study;
        }
        int slash = place.below().lastIndexOf('/');
        return slash < 0 ? null : place.below().substring(0, slash);
    }

    private static boolean isAsKnown(Place place, StoredRun known) {
        return known != null
                && place.problem().isEmpty()
                && known.updated().equals(updated(place.run()))
                // Written in the same tick of the file system's clock as what was read before it.
                && known.result().isEmpty() != Files.exists(place.run().resultFile());
    }

    private static Instant updated(RunFolder run) {
        return Stream.of(run.runFile(), run.resultFile(), run.metricsFile())
                .map(RunFolders::modified)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException _) {
            return Instant.EPOCH; // not there (yet)
        }
    }
}
