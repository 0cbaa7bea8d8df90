package loglog.models.training;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import loglog.models.data.Corpus;
import loglog.models.tokens.TokenizedCorpus;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.RunFolder;

/**
 * Which data a run was made from, by the {@code data} of its {@code run.json}. Data is the same where its digest is: the
 * corpus's name is what somebody typed, and depends on the folder that they were in.
 */
public final class DataIdentity {
    static final String CORPUS = "corpus";
    static final String DIGEST = "digest";

    /** The files' place from the root of the file system; not there for corpora that are built in. */
    static final String PATH = "path";

    private DataIdentity() {}

    /** Where the files that {@code corpus} names are, seen from any folder; empty for one that is built in. */
    static Optional<String> place(String corpus) {
        if (Corpus.builtIn().contains(corpus)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(corpus).toAbsolutePath().normalize().toString());
        } catch (InvalidPathException _) {
            return Optional.empty(); // a glob that is no path on this system
        }
    }

    /**
     * What tells data from the one that a run was started on.
     *
     * @param run the fields of {@code run.json}
     * @return a clause for a sentence; empty where it is the same
     */
    static Optional<String> difference(Fields run, Data data) {
        var recorded = run.objectOrEmpty("data");
        var now = data.description();
        var digest = recorded.text(DIGEST, "");
        var keys = new LinkedHashSet<>(now.keySet());
        keys.remove(PATH);
        if (!digest.isEmpty() && now.containsKey(DIGEST)) {
            keys.remove(CORPUS);
            if (!digest.equals(now.get(DIGEST))) {
                return Optional.of("the run was started on other texts (%s, digest %s), found %s (digest %s) now"
                        .formatted(recorded.text(CORPUS, ""), brief(digest), now.get(CORPUS), brief(now.get(DIGEST))));
            }
        }
        for (var key : keys) {
            var before = recorded.text(key, "");
            if (!before.equals(now.get(key))) {
                return Optional.of("%s: the run was started on %s, found %s now".formatted(key, before, now.get(key)));
            }
        }
        return Optional.empty();
    }

    /** Enough of a digest to tell two apart by eye. */
    private static String brief(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }

    /**
     * The corpus that a run was trained on, to be opened from this folder: the place that its {@code run.json} has, or,
     * for runs of before that had one, its name seen from here or from a folder above the run.
     *
     * @param folder the run's
     * @throws DataException where its {@code run.json} names none, or there is nothing at any of these places
     */
    public static String corpus(Path folder) {
        var run = new RunFolder(folder);
        var data = Fields.of(run.runFile(), run.asked()).objectOrEmpty("data");
        var name = data.text(CORPUS);
        if (Corpus.builtIn().contains(name)) {
            return name;
        }
        var places = places(folder, name, data.optionalText(PATH));
        return places.stream()
                .filter(DataIdentity::exists)
                .findFirst()
                .orElseThrow(() -> DataException.in(
                        run.runFile(),
                        "data: corpus: found nothing at %s, expected the texts of the run",
                        places.getFirst()));
    }

    /**
     * Checks that texts are those that a run was trained on.
     *
     * @throws DataException where they are not
     */
    public static void require(Path folder, TokenizedCorpus found) {
        var run = new RunFolder(folder);
        var digest = Fields.of(run.runFile(), run.asked()).objectOrEmpty("data").text(DIGEST, "");
        if (!digest.isEmpty() && !digest.equals(found.facts().digest())) {
            throw DataException.in(
                    run.runFile(),
                    "data: the run was trained on other texts (digest %s) than are there now (digest %s); to measure on"
                            + " these, name them",
                    brief(digest),
                    brief(found.facts().digest()));
        }
    }

    private static List<String> places(Path folder, String name, Optional<String> path) {
        Set<String> places = new LinkedHashSet<>();
        path.ifPresent(places::add);
        places.add(name);
        for (var up = folder.toAbsolutePath().normalize(); up != null; up = up.getParent()) {
            try {
                places.add(up.resolve(name).normalize().toString());
            } catch (InvalidPathException _) {
                break;
            }
        }
        return new ArrayList<>(places);
    }

    /** Whether there are files of that name, which may be a glob. */
    private static boolean exists(String place) {
        try {
            if (Files.exists(Path.of(place))) {
                return true;
            }
            Corpus.open(place);
            return true;
        } catch (InvalidPathException | DataException _) {
            return false;
        }
    }
}
