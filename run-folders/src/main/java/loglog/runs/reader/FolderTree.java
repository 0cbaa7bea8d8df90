package loglog.runs.reader;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
     * @param isLink whether it is reached by a link of its own, which may lead elsewhere by the next look
     * @param modified before it was listed; null where it has to be listed again
     * @param place of a run, or of what went wrong; null of a folder that was listed
     */
    record Branch(Path folder, Path real, boolean isLink, FileTime modified, List<Branch> inside, Place place) {
        boolean isProblem() {
            return place != null && place.problem().isPresent();
        }

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
            branches.add(walk(roots.get(i), "", roots.get(i), null, 0, seen, before.get(i)));
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

    /** All folders below these; those that have the time that they had then are not listed again. */
    static FolderTree below(List<Path> roots, List<Branch> before) {
        return new FolderTree(List.copyOf(roots), before);
    }

    /** The folders of the roots; null for a root that is not there. */
    List<Branch> branches() {
        return branches;
    }

    /** This tree as it is now, folders among it that could not be looked into. */
    FolderTree lookedAtAgain() {
        return new FolderTree(roots, branches);
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

    /**
     * A folder and what is in it.
     *
     * @param plain its path without links where it is known to be no link; else null
     * @return null where it is not there, or was reached before
     */
    private static Branch walk(
            Path root, String below, Path folder, Path plain, int depth, Set<Path> seen, Branch before) {
        try {
            if (isRun(before) && plain != null) {
                return seen.add(before.real) ? before : null;
            }
            var real = plain != null ? plain : folder.toRealPath();
            if (depth > DEEPEST || !seen.add(real)) {
                return null;
            }
            var known = before != null && before.real.equals(real) ? before : null;
            var run = new RunFolder(folder);
            if (Files.exists(run.runFile())) {
                return isRun(known)
                        ? known
                        : new Branch(
                                folder,
                                real,
                                plain == null,
                                null,
                                List.of(),
                                new Place(root, below, run, Optional.empty()));
            }
            return listed(root, below, folder, real, plain == null, depth, seen, known);
        } catch (NoSuchFileException _) {
            return null; // It went away meanwhile: as if it had never been there.
        } catch (IOException e) {
            return problem(root, below, folder, e);
        } catch (DirectoryIteratorException e) {
            return problem(root, below, folder, e.getCause());
        }
    }

    private static boolean isRun(Branch branch) {
        return branch != null && branch.place != null && branch.place.problem().isEmpty();
    }

    private static Branch listed(
            Path root, String below, Path folder, Path real, boolean isLink, int depth, Set<Path> seen, Branch before)
            throws IOException {
        var inside = new ArrayList<Branch>();
        if (before != null && before.isAsListed()) {
            for (var entry : before.inside) {
                var plain = entry.isLink || entry.isProblem() ? null : entry.real;
                add(root, below, entry.folder, plain, depth, seen, entry, inside);
            }
            boolean areAll = inside.size() == before.inside.size();
            return new Branch(folder, real, isLink, areAll ? before.modified : null, inside, null);
        }
        var modified = Files.getLastModifiedTime(folder);
        var entries = new Entries();
        try (var all = Files.newDirectoryStream(folder)) {
            all.forEach(entries::take);
        }
        Map<Path, Branch> known = new HashMap<>();
        if (before != null) {
            before.inside.forEach(branch -> known.put(branch.folder, branch));
        }
        for (var entry : entries.sorted()) {
            var plain = entries.isLink(entry) ? null : real.resolve(entry.getFileName());
            add(root, below, entry, plain, depth, seen, known.get(entry), inside);
        }
        // A folder that was left out because it was reached elsewhere counts once that one has gone.
        boolean isSure = System.currentTimeMillis() - modified.to(TimeUnit.MILLISECONDS) > TICK_MILLIS
                && !entries.hasLooseLinks
                && inside.size() == entries.folders.size();
        return new Branch(folder, real, isLink, isSure ? modified : null, inside, null);
    }

    /** The folders in a folder that are looked into. */
    private static final class Entries {
        private final List<Path> folders = new ArrayList<>();
        private final Set<Path> links = new HashSet<>();

        /** Whether there are links to what is no folder, but may be one later, without a change of the folder that they are in. */
        private boolean hasLooseLinks;

        void take(Path entry) {
            var name = entry.getFileName().toString();
            if (name.startsWith(".") || name.endsWith(RunFolder.DAMAGED)) {
                return;
            }
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                folders.add(entry);
            } else if (Files.isDirectory(entry)) {
                folders.add(entry);
                links.add(entry);
            } else {
                hasLooseLinks |= Files.isSymbolicLink(entry);
            }
        }

        List<Path> sorted() {
            Collections.sort(folders);
            return folders;
        }

        boolean isLink(Path entry) {
            return links.contains(entry);
        }
    }

    private static void add(
            Path root,
            String below,
            Path entry,
            Path plain,
            int depth,
            Set<Path> seen,
            Branch before,
            List<Branch> to) {
        var name = entry.getFileName().toString();
        var branch = walk(root, below.isEmpty() ? name : below + "/" + name, entry, plain, depth + 1, seen, before);
        if (branch != null) {
            to.add(branch);
        }
    }

    private static Branch problem(Path root, String below, Path folder, IOException e) {
        return new Branch(
                folder,
                folder,
                false,
                null,
                List.of(),
                new Place(root, below, new RunFolder(folder), Optional.of(Problem.of(folder, e))));
    }
}
