package loglog.app.lab.report;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import loglog.lab.ledger.Entry;
import loglog.lab.results.Results;

/**
 * What a study found: its runs, and a family for each recipe.
 *
 * @param study as its folders tell it
 * @param families those with a finished run
 */
record Findings(StudyFolder study, List<Family> families) {
    private static final double LEVEL = 0.9;

    static Findings in(Path folder) {
        var study = StudyFolder.read(folder);
        var observed = study.results().observed();
        var recipes = study.recipes();
        var ceiling = study.forecasts().stream()
                .map(Entry::ceiling)
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .orElse(OptionalDouble.empty());
        var families = recipes.stream()
                .map(recipe -> {
                    var rows = observed.where(r -> r.recipe().equals(recipe));
                    var last = study.forecasts().stream()
                            .filter(e -> isOf(study, e, recipe, rows))
                            .reduce((_, later) -> later);
                    return Family.of(recipes.size() == 1 ? "" : recipe, rows, ceiling, last);
                })
                .filter(family -> family.rows().size() > 0)
                .toList();
        return new Findings(study, families);
    }

    /** Whether a forecast was made from a recipe's rows: by their digest, else by the run that verifies it. */
    private static boolean isOf(StudyFolder study, Entry entry, String recipe, Results rows) {
        return rows.digest().equals(entry.dataDigest())
                || study.recipes().size() == 1
                || study.verifying(entry).map(StudyFolder::recipe).orElse("").equals(recipe);
    }

    /** The forecasts that were made from a family. */
    List<Entry> forecasts(Family family) {
        return study.forecasts().stream()
                .filter(e -> isOf(study, e, family.recipe(), family.rows()))
                .toList();
    }

    /** Whether the rows are those that the forecast was made from. */
    boolean isMadeFrom(Entry entry, Family family) {
        return family.rows().digest().equals(entry.dataDigest())
                || study.results().observed().digest().equals(entry.dataDigest());
    }

    /** Of the intervals. */
    double level() {
        return study.forecasts().stream().mapToDouble(Entry::level).findFirst().orElse(LEVEL);
    }
}
