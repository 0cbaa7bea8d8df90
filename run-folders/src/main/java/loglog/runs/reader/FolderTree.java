package loglog.runs.reader;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import loglog.runs.Problem;
import loglog.runs.RunFolder;

/**
 * The folders below some roots down to the runs in them. Where no entry of a folder came or went, the folder has the time that it had:
 * a second look lists only what changed, which with 10,000 runs takes a thousandth of the first.
 */
final class FolderTree {
    /** Deeper than any study, and an end for links that go round. */
    private static final int DEEPEST = 32;

    /** A folder that was changed so shortly before it was listed may have changed again at the same tick of its file system's clock. */
    private static final long TICK_MILLIS = 2000;

    /**
     * A run folder that was found below a root, or why a folder could not be looked into.
     *
     * @param below its path below the root, with slashes
     */
    record Place(Path root, String below, RunFolder run, Optional<Problem> problem) {}

    /**
     * A folder.
     *
     * @param real its path without links
     * @param modified before it was listed; null where it has to be listed again
     * @param place of a run, or of what went wrong; null of a folder that was listed
     */
    private record Branch(Path folder, Path real, FileTime modified, List<Branch> inside, Place place) {
        boolean isAsListed() {
            try {
                return modified != null && modified.equals(Files.getLastModifiedTime(folder));
            } catch (IOException _) {
                return false;
            }
        }
    }

    private final List<Path> roots;
    private final List<Branch> branches;
    private final List<Place> places = new ArrayList<>();
    private final int listed;

    private FolderTree(List<Path> roots, List<Branch> before) {
        this.roots = roots;
        branches = new ArrayList<>();
        var seen = new HashSet<Path>();
        for (int i = 0; i < roots.size(); i++) {
            var branch = walk(roots.get(i), "", roots.get(i), 0, seen, before.get(i));
            branches.add(branch);
        }
        int count = 0;
        for (var branch : branches) {
            count += collect(branch);
        }
        listed = count;
    }

    /** All folders below these. */
    static FolderTree below(List<Path> roots) {
        return new FolderTree(List.copyOf(roots), Collections.nCopies(roots.size(), null));
    }

    /**
     * Runs that came or went since. Files of the runs in it are not looked at.
     *
     * @return this tree where none did
     */
    FolderTree again() {
        return isAsListed(branches) ? this : new FolderTree(roots, branches);
    }

    private static boolean isAsListed(List<Branch> branches) {
        for (var branch : branches) {
            if (branch == null || branch.place == null && !(branch.isAsListed() && isAsListed(branch.inside))) {
                return false;
            }
        }
        return true;
    }

    /** Runs, and folders that could not be looked into, in the order of their names, root by root. */
    List<Place> places() {
        return places;
    }

    /** How many folders a second look has to look at. */
    int listed() {
        return listed;
    }

    private int collect(Branch branch) {
        if (branch == null) {
            return 0;
        }
        if (branch.place != null) {
            places.add(branch.place);
            return 0;
        }
        int count = 1;
        for (var inside : branch.inside) {
            count += collect(inside);
        }
        return count;
    }

    /** A folder and what is in it; null where it is not there, or was reached before. */
    private static Branch walk(Path root, String below, Path folder, int depth, Set<Path> seen, Branch before) {
        try {
            if (before != null && before.place != null && before.place.problem().isEmpty()) {
                return seen.add(before.real) ? before : null;
            }
            var real = folder.toRealPath();
            if (depth > DEEPEST || !seen.add(real)) {
                return null;
            }
            var run = new RunFolder(folder);
            if (Files.exists(run.runFile())) {
                return new Branch(folder, real, null, List.of(), new Place(root, below, run, Optional.empty()));
            }
            if (before != null && before.isAsListed()) {
                var inside = new ArrayList<Branch>();
                for (var entry : before.inside) {
                    add(root, below, entry.folder, depth, seen, entry, inside);
                }
                return new Branch(folder, real, before.modified, inside, null);
            }
            return listed(root, below, folder, real, depth, seen, before);
        } catch (NoSuchFileException _) {
            return null; // It went away meanwhile: as if it had never been there.
        } catch (IOException e) {
            return problem(root, below, folder, e);
        } catch (DirectoryIteratorException e) {
            return problem(root, below, folder, e.getCause());
        }
    }

    private static Branch listed(
            Path root, String below, Path folder, Path real, int depth, Set<Path> seen, Branch before)
            throws IOException {
        var modified = Files.getLastModifiedTime(folder);
        boolean isSure = System.currentTimeMillis() - modified.to(TimeUnit.MILLISECONDS) > TICK_MILLIS;
        var entries = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(folder, entry -> Files.isDirectory(entry))) {
            for (var entry : all) {
                var name = entry.getFileName().toString();
                if (!name.startsWith(".") && !name.endsWith(RunFolder.DAMAGED)) {
                    entries.add(entry);
                }
            }
        }
        Collections.sort(entries);
        Map<Path, Branch> known = new HashMap<>();
        if (before != null) {
            before.inside.forEach(branch -> known.put(branch.folder, branch));
        }
        var inside = new ArrayList<Branch>();
        for (var entry : entries) {
            add(root, below, entry, depth, seen, known.get(entry), inside);
        }
        return new Branch(folder, real, isSure ? modified : null, inside, null);
    }

    private static void add(
            Path root, String below, Path entry, int depth, Set<Path> seen, Branch before, List<Branch> to) {
        var name = entry.getFileName().toString();
        var branch = walk(root, below.isEmpty() ? name : below + "/" + name, entry, depth + 1, seen, before);
        if (branch != null) {
            to.add(branch);
        }
    }

    private static Branch problem(Path root, String below, Path folder, IOException e) {
        return new Branch(
                folder,
                folder,
                null,
                List.of(),
                new Place(root, below, new RunFolder(folder), Optional.of(Problem.of(folder, e))));
    }
}
