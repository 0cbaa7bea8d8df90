package loglog.app.lab.answers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import loglog.app.answers.AnswerSource;
import loglog.app.lab.report.Measured;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.experiment.Standing;
import loglog.lab.experiment.StudyLaw;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.lab.study.Study;
import loglog.runs.RunRole;
import loglog.words.Format;

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

    /** The study's folder, and which of the recipe's runs finished. */
    AnswerSource origin() {
        var left = new LinkedHashMap<String, Integer>();
        var rows = rows().stream().map(Row::run).collect(Collectors.toSet());
        var standings = planned.standings();
        for (var run : runs()) {
            if (!rows.contains(run)) {
                left.merge(
                        standings.get(run) == Standing.DONE
                                ? "cannot be read"
                                : standings.get(run).words(),
                        1,
                        Integer::sum);
            }
        }
        var metric = study().task().metric();
        return AnswerSource.ofFiles(List.of(planned.folder().toString()), runs().size(), left)
                .assuming(
                        law().laws().isLog()
                                ? "seeds are taken to change the %s by the same share at every scale"
                                        .formatted(Measured.name(metric))
                                : "seeds are taken to change the %s by as much at every scale"
                                        .formatted(Measured.name(metric)));
    }

    /** The rows behind a figure. */
    String source() {
        return "%s of %s%s"
                .formatted(
                        Format.of(results.size(), "run"),
                        study().name(),
                        study().recipes().size() > 1 ? ", " + recipe : "");
    }
}
