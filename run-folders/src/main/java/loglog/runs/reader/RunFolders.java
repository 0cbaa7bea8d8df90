package loglog.runs.reader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import loglog.runs.FileStamp;
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
    private final Map<Path, ReadRun> read;
    private final List<StoredRun> runs;
    private final List<Problem> problems;
    private final int readAnew;

    private RunFolders(
            List<Path> roots,
            FolderTree tree,
            Map<Path, ReadRun> read,
            List<StoredRun> runs,
            List<Problem> problems,
            int readAnew) {
        this.roots = roots;
        this.tree = tree;
        this.read = read;
        this.runs = runs;
        this.problems = problems;
        this.readAnew = readAnew;
    }

    /** A run that was read, or why it could not be. */
    private record Read(Optional<ReadRun> run, Optional<Problem> problem) {
        static Read of(ReadRun run) {
            return new Read(Optional.of(run), Optional.empty());
        }

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
        return of(List.copyOf(roots), FolderTree.below(roots), Map.of(), RunFolders::asKnown);
    }

    /**
     * As {@link #below(List)}, in less time where an index of these folders was kept: a run whose files have the sizes and times
     * that they had then is not read again, and a folder that has its time is not listed again. An index that is missing,
     * damaged or of other folders is left aside.
     *
     * @param cache the folder that {@link #keepIndex} was given
     */
    public static RunFolders indexed(List<Path> roots, Path cache) {
        return RunIndex.read(cache, roots)
                .map(index -> lookedAt(List.copyOf(roots), FolderTree.below(roots, index.branches()), index.runs()))
                .orElseGet(() -> below(roots));
    }

    /**
     * Keeps what was read for {@link #indexed}, in a file of its own in a folder of caches. Nothing is kept of few runs, which are
     * read as quickly, or where the file cannot be written or would be very large.
     */
    public void keepIndex(Path cache) {
        RunIndex.write(cache, roots, tree.branches(), read);
    }

    /** The same folders as they are now; a run whose files were not written since is not read again, and is the same object. */
    public RunFolders refreshed() {
        return lookedAt(roots, tree.lookedAtAgain(), read);
    }

    /** Where a run lost its {@code run.json} the folder may be one of other runs now: then all are listed anew. */
    private static RunFolders lookedAt(List<Path> roots, FolderTree tree, Map<Path, ReadRun> known) {
        var found = of(roots, tree, known, RunFolders::asKnown);
        return tree.places().stream()
                        .map(Place::run)
                        .anyMatch(run -> !found.read.containsKey(run.folder()) && !Files.exists(run.runFile()))
                ? of(roots, FolderTree.below(roots), found.read, RunFolders::asKnown)
                        .alsoReadAnew(found.readAnew)
                : found;
    }

    private RunFolders alsoReadAnew(int before) {
        return new RunFolders(roots, tree, read, runs, problems, before + readAnew);
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
            return now == tree ? this : new RunFolders(roots, now, read, runs, problems, 0);
        }
        return of(roots, now, read, (_, known) -> Optional.of(known));
    }

    /** How many folders {@link #withNewRuns} has to look at. */
    public int listedFolders() {
        return tree.listed();
    }

    /** @param asKnown what was read of a run as it still holds; empty where it is to be read anew */
    private static RunFolders of(
            List<Path> roots,
            FolderTree tree,
            Map<Path, ReadRun> known,
            BiFunction<Place, ReadRun, Optional<ReadRun>> asKnown) {
        var all = tree.places().parallelStream()
                .map(place -> {
                    var before = known.get(place.run().folder());
                    if (before == null || place.problem().isPresent()) {
                        return read(place, roots.size() > 1);
                    }
                    return asKnown.apply(place, before)
                            .map(Read::of)
                            .orElseGet(() -> kept(before, read(place, roots.size() > 1)));
                })
                .toList();
        var read = new HashMap<Path, ReadRun>();
        var runs = new ArrayList<StoredRun>();
        var problems = new ArrayList<Problem>();
        int anew = 0;
        for (var one : all) {
            one.problem.ifPresent(problems::add);
            if (one.run.isPresent()) {
                var run = one.run.get().run();
                read.put(run.folder(), one.run.get());
                runs.add(run);
                var before = known.get(run.folder());
                anew += before == null || before.run().asked() != run.asked() ? 1 : 0;
            }
        }
        return new RunFolders(roots, tree, read, Collections.unmodifiableList(runs), List.copyOf(problems), anew);
    }

    /** A run that was read again, and is what it was, stays the same object. */
    private static Read kept(ReadRun before, Read now) {
        return now.run.isPresent() && now.run.get().run().equals(before.run())
                ? Read.of(now.run.get().with(before.run()))
                : now;
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

    /** How many of the runs the last look read from their files, as nothing that was known of them still held. */
    public int readAnew() {
        return readAnew;
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
        var now = Instant.now();
        var askedStamp =
                FileStamp.of(file); // before what it stamps is read: what is written meanwhile shows by the next look
        var resultStamp = FileStamp.of(run.resultFile());
        try {
            var asked = OlderFormats.upgraded(JsonObject.read(Files.readAllBytes(file)));
            file = run.resultFile();
            var result = resultStamp.equals(FileStamp.ABSENT)
                    ? Map.<String, Object>of()
                    : JsonObject.read(Files.readAllBytes(file));
            return Read.of(new ReadRun(
                    new StoredRun(
                            name(place.root(), place.below(), severalRoots),
                            study(place.below(), asked),
                            run.folder(),
                            asked,
                            result,
                            updated(run, askedStamp, resultStamp)),
                    askedStamp.isSettledAt(now) ? askedStamp : null,
                    resultStamp.isSettledAt(now) ? resultStamp : null));
        } catch (BadJson e) {
            return Read.no(Problem.in(file, e.line, e.getMessage()));
        } catch (IOException e) {
            return Read.no(Problem.of(file, e));
        }
    }

    /** The name of a run below a root. */
    static String name(Path root, String below, boolean severalRoots) {
        if (severalRoots) {
            return below.isEmpty() ? root.toString() : root + "/" + below;
        }
        return below.isEmpty() ? root.toAbsolutePath().normalize().getFileName().toString() : below;
    }

    /** The study of a run below a root. */
    static String study(String below, Map<String, Object> asked) {
        if (asked.get("study") instanceof String study) {
            return study;
        }
        int slash = below.lastIndexOf('/');
        return slash < 0 ? null : below.substring(0, slash);
    }

    /** What was read, where neither its request nor its result was written since; with the time of its metrics as they are now. */
    private static Optional<ReadRun> asKnown(Place place, ReadRun known) {
        var run = place.run();
        var asked = FileStamp.of(run.runFile());
        var result = FileStamp.of(run.resultFile());
        if (!asked.equals(known.asked()) || !result.equals(known.result())) {
            return Optional.empty();
        }
        var before = known.run();
        var updated = updated(run, asked, result);
        return Optional.of(
                updated.equals(before.updated())
                        ? known
                        : known.with(new StoredRun(
                                before.name(),
                                before.study(),
                                before.folder(),
                                before.asked(),
                                before.result(),
                                updated)));
    }

    private static Instant updated(RunFolder run, FileStamp asked, FileStamp result) {
        return Stream.of(asked, result, FileStamp.of(run.metricsFile()))
                .map(FileStamp::modified)
                .max(Instant::compareTo)
                .orElseThrow();
    }
}
