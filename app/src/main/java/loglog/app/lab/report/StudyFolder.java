package loglog.app.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import loglog.app.UserError;
import loglog.lab.ledger.Entry;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.tables.folders.RunFolders;
import loglog.tables.folders.StoredRun;

/**
 * What a study left on disk.
 *
 * @param folder of the study
 * @param name of the study
 * @param stored all runs, those that failed among them
 * @param results of the runs that finished, verifications and trunks among them
 * @param forecasts in the ledger for runs of this folder, in its order, each with its score where its run has finished
 * @param problems what is wrong with the folders or the ledger, a sentence each
 */
record StudyFolder(
        Path folder,
        String name,
        List<StoredRun> stored,
        Results results,
        List<Entry> forecasts,
        List<String> problems) {

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
        var stored = RunFolders.below(List.of(folder.toString()));
        var problems = new ArrayList<>(stored.problems());
        if (stored.runs().isEmpty()) {
            throw new UserError("%s: found no run%s, expected folders with a run.json"
                    .formatted(folder, problems.isEmpty() ? "" : " that can be read (" + problems.getFirst() + ")"));
        }
        var results = Results.read(folder);
        results.problems().stream().filter(p -> !repeats(p, stored.problems())).forEach(problems::add);
        var name = stored.runs().stream()
                .map(StoredRun::study)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(folder.toAbsolutePath().normalize().getFileName().toString());
        return new StudyFolder(
                folder, name, stored.runs(), results, forecasts(folder, results, problems), List.copyOf(problems));
    }

    /** Both readers name a file that neither can read. */
    private static boolean repeats(String problem, List<String> known) {
        return known.stream().anyMatch(k -> problem.startsWith(k.split("[,:]| cannot", 2)[0]));
    }

    private static List<Entry> forecasts(Path folder, Results results, List<String> problems) {
        var here = folder.toAbsolutePath().normalize();
        var runs = Files.exists(new Ledger(here).file()) ? here : here.getParent();
        if (runs == null || !Files.exists(new Ledger(runs).file())) {
            return List.of();
        }
        var ledger = new Ledger(runs);
        problems.addAll(ledger.problems());
        return ledger.entries().stream()
                .filter(e -> runs.resolve(e.run()).normalize().startsWith(here))
                .map(e -> scored(e, results, runs))
                .toList();
    }

    /** A result that the ledger does not know yet counts as well; the ledger is left as it is. */
    private static Entry scored(Entry e, Results results, Path runs) {
        var result = result(results, runs.resolve(e.run()));
        return e.score().isPresent() || result.isEmpty()
                ? e
                : new Entry(
                        e.id(),
                        e.made(),
                        e.study(),
                        e.run(),
                        e.scales(),
                        e.metric(),
                        e.value(),
                        e.low(),
                        e.high(),
                        e.level(),
                        e.law(),
                        e.ceiling(),
                        e.rows(),
                        e.dataDigest(),
                        e.inTime(),
                        result.map(r -> new Entry.Score(r.loss(), Instant.EPOCH, "")));
    }

    private static Optional<Result> result(Results results, Path run) {
        return results.rows().stream()
                .filter(r -> r.folder().toAbsolutePath().normalize().equals(run.normalize()))
                .findFirst();
    }

    /** The run that verifies a forecast, where it has been begun. */
    Optional<StoredRun> verifying(Entry forecast) {
        var words = Path.of(forecast.run());
        return stored.stream()
                .filter(run -> run.folder().toAbsolutePath().normalize().endsWith(words))
                .findFirst();
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
