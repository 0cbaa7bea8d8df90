package loglog.app.lab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import loglog.app.hex.NextBoard;
import loglog.lab.ledger.Entry;
import loglog.lab.results.Results;

/** What a study found: its runs, and a family for each recipe. */
final class Findings {
    private static final double LEVEL = 0.9;

    private final StudyFolder study;
    private final List<RecipeRuns> families;

    /** Those made from each family, and the digest of its rows; both cost more than a look. */
    private final Map<RecipeRuns, List<Entry>> forecasts = new IdentityHashMap<>();

    private final Map<RecipeRuns, String> digests = new IdentityHashMap<>();
    private final String observedDigest;

    private Findings(StudyFolder study) {
        this.study = study;
        var observed = study.results().observed();
        observedDigest = observed.digest();
        var recipes = study.recipes();
        var ceiling = study.forecasts().stream()
                .map(Entry::ceiling)
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElse(OptionalDouble.empty());
        var found = new ArrayList<RecipeRuns>();
        for (var recipe : recipes) {
            var rows = observed.where(r -> r.recipe().equals(recipe));
            if (rows.size() == 0) {
                continue;
            }
            var digest = rows.digest();
            var made = study.forecasts().stream()
                    .filter(e -> recipes.size() == 1
                            || digest.equals(e.dataDigest())
                            || study.verifying(e)
                                    .map(StudyFolder::recipe)
                                    .orElse("")
                                    .equals(recipe))
                    .toList();
            var family = RecipeRuns.of(
                    recipes.size() == 1 ? "" : recipe,
                    rows,
                    ceiling,
                    made.stream().reduce((_, later) -> later));
            forecasts.put(family, made);
            digests.put(family, digest);
            found.add(family);
        }
        families = List.copyOf(found);
    }

    static Findings in(Path folder) {
        return new Findings(StudyFolder.read(folder));
    }

    /** The study, as its folders tell it. */
    StudyFolder study() {
        return study;
    }

    /** Those with a finished run. */
    List<RecipeRuns> families() {
        return families;
    }

    /** The forecasts that were made from a family: by the digest of its rows, else by the run that verifies it. */
    List<Entry> forecasts(RecipeRuns family) {
        return forecasts.get(family);
    }

    /** Whether the rows are those that the forecast was made from. */
    boolean isMadeFrom(Entry entry, RecipeRuns family) {
        return digests.get(family).equals(entry.dataDigest())
                || observedDigest.equals(entry.dataDigest())
                || !NextBoard.boards(entry).isEmpty()
                        && rows(entry, family).digest().equals(entry.dataDigest());
    }

    /** The rows that a forecast is expected to be made from: the family's, or those of the boards that it names. */
    Results rows(Entry entry, RecipeRuns family) {
        var boards = NextBoard.boards(entry);
        return boards.isEmpty()
                ? family.rows()
                : NextBoard.on(boards, study.results().observed());
    }

    /** Of the intervals. */
    double level() {
        return study.forecasts().stream().mapToDouble(Entry::level).findFirst().orElse(LEVEL);
    }
}
