package loglog.tables;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Expands globs, so that a quoted one works as it does in a shell, and on every system. */
public final class Globs {
    /** How messages name what "-" reads. */
    static final String STANDARD_INPUT = "standard input";

    private Globs() {}

    /** The files that these paths and globs name, each file once, a glob's files in the order of their names. */
    static List<String> expand(List<String> pathsOrGlobs) {
        if (pathsOrGlobs.isEmpty()) {
            throw new TableException("found no table, expected a file, a glob, or - for standard input");
        }
        var names = new ArrayList<String>();
        var seen = new HashSet<Object>();
        for (var given : pathsOrGlobs) {
            if (given.equals("-")) {
                if (seen.add(given)) {
                    names.add(STANDARD_INPUT);
                }
                continue;
            }
            for (var name : matches(home(given))) {
                if (seen.add(identity(name))) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /**
     * The folders that these paths and globs name, each once, a glob's in the order of their names.
     *
     * @throws TableException where a path is no folder, or a glob matches none
     */
    public static List<Path> folders(List<String> pathsOrGlobs) {
        var names = new ArrayList<String>();
        var seen = new HashSet<Object>();
        for (var given : pathsOrGlobs) {
            var name = home(given);
            List<String> found;
            if (Files.isDirectory(path(name))) {
                found = List.of(name);
            } else if (Files.exists(path(name))) {
                throw new TableException(name + ": found a file, expected a folder");
            } else if (firstMeta(name) < 0) {
                throw new TableException(name + ": there is no such folder");
            } else {
                found = walk(name, true);
                if (found.isEmpty()) {
                    throw new TableException("no folder matches " + name);
                }
            }
            for (var folder : found) {
                if (seen.add(identity(folder))) {
                    names.add(folder);
                }
            }
        }
        return names.stream().map(Path::of).toList();
    }

    private static List<String> matches(String given) {
        var path = path(given);
        if (Files.exists(path)) { // also a file whose name has a bracket in it
            return List.of(given);
        }
        if (firstMeta(given) < 0) {
            throw new TableException(given + " does not exist");
        }
        var found = walk(given, false);
        if (found.isEmpty()) {
            throw new TableException("no file matches " + given);
        }
        return found;
    }

    private static List<String> walk(String glob, boolean folders) {
        // The folder before the first segment that has a wildcard, and that folder's spelling, which results keep.
        var slash = glob.lastIndexOf('/', firstMeta(glob));
        var root = slash < 0 ? "" : glob.substring(0, slash + 1);
        var pattern = glob.substring(root.length());
        var matcher = matcher(glob, pattern);
        var depth = pattern.contains("**") ? Integer.MAX_VALUE : segments(pattern);
        var hidden = pattern.startsWith(".") || pattern.contains("/.");
        var start = path(root.isEmpty() ? "." : root);
        var found = new ArrayList<String>();
        try {
            Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (!folder.equals(start) && !hidden && isHidden(folder)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    var inside = start.relativize(folder);
                    if (folders && !folder.equals(start) && matcher.matches(inside)) {
                        found.add(root + inside);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    var inside = start.relativize(file);
                    if (attributes.isDirectory() && folders && (hidden || !isHidden(file)) && matcher.matches(inside)) {
                        found.add(root + inside); // at the depth where the walk ends
                    }
                    if (!attributes.isDirectory()
                            && !folders
                            && (hidden || !isHidden(file))
                            && matcher.matches(inside)) {
                        found.add(root + inside);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // an unreadable folder holds no match; a missing root none
                }
            });
        } catch (IOException e) {
            throw new TableException(glob + " cannot be searched: " + Tables.reason(e), e);
        }
        Collections.sort(found);
        return found;
    }

    private static PathMatcher matcher(String glob, String pattern) {
        var files = FileSystems.getDefault();
        try {
            var whole = files.getPathMatcher("glob:" + pattern);
            // In a shell, **/ also stands for no folder at all.
            var flat = files.getPathMatcher("glob:" + pattern.replace("**/", ""));
            return path -> whole.matches(path) || flat.matches(path);
        } catch (PatternSyntaxException e) {
            throw new TableException(
                    glob + ": found neither a file nor a valid glob, expected *, **, ?, [abc] or {a,b} in it", e);
        }
    }

    private static int firstMeta(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '*', '?', '[', '{' -> {
                    return i;
                }
                default -> {}
            }
        }
        return -1;
    }

    private static int segments(String pattern) {
        int n = 1;
        for (int i = 0; i < pattern.length(); i++) {
            n += pattern.charAt(i) == '/' ? 1 : 0;
        }
        return n;
    }

    private static boolean isHidden(Path path) {
        var name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    private static String home(String given) { // a quoted ~ is left to us by the shell
        return given.startsWith("~/") ? System.getProperty("user.home") + given.substring(1) : given;
    }

    private static Path path(String given) {
        try {
            return Path.of(given);
        } catch (InvalidPathException e) {
            throw new TableException(given + " is not a valid path: " + e.getReason(), e);
        }
    }

    /** What tells two names of one file from names of two files. */
    private static Object identity(String name) {
        try {
            return Path.of(name).toRealPath();
        } catch (IOException e) {
            return name; // reading it will say what is wrong
        }
    }
}
