package loglog.app.lab.report;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import loglog.lab.ledger.Entry;
import loglog.laws.Forecast;

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
                .map(recipe -> Family.of(
                        recipes.size() == 1 ? "" : recipe,
                        observed.where(r -> r.recipe().equals(recipe)),
                        ceiling))
                .filter(family -> family.rows().size() > 0)
                .toList();
        return new Findings(study, families);
    }

    /** The family that a forecast was made from: by the rows' digest, else by the recipe of the run that verifies it. */
    Family of(Entry entry) {
        var recipe = study.verifying(entry).map(StudyFolder::recipe).orElse("");
        return families.stream()
                .filter(f -> f.rows().digest().equals(entry.dataDigest()))
                .findFirst()
                .or(() ->
                        families.stream().filter(f -> f.recipe().equals(recipe)).findFirst())
                .orElse(families.getFirst());
    }

    /** Whether the rows are those that the forecast was made from. */
    boolean isMadeFrom(Entry entry, Family family) {
        return family.rows().digest().equals(entry.dataDigest())
                || study.results().observed().digest().equals(entry.dataDigest());
    }

    /** The forecasts that were made from a family. */
    List<Entry> forecasts(Family family) {
        return families.isEmpty()
                ? List.of()
                : study.forecasts().stream().filter(e -> of(e) == family).toList();
    }

    /** The forecast of an entry's scales, made again: for the weights of its laws. */
    Forecast again(Entry entry, Family family) {
        return family.forecaster().orElseThrow().at(family.asked(entry), entry.level());
    }

    /** Of the intervals. */
    double level() {
        return study.forecasts().stream().mapToDouble(Entry::level).findFirst().orElse(LEVEL);
    }
}
