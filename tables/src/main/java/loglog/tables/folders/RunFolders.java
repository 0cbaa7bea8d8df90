package loglog.tables.folders;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import loglog.tables.Globs;
import loglog.tables.TableException;
import loglog.tables.folders.JsonObject.BadJson;

/**
 * The runs below some folders. A folder with a {@code run.json} is a run; runs lie at any depth (a study's in a folder of
 * its own), and a run holds no other. Hidden folders are left out; a folder that is reached twice counts once.
 */
public final class RunFolders {
    /** Deeper than any study, and an end for links that go round. */
    private static final int DEEPEST = 32;

    private final List<Path> roots;
    private final List<StoredRun> runs;
    private final List<String> problems;

    private RunFolders(List<Path> roots, List<StoredRun> runs, List<String> problems) {
        this.roots = roots;
        this.runs = runs;
        this.problems = problems;
    }

    /** A run folder that was found below a root, or why a folder could not be looked into. */
    private record Place(Path root, String below, Path folder, String problem) {}

    /** A run that was read, or why it could not be. */
    private record Read(StoredRun run, String problem) {}

    /**
     * Finds the runs below these folders and reads what was asked of them and what came of it. Runs that cannot be read
     * are left out, and named by {@link #problems}.
     *
     * @param foldersOrGlobs roots, or globs of them; a root may be a run itself
     * @throws TableException where a folder does not exist, or a glob matches none
     */
    public static RunFolders below(List<String> foldersOrGlobs) {
        var roots = Globs.folders(foldersOrGlobs).stream().map(Path::of).toList();
        var places = new ArrayList<Place>();
        var seen = new HashSet<Path>();
        for (var root : roots) {
            walk(root, "", root, 0, seen, places);
        }
        var read = places.parallelStream()
                .map(place -> read(place, roots.size() > 1))
                .toList();
        return new RunFolders(
                roots,
                read.stream().map(Read::run).filter(Objects::nonNull).toList(),
                read.stream().map(Read::problem).filter(Objects::nonNull).toList());
    }

    /** The runs, in the order of their names, root by root. */
    public List<StoredRun> runs() {
        return runs;
    }

    /** Where runs were looked for. */
    public List<Path> roots() {
        return roots;
    }

    /** Which runs were left out and why, a clause each that names the file. */
    public List<String> problems() {
        return problems;
    }

    /** The rows of the roots' {@code ledger.jsonl}: forecasts and their scores. */
    public Rows ledger() {
        var rows = new ArrayList<Map<String, Object>>();
        var bad = new ArrayList<String>();
        for (var root : roots) {
            var lines = JsonLines.read(root.resolve("ledger.jsonl"));
            rows.addAll(lines.rows());
            if (lines.problem() != null) {
                bad.add(lines.problem());
            }
        }
        return new Rows(rows, bad.isEmpty() ? null : String.join("; ", bad));
    }

    private static void walk(Path root, String below, Path folder, int depth, Set<Path> seen, List<Place> found) {
        try {
            if (depth > DEEPEST || !seen.add(folder.toRealPath())) {
                return;
            }
            if (Files.exists(folder.resolve("run.json"))) {
                found.add(new Place(root, below, folder, null));
                return;
            }
            var inside = new ArrayList<Path>();
            try (var entries = Files.newDirectoryStream(folder, entry -> Files.isDirectory(entry))) {
                for (var entry : entries) {
                    if (!entry.getFileName().toString().startsWith(".")) {
                        inside.add(entry);
                    }
                }
            }
            Collections.sort(inside);
            for (var entry : inside) {
                var name = entry.getFileName().toString();
                walk(root, below.isEmpty() ? name : below + "/" + name, entry, depth + 1, seen, found);
            }
        } catch (NoSuchFileException _) {
            // It went away meanwhile: as if it had never been there.
        } catch (IOException | DirectoryIteratorException e) {
            found.add(new Place(root, below, folder, folder + " cannot be read: " + e.getMessage()));
        }
    }

    private static Read read(Place place, boolean severalRoots) {
        if (place.problem != null) {
            return new Read(null, place.problem);
        }
        var asked = place.folder.resolve("run.json");
        var result = place.folder.resolve("result.json");
        var file = asked;
        try {
            var askedFields = JsonObject.read(Files.readAllBytes(file));
            file = result;
            var resultFields =
                    Files.exists(file) ? JsonObject.read(Files.readAllBytes(file)) : Map.<String, Object>of();
            var updated = Stream.of(asked, result, place.folder.resolve("metrics.jsonl"))
                    .map(RunFolders::modified)
                    .max(Instant::compareTo)
                    .orElseThrow();
            var run = new StoredRun(
                    name(place, severalRoots),
                    study(place, askedFields),
                    place.folder,
                    askedFields,
                    resultFields,
                    updated);
            return new Read(run, null);
        } catch (BadJson e) {
            return new Read(null, "%s, line %d: %s".formatted(file, e.line, e.getMessage()));
        } catch (IOException e) {
            return new Read(null, file + " cannot be read: " + e.getMessage());
        }
    }

    private static String name(Place place, boolean severalRoots) {
        if (severalRoots) {
            return place.below.isEmpty() ? place.root.toString() : place.root + "/" + place.below;
        }
        return place.below.isEmpty()
                ? place.root.toAbsolutePath().normalize().getFileName().toString()
                : place.below;
    }

    private static String study(Place place, Map<String, Object> asked) {
        if (asked.get("study") instanceof String study) {
            return study;
        }
        int slash = place.below.lastIndexOf('/');
        return slash < 0 ? null : place.below.substring(0, slash);
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException _) {
            return Instant.EPOCH; // not there (yet)
        }
    }
}
