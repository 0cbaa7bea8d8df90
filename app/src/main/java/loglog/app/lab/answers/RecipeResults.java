package loglog.app.lab.answers;

import java.util.List;
import java.util.stream.Collectors;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.experiment.StudyLaw;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.lab.study.Study;
import loglog.runs.RunRole;

/**
 * The runs of one recipe that an answer is made from.
 *
 * @param results of runs that finished, without trunks
 * @param level of the intervals
 */
record RecipeResults(PlannedStudy planned, String recipe, Results results, double level) {
    static final int RESAMPLES = 1000;

    /** A run with its result. */
    record Row(PlannedRun run, Result result) {}

    Study study() {
        return planned.plan().study();
    }

    long seed() {
        return study().seeds().getFirst();
    }

    List<PlannedRun> runs() {
        return planned.plan().runs().stream()
                .filter(r -> r.recipe().equals(recipe) && r.role() == RunRole.OBSERVATION)
                .toList();
    }

    List<Row> rows() {
        var byName = results.rows().stream().collect(Collectors.toMap(Result::name, r -> r));
        return runs().stream()
                .filter(run -> byName.containsKey(run.name()))
                .map(run -> new Row(run, byName.get(run.name())))
                .toList();
    }

    StudyLaw law() {
        return StudyLaw.of(study(), runs());
    }

    /** The rows behind a figure. */
    String source() {
        return "%d runs of %s%s"
                .formatted(results.size(), study().name(), study().recipes().size() > 1 ? ", " + recipe : "");
    }
}
