package loglog.app.lab;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import loglog.lab.plan.StudyPlan;
import loglog.lab.study.StudyFile;
import loglog.lab.study.StudySchema;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.web.BadRequest;
import tools.jackson.core.JacksonException;

/**
 * The study files that a page may start: those that were named when the server was started, and those in the folders of runs or one
 * folder below. A request names one by its place in this list, never by a path.
 */
final class OfferedStudies {
    private static final int MOST = 500;
    private static final long LARGEST_BYTES = 256 << 10;
    private static final Pattern DESIGN = Pattern.compile("(?m)^design\\s*:");

    /**
     * A study file.
     *
     * @param id by which requests name it
     * @param runs the folder of runs that its own go to
     */
    record Offered(String id, Path file, Path runs) {}

    /**
     * What a file says, as long as it stays the same.
     *
     * @param name of the study; null where the file cannot be read
     * @param runs that it asks for: of an optimal design at most so many
     * @param problem why it cannot be read; null where it can
     */
    record Asks(String name, int runs, double flops, String problem) {}

    private record Known(FileTime modified, long size, Asks asks) {}

    private final List<Path> roots;
    private final List<Path> named;
    private final Map<Path, Known> known = new HashMap<>();

    /**
     * Looks in these places.
     *
     * @param roots folders of runs
     * @param named files; their runs go to the first of the roots
     */
    OfferedStudies(List<Path> roots, List<Path> named) {
        this.roots = List.copyOf(roots);
        this.named = List.copyOf(named);
    }

    /** Where the runs of new studies go. */
    Path firstRoot() {
        return roots.getFirst();
    }

    /** All that there are now. */
    List<Offered> now() {
        var found = new ArrayList<Offered>();
        named.forEach(file -> found.add(new Offered(file.toString(), file, firstRoot())));
        for (var root : roots) {
            var within = new ArrayList<Path>();
            studies(root, root, within);
            folders(root).forEach(folder -> studies(root, folder, within));
            for (var file : within) {
                var below = root.relativize(file).toString().replace('\\', '/');
                found.add(new Offered(roots.size() > 1 ? root + "/" + below : below, file, root));
            }
        }
        return found.size() <= MOST ? found : found.subList(0, MOST);
    }

    /**
     * The one of a name.
     *
     * @throws BadRequest where there is none
     */
    Offered of(String id) {
        return now().stream()
                .filter(offered -> offered.id.equals(id))
                .findFirst()
                .orElseThrow(() -> BadRequest.notFound("study: found no study file \"%s\", expected one of /api/studies"
                        .formatted(id.length() <= 80 ? id : id.substring(0, 80) + "...")));
    }

    private static List<Path> folders(Path root) {
        var folders = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (var entry : entries) {
                if (!entry.getFileName().toString().startsWith(".") && !Files.exists(new RunFolder(entry).runFile())) {
                    folders.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Not there yet, or not ours to read.
        }
        Collections.sort(folders);
        return folders;
    }

    private static void studies(Path root, Path folder, List<Path> to) {
        var files = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(folder, "[!.]*.{yaml,yml,json}")) {
            for (var entry : entries) {
                if (isStudy(root, entry)) {
                    files.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // As above.
        }
        Collections.sort(files);
        to.addAll(files);
    }

    private static boolean isStudy(Path root, Path file) {
        try {
            if (file.getFileName().toString().equals(StudySchema.FILE)
                    || !Files.isRegularFile(file)
                    || Files.size(file) > LARGEST_BYTES
                    || !file.toRealPath().startsWith(root.toRealPath())) { // a link must not lead out of what is served
                return false;
            }
            var text = Files.readString(file);
            return file.toString().endsWith(".json")
                    ? Json.MAPPER.readTree(text).has("design")
                    : DESIGN.matcher(text).find();
        } catch (IOException | JacksonException _) {
            return false;
        }
    }

    /** What a study file says. */
    Asks asks(Offered study) {
        try {
            var modified = Files.getLastModifiedTime(study.file);
            long size = Files.size(study.file);
            synchronized (known) {
                var before = known.get(study.file);
                if (before != null && before.modified.equals(modified) && before.size == size) {
                    return before.asks;
                }
            }
            var asks = read(study);
            synchronized (known) {
                known.put(study.file, new Known(modified, size, asks));
            }
            return asks;
        } catch (IOException _) {
            return new Asks(null, 0, 0, study.id + ": the file has gone");
        }
    }

    private static Asks read(Offered offered) {
        try {
            var study = StudyFile.read(offered.file);
            var plan = StudyPlan.of(study, 1);
            var runs = plan.runs().isEmpty() ? plan.candidates() : plan.runs();
            return new Asks(study.name(), runs.size(), plan.flops(), null);
        } catch (DataException e) {
            return new Asks(null, 0, 0, e.getMessage().replace(offered.file.toString(), offered.id));
        }
    }
}
