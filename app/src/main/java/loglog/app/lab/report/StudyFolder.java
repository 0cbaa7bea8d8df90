package loglog.app.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.lab.ledger.Entry;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Results;
import loglog.runs.Problem;
import loglog.runs.RunId;
import loglog.runs.RunRole;
import loglog.runs.reader.RunFolders;
import loglog.runs.reader.StoredRun;
import loglog.training.ScaleNames;

/**
 * What a study left on disk.
 *
 * @param folder of the study
 * @param name of the study
 * @param stored all runs, those that failed among them, without those that were tuned from others
 * @param results of the runs that finished, verifications and trunks among them
 * @param forecasts in the ledger for runs of this folder, in its order, each with its score where its run has finished
 * @param problems what is wrong with the folders or the ledger, a sentence each
 * @param byFolder the runs by their folders, in full
 * @param tuned how many runs lie here that learned from feedback, beside those that they were tuned from
 */
record StudyFolder(
        Path folder,
        String name,
        List<StoredRun> stored,
        Results results,
        List<Entry> forecasts,
        List<String> problems,
        Map<Path, StoredRun> byFolder,
        int tuned) {
    private static final String TUNED = "tuned from others by feedback";

    /**
     * Reads the folders; writes nothing.
     *
     * @throws UserError where there is no such folder, or no run in it
     */
    static StudyFolder read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UserError("%s: found %s, expected the folder of a study's runs"
                    .formatted(folder, Files.exists(folder) ? "a file" : "no such folder"));
        }
        var stored = RunFolders.below(folder);
        var problems = new ArrayList<>(stored.problems());
        if (stored.runs().isEmpty()) {
            throw new UserError("%s: found no run%s, expected folders with a run.json"
                    .formatted(
                            folder,
                            problems.isEmpty()
                                    ? ""
                                    : " that can be read ("
                                            + problems.getFirst().sentence() + ")"));
        }
        var read = Results.of(stored);
        problems.addAll(read.problems());
        // A folder of tuned runs alone shows those.
        var untuned = stored.runs().stream().filter(run -> !isTuned(run)).toList();
        var runs = untuned.isEmpty() ? stored.runs() : untuned;
        var results = untuned.isEmpty() ? read : read.where(r -> r.role() != RunRole.TUNED);
        var name = runs.stream()
                .map(StoredRun::study)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(folder.toAbsolutePath().normalize().getFileName().toString());
        var sentences = new ArrayList<>(problems.stream().map(Problem::sentence).toList());
        var forecasts = forecasts(folder, sentences);
        return new StudyFolder(
                folder,
                name,
                runs,
                results,
                forecasts,
                List.copyOf(sentences),
                byFolder(stored.runs()),
                stored.runs().size() - runs.size());
    }

    private static Map<Path, StoredRun> byFolder(List<StoredRun> runs) {
        var folders = new HashMap<Path, StoredRun>();
        runs.forEach(run -> folders.put(run.folder().toAbsolutePath().normalize(), run));
        return folders;
    }

    /** Where the ledger is: in the folder itself, or in the one that it is in. */
    private static Path ledgerFolder(Path folder) {
        var here = folder.toAbsolutePath().normalize();
        return here.getParent() == null || Files.exists(new Ledger(here).file()) ? here : here.getParent();
    }

    private static List<Entry> forecasts(Path folder, List<String> problems) {
        var here = folder.toAbsolutePath().normalize();
        var runs = ledgerFolder(folder);
        var ledger = new Ledger(runs);
        if (!Files.exists(ledger.file())) {
            return List.of();
        }
        problems.addAll(ledger.problems());
        // A result that the ledger does not know yet counts as well; the ledger is left as it is.
        return ledger.measured().stream()
                .filter(e -> runs.resolve(e.run()).normalize().startsWith(here))
                .toList();
    }

    /** The run that verifies a forecast, where it has been begun. */
    Optional<StoredRun> verifying(Entry forecast) {
        return Optional.ofNullable(
                byFolder.get(ledgerFolder(folder).resolve(forecast.run()).normalize()));
    }

    /** The folder, and which of its runs the laws are fitted to. */
    AnswerSource source() {
        var left = new LinkedHashMap<String, Integer>();
        for (var run : stored) {
            if (!run.status().equals(StoredRun.FINISHED)) {
                left.merge(run.status(), 1, Integer::sum);
            } else if (isTuned(run)) {
                left.merge(TUNED, 1, Integer::sum);
            } else if (!role(run).equals("observation")) {
                left.merge(role(run).equals("trunk") ? "trunks of others" : "to verify forecasts", 1, Integer::sum);
            }
        }
        int damaged = stored.size()
                - left.values().stream().mapToInt(Integer::intValue).sum()
                - results.observed().size();
        if (damaged > 0) {
            left.put("cannot be read", damaged);
        }
        if (tuned > 0) {
            left.merge(TUNED, tuned, Integer::sum);
        }
        var source = AnswerSource.ofFiles(List.of(folder.toString()), stored.size() + tuned, left);
        return results.rows().stream().anyMatch(r -> r.uniqueTokens().isPresent())
                ? source.assuming("each token is taken for a new one")
                : source;
    }

    /** What the scales of its kind are called. */
    ScaleNames names() {
        return ScaleNames.of(
                results.rows().stream().findFirst().map(r -> r.id().kind()).orElse(RunId.LANGUAGE));
    }

    private static boolean isTuned(StoredRun run) {
        return run.columns().containsKey("tuning_method");
    }

    /** A run's role in the study: observation, verification or trunk. */
    static String role(StoredRun run) {
        return run.asked().get("role") instanceof String role ? role : "observation";
    }

    /** A run's recipe; empty where it has none. */
    static String recipe(StoredRun run) {
        return run.asked().get("recipe_name") instanceof String recipe ? recipe : "";
    }

    /** The recipes of the study, in the order of its runs. */
    List<String> recipes() {
        return stored.stream().map(StudyFolder::recipe).distinct().toList();
    }
}
